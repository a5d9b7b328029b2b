"""Which document somebody means by number, issuer and day: one that is here, or one that is only named."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from django.db.models import Q
from django.utils.translation import gettext as _

from editorial.document_numbers.folding import folded_name
from editorial.document_numbers.parsing import DocumentNumber, UnreadableNumber, read_number
from editorial.models import DocumentStub, OfficialDocumentPage
from editorial.models.document import LONGEST_ISSUER
from portals.models import Portal
from portals.refusals import Refusal
from portals.text import nfc
from portals.tree import portal_of


class UnableToName(Refusal):
    """Number, issuer and day do not say which document is meant."""


@dataclass(frozen=True, slots=True)
class Named:
    """A document as an act cites it. `issuer` may be left out where the number tells a central body."""

    number: str
    issuer: str = ""
    issued_on: date | None = None


@dataclass(frozen=True, slots=True)
class End:
    """An end of a relation: a document of the register, else a stub."""

    page: OfficialDocumentPage | None = None
    stub: DocumentStub | None = None


def end_meant(named: Named, *, portal: Portal) -> End:
    """Return the document that is meant, as the board of `portal` may know it; else its stub, made if need be.

    A document is known once it was public, whether or not it still stands; a draft to its own board alone.
    Raises UnableToName.
    """
    if (found := find_end(named, portal=portal)) is not None:
        return found
    number, issuer = _told_apart(named)
    stub, _created = DocumentStub.objects.get_or_create(
        number_key=number.key,
        issuer_key=folded_name(issuer),
        issued_on=named.issued_on,
        defaults={
            "number": str(number),
            "issuer": issuer,
            "document_kind": number.kind.code if number.kind else "",
        },
    )
    return End(stub=stub)


def find_end(named: Named, *, portal: Portal) -> End | None:
    """Return what is known already of the document that is meant; None where nobody has named it yet."""
    number, issuer = _told_apart(named)
    page = _known_page(named, number, issuer, portal)
    if page is not None:
        return End(page=page)
    stub = DocumentStub.objects.filter(
        number_key=number.key, issuer_key=folded_name(issuer), issued_on=named.issued_on
    ).first()
    return None if stub is None else End(stub=stub)


def _told_apart(named: Named) -> tuple[DocumentNumber, str]:
    try:
        number = read_number(named.number)
    except UnreadableNumber:
        raise UnableToName(
            _(
                "“%(number)s” is not the number of a document. Write it as it is printed, such as 96/QĐ-UBND."
            )
            % {"number": named.number}
        ) from None
    issuer = " ".join(nfc(named.issuer).split())
    if not issuer and number.issuer is not None and number.issuer.is_central:
        issuer = number.issuer.name
    if not folded_name(issuer) or len(issuer) > LONGEST_ISSUER:
        raise UnableToName(_("Name the body that issued %(number)s.") % {"number": number})
    if named.issued_on is None and number.year is None:
        raise UnableToName(
            _("Give the day on which %(number)s was issued: such numbers begin anew each year.")
            % {"number": number}
        )
    return number, issuer


def _known_page(
    named: Named, number: DocumentNumber, issuer: str, portal: Portal
) -> OfficialDocumentPage | None:
    same = OfficialDocumentPage.objects.filter(
        number_key=number.key, issuer_key=folded_name(issuer), adapted_from=None
    )
    if named.issued_on is not None:
        same = same.filter(issued_on=named.issued_on)
    known = [
        page
        for page in same.order_by("-live", "-first_published_at", "pk")
        if page.first_published_at or portal_of(page) == portal
    ]
    return min(known, key=lambda page: page.first_published_at is None, default=None)


def same_document(page: OfficialDocumentPage) -> Q:
    """Say in SQL which other pages, and which stubs, are this document: by issuer, number and day."""
    return Q(number_key=page.number_key, issuer_key=page.issuer_key, issued_on=page.issued_on)
