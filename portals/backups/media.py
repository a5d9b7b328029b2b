"""Uploads in a backup: read from their storage, whichever it is, and kept once as long as they do not change."""

from __future__ import annotations

import errno
import json
import os
from collections.abc import Iterable
from hashlib import sha256
from pathlib import Path, PurePosixPath
from typing import IO

from django.core.files.storage import Storage, default_storage

from portals.operations.doctor.stored import NotPlain, StoredFile, open_stored, stored_files

from .manifest import MEDIA, MEDIA_LIST, MediaFile, NoBackup, read_whole

_BLOCK = 1 << 20
# Not there any more, or a file system, a kernel or a number of names that allows no further one: it is copied.
UNLINKABLE = frozenset(
    {errno.ENOENT, errno.EPERM, errno.EACCES, errno.ENOTSUP, errno.EMLINK, errno.EXDEV}
)


class FileChanged(Exception):
    """A copy is not what was read; the message names it."""


class MediaCopy:
    """Copies the storage into a backup that is being made; what is the same as in the one `before` is linked to it.

    `odd` are names in the folder of uploads that are neither file nor folder, and are left out; `damaged` those that
    are no longer, in the backup before, what they were there, and are copied anew.
    """

    def __init__(self, backup: Path, *, before: Path | None, known: Iterable[MediaFile]) -> None:
        self._to = backup / MEDIA
        self._to.mkdir(mode=0o700)
        self._before = before
        self._known = {one.name: one for one in known}
        self.files: dict[str, MediaFile] = {}
        self.linked = 0
        self.odd: list[str] = []
        self.damaged: list[str] = []

    def take_all(self, storage: Storage = default_storage) -> int:
        """Take what was not taken yet, or changed since; return how many. Called again, it takes what is new."""
        count = 0
        self.odd = []
        for stored in stored_files(storage, odd=self.odd):
            taken = self.files.get(stored.name)
            if taken and (taken.modified, taken.size) == (stored.modified, stored.size):
                continue
            if taken:
                del self.files[stored.name]
                inside(self._to, stored.name).unlink()
            try:
                self.files[stored.name] = self._take(storage, stored)
            except FileNotFoundError:
                # Deleted while it was read: nothing names it any more.
                continue
            except NotPlain:
                self.odd.append(stored.name)
                continue
            count += 1
        return count

    def write_list(self, backup: Path) -> None:
        with open_private(backup / MEDIA_LIST) as lines:
            for _name, one in sorted(self.files.items()):
                told = json.dumps(vars(one), ensure_ascii=False, sort_keys=True)
                lines.write(f"{told}\n".encode())

    def _take(self, storage: Storage, stored: StoredFile) -> MediaFile:
        path = inside(self._to, stored.name)
        path.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
        known = self._known.get(stored.name)
        is_same = known and (known.modified, known.size) == (stored.modified, stored.size)
        if known and is_same and self._link(known, path):
            self.linked += 1
            return known
        return _copied(storage, stored, path)

    def _link(self, known: MediaFile, path: Path) -> bool:
        """Whether the file of the backup before is now in this one too, and is what it was."""
        if self._before is None:
            return False
        try:
            os.link(inside(self._before / MEDIA, known.name), path, follow_symlinks=False)
        except OSError as error:
            if error.errno in UNLINKABLE:
                return False
            raise
        if path.is_symlink() or read_whole(path).sha256 != known.sha256:
            path.unlink()
            self.damaged.append(known.name)
            return False
        return True


def open_private(path: Path) -> IO[bytes]:
    """Make a file that nobody but its owner may read, from its first byte, whatever the umask is."""
    return os.fdopen(os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600), "wb")


def _copied(storage: Storage, stored: StoredFile, path: Path) -> MediaFile:
    digest, size = sha256(), 0
    with open_stored(storage, stored.name) as read, open_private(path) as written:
        while block := read.read(_BLOCK):
            digest.update(block)
            size += len(block)
            written.write(block)
        written.flush()
        os.fsync(written.fileno())
    found = MediaFile(stored.name, size, stored.modified, digest.hexdigest())
    if (part := read_whole(path)).sha256 != found.sha256:
        raise FileChanged(f"{stored.name}: written {found.sha256}, read back {part.sha256}")
    return found


def digest_in_storage(storage: Storage, name: str) -> str:
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
