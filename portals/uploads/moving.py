"""Uploads moved from a folder into a bucket, or back: copied, proven by their hashes, and only then taken away."""

from __future__ import annotations

import hashlib
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from pathlib import Path
from typing import Protocol, cast
from urllib.parse import urlsplit

from django.core.files.base import File
from django.core.files.storage import storages
from django.utils.translation import gettext as _

from portals.refusals import Refusal
from portals.settings.backends import media_storage
from portals.settings.values import storage_url

from .places import is_one_file, is_one_place

PIECE = 1024 * 1024
# A file that was uploaded while the others were copied is found by another look; so many are enough.
MOST_ROUNDS = 5
_OTHERWISE = "another file is there by this name"
_LINKED = "a link to a folder, whose files are not moved"

type Tell = Callable[[str], object]


class UnableToMoveUploads(Refusal):
    """The places are the same, or not all that is to be deleted was proven to be at the other."""


class Store(Protocol):
    """A storage of uploads that can name all that it holds."""

    def names(self) -> Iterator[str]: ...
    def unnamed(self) -> Iterator[str]: ...
    def put_in_place(self, name: str, content: File[bytes]) -> None: ...
    def open(self, name: str, mode: str = "rb") -> File[bytes]: ...
    def save(self, name: str, content: File[bytes]) -> str: ...
    def exists(self, name: str) -> bool: ...
    def delete(self, name: str) -> None: ...


@dataclass(slots=True)
class Moved:
    """What came of it: how many files were there already, were copied, were deleted; which could not be proven."""

    found: int = 0
    copied: int = 0
    deleted: int = 0
    faults: list[str] = field(default_factory=list)


def store_at(place: str) -> Store:
    """Return the storage that `place` names: `s3://...` as STORAGE_URL, an absolute folder, a file with either in it.

    Raises UnableToMoveUploads.
    """
    path = Path(place)
    if path.is_file():
        place = path.read_text().strip()
    try:
        if urlsplit(place).scheme == "s3":
            return cast(Store, storages.create_storage(media_storage(storage_url(place))))
    except ValueError as error:
        raise UnableToMoveUploads(
            _("This is no address of a bucket: %(why)s") % {"why": error}
        ) from error
    if not Path(place).is_absolute():
        raise UnableToMoveUploads(
            _("Name a bucket as STORAGE_URL does, or a folder by its whole path.")
        )
    folder = {"BACKEND": media_storage("")["BACKEND"], "OPTIONS": {"location": place}}
    return cast(Store, storages.create_storage(folder))


def copy_all(source: Store, to: Store, *, tell: Tell) -> Moved:
    """Copy every file that `to` has not, or only the beginning of, and read each back; nothing is deleted.

    May be ended and begun again: what is there already is proven and not copied again. Files are looked at one by one.
    Another file that `to` has under the same name stays as it is, and is a fault. Raises UnableToMoveUploads where
    both are one place, and OSError.
    """
    _refuse_one_place(to, source)
    moved = Moved()
    for _round in range(MOST_ROUNDS):
        before = moved.copied
        moved.found, moved.faults = 0, []
        for name in source.names():
            _copy(name, source, to, moved)
            if (moved.found + moved.copied) % 1000 == 0:
                tell(f"{moved.found} found, {moved.copied} copied")
        if moved.copied == before or moved.faults:
            break
    moved.faults.extend(f"{name}: {_LINKED}" for name in source.unnamed())
    return moved


def delete_all(source: Store, to: Store, *, tell: Tell) -> Moved:
    """Delete every file of `source`, once all are proven to be in `to`; else raise, and delete none."""
    _refuse_one_place(source, to)
    moved = Moved(faults=[f"{name}: {_LINKED}" for name in source.unnamed()])
    names = list(source.names())
    for name in names:
        if _hash_in(to, name) != _hash_in(source, name) or is_one_file(source, to, name):
            moved.faults.append(name)
        else:
            moved.found += 1
    if moved.faults:
        raise UnableToMoveUploads(
            _("%(count)d files are not at the other place as they are here, such as %(name)s.")
            % {"count": len(moved.faults), "name": moved.faults[0]}
        )
    tell(f"{moved.found} proven")
    for name in names:
        source.delete(name)
        moved.deleted += 1
    return moved


def _refuse_one_place(one: Store, other: Store) -> None:
    if is_one_place(one, other):
        raise UnableToMoveUploads(_("These are one and the same place."))


def _hash_in(store: Store, name: str) -> str:
    """Return the SHA-256 of a file, "" where there is none."""
    digest = hashlib.sha256()
    try:
        with store.open(name, "rb") as file:
            while piece := file.read(PIECE):
                digest.update(piece)
    except FileNotFoundError:
        return ""
    return digest.hexdigest()


def _copy(name: str, source: Store, to: Store, moved: Moved) -> None:
    wanted = _hash_in(source, name)
    there = _hash_in(to, name)
    if not wanted:
        # Deleted since it was named.
        return
    if there == wanted:
        moved.found += 1
        return
    if there and not _is_beginning(to, source, name):
        moved.faults.append(f"{name}: {_OTHERWISE}")
        return
    with source.open(name, "rb") as file:
        if there:
            to.put_in_place(name, File(file, name=name))
            saved = name
        else:
            saved = to.save(name, File(file, name=name))
    if saved != name or _hash_in(to, name) != wanted:
        moved.faults.append(name)
    else:
        moved.copied += 1


def _is_beginning(part: Store, whole: Store, name: str) -> bool:
    """Whether `part` has the beginning of the file and no more, as a run leaves it that was ended."""
    with part.open(name, "rb") as begun, whole.open(name, "rb") as file:
        while piece := begun.read(PIECE):
            if file.read(len(piece)) != piece:
                return False
        return bool(file.read(1))
