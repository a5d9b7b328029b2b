"""Making a backup: beside the others under a name that no reader takes for one, and renamed once it is whole.

Uploads are taken twice, before the look at the database that is dumped, and after the dump: what a row of it names was
there before as a rule, and what came or changed since is taken afterwards. So nothing is looked at for longer than the
dump takes, which holds back vacuum.
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
from portals.operations.doctor.files import named_files
from portals.practice.copying import CopyFailed, dump_file
from portals.serving.release import release

from .facts import bytes_of_database, one_look
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
from .media import FileChanged, MediaCopy, open_private
from .verifying import faults_of_backup

_NO_ROOM = "No space left on device"
# So many uploads that rows name may be missing: each install has lost one or another over the years.
MISSING_FILES, MISSING_SHARE = 20, 0.01
TOLD = 5


class BackupRefused(Exception):
    """No backup was made, and none removed; the message says why."""


class BackupStands(Exception):
    """A whole backup was made; what was to be done after it failed, as the message says."""


@dataclass(frozen=True)
class MadeBackup:
    folder: Path
    manifest: Manifest
    # Of its uploads, how many are one with those of the backup before.
    linked: int
    removed: tuple[Path, ...]


def make_backup(
    folder: Path,
    *,
    keep: int | None,
    tell: Callable[[str], None],
    although_missing: bool = False,
) -> MadeBackup:
    """Write a backup of database and uploads below `folder`, verify it, and then leave `keep` of them, all if None.

    Raises BackupRefused, where what was begun is gone, also for rows that name uploads which are not there unless
    `although_missing`; raises BackupStands where the new one is whole, and what follows it failed.
    """
    with _alone(folder):
        begun = timezone.now().astimezone(UTC).replace(microsecond=0)
        named = folder / begun.strftime(NAMED)
        making = folder / f"{UNFINISHED}{named.name}"
        try:
            for left in folder.glob(f"{UNFINISHED}*"):
                # Of a run that was killed: we hold the lock.
                shutil.rmtree(left)
            if named.exists():
                raise BackupRefused(f"{named} is there already.")
            manifest, linked = _write(making, folder, begun, tell, although_missing)
            tell("verify")
            if faults := faults_of_backup(making):
                raise BackupRefused(
                    f"What was written is not what was read: {'; '.join(faults[:5])}"
                )
            # Who looks how old it is reads the manifest; all else in it is the owner's alone.
            making.chmod(0o755)
            making.rename(named)
        except BaseException as error:
            shutil.rmtree(making, ignore_errors=True)
            if isinstance(error, (OSError, CopyFailed, FileChanged)):
                raise BackupRefused(_why(error, folder)) from error
            raise
        try:
            _sync(folder)
            removed = tuple(_remove_old(folder, keep, named))
        except OSError as error:
            raise BackupStands(
                f"{named} is whole, but what follows it failed: {type(error).__name__}: {error}"
            ) from error
        return MadeBackup(named, manifest, linked, removed)


def _write(
    making: Path,
    folder: Path,
    begun: datetime,
    tell: Callable[[str], None],
    although_missing: bool,
) -> tuple[Manifest, int]:
    before = _newest_readable(folder)
    making.mkdir(mode=0o700)
    with as_owner():
        _require_room(folder, before, bytes_of_database())
    tell("media")
    media = MediaCopy(making, before=before, known=media_list(before) if before else ())
    media.take_all()
    with as_owner(), one_look() as (snapshot, facts):
        tell("database")
        # pg_dump writes into the file that is there, whose mode stays.
        open_private(making / DATABASE).close()
        dump_file(owner_conninfo(), making / DATABASE, snapshot=snapshot)
        named = named_files()
        keys = keys_needed()
    tell("media since")
    media.take_all()
    missing = sorted(named - media.files.keys())
    _require_uploads(missing, len(named), although_missing)
    for told in _oddities(missing, media):
        tell(told)
    media.write_list(making)
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
        media_missing=len(missing),
        ledger=facts.ledger,
        counts=facts.counts,
        keys=keys,
    )
    # For who looks how old it is: the parts themselves are the owner's alone.
    (making / MANIFEST).write_text(manifest.as_json(), encoding="utf-8")
    (making / MANIFEST).chmod(0o644)
    for name in (DATABASE, MEDIA_LIST, MANIFEST):
        _sync(making / name)
    return manifest, media.linked


def _require_uploads(missing: list[str], named: int, although_missing: bool) -> None:
    """Refuse what would be called whole without its uploads: a folder not mounted, a bucket of another name."""
    is_much = len(missing) > max(MISSING_FILES, named * MISSING_SHARE) or len(missing) == named
    if missing and is_much and not although_missing:
        raise BackupRefused(
            f"Rows name {named} uploads, and {len(missing)} of them are not in the storage ({', '.join(missing[:5])})."
            " Is MEDIA_ROOT mounted, is STORAGE_URL the right bucket? Nothing was removed; --although-missing makes the"
            " backup all the same."
        )


def _oddities(missing: list[str], media: MediaCopy) -> Iterator[str]:
    told = {
        "named by rows and not there": missing,
        "left out, being links or no plain files": media.odd,
        "damaged in the backup before, and copied anew": media.damaged,
    }
    for what, names in told.items():
        if names:
            more = f" and {len(names) - TOLD} more" if len(names) > TOLD else ""
            yield f"! {len(names)} uploads {what}: {', '.join(names[:TOLD])}{more}"


def _newest_readable(folder: Path) -> Path | None:
    for backup in reversed(backups_in(folder)):
        with suppress(NoBackup, OSError, ValueError, TypeError):
            read_manifest(backup)
            media_list(backup)
            return backup
    return None


def _require_room(folder: Path, before: Path | None, database_bytes: int) -> None:
    """Refuse before hours of work what cannot end well: a dump as large as the last, or a tenth of the database."""
    wanted = (
        read_manifest(before).parts.get(DATABASE, BackupPart("", 0)).size
        if before
        else database_bytes // 10
    )
    free = shutil.disk_usage(folder).free
    if free < wanted:
        raise BackupRefused(
            f"The disk of {folder} is too full: {free:,} bytes are free, the database alone takes some {wanted:,}."
            " Nothing was removed; make room, or keep fewer backups (--keep)."
        )


def _remove_old(folder: Path, keep: int | None, made: Path) -> Iterator[Path]:
    """Remove all but `made` and the newest before it. One that is dated later is no older one: doctor names it."""
    if keep is None:
        return
    older = [one for one in backups_in(folder) if one.name < made.name]
    for old in older[: max(0, len(older) - (keep - 1))]:
        # Whoever sees it half removed shall not take it for one.
        going = old.rename(folder / f"{UNFINISHED}{old.name}")
        shutil.rmtree(going)
        yield old


@contextmanager
def _alone(folder: Path) -> Iterator[None]:
    try:
        if not folder.exists():
            folder.mkdir(parents=True, exist_ok=True)
            folder.chmod(0o755)
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
