"""Uploads in a backup: read from their storage, whichever it is, and kept once as long as they do not change."""

from __future__ import annotations

import json
import os
from collections.abc import Iterable
from hashlib import sha256
from pathlib import Path, PurePosixPath

from django.core.files.storage import Storage, default_storage

from portals.operations.doctor.files import stored_names

from .manifest import MEDIA, MEDIA_LIST, MediaFile, NoBackup, read_whole

_BLOCK = 1 << 20


class FileChanged(Exception):
    """A copy is not what was read; the message names it."""


class MediaCopy:
    """Copies the storage into a backup that is being made; what is the same as in the one `before` is linked to it."""

    def __init__(self, backup: Path, *, before: Path | None, known: Iterable[MediaFile]) -> None:
        self._to = backup / MEDIA
        self._to.mkdir(mode=0o700)
        self._before = before
        self._known = {one.name: one for one in known}
        self.files: dict[str, MediaFile] = {}
        self.linked = 0

    def take_all(self, storage: Storage = default_storage) -> int:
        """Take what was not taken yet; return how many. Called twice, it takes what came meanwhile."""
        count = 0
        for name in stored_names(storage):
            if name not in self.files:
                try:
                    self.files[name] = self._take(storage, name)
                except FileNotFoundError:
                    # Deleted while it was read: nothing names it any more.
                    continue
                count += 1
        return count

    def write_list(self, backup: Path) -> None:
        with (backup / MEDIA_LIST).open("w", encoding="utf-8") as lines:
            for _name, one in sorted(self.files.items()):
                lines.write(json.dumps(vars(one), ensure_ascii=False, sort_keys=True) + "\n")

    def _take(self, storage: Storage, name: str) -> MediaFile:
        modified, size = storage.get_modified_time(name).isoformat(), storage.size(name)
        path = inside(self._to, name)
        path.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
        known = self._known.get(name)
        if known and self._before and (known.modified, known.size) == (modified, size):
            try:
                os.link(inside(self._before / MEDIA, name), path)
            except FileNotFoundError:
                # Somebody took it out of the backup of before: it is copied anew.
                pass
            else:
                self.linked += 1
                return known
        return _copied(storage, name, path, modified)


def _copied(storage: Storage, name: str, path: Path, modified: str) -> MediaFile:
    digest, size = sha256(), 0
    with storage.open(name, "rb") as read, path.open("xb") as written:
        while block := read.read(_BLOCK):
            digest.update(block)
            size += len(block)
            written.write(block)
        written.flush()
        os.fsync(written.fileno())
    found = MediaFile(name, size, modified, digest.hexdigest())
    if (part := read_whole(path)).sha256 != found.sha256:
        raise FileChanged(f"{name}: written {found.sha256}, read back {part.sha256}")
    return found


def hash_in(storage: Storage, name: str) -> str:
    """Read a file of the storage to its end."""
    digest = sha256()
    with storage.open(name, "rb") as file:
        while block := file.read(_BLOCK):
            digest.update(block)
    return digest.hexdigest()


def inside(folder: Path, name: str) -> Path:
    """Where a file of the list lies. Raises NoBackup for a name that leads out of the folder."""
    parts = PurePosixPath(name).parts
    if not parts or PurePosixPath(name).is_absolute() or ".." in parts:
        raise NoBackup(f"{name!r} is no name of a file of uploads.")
    return folder.joinpath(*parts)
