"""How old the newest whole backup is, for the alarms and for doctor."""

from __future__ import annotations

from datetime import datetime, timedelta
from pathlib import Path

from django.conf import settings
from django.utils import timezone

from portals.database.quiet import is_quiet_copy, quiet_state
from portals.operations.checking import Check

from .manifest import NoBackup, backups_in, read_manifest

# Clocks of two machines differ by no more.
CLOCKS = timedelta(minutes=5)


def moments_begun(folder: Path) -> list[datetime]:
    """When the whole backups of the folder were begun that this process can read, the oldest first."""
    try:
        return sorted(read_manifest(backup).begun() for backup in backups_in(folder))
    except (OSError, NoBackup):
        # Removed while it was looked at, or a folder that this process may not read.
        return []


def overdue_since(*, now: datetime) -> str:
    """In words what is amiss with the age of the newest backup; empty where nothing is, or nobody asked for any."""
    folder, hours = settings.PORTALS_BACKUP_FOLDER, settings.PORTALS_BACKUP_HOURS
    if not folder:
        return ""
    moments = moments_begun(Path(folder))
    if not moments:
        return f"{folder} has no whole backup that this process can read"
    begun = moments[-1]
    if begun > now + CLOCKS:
        return (
            f"one is of {begun:%Y-%m-%d %H:%M} UTC, which is yet to come: a clock is or was wrong"
        )
    if now - begun > timedelta(hours=hours):
        return f"the newest one is of {begun:%Y-%m-%d %H:%M} UTC"
    return ""


def is_backup_overdue(*, now: datetime | None = None) -> bool:
    """Whether backups are asked for, by BACKUP_FOLDER, and the newest is older than BACKUP_HOURS or there is none."""
    return bool(overdue_since(now=now or timezone.now()))


def backup_checks() -> tuple[Check, ...]:
    """None where BACKUP_FOLDER is not set: there is nothing to hold the age against, and doctor notes that."""
    folder, hours = settings.PORTALS_BACKUP_FOLDER, settings.PORTALS_BACKUP_HOURS
    if not folder:
        return ()
    return (
        Check(
            "backup.age",
            f"the newest whole backup in {folder} is not older than {hours} hours",
            lambda: [said] if (said := overdue_since(now=timezone.now())) else [],
        ),
    )


def backup_notes() -> tuple[str, ...]:
    if settings.PORTALS_BACKUP_FOLDER:
        return ()
    return (
        "Nobody looks how old the newest backup is: BACKUP_FOLDER is not set (docs/backup.md).",
    )


def quiet_notes() -> tuple[str, ...]:
    if not is_quiet_copy():
        return ()
    state = quiet_state() or {}
    return (
        f"This install was put back from the backup {state.get('backup')} as of {state.get('of')}, and is quiet: no"
        " mail leaves, nothing is fetched, posted or signed until manage.py restore --confirm (docs/backup.md).",
    )
