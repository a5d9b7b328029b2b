"""Making a backup: beside the others under a name that no reader takes for one, and renamed once it is whole.

Uploads are taken twice, before the database and after it. What a row of the dump names was there before the dump as a
rule, and what came while it was written is taken afterwards.
"""

from __future__ import annotations

import errno
import fcntl
import os
import shutil
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path

from django.conf import settings
from django.utils import timezone

from portals.database.owner import as_owner, owner_conninfo
from portals.practice.copying import CopyFailed, dump_file
from portals.serving.release import release

from .facts import DatabaseFacts, one_look
from .keys import keys_needed
from .manifest import (
    DATABASE,
    MANIFEST,
    MEDIA_LIST,
    NAMED,
    UNFINISHED,
    BackupPart,
    Manifest,
    NoBackup,
    backups_in,
    media_list,
    read_manifest,
    read_whole,
)
from .media import FileChanged, MediaCopy
from .verifying import faults_of_backup

_NO_ROOM = "No space left on device"


class BackupRefused(Exception):
    """No backup was made, and none removed; the message says why."""


@dataclass(frozen=True)
class MadeBackup:
    folder: Path
    manifest: Manifest
    # Of its uploads, how many are one with those of the backup before.
    linked: int
    removed: tuple[Path, ...]


def make_backup(folder: Path, *, keep: int | None, tell: Callable[[str], None]) -> MadeBackup:
    """Write a backup of database and uploads below `folder`, verify it, and then leave `keep` of them, all if None.

    Raises BackupRefused; what was begun is then gone.
    """
    with _alone(folder):
        for left in folder.glob(f"{UNFINISHED}*"):
            # Of a run that was killed: we hold the lock.
            shutil.rmtree(left)
        begun = timezone.now().astimezone(UTC).replace(microsecond=0)
        named = folder / begun.strftime(NAMED)
        if named.exists():
            raise BackupRefused(f"{named} is there already.")
        making = folder / f"{UNFINISHED}{named.name}"
        try:
            manifest, linked = _write(making, folder, begun, tell)
            tell("verify")
            if faults := faults_of_backup(making):
                raise BackupRefused(
                    f"What was written is not what was read: {'; '.join(faults[:5])}"
                )
            making.rename(named)
            _sync(folder)
        except BaseException as error:
            shutil.rmtree(making, ignore_errors=True)
            if isinstance(error, (OSError, CopyFailed, FileChanged)):
                raise BackupRefused(_why(error, folder)) from error
            raise
        return MadeBackup(named, manifest, linked, tuple(_remove_old(folder, keep)))


def _write(
    making: Path, folder: Path, begun: datetime, tell: Callable[[str], None]
) -> tuple[Manifest, int]:
    before = _newest_readable(folder)
    making.mkdir(mode=0o755)
    with as_owner(), one_look() as (snapshot, facts):
        _require_room(folder, before, facts)
        tell("media")
        media = MediaCopy(making, before=before, known=media_list(before) if before else ())
        media.take_all()
        tell("database")
        dump_file(owner_conninfo(), making / DATABASE, snapshot=snapshot)
        os.chmod(making / DATABASE, 0o600)
        keys = keys_needed()
    tell("media since")
    media.take_all()
    media.write_list(making)
    os.chmod(making / MEDIA_LIST, 0o600)
    manifest = Manifest(
        began_at=begun.isoformat(),
        ended_at=timezone.now().astimezone(UTC).replace(microsecond=0).isoformat(),
        release=release(),
        base_domain=settings.PORTALS_BASE_DOMAIN,
        server=facts.server,
        migrations=facts.migrations,
        parts={name: read_whole(making / name) for name in (DATABASE, MEDIA_LIST)},
        media_files=len(media.files),
        media_bytes=sum(one.size for one in media.files.values()),
        ledger=facts.ledger,
        counts=facts.counts,
        keys=keys,
    )
    # For who looks how old it is: the parts themselves are the owner's alone.
    (making / MANIFEST).write_text(manifest.as_json(), encoding="utf-8")
    for name in (DATABASE, MEDIA_LIST, MANIFEST):
        _sync(making / name)
    return manifest, media.linked


def _newest_readable(folder: Path) -> Path | None:
    for backup in reversed(backups_in(folder)):
        with suppress(NoBackup, OSError, ValueError, TypeError):
            read_manifest(backup)
            media_list(backup)
            return backup
    return None


def _require_room(folder: Path, before: Path | None, facts: DatabaseFacts) -> None:
    """Refuse before hours of work what cannot end well: a dump as large as the last, or a tenth of the database."""
    wanted = (
        read_manifest(before).parts.get(DATABASE, BackupPart("", 0)).size
        if before
        else facts.database_bytes // 10
    )
    free = shutil.disk_usage(folder).free
    if free < wanted:
        raise BackupRefused(
            f"The disk of {folder} is too full: {free:,} bytes are free, the database alone takes some {wanted:,}."
            " Nothing was removed; make room, or keep fewer backups (--keep)."
        )


def _remove_old(folder: Path, keep: int | None) -> Iterator[Path]:
    if keep is None:
        return
    for old in backups_in(folder)[:-keep]:
        # Whoever sees it half removed shall not take it for one.
        going = old.rename(folder / f"{UNFINISHED}{old.name}")
        shutil.rmtree(going)
        yield old


@contextmanager
def _alone(folder: Path) -> Iterator[None]:
    try:
        folder.mkdir(mode=0o755, parents=True, exist_ok=True)
        lock = (folder / ".lock").open("a")
    except OSError as error:
        raise BackupRefused(_why(error, folder)) from error
    with lock:
        try:
            fcntl.flock(lock, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError as error:
            raise BackupRefused(f"Another backup into {folder} is under way.") from error
        yield


def _why(error: Exception, folder: Path) -> str:
    is_full = _NO_ROOM in str(error) or (
        isinstance(error, OSError) and error.errno in {errno.ENOSPC, errno.EDQUOT, errno.EFBIG}
    )
    if is_full:
        return f"The disk of {folder} is full. What was begun is removed; the backups of before stand. ({error})"
    return f"{type(error).__name__}: {error}"


def _sync(path: Path) -> None:
    handle = os.open(path, os.O_RDONLY)
    try:
        os.fsync(handle)
    finally:
        os.close(handle)
