"""What a storage holds, file by file: of a folder only plain files, whatever else somebody put in it.

Who reads all uploads may read more than who wrote them (a backup does). A symbolic link below the folder would give
him any file of the machine, one in a circle would never end, and a pipe would hold him for ever.
"""

from __future__ import annotations

import os
import stat
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import PurePosixPath
from typing import IO, Any

from django.core.files.storage import FileSystemStorage, Storage

_FOLDER = os.O_RDONLY | os.O_DIRECTORY | os.O_CLOEXEC
# Where it is a pipe all the same, opening it waits for nobody.
_FILE = os.O_RDONLY | os.O_NOFOLLOW | os.O_NONBLOCK | os.O_CLOEXEC


@dataclass(frozen=True)
class StoredFile:
    """A file by its name in the storage; `modified` is as the storage tells it, to see what changed."""

    name: str
    size: int
    modified: str


class NotPlain(OSError):
    """What bears the name is a link, a pipe or another thing that is no plain file."""


def stored_files(storage: Storage, *, odd: list[str]) -> Iterator[StoredFile]:
    """Yield every file of the storage, folder by folder; put into `odd` the names of what is neither file nor folder.

    A folder that is not there holds nothing: whether it should is told by what rows name.
    """
    if isinstance(storage, FileSystemStorage):
        try:
            # The folder itself may be a link: the operator's.
            top = os.open(storage.location, _FOLDER)
        except FileNotFoundError:
            return
        try:
            yield from _in_folder(top, "", odd)
        finally:
            os.close(top)
        return
    for name in _by_listing(storage, ""):
        try:
            size, modified = storage.size(name), storage.get_modified_time(name).isoformat()
        except FileNotFoundError:
            # Deleted since it was listed.
            continue
        yield StoredFile(name, size, modified)


def open_stored(storage: Storage, name: str) -> IO[Any]:
    """Open a file for reading. Raises FileNotFoundError, and NotPlain where it, or a folder above it, is a link."""
    if not isinstance(storage, FileSystemStorage):
        return storage.open(name, "rb")
    return os.fdopen(_opened(os.open(storage.location, _FOLDER), name), "rb")


def _in_folder(folder: int, path: str, odd: list[str]) -> Iterator[StoredFile]:
    for name in sorted(os.listdir(folder)):
        full = f"{path}/{name}" if path else name
        try:
            found = os.stat(name, dir_fd=folder, follow_symlinks=False)
            if stat.S_ISDIR(found.st_mode):
                below = os.open(name, _FOLDER | os.O_NOFOLLOW, dir_fd=folder)
                try:
                    yield from _in_folder(below, full, odd)
                finally:
                    os.close(below)
            elif stat.S_ISREG(found.st_mode):
                modified = datetime.fromtimestamp(found.st_mtime, tz=UTC)
                yield StoredFile(full, found.st_size, modified.isoformat())
            else:
                odd.append(full)
        except FileNotFoundError:
            # Deleted since it was listed.
            continue


def _by_listing(storage: Storage, folder: str) -> Iterator[str]:
    try:
        folders, files = storage.listdir(folder)
    except FileNotFoundError:
        return
    for name in sorted(filter(None, files)):
        yield f"{folder}/{name}" if folder else name
    for name in sorted(filter(None, folders)):
        yield from _by_listing(storage, f"{folder}/{name}" if folder else name)


def _opened(folder: int, name: str) -> int:
    """Open below the folder without following any link, and close the folder."""
    *folders, last = PurePosixPath(name).parts
    try:
        for part in folders:
            below = os.open(part, _FOLDER | os.O_NOFOLLOW, dir_fd=folder)
            os.close(folder)
            folder = below
        handle = os.open(last, _FILE, dir_fd=folder)
    except FileNotFoundError:
        raise
    except OSError as error:
        raise NotPlain(f"{name}: {error.strerror}") from error
    finally:
        os.close(folder)
    if not stat.S_ISREG(os.fstat(handle).st_mode):
        os.close(handle)
        raise NotPlain(f"{name} is no plain file")
    return handle
