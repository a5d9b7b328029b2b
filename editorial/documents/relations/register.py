"""What the register knows around documents: every edge that bears on their force, as a case for the derivation."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection, Iterable
from dataclasses import dataclass
from datetime import date

from django.db import connection
from django.db.models import Q, QuerySet

from editorial.documents.force.cases import Case, Document, Effect, Event
from editorial.documents.force.standing import Force
from editorial.enums import WITHOUT_FORCE
from editorial.models import DocumentProvision, DocumentRelation, DocumentStub, OfficialDocumentPage

# All that acts on what acts on a document, to the end: whether an act worked hangs on what became of that act.
_UPWARDS = """
    WITH RECURSIVE around (page_id, stub_id) AS (
        SELECT unnest(%(pages)s::int[]), NULL::bigint
        UNION
        SELECT edge.source_page_id, CASE WHEN edge.source_page_id IS NULL THEN edge.source_stub_id END
        FROM around JOIN editorial_documentrelation AS edge
            ON edge.target_page_id = around.page_id
            OR (edge.target_page_id IS NULL AND edge.target_stub_id = around.stub_id)
        WHERE edge.removed_at IS NULL AND edge.kind <> ALL(%(without_force)s)
    )
    SELECT page_id, stub_id FROM around
"""
_DOWNWARDS = """
    WITH RECURSIVE below (page_id, stub_id) AS (
        SELECT unnest(%(pages)s::int[]), NULL::bigint
        UNION
        SELECT edge.target_page_id, CASE WHEN edge.target_page_id IS NULL THEN edge.target_stub_id END
        FROM below JOIN editorial_documentrelation AS edge
            ON edge.source_page_id = below.page_id
            OR (edge.source_page_id IS NULL AND edge.source_stub_id = below.stub_id)
        WHERE edge.kind <> ALL(%(without_force)s)
    )
    SELECT page_id FROM below WHERE page_id IS NOT NULL
"""


@dataclass(frozen=True, slots=True)
class Known:
    """Answers about documents (`force`, by the names of `name_of_page`), and the relations its events are."""

    force: Force
    relations: dict[str, DocumentRelation]


def name_of_page(page_id: int) -> str:
    return f"p{page_id}"


def name_of_stub(stub_id: int) -> str:
    return f"s{stub_id}"


def source_of(relation: DocumentRelation) -> str:
    return _end(relation.source_page_id, relation.source_stub_id)


def target_of(relation: DocumentRelation) -> str:
    return _end(relation.target_page_id, relation.target_stub_id)


def _end(page_id: int | None, stub_id: int | None) -> str:
    return name_of_page(page_id) if page_id is not None else name_of_stub(stub_id or 0)


def known_about(pages: Iterable[int], *, drafts: Collection[int] = ()) -> Known:
    """Return what the register knows about documents. Four queries, whatever their number.

    What an act says counts once the page that keeps it was published, and goes on counting when the portal takes
    it down: that changes no law. What the pages of `drafts` keep counts as if they were published.
    """
    page_ids, stub_ids = _around(set(pages))
    relations = {
        str(relation.pk): relation
        for relation in _that_count(drafts).filter(
            Q(target_page__in=page_ids) | Q(target_page=None, target_stub__in=stub_ids)
        )
    }
    documents = _documents(page_ids)
    for stub in DocumentStub.objects.filter(pk__in=stub_ids):
        documents[name_of_stub(stub.pk)] = Document(issued=stub.issued_on)
    events = [_event_of(relation) for relation in relations.values()]
    return Known(Force(Case(documents, events)), relations)


def alone(page_id: int) -> Known:
    """Return what the register knows about a document of which nothing is said. Two queries."""
    return Known(Force(Case(_documents([page_id]), [])), {})


def _around(pages: set[int]) -> tuple[set[int], set[int]]:
    with connection.cursor() as cursor:
        cursor.execute(_UPWARDS, {"pages": list(pages), "without_force": list(WITHOUT_FORCE)})
        rows = cursor.fetchall()
    return {page for page, _stub in rows if page}, {stub for _page, stub in rows if stub}


def pages_below(pages: Iterable[int]) -> set[int]:
    """Return the documents whose state may hang on what these are and say, themselves among them. One query."""
    with connection.cursor() as cursor:
        cursor.execute(_DOWNWARDS, {"pages": list(pages), "without_force": list(WITHOUT_FORCE)})
        return {page for (page,) in cursor.fetchall()}


def _that_count(drafts: Collection[int]) -> QuerySet[DocumentRelation]:
    drafts = list(drafts)
    kept_in_public = Q(kept_at__first_published_at__isnull=False) | Q(kept_at__in=drafts)
    said_in_public = Q(source_page=None) | Q(source_page__first_published_at__isnull=False)
    return (
        DocumentRelation.objects.filter(removed_at=None)
        .exclude(kind__in=WITHOUT_FORCE)
        .filter(kept_in_public, said_in_public | Q(source_page__in=drafts))
    )


def _documents(page_ids: Collection[int]) -> dict[str, Document]:
    listed: dict[int, dict[str, date | None]] = defaultdict(dict)
    rows = DocumentProvision.objects.filter(page__in=page_ids).order_by("page", "position", "pk")
    for page_id, path, day in rows.values_list("page_id", "path", "commences_on"):
        listed[page_id][path] = day
    pages = OfficialDocumentPage.objects.filter(pk__in=page_ids).values_list(
        "pk", "issued_on", "effective_on", "is_retroactive", "in_force_through"
    )
    return {
        name_of_page(pk): Document(
            issued=issued,
            effective=effective,
            retroactive=retroactive,
            commencements={path: day for path, day in listed[pk].items() if day},
            in_force_through=through,
            provisions=tuple(listed[pk]),
        )
        for pk, issued, effective, retroactive, through in pages
    }


def _event_of(relation: DocumentRelation) -> Event:
    return Event(
        id=str(relation.pk),
        effect=Effect(relation.kind),
        source=source_of(relation),
        target=target_of(relation),
        provisions=None if relation.provisions is None else tuple(relation.provisions),
        clause=relation.clause or None,
        on=relation.happens_on,
        until=relation.suspended_through,
        of=None if relation.lifts_id is None else str(relation.lifts_id),
        number=relation.legal_order,
    )
