"""What a document's own page shows beside its text."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, cast
from urllib.parse import urlencode

from django.urls import reverse
from django.utils.translation import gettext as _

from editorial.document_numbers.catalogue import kinds
from editorial.document_numbers.parsing import read_number
from editorial.public.views.frame import known_sections

from .register.filters import ISSUER, KIND, YEAR, issuer_in_address
from .register.listed import RegisteredDocument, firsts_of, standing_documents
from .register.section import SECTION_TYPE
from .relations.on_page import force_on_page
from .signed.files import shown_files

if TYPE_CHECKING:
    from django.http import HttpRequest

    from editorial.models import OfficialDocumentPage, SectionPage, StoryPage
    from portals.models import Portal


@dataclass(frozen=True, slots=True)
class RegisterLink:
    label: str
    address: str


def page_context(story: StoryPage, portal: Portal, request: HttpRequest) -> dict[str, Any]:
    """Return files, citation, neighbours in the series, ways to the register, and the document's force."""
    document = cast("OfficialDocumentPage", story)
    return {
        "files": shown_files(document),
        "citation": citation(document),
        "register_links": _register_links(
            document, _register_slug(portal, request, story.shown_in)
        ),
        "series": _neighbours(document, portal),
        **force_on_page(document, portal, request),
    }


def citation(document: OfficialDocumentPage) -> str:
    """Such as "Quyết định số 96/QĐ-UBND ngày 18/03/2021 của Ủy ban nhân dân tỉnh về việc ...", as others cite it."""
    kind = kinds().get(document.document_kind)
    day = f"{document.issued_on:%d/%m/%Y}" if document.issued_on else ""
    named = f"{kind.name if kind else ''} số {document.number} ngày {day} của {document.issuer}"
    abstract = document.lead.strip().rstrip(".")
    if abstract[:2].lower() == "về":
        return f"{named} {abstract[0].lower()}{abstract[1:]}".strip()
    return f"{named} ({abstract})".strip() if abstract else named.strip()


def _neighbours(document: OfficialDocumentPage, portal: Portal) -> dict[str, RegisteredDocument]:
    """Return the documents before and after it in its series that stand on `portal`. One query."""
    if not document.number_key:
        return {}
    series = standing_documents(portal).filter(
        issuer_key=document.issuer_key, series=document.series
    )
    before = series.filter(serial__lt=document.serial).order_by("-serial", "-pk")
    after = series.filter(serial__gt=document.serial).order_by("serial", "pk")
    return {
        "previous" if read_number(one.number).serial < document.serial else "next": one
        for one in firsts_of(before, after)
    }


def _register_slug(
    portal: Portal, request: HttpRequest, shown_in: SectionPage | None
) -> str | None:
    """Return where the register of `portal` is: most documents stand in it, and the frame knows it for others."""
    if shown_in is not None and shown_in.section_type_id == SECTION_TYPE:
        return shown_in.slug
    sections = known_sections(request, portal)
    return next((one.slug for one in sections if one.section_type_id == SECTION_TYPE), None)


def _register_links(document: OfficialDocumentPage, slug: str | None) -> list[RegisterLink]:
    """Lead to the register of what is alike. No query."""
    if slug is None or document.issued_on is None:
        return []
    issuer = {ISSUER: issuer_in_address(document.issuer_key)}
    kind, year = {KIND: document.document_kind}, {YEAR: document.issued_on.year}
    here = reverse("section", urlconf="portals.urls.public", args=[slug])
    return [
        RegisterLink(label, f"{here}?{urlencode(query)}")
        for label, query in (
            (_("All documents of this body"), issuer),
            (_("Of this body, of this kind"), issuer | kind),
            (_("Of this body, of this year"), issuer | year),
        )
    ]
