"""What the kind "official document" is, for everything that asks kinds."""

from __future__ import annotations

from typing import TYPE_CHECKING, cast

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from editorial.document_numbers.catalogue import fields
from editorial.kinds.registry import CarriedField, ContentKind, Fact
from editorial.models import OfficialDocumentPage

from .page import page_context
from .relations.on_page import ASKED
from .schema_org import describe_document

if TYPE_CHECKING:
    from datetime import date

    from editorial.models import StoryPage


def facts_of_document(story: StoryPage) -> list[Fact]:
    """Everything that the page says beside abstract and files, in the order of a document's own page."""
    document = cast("OfficialDocumentPage", story)
    told = [
        (_("Number and symbol"), document.number),
        (_("Kind of document"), document.get_document_kind_display()),
        (_("Issuing body"), document.issuer),
        (_("Issued on"), _day(document.issued_on)),
        (_("Signed on"), _day(document.signed_on)),
        (_("Effective from"), _day(document.effective_on)),
        (_("In force through"), _day(document.in_force_through)),
        (_("Signer"), signature_line(document)),
        (_("Subject field"), fields().get(document.field, "")),
        (_("Recipients"), "; ".join(filter(None, map(_trimmed, document.recipients.splitlines())))),
    ]
    return [Fact(label, value) for label, value in told if value]


def signature_line(document: OfficialDocumentPage) -> str:
    """Such as "Nguyễn Văn Mẫu, KT. Chủ tịch"; "" where neither name nor position is known."""
    capacity = f"{document.signing_capacity}." if document.signing_capacity else ""
    position = " ".join(filter(None, (capacity, document.signer_position)))
    return ", ".join(filter(None, (document.signer, position)))


def _trimmed(line: str) -> str:
    return line.strip().strip("-;. ")


def _day(day: date | None) -> str:
    return f"{day:%d/%m/%Y}" if day else ""


_DERIVED = "is made from the fields beside it"

DOCUMENTS = ContentKind(
    model=OfficialDocumentPage,
    label=gettext_lazy("Official document"),
    plural=gettext_lazy("Official documents"),
    write_label=gettext_lazy("Enter a document"),
    search_value="van-ban",
    number="number",
    topic="field",
    carried=(
        CarriedField("number", gettext_lazy("Number and symbol")),
        CarriedField("document_kind", gettext_lazy("Kind of document")),
        CarriedField("issuer", gettext_lazy("Issuing body"), as_text=True),
        CarriedField("field", gettext_lazy("Subject field")),
        CarriedField("signer", gettext_lazy("Signer"), as_text=True),
        CarriedField("signing_capacity", gettext_lazy("Signs")),
        CarriedField("signer_position", gettext_lazy("Signer's position"), as_text=True),
        CarriedField("recipients", gettext_lazy("Recipients"), as_text=True),
        CarriedField("issued_on", gettext_lazy("Issued on")),
        CarriedField("signed_on", gettext_lazy("Signed on")),
        CarriedField("effective_on", gettext_lazy("Effective from")),
        CarriedField("is_retroactive", gettext_lazy("Effective before its issue")),
        CarriedField("in_force_through", gettext_lazy("In force through")),
    ),
    left_behind={
        "number_key": _DERIVED,
        "series": _DERIVED,
        "serial": _DERIVED,
        "is_normative": _DERIVED,
        "issuer_key": _DERIVED,
        "identity": "one document holds it: another version of the text is not the document",
    },
    facts=facts_of_document,
    describe=describe_document,
    page_context=page_context,
    page_query=frozenset({ASKED}),
    # Its series and the register lead on.
    shows_neighbours=False,
    facts_template="editorial/documents/facts.html",
    page_template="editorial/documents/page.html",
)
"""Registered by the floor's `ready()`, after the kinds that are news."""
