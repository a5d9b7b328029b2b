"""How a document is cited, and where a reader finds it: here, or with those who publish central law."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date

from editorial.document_numbers.catalogue import kinds
from editorial.document_numbers.central_law import searches_for
from editorial.models import DocumentRelation, DocumentStub, OfficialDocumentPage
from editorial.public.links import lasting_address


@dataclass(frozen=True, slots=True)
class Cited:
    """A document as a list names it: `address` leads to it here, `elsewhere` to searches by its number."""

    name: str
    issuer: str
    address: str = ""
    elsewhere: tuple[tuple[str, str], ...] = ()
    page_id: int | None = None
    is_here: bool = False


def cited_as(number: str, kind: str, issued_on: date | None) -> str:
    """Return "Nghị định 78/2025/NĐ-CP ngày 01/04/2025" of what is known of it."""
    known = kinds().get(kind)
    day = f"ngày {issued_on:%d/%m/%Y}" if issued_on else ""
    return " ".join(filter(None, (known.name if known else "", number, day)))


def cited_ends(
    relations: Iterable[DocumentRelation],
    pages: Mapping[int, OfficialDocumentPage],
    *,
    drafts_of: str = "",
) -> dict[str, Cited]:
    """Return how each end of relations is cited, by the names of `register`. No query.

    A document that was never public is cited only where its path begins with `drafts_of`; others' drafts are
    left out. Relations come with their stubs; `pages` has the documents at their ends, with where they are.
    """
    relations = list(relations)
    page_ids = {
        page for one in relations for page in (one.source_page_id, one.target_page_id) if page
    }
    stubs = {
        stub.pk: stub for one in relations for stub in (one.source_stub, one.target_stub) if stub
    }
    cited = {f"s{stub.pk}": _of_stub(stub) for stub in stubs.values()}
    for page in (pages[pk] for pk in sorted(page_ids)):
        if page.first_published_at or (drafts_of and page.path.startswith(drafts_of)):
            address = lasting_address(page)
            cited[f"p{page.pk}"] = Cited(
                name=page.name_of_document,
                issuer=page.issuer,
                address=address,
                elsewhere=() if address else searches_for(page.number, page.issuer),
                page_id=page.pk,
                is_here=True,
            )
    return cited


def _of_stub(stub: DocumentStub) -> Cited:
    return Cited(
        name=cited_as(stub.number, stub.document_kind, stub.issued_on),
        issuer=stub.issuer,
        elsewhere=searches_for(stub.number, stub.issuer),
    )
