"""Files that come with a table, in a folder or a ZIP: each is examined as an upload is before it is kept."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import ExitStack
from dataclasses import dataclass
from pathlib import Path, PurePosixPath
from types import TracebackType
from typing import IO, TYPE_CHECKING, Self
from zipfile import BadZipFile, ZipFile

from django.core.files.base import ContentFile
from django.db import transaction
from django.utils.translation import gettext as _
from wagtail.log_actions import log

from editorial.models import PortalDocument
from editorial.wagtail_patches.file_metadata import note_document_file
from portals.text import nfc
from portals.uploads import DOCUMENTS, UploadRefused
from portals.uploads.archives import damaged, opened
from portals.uploads.budget import UploadBudget
from portals.uploads.examining import finished, refuse_at_a_glance
from portals.uploads.states import Examination

from .columns import Column, UnreadableRegister
from .plan import ImportPlan
from .rows import RowFault, UnableToImportRegister

if TYPE_CHECKING:
    from portals.boards.models import User


@dataclass(frozen=True, slots=True)
class _Place:
    """Where a file of that name lies, in the folder or in the archive."""

    path: Path | None = None
    part: str = ""


# What the operator's archives may unpack to; at the desk the limits are those of every upload.
OPERATORS_BUDGET = {"unpacked": 50 * 1024**3, "parts": 200_000}


class OfferedFiles:
    """The files below a folder or in a ZIP, by name. To be used as a context; empty without any.

    `path` is the operator's; an `archive` was uploaded, and unpacks to no more than an upload may.
    """

    def __init__(self, path: Path | None = None, *, archive: IO[bytes] | None = None) -> None:
        self._path = path
        self._uploaded = archive
        self._open = ExitStack()
        self._archive: ZipFile | None = None
        self._places: dict[str, _Place] = {}

    def __enter__(self) -> Self:
        try:
            if self._uploaded is not None:
                self._unpack(self._uploaded, UploadBudget())
            elif self._path is not None and self._path.is_dir():
                self._take(
                    (one.name, _Place(path=one))
                    for one in sorted(self._path.rglob("*"))
                    if one.is_file()
                )
            elif self._path is not None:
                file = self._open.enter_context(self._path.open("rb"))
                self._unpack(file, UploadBudget(**OPERATORS_BUDGET))
        except (OSError, UploadRefused) as error:
            self._open.close()
            raise UnreadableRegister(
                _("The files cannot be read: %(why)s") % {"why": error}
            ) from error
        return self

    def _unpack(self, file: IO[bytes], budget: UploadBudget) -> None:
        self._archive = self._open.enter_context(opened(file, budget))
        self._take(
            (PurePosixPath(part.filename).name, _Place(part=part.filename))
            for part in self._archive.infolist()
            if not part.is_dir()
        )

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
        """Return the file, or a byte more of it than any upload may have. KeyError where there is none.

        Raises UploadRefused for one that is damaged in its archive.
        """
        place = self._places[name]
        if place.path is not None:
            with place.path.open("rb") as file:
                return file.read(DOCUMENTS.largest + 1)
        if self._archive is None:
            raise KeyError(name)
        try:
            with self._archive.open(place.part) as part:
                return part.read(DOCUMENTS.largest + 1)
        except (
            BadZipFile,
            EOFError,
            OSError,
            ValueError,
            RuntimeError,
            NotImplementedError,
        ) as error:
            raise UploadRefused(damaged()) from error


def take_in(plan: ImportPlan, offered: OfferedFiles) -> list[PortalDocument]:
    """Examine the files that new rows name and keep them as the portal's; say in `plan.faults` what was refused.

    Returns what was kept: nothing where a file was refused. The caller deletes them where the import fails.
    """
    kept: list[PortalDocument] = []
    wanted = _wanted(plan, offered)
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


def store_offered(plan: ImportPlan, offered: OfferedFiles, *, actor: User) -> int:
    """Keep the files that new rows name as the portal's own, to be examined by their jobs as other uploads are.

    Returns how many. Raises UnableToImportRegister with each that is refused at a glance, and keeps none then.
    """
    files: dict[str, ContentFile[bytes]] = {}
    faults: list[RowFault] = []
    for name, line in _wanted(plan, offered).items():
        try:
            file = ContentFile(offered.content(name), name=name)
            refuse_at_a_glance(file, DOCUMENTS)
            files[name] = file
        except UploadRefused as refusal:
            reason = _("“%(name)s” was refused: %(why)s") % {"name": name, "why": refusal}
            faults.append(RowFault(line, Column.ATTACHED.value, reason))
    if faults:
        raise UnableToImportRegister(faults)
    with transaction.atomic():
        for name, file in files.items():
            document = PortalDocument(
                title=name, file=file, collection_id=plan.portal.collection_id,
                uploaded_by_user=actor, examination=Examination.EXAMINING,
            )  # fmt: skip
            note_document_file(document)
            document.save()
            log(instance=document, action="wagtail.create", user=actor, content_changed=True)
    return len(files)


def _wanted(plan: ImportPlan, offered: OfferedFiles) -> dict[str, int]:
    """Return the names that new rows want of what is offered, each with its first line."""
    wanted: dict[str, int] = {}
    for row in plan.to_write:
        for name in row.files:
            if name not in plan.files and name in offered:
                wanted.setdefault(name, row.line)
    return wanted


def _examined(name: str, offered: OfferedFiles) -> ContentFile[bytes]:
    file = ContentFile(offered.content(name), name=name)
    refuse_at_a_glance(file, DOCUMENTS)
    finished(file, accepts=DOCUMENTS)
    file.seek(0)
    return file
