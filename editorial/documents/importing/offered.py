"""Files that come with a table, in a folder or a ZIP: each is examined as an upload is before it is kept."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import ExitStack
from dataclasses import dataclass
from pathlib import Path, PurePosixPath
from types import TracebackType
from typing import Self
from zipfile import BadZipFile, ZipFile

from django.core.files.base import ContentFile
from django.utils.translation import gettext as _

from editorial.models import PortalDocument
from portals.text import nfc
from portals.uploads import DOCUMENTS, UploadRefused
from portals.uploads.examining import finished, refuse_at_a_glance

from .columns import Column, UnreadableRegister
from .plan import ImportPlan
from .rows import RowFault


@dataclass(frozen=True, slots=True)
class _Place:
    """Where a file of that name lies, in the folder or in the archive."""

    path: Path | None = None
    part: str = ""


class OfferedFiles:
    """The files below a folder or in a ZIP, by name. To be used as a context; empty without a path."""

    def __init__(self, path: Path | None) -> None:
        self._path = path
        self._open = ExitStack()
        self._archive: ZipFile | None = None
        self._places: dict[str, _Place] = {}

    def __enter__(self) -> Self:
        if self._path is None:
            return self
        try:
            if self._path.is_dir():
                self._take(
                    (one.name, _Place(path=one))
                    for one in sorted(self._path.rglob("*"))
                    if one.is_file()
                )
            else:
                self._archive = self._open.enter_context(ZipFile(self._path))
                self._take(
                    (PurePosixPath(part.filename).name, _Place(part=part.filename))
                    for part in self._archive.infolist()
                    if not part.is_dir()
                )
        except (OSError, BadZipFile) as error:
            raise UnreadableRegister(
                _("The files cannot be read: %(why)s") % {"why": error}
            ) from error
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        self._open.close()

    def __contains__(self, name: object) -> bool:
        return name in self._places

    def _take(self, places: Iterator[tuple[str, _Place]]) -> None:
        for name, place in places:
            if nfc(name) in self._places:
                raise UnreadableRegister(
                    _("Two of the files are called “%(name)s”. Rename one.") % {"name": name}
                )
            self._places[nfc(name)] = place

    def content(self, name: str) -> bytes:
        """Return the file, or a byte more of it than any upload may have. KeyError where there is none."""
        place = self._places[name]
        if place.path is not None:
            with place.path.open("rb") as file:
                return file.read(DOCUMENTS.largest + 1)
        if self._archive is None:
            raise KeyError(name)
        with self._archive.open(place.part) as part:
            return part.read(DOCUMENTS.largest + 1)


def take_in(plan: ImportPlan, offered: OfferedFiles) -> list[PortalDocument]:
    """Examine the files that new rows name and keep them as the portal's; say in `plan.faults` what was refused.

    Returns what was kept: nothing where a file was refused. The caller deletes them where the import fails.
    """
    kept: list[PortalDocument] = []
    wanted: dict[str, int] = {}
    for row in plan.to_write:
        for name in row.files:
            if name not in plan.files and name in offered:
                wanted.setdefault(name, row.line)
    examined: dict[str, ContentFile[bytes]] = {}
    for name, line in wanted.items():
        try:
            examined[name] = _examined(name, offered)
        except UploadRefused as refusal:
            reason = _("“%(name)s” was refused: %(why)s") % {"name": name, "why": refusal}
            plan.faults.append(RowFault(line, Column.ATTACHED.value, reason))
    if plan.faults:
        return kept
    for name, file in examined.items():
        document = PortalDocument.objects.create(
            title=name, file=file, collection=plan.portal.collection
        )
        plan.files[name] = document
        kept.append(document)
    return kept


def _examined(name: str, offered: OfferedFiles) -> ContentFile[bytes]:
    file = ContentFile(offered.content(name), name=name)
    refuse_at_a_glance(file, DOCUMENTS)
    finished(file, accepts=DOCUMENTS)
    file.seek(0)
    return file
