"""The files of a document with what their signatures say, as its page shows them."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from django.db.models import Exists, F, OuterRef, Subquery
from django.utils.translation import gettext as _

from editorial.models import FileSignature, PortalDocument, ReadFile
from portals.signatures.findings import SignatureReport, Standing, report_of
from portals.signatures.words import signature_in_words, standing_in_words

if TYPE_CHECKING:
    from editorial.models import OfficialDocumentPage


@dataclass(frozen=True, slots=True)
class ShownFile:
    """A file of a document. `standing` is what it is in a few words, `sentences` what each signature says."""

    document: PortalDocument
    title: str
    standing: str
    is_signed: bool = False
    is_altered: bool = False
    sentences: tuple[str, ...] = ()


def shown_files(page: OfficialDocumentPage) -> list[ShownFile]:
    """Return the files in the body of `page`, in its order. Two queries at most."""
    shown = [
        (block.value["document"], block.value["title"])
        for block in page.body
        if block.block_type == "file" and block.value["document"] is not None
    ]
    reports = _reports(document for document, _title in shown)
    return [_shown(document, title, reports) for document, title in shown]


def _reports(documents: Iterable[PortalDocument]) -> dict[int, Mapping[str, Any] | None]:
    """Return what each file's check found, None where it could not be made; nothing of one that was not checked."""
    pks = [document.pk for document in documents]
    if not pks:
        return {}
    checked = FileSignature.objects.filter(digest=OuterRef("text__digest"))
    read = ReadFile.objects.filter(
        Exists(checked), document__in=pks, stored_as=F("document__file")
    ).annotate(report=Subquery(checked.values("report")))
    return dict(read.values_list("document", "report"))


def _shown(
    document: PortalDocument, title: str, reports: Mapping[int, Mapping[str, Any] | None]
) -> ShownFile:
    title = title or document.title
    if document.file_extension.lower() != "pdf":
        return ShownFile(document, title, "")
    if document.pk not in reports:
        return ShownFile(document, title, _("The signature was not checked yet."))
    told = reports[document.pk]
    if told is None:
        return ShownFile(document, title, _("The signature could not be checked."))
    report = report_of(told)
    return ShownFile(
        document,
        title,
        _in_a_few_words(report),
        is_signed=report.standing == Standing.SIGNED,
        is_altered=report.standing == Standing.ALTERED,
        sentences=(
            standing_in_words(report),
            *(signature_in_words(one, report) for one in report.signatures),
        ),
    )


def _in_a_few_words(report: SignatureReport) -> str:
    if report.standing == Standing.SIGNED:
        names = ", ".join(
            filter(None, (one.organisation or one.signer for one in report.signatures))
        )
        if report.is_trusted:
            return _("Digitally signed original: %(names)s") % {"names": names}
        return _("Digitally signed, by a certificate nobody vouches for here: %(names)s") % {
            "names": names
        }
    if report.standing == Standing.COPY:
        return _("Scanned copy, without a digital signature")
    if report.standing == Standing.ALTERED:
        return _("Changed after it was signed")
    return _("With a digital signature that cannot be read")
