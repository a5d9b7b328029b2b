"""An archive of one portal as files: a folder or a ZIP, each file with its SHA-256 (docs/leaving-and-coming.md)."""

from __future__ import annotations

import hashlib
import json
import os
import re
import zipfile
from collections.abc import Iterator
from contextlib import ExitStack
from pathlib import Path, PurePosixPath
from types import TracebackType
from typing import Any, Self

from django.utils.translation import gettext as _

from portals.refusals import Refusal
from portals.text import nfc
from portals.uploads import UploadRefused
from portals.uploads.archives import opened
from portals.uploads.budget import UploadBudget

FORMAT = "lien-cong/portal-archive/v1"
MANIFEST, SUMS, README = "manifest.json", "SHA256SUMS", "README.txt"
# What an archive may unpack to; parts are read one by one, never all at once.
LARGEST, MOST_PARTS = 50 * 1024**3, 500_000
LARGEST_PART = 200 * 1024 * 1024
LONGEST_NAME = 300
# A moment that is none, so that the same files make the same bytes.
_ALWAYS = (1980, 1, 1, 0, 0, 0)
_SUM = re.compile(r"([0-9a-f]{64})  (.+)", re.ASCII)
_UNFIT = re.compile(r"[\x00-\x1f\x7f\\:*?\"<>|]")


class UnreadableArchive(Refusal):
    """It is no archive of a portal, or not whole, or made to harm. Nothing of it was taken."""


class UnableToLeave(Refusal):
    """Something stands where the archive should go."""


def as_json(value: Any) -> bytes:
    """Return a value as every JSON file of an archive is written: readable, and the same bytes for the same value."""
    text = json.dumps(value, ensure_ascii=False, indent=1, sort_keys=True, default=str)
    return f"{text}\n".encode()


class ArchiveWriter:
    """Writes a new archive, a ZIP where the name ends so, else a folder. To be used as a context.

    What fails leaves nothing behind under the name asked for.
    """

    def __init__(self, to: Path) -> None:
        self._to = to
        self._packs = to.suffix.lower() == ".zip"
        self._beside = to.with_name(f".{to.name}.part")
        self._sums: dict[str, str] = {}
        self._zip: zipfile.ZipFile | None = None

    def __enter__(self) -> Self:
        if self._to.exists() or self._beside.exists():
            raise UnableToLeave(_("“%(path)s” is there already.") % {"path": self._to})
        if self._packs:
            self._zip = zipfile.ZipFile(self._beside, "x", zipfile.ZIP_DEFLATED)
        else:
            self._beside.mkdir(parents=True)
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        if error is None:
            lines = [f"{digest}  {name}\n" for name, digest in sorted(self._sums.items())]
            self._put(SUMS, "".join(lines).encode())
        if self._zip is not None:
            self._zip.close()
        if error is None:
            self._beside.rename(self._to)
        else:
            _remove(self._beside)

    def write(self, name: str, content: bytes) -> str:
        """Write one file and return its SHA-256. ValueError for a name that is taken, or that no reader would take."""
        if name in self._sums or (fault := fault_of_name(name)):
            raise ValueError(f"{name}: {'written twice' if name in self._sums else fault}")
        self._put(name, content)
        self._sums[name] = hashlib.sha256(content).hexdigest()
        return self._sums[name]

    def _put(self, name: str, content: bytes) -> None:
        if self._zip is not None:
            info = zipfile.ZipInfo(name, _ALWAYS)
            info.compress_type = zipfile.ZIP_DEFLATED
            self._zip.writestr(info, content)
            return
        path = self._beside / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_bytes(content)


def _remove(path: Path) -> None:
    if path.is_file():
        path.unlink()
        return
    for folder, folders, files in os.walk(path, topdown=False):
        for name in files:
            (Path(folder) / name).unlink()
        for name in folders:
            (Path(folder) / name).rmdir()
    path.rmdir()


def fault_of_name(name: str) -> str:
    """Return why no file of an archive may be called so; "" where it may."""
    parts = PurePosixPath(name).parts
    if name.startswith("/") or ".." in parts or "." in name.split("/") or "//" in name:
        return _("its name leads out of the archive")
    if not parts or _UNFIT.search(name) or len(name) > LONGEST_NAME or nfc(name) != name:
        return _("its name cannot be used")
    return ""


class ArchiveReader:
    """Reads a folder or a ZIP, whose names are safe and whose bytes are bounded. To be used as a context.

    Nothing is unpacked to the disk. Raises UnreadableArchive.
    """

    def __init__(self, path: Path) -> None:
        self._path = path
        self._open = ExitStack()
        self._zip: zipfile.ZipFile | None = None
        self.names: frozenset[str] = frozenset()

    def __enter__(self) -> Self:
        try:
            self._take(list(self._unpacked() if self._path.is_file() else self._walked()))
        except (OSError, UploadRefused) as error:
            self._open.close()
            raise UnreadableArchive(
                _("The archive cannot be read: %(why)s") % {"why": error}
            ) from error
        except UnreadableArchive:
            self._open.close()
            raise
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        self._open.close()

    def _unpacked(self) -> Iterator[str]:
        file = self._open.enter_context(self._path.open("rb"))
        budget = UploadBudget(unpacked=LARGEST, parts=MOST_PARTS)
        self._zip = self._open.enter_context(opened(file, budget))
        for part in self._zip.infolist():
            # The type of a file that Unix keeps: a link would lead elsewhere.
            if part.external_attr >> 28 == 0o12:
                raise UnreadableArchive(
                    _("“%(name)s” in the archive is a link.") % {"name": part.filename}
                )
            if not part.is_dir():
                yield part.filename

    def _walked(self) -> Iterator[str]:
        if not self._path.is_dir():
            raise UnreadableArchive(_("“%(path)s” is not there.") % {"path": self._path})
        for path in sorted(self._path.rglob("*")):
            name = path.relative_to(self._path).as_posix()
            if path.is_symlink():
                raise UnreadableArchive(_("“%(name)s” in the archive is a link.") % {"name": name})
            if path.is_file():
                yield nfc(name)

    def _take(self, names: list[str]) -> None:
        seen: set[str] = set()
        for name in names:
            if fault := fault_of_name(name):
                raise UnreadableArchive(
                    _("“%(name)s” in the archive: %(why)s.") % {"name": name[:120], "why": fault}
                )
            if name.casefold() in seen:
                raise UnreadableArchive(
                    _("Two files of the archive are called “%(name)s”.") % {"name": name}
                )
            seen.add(name.casefold())
        self.names = frozenset(names)

    def read(self, name: str, *, largest: int = LARGEST_PART) -> bytes:
        """Return a file of the archive. Raises UnreadableArchive where there is none, or it is damaged or too large."""
        if name not in self.names:
            raise UnreadableArchive(_("The archive lacks “%(name)s”.") % {"name": name})
        try:
            if self._zip is not None:
                with self._zip.open(name) as part:
                    content = part.read(largest + 1)
            else:
                with (self._path / name).open("rb") as file:
                    content = file.read(largest + 1)
        except (
            *(zipfile.BadZipFile, EOFError, OSError, ValueError, RuntimeError),
            NotImplementedError,
        ) as error:
            raise UnreadableArchive(
                _("“%(name)s” in the archive is damaged.") % {"name": name}
            ) from error
        if len(content) > largest:
            raise UnreadableArchive(_("“%(name)s” in the archive is too large.") % {"name": name})
        return content

    def json(self, name: str) -> Any:
        try:
            return json.loads(self.read(name))
        except (ValueError, RecursionError) as error:
            raise UnreadableArchive(
                _("“%(name)s” in the archive is no JSON.") % {"name": name}
            ) from error

    def below(self, folder: str) -> list[str]:
        return sorted(name for name in self.names if name.startswith(f"{folder}/"))

    def faults_of_rows(self) -> Iterator[tuple[str, str]]:
        """What was wrong where the archive was made of something else. Of our own: nothing."""
        yield from ()

    def faults_of_sums(self) -> Iterator[tuple[str, str]]:
        """Read every file once; yield the names that are changed, missing or not listed, each with what is wrong."""
        listed: dict[str, str] = {}
        try:
            lines = self.read(SUMS).decode().splitlines()
        except UnicodeDecodeError as error:
            raise UnreadableArchive(_("The list of hashes cannot be read.")) from error
        for line in lines:
            if (found := _SUM.fullmatch(line)) is None:
                raise UnreadableArchive(_("The list of hashes cannot be read."))
            listed[found[2]] = found[1]
        for name in sorted(self.names - {SUMS} | listed.keys()):
            if name not in listed:
                yield name, _("It is not in the list of hashes.")
            elif name not in self.names:
                yield name, _("It is listed and is not there.")
            elif hashlib.sha256(self.read(name)).hexdigest() != listed[name]:
                yield name, _("It was changed: its hash is another.")
