"""What the register knows around documents: every edge that bears on their force, as a case for the derivation."""

from __future__ import annotations

from collections.abc import Collection, Iterable
from dataclasses import dataclass

from django.contrib.postgres.expressions import ArraySubquery
from django.db import connection
from django.db.models import F, OuterRef
from django.db.models.expressions import RawSQL

from editorial.documents.force.cases import Case, Document, Effect, Event
from editorial.documents.force.standing import Force
from editorial.enums import WITHOUT_FORCE
from editorial.models import DocumentProvision, DocumentRelation, OfficialDocumentPage
from editorial.public.links import addresses_from
from portals.models import Portal

# All that acts on what acts on a document, to the end: whether an act worked hangs on what became of that act.
_UPWARDS = """
    WITH RECURSIVE around (page_id, stub_id) AS (
        SELECT unnest(%s::int[]), NULL::bigint
        UNION
        SELECT edge.source_page_id, CASE WHEN edge.source_page_id IS NULL THEN edge.source_stub_id END
        FROM around JOIN editorial_documentrelation AS edge
            ON edge.target_page_id = around.page_id
            OR (edge.target_page_id IS NULL AND edge.target_stub_id = around.stub_id)
        WHERE edge.removed_at IS NULL AND edge.kind <> ALL(%s)
    )
    SELECT edge.id FROM around JOIN editorial_documentrelation AS edge
        ON edge.target_page_id = around.page_id
        OR (edge.target_page_id IS NULL AND edge.target_stub_id = around.stub_id)
    WHERE edge.removed_at IS NULL AND edge.kind <> ALL(%s)
    UNION SELECT id FROM editorial_documentrelation
    WHERE removed_at IS NULL AND source_page_id = ANY(%s::int[])
    UNION SELECT id FROM editorial_documentrelation
    WHERE removed_at IS NULL AND target_page_id = ANY(%s::int[])
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
    """Answers about documents (`force`, by the names of `name_of_page`), and the relations its events are.

    `around` are all standing relations that were read, drafts' too; `pages` the documents at their ends.
    """

    force: Force
    relations: dict[str, DocumentRelation]
    around: list[DocumentRelation]
    pages: dict[int, OfficialDocumentPage]


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


def known_about(
    pages: Iterable[int],
    *,
    own: Collection[int] = (),
    drafts: Collection[int] = (),
    portal: Portal | None = None,
) -> Known:
    """Return what the register knows about documents. Two queries, whatever their number.

    What an act says counts once the page that keeps it was published, and goes on counting when the portal takes
    it down: that changes no law. What the pages of `drafts` keep counts as if they were published. Of the documents
    `own` it also reads what they say of others, and what has no bearing on force. With `portal`, the pages bear where
    they stand on it, for `lasting_address`.
    """
    wanted = set(pages)
    around = _relations_around(wanted, own)
    relations = {str(one.pk): one for one in around if counts(one, drafts)}
    ends = (page for one in around for page in (one.source_page_id, one.target_page_id) if page)
    found = _pages({*wanted, *ends}, portal)
    documents = {name_of_page(pk): _document_of(page) for pk, page in found.items()}
    for one in around:
        for stub in (one.source_stub, one.target_stub):
            if stub is not None:
                documents[name_of_stub(stub.pk)] = Document(issued=stub.issued_on)
    events = [_event_of(one) for one in relations.values()]
    return Known(Force(Case(documents, events)), relations, around, found)


def counts(relation: DocumentRelation, drafts: Collection[int] = ()) -> bool:
    """Whether a relation that `known_about` read bears on force: it is public, or of `drafts`."""
    if relation.kind in WITHOUT_FORCE:
        return False
    return is_public_document(relation, drafts)


def is_public_document(relation: DocumentRelation, drafts: Collection[int] = ()) -> bool:
    """Whether a relation that `known_about` read is kept and said by documents that were published."""
    told = vars(relation)
    kept = told["kept_published"] or relation.kept_at_id in drafts
    source = relation.source_page_id
    said = source is None or told["said_published"] or source in drafts
    return bool(kept and said)


def _relations_around(pages: set[int], own: Collection[int]) -> list[DocumentRelation]:
    """Return the standing relations with their stubs, and when the documents that keep and say them were published."""
    forceless, kept = list(WITHOUT_FORCE), list(own)
    given = (list(pages), forceless, forceless, kept, kept)
    return list(
        DocumentRelation.objects.filter(pk__in=RawSQL(_UPWARDS, given))  # noqa: S611  (constant, with parameters)
        .select_related("source_stub", "target_stub")
        .annotate(
            kept_published=F("kept_at__first_published_at"),
            said_published=F("source_page__first_published_at"),
        )
        .order_by("legal_order", "pk")
    )


def pages_below(pages: Iterable[int]) -> set[int]:
    """Return the documents whose state may hang on what these are and say, themselves among them. One query."""
    with connection.cursor() as cursor:
        cursor.execute(_DOWNWARDS, {"pages": list(pages), "without_force": list(WITHOUT_FORCE)})
        return {page for (page,) in cursor.fetchall()}


def _pages(page_ids: Collection[int], portal: Portal | None) -> dict[int, OfficialDocumentPage]:
    """Return documents without their texts, each with its provisions in order. One query."""
    listed = DocumentProvision.objects.filter(page=OuterRef("pk")).order_by("position", "pk")
    found = (
        OfficialDocumentPage.objects.filter(pk__in=page_ids)
        .only(
            *(
                "path",
                "slug",
                "first_published_at",
                "number",
                "document_kind",
                "issuer",
                "issued_on",
            ),
            *("effective_on", "is_retroactive", "in_force_through"),
        )
        .annotate(
            paths=ArraySubquery(listed.values("path")),
            days=ArraySubquery(listed.values("commences_on")),
        )
    )
    if portal is not None:
        found = found.annotate(**addresses_from(portal))
    return {page.pk: page for page in found}


def _document_of(page: OfficialDocumentPage) -> Document:
    paths, days = vars(page)["paths"], vars(page)["days"]
    return Document(
        issued=page.issued_on,
        effective=page.effective_on,
        retroactive=page.is_retroactive,
        commencements={path: day for path, day in zip(paths, days, strict=True) if day},
        in_force_through=page.in_force_through,
        provisions=tuple(paths),
    )


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
