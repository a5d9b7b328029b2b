"""The folder of uploads: a file is there whole, or nothing of it is. And what is raised where the storage is away."""

from __future__ import annotations

import errno
import os
from collections.abc import Iterator
from contextlib import suppress
from pathlib import Path
from typing import Any

from django.core.files.storage import FileSystemStorage

# No room on the disk, none in the quota, or larger than this process may write.
NO_ROOM = frozenset({errno.ENOSPC, errno.EDQUOT, errno.EFBIG})


def is_for_want_of_room(error: BaseException | None) -> bool:
    """Whether something failed because a disk is full, itself or by what it was caused by."""
    while error is not None:
        if isinstance(error, OSError) and error.errno in NO_ROOM:
            return True
        error = error.__cause__ or error.__context__
    return False


class StorageAway(OSError):
    """The storage of uploads did not answer, or not in time. What is asked of it may be there all the same."""


def is_for_want_of_storage(error: BaseException | None) -> bool:
    """Whether something failed because the storage is away, itself or by what it was caused by."""
    while error is not None:
        if isinstance(error, StorageAway):
            return True
        error = error.__cause__ or error.__context__
    return False


class UploadFolder(FileSystemStorage):
    """Takes away what it began where the disk is full: neither half a file nor an empty folder stays."""

    def _save(self, name: str, content: Any) -> str:
        path = Path(self.path(name))
        stood_before = path.exists()
        try:
            return super()._save(name, content)  # type: ignore[misc]  # Django documents it, its stubs leave it out
        except OSError:
            if not stood_before:
                self._take_away(path)
            raise

    def save_again(self, name: str, *, of: str) -> str:
        """Keep the file `of` under a second name, which nobody has; return that name.

        On the disk it is one file under two names, of which either may be taken away, and which nobody writes to again.
        A file system that knows no such names gets a copy.
        """
        second = Path(self.path(name))
        second.parent.mkdir(parents=True, exist_ok=True)
        try:
            second.hardlink_to(self.path(of))
        except FileExistsError:
            raise
        except OSError as error:
            if is_for_want_of_room(error):
                raise
            with self.open(of) as file:
                return str(self.save(name, file))
        return name

    def names(self) -> Iterator[str]:
        """Yield the name of every file, folder by folder."""
        root = Path(self.location)
        for folder, folders, files in os.walk(root):
            folders.sort()
            for name in sorted(files):
                yield Path(folder, name).relative_to(root).as_posix()

    def _take_away(self, path: Path) -> None:
        with suppress(OSError):
            path.unlink(missing_ok=True)
        root = Path(self.location)
        for folder in path.parents:
            if folder == root or root not in folder.parents:
                return
            try:
                folder.rmdir()
            except OSError:
                # Others have files there.
                return
