"""The folder of uploads: a file is there whole, or nothing of it is. And what is raised where the storage is away."""

from __future__ import annotations

import errno
import os
import secrets
from collections.abc import Iterator
from contextlib import suppress
from pathlib import Path, PurePosixPath
from typing import Any

from django.core.files.storage import FileSystemStorage

from portals.database.quiet import is_quiet_copy

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


class DeletesNothing(StorageAway):
    """On a restored copy that is quiet no upload is deleted: it may be the one of the install that is alive."""


def refuse_on_quiet_copy(name: str) -> None:
    """Raise DeletesNothing where this database is a restored copy that nobody confirmed."""
    if is_quiet_copy():
        raise DeletesNothing(
            f"{name} stays: a restored copy deletes nothing until it is confirmed."
        )


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

    def delete(self, name: str) -> None:
        refuse_on_quiet_copy(name)
        super().delete(name)

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

    def put_in_place(self, name: str, content: Any) -> None:
        """Write `content` in the place of the file `name`, which is there as it was until the new one is whole."""
        aside = self.save(str(PurePosixPath(name).with_name(f".{secrets.token_hex(16)}")), content)
        try:
            # Of this folder, also where another is read behind it.
            Path(super().path(aside)).replace(super().path(name))
        except OSError:
            self.delete(aside)
            raise

    def names(self) -> Iterator[str]:
        """Yield the name of every file, folder by folder. Links to folders are not followed: see `unnamed`.

        Raises OSError for a folder that may not be read.
        """
        root = Path(self.location)
        for folder, _folders, files in self._walk():
            for name in files:
                yield Path(folder, name).relative_to(root).as_posix()

    def unnamed(self) -> Iterator[str]:
        """Yield the links to folders, of whose files `names` tells nothing."""
        root = Path(self.location)
        for folder, folders, _files in self._walk():
            for name in folders:
                if Path(folder, name).is_symlink():
                    yield Path(folder, name).relative_to(root).as_posix()

    def _walk(self) -> Iterator[tuple[str, list[str], list[str]]]:
        for folder, folders, files in os.walk(self.location, onerror=_raise_unless_gone):
            folders.sort()
            yield folder, folders, sorted(files)

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


def _raise_unless_gone(error: OSError) -> None:
    if not isinstance(error, FileNotFoundError):
        raise error
