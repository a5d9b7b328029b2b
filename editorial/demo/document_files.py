"""The demo's documents as PDF files of their portals, signed where the body signs, and as pages to import."""

from __future__ import annotations

import secrets
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime, time
from hashlib import sha1
from html import escape

from django.core.files.base import ContentFile
from django.core.files.storage import default_storage

from editorial.bulk_import.actions import StoryImport, import_stories
from editorial.models import OfficialDocumentPage, PortalDocument, SectionPage
from portals.demo.signing import DemoAuthority
from portals.typeset import typeset
from portals.uploads.states import Examination

from .documents import DemoPaper
from .showcase import is_shown_off
from .stories import Board
from .words import short_name

FOLDER = "documents"
SECTION = "van-ban"
TEMPLATE = "editorial/documents/demo_paper.typ"
CAPACITIES = {"TM": "TM.", "KT": "KT.", "TL": "TL."}


@dataclass(frozen=True)
class WrittenPaper:
    """A paper with its file, which is not stored before all are."""

    paper: DemoPaper
    board: Board
    file: PortalDocument


def write_files(papers: Sequence[tuple[Board, DemoPaper]], *, now: datetime) -> list[WrittenPaper]:
    """Set each paper as a PDF and store it as a file of its portal. Provincial bodies and the showcase sign."""
    authority = DemoAuthority(now)
    written = [
        WrittenPaper(paper, board, _file(paper, _pdf(paper, authority))) for board, paper in papers
    ]
    PortalDocument.objects.bulk_create(one.file for one in written)
    for one in written:
        # Stored before it was public, as at any office.
        one.file.created_at = one.paper.published_at
    PortalDocument.objects.bulk_update((one.file for one in written), ["created_at"], 500)
    return written


def _pdf(paper: DemoPaper, authority: DemoAuthority) -> bytes:
    at = datetime.combine(paper.issued_on, time(3), UTC)
    pdf = typeset(TEMPLATE, told_of(paper), at=at)
    portal = paper.portal
    if portal.tier_id in {"province", "department"} or is_shown_off(portal):
        return authority.sign(pdf, signer=paper.signer, organisation=paper.issuer)
    return pdf


def told_of(paper: DemoPaper) -> dict[str, object]:
    """Return what the typesetter writes, part by part as in Decree 30/2020."""
    day = paper.issued_on
    is_letter = paper.kind == "cong-van"
    seat = "Bắc Ninh" if paper.portal.tier_id == "department" else short_name(paper.portal)
    return {
        "title": f"{paper.kind_name} {paper.number}",
        "issuer": paper.issuer.upper(),
        "above": "UBND TỈNH BẮC NINH" if paper.portal.tier_id == "department" else "",
        "number": paper.number,
        "subject_line": f"V/v {paper.abstract[:1].lower()}{paper.abstract[1:]}"
        if is_letter
        else "",
        "place_and_day": f"{seat}, ngày {day:%d} tháng {day:%m} năm {day:%Y}",
        "kind": "" if is_letter else paper.kind_name.upper(),
        "abstract": paper.abstract,
        "grounds": [f"Căn cứ {one};" for one in paper.grounds],
        "paragraphs": paper_paragraphs(paper),
        "recipients": [f"{one};" for one in paper.recipients[:-1]] + [f"{paper.recipients[-1]}."],
        "capacity": _capacity(paper),
        "signer": paper.signer,
    }


def paper_paragraphs(paper: DemoPaper) -> list[str]:
    has_articles = paper.kind in {"quyet-dinh", "nghi-quyet"}
    return [
        f"Điều {number}. {words}" if has_articles else f"{number}. {words}"
        for number, words in enumerate(paper.articles, start=1)
    ]


def _capacity(paper: DemoPaper) -> list[str]:
    body = {"TM": paper.issuer.upper(), "KT": "CHỦ TỊCH", "TL": "CHỦ TỊCH"}.get(paper.capacity, "")
    if paper.capacity == "KT" and paper.position == "Phó Giám đốc":
        body = "GIÁM ĐỐC"
    if paper.capacity == "TL" and paper.portal.tier_id == "department":
        body = "GIÁM ĐỐC"
    above = f"{CAPACITIES[paper.capacity]} {body}" if paper.capacity else ""
    return [line for line in (above, paper.position.upper()) if line]


def _file(paper: DemoPaper, content: bytes) -> PortalDocument:
    title = f"{paper.number.replace('/', '-')}.pdf"
    name = default_storage.save(
        f"{FOLDER}/{secrets.token_urlsafe(12)}/{title}", ContentFile(content)
    )
    return PortalDocument(
        title=title,
        file=name,
        file_size=len(content),
        file_hash=sha1(content, usedforsecurity=False).hexdigest(),
        collection_id=paper.portal.collection_id,
        examination=Examination.FINE,
    )


class IssuedDocuments(list[tuple[DemoPaper, OfficialDocumentPage]]):
    """Each paper with the page that it became."""

    def asked_for_by_number(self) -> list[OfficialDocumentPage]:
        """Return the pages of the papers that the province sent to all portals."""
        return [page for paper, page in self if paper.is_known]


def import_documents(written: Sequence[WrittenPaper], *, now: datetime) -> IssuedDocuments:
    """Write the papers as pages, their files first in the body and the text below."""
    pages = import_stories(
        stories=[_import(one, one.board.sections) for one in written],
        actor=None,
        now=now,
        recorded_of_each=1,
    )
    return IssuedDocuments(
        (one.paper, page)
        for one, page in zip(written, pages, strict=True)
        if isinstance(page, OfficialDocumentPage)
    )


def _import(written: WrittenPaper, sections: Mapping[str, SectionPage]) -> StoryImport:
    paper = written.paper
    text = "".join(f"<p>{escape(words, quote=False)}</p>" for words in paper_paragraphs(paper))
    file = {"document": written.file.pk, "title": f"{paper.kind_name} {paper.number} (PDF)"}
    return StoryImport(
        section=sections[SECTION],
        kind=OfficialDocumentPage.story_kind,
        title=paper.number,
        lead=paper.abstract,
        body=[{"type": "file", "value": file}, {"type": "text", "value": text}],
        published_at=paper.published_at,
        own={
            "number": paper.number,
            "document_kind": paper.kind,
            "issuer": paper.issuer,
            "field": paper.field,
            "signer": paper.signer,
            "signing_capacity": paper.capacity,
            "signer_position": paper.position,
            "recipients": "\n".join(paper.recipients),
            "issued_on": paper.issued_on,
            "effective_on": paper.effective_on,
            "in_force_through": paper.in_force_through,
        },
        author=written.board.authors[0],
        approver=written.board.approver,
    )
