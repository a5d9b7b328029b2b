"""Restoring: into a database that is empty, quiet from before its first row, and only what its hashes say.

Everything that can be refused is refused before anything is written.
"""

from __future__ import annotations

import shutil
import time
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from django.core.cache import cache
from django.core.files import File
from django.core.files.storage import Storage, default_storage
from django.core.management import call_command
from django.db import connection
from django.db.migrations.loader import MigrationLoader
from django.utils import timezone
from redis import RedisError

from portals.database.owner import as_owner, owner_conninfo
from portals.database.quiet import KEPT_SECONDS, mark_quiet, quiet_state
from portals.operations.doctor.stored import stored_files
from portals.practice.copying import restore_file

from .facts import rows_of_tables
from .keys import missing_keys
from .manifest import DATABASE, MEDIA, Manifest, MediaFile, media_list, read_manifest
from .media import digest_in_storage, inside
from .verifying import faults_of_backup

# Of the mark: rows are being written, or all of it stands and waits for a person.
FILLING, WAITING = "filling", "waiting"
_HOLDS = """
    SELECT (SELECT count(*) FROM pg_class WHERE relnamespace NOT IN ('pg_catalog'::regnamespace,
        'information_schema'::regnamespace) AND relnamespace::regnamespace::text NOT LIKE 'pg_toast%%'
        AND relkind IN ('r', 'p', 'v', 'm', 'S')
        AND NOT EXISTS (SELECT FROM pg_depend WHERE objid = pg_class.oid AND deptype = 'e')),
      pg_has_role(current_user, (SELECT datdba FROM pg_database WHERE datname = current_database()), 'USAGE'),
      current_database()::text
"""


class RestoreRefused(Exception):
    """Nothing was written; the message says why."""


class RestoreBroken(Exception):
    """The database holds part of a backup, and is marked so; the message says what to do."""


@dataclass(frozen=True)
class Restored:
    manifest: Manifest
    # Uploads that were written; the others were there already.
    files: int


def restore_backup(
    backup: Path,
    *,
    without_keys: bool,
    tell: Callable[[str], None],
    although_shared: bool = False,
) -> Restored:
    """Put database and uploads back; the copy is quiet then. Raises NoBackup, RestoreRefused or RestoreBroken."""
    manifest = read_manifest(backup)
    tell("hashes")
    _refuse(backup, manifest, without_keys=without_keys)
    if not although_shared:
        _refuse_shared_uploads()
    state = {"backup": backup.name, "of": manifest.began_at, "at": timezone.now().isoformat()}
    marked = time.monotonic()
    with as_owner():
        mark_quiet(state | {"step": FILLING})
    try:
        tell("database")
        restore_file(owner_conninfo(), backup / DATABASE)
        with as_owner():
            _compare(manifest)
        tell("migrations and rights")
        call_command("migrate", verbosity=0, skip_checks=True, interactive=False)
        tell("media")
        files = sum(_put_back(default_storage, backup, one) for one in media_list(backup))
    except Exception as error:
        # Whatever it is, of the database, of a migration or of the storage: what stands is a part.
        raise RestoreBroken(
            f"{type(error).__name__}: {error}\nThe database holds a part of the backup, and stays quiet. Drop it, make"
            " it anew, and begin again."
        ) from error
    with as_owner():
        with connection.cursor() as cursor:
            cursor.execute("ANALYZE")
        # Who read the database before the mark has forgotten that by now.
        time.sleep(max(0.0, KEPT_SECONDS - (time.monotonic() - marked)))
        mark_quiet(state | {"step": WAITING})
    _forget_pages()
    return Restored(manifest, files)


def _refuse(backup: Path, manifest: Manifest, *, without_keys: bool) -> None:
    """Raise RestoreRefused where anything is in the way."""
    if faults := faults_of_backup(backup):
        raise RestoreRefused(
            f"The backup is not what it was ({len(faults)} faults): " + "; ".join(faults[:5])
        )
    if not without_keys and (missing := missing_keys(manifest.keys)):
        raise RestoreRefused(
            "These keys are needed and not given to this process: "
            + "; ".join(missing)
            + ". Without them sealed texts"
            " stay shut; --without-keys restores all the same."
        )
    if unknown := set(manifest.migrations) - _known_migrations():
        raise RestoreRefused(
            f"The backup is of a later release than this one: {', '.join(sorted(unknown)[:5])} is not known here."
        )
    with as_owner(), connection.cursor() as cursor:
        cursor.execute(_HOLDS)
        count, is_owner, name = cursor.fetchone()
        if count:
            left = quiet_state() or {}
            what = (
                "a part of a backup"
                if left.get("step") == FILLING
                else f"{count} tables and sequences"
            )
            raise RestoreRefused(
                f"The database {name} holds {what}. A backup is restored into an empty one only: nothing was changed."
            )
        if not is_owner:
            raise RestoreRefused(
                f"DATABASE_OWNER_URL does not own the database {name}, and could not keep it quiet."
            )
    wanted = sum(one.size for one in media_list(backup) if not default_storage.exists(one.name))
    _refuse_other_files(backup)
    _refuse_small_disk(wanted)


def _known_migrations() -> set[str]:
    loader = MigrationLoader(None)
    replaced = {key for migration in loader.disk_migrations.values() for key in migration.replaces}
    return {f"{app}.{name}" for app, name in {*loader.disk_migrations, *replaced}}


def _refuse_shared_uploads() -> None:
    """A folder or bucket with uploads is that of an install that is alive, as far as anybody can see."""
    odd: list[str] = []
    first = next(stored_files(default_storage, odd=odd), None)
    if first or odd:
        raise RestoreRefused(
            f"The folder or bucket of uploads is not empty ({first.name if first else odd[0]}). Give the restored copy"
            " one of its own (MEDIA_ROOT, STORAGE_URL): once confirmed, it deletes what its own rows do not name."
            " Where the install that had it is gone for good, or an earlier attempt filled it, --although-shared goes"
            " on."
        )


def _refuse_other_files(backup: Path) -> None:
    others = [
        one.name
        for one in media_list(backup)
        if default_storage.exists(one.name) and not _is_there(default_storage, one)
    ]
    if others:
        raise RestoreRefused(
            f"{len(others)} uploads are there already and differ: {', '.join(others[:5])}. Give the restored copy a"
            " folder (MEDIA_ROOT) or a bucket of its own."
        )


def _refuse_small_disk(wanted: int) -> None:
    try:
        folder = Path(default_storage.path(""))
    except NotImplementedError:
        # A bucket.
        return
    while not folder.exists():
        folder = folder.parent
    if (free := shutil.disk_usage(folder).free) < wanted:
        raise RestoreRefused(f"The uploads take {wanted:,} bytes, and {folder} has {free:,}.")


def _compare(manifest: Manifest) -> None:
    with connection.cursor() as cursor:
        found = rows_of_tables(cursor)
    if found != manifest.counts:
        differing = {name for name, _count in found.items() ^ manifest.counts.items()}
        raise OSError(f"rows differ from the manifest in {', '.join(sorted(differing)[:5])}")


def _put_back(storage: Storage, backup: Path, one: MediaFile) -> int:
    if storage.exists(one.name):
        return 0
    with inside(backup / MEDIA, one.name).open("rb") as file:
        kept: Any = storage.save(one.name, File(file))
    if kept != one.name or not _is_there(storage, one):
        raise OSError(f"{one.name} was written as {kept}, and is not what it was")
    return 1


def _is_there(storage: Storage, one: MediaFile) -> bool:
    return storage.size(one.name) == one.size and digest_in_storage(storage, one.name) == one.sha256


def _forget_pages() -> None:
    """Pages that are stored are of another database."""
    try:
        cache.clear()
    except RedisError as error:
        raise RestoreBroken(
            f"All is restored and quiet, but the cache did not answer ({type(error).__name__}): empty it by hand before"
            " readers come."
        ) from error
