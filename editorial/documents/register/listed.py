"""What stands in a portal's register: one row a document, own and republished, whatever section it stands in."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import date, datetime

from django.db import connection
from django.db.models import F, QuerySet

from editorial.document_numbers.asked import number_for_address
from editorial.document_numbers.catalogue import fields, kinds
from editorial.documents.relations.words import state_words
from editorial.enums import DocumentState
from editorial.models import DocumentForce, OfficialDocumentPage, Placement
from editorial.models.placement import story_path
from portals.models import Portal

# Only so many of the newest are paged through and counted; the page says so, and the filters lead to the rest.
MOST_LISTED = 2_000
# So many bodies stand in the filter; those with fewest documents are found by their words.
MOST_ISSUERS = 100

_ROW = (
    *("pk", "title", "slug", "lead", "number", "number_key", "document_kind", "issuer"),
    *("field", "issued_on", "effective_on", "is_normative", "placements__section__slug"),
    *("placements__placed_at", "force__state", "force__is_amended"),
)


@dataclass(frozen=True, slots=True)
class RegisteredDocument:
    """A document as a line of the register shows it. No query for any of it."""

    pk: int
    title: str
    slug: str
    abstract: str
    number: str
    number_key: str
    document_kind: str
    issuer: str
    field: str
    issued_on: date
    effective_on: date | None
    is_normative: bool
    section_slug: str
    placed_at: datetime
    # As derived for today; None until a new document's is.
    state: str | None
    is_amended: bool | None

    @property
    def path(self) -> str:
        """The address on the portal whose register this is."""
        return story_path(self.section_slug, self.slug, self.pk)

    @property
    def address_by_number(self) -> str:
        return number_for_address(self.number_key)

    @property
    def kind_name(self) -> str:
        kind = kinds().get(self.document_kind)
        return kind.name if kind else ""

    @property
    def force_words(self) -> str:
        """How it stands today, in words; "" where that was not derived yet."""
        return state_words(self.state, amended=bool(self.is_amended)) if self.state else ""

    @property
    def field_name(self) -> str:
        return fields().get(self.field, "")


@dataclass(frozen=True, slots=True)
class Counted:
    """A value by which the register is narrowed, with its name and how many documents of the whole register bear it."""

    value: str
    name: str
    count: int


@dataclass(frozen=True, slots=True)
class RegisterCounts:
    """How many documents the whole register holds, and how many of each value, the commonest first."""

    total: int
    normative: int
    kinds: list[Counted]
    issuers: list[Counted]
    fields: list[Counted]
    years: list[Counted]
    states: list[Counted]


def standing_documents(portal: Portal) -> QuerySet[OfficialDocumentPage]:
    """Return the documents that stand on `portal`; those of its own, and those that were sent there."""
    return OfficialDocumentPage.objects.filter(
        live=True,
        placements__portal=portal,
        placements__removed_at__isnull=True,
        # What the index of the register says, too.
        placements__kind=OfficialDocumentPage.story_kind,
    )


def document_rows(documents: QuerySet[OfficialDocumentPage]) -> Iterator[RegisteredDocument]:
    """Yield `documents` of `standing_documents` as lines. One query."""
    return (RegisteredDocument(*row) for row in documents.values_list(*_ROW).iterator(1_000))


def page_of_rows(
    documents: QuerySet[OfficialDocumentPage], first: int, count: int
) -> list[RegisteredDocument]:
    """Return some lines. One query."""
    return [RegisteredDocument(*row) for row in documents.values_list(*_ROW)[first : first + count]]


def firsts_of(
    one: QuerySet[OfficialDocumentPage], other: QuerySet[OfficialDocumentPage]
) -> list[RegisteredDocument]:
    """Return the first line of each of two lists, where they have one. One query."""
    found = one.values_list(*_ROW)[:1].union(other.values_list(*_ROW)[:1], all=True)
    return [RegisteredDocument(*row) for row in found]


def counted_up_to(documents: QuerySet[OfficialDocumentPage], most: int) -> int:
    """Return how many there are, `most` + 1 where there are more. One query."""
    return documents.order_by()[: most + 1].count()


def newest_first(documents: QuerySet[OfficialDocumentPage]) -> QuerySet[OfficialDocumentPage]:
    return documents.order_by(F("issued_on").desc(), F("pk").desc())


_DOCUMENTS, _PLACEMENTS = OfficialDocumentPage._meta.db_table, Placement._meta.db_table
_FORCES = DocumentForce._meta.db_table
_COUNTS = f"""
    WITH standing AS MATERIALIZED (
        SELECT document.document_kind, document.issuer_key, document.issuer, document.field,
            extract(year FROM document.issued_on)::int AS year, document.is_normative, force.state
        FROM {_PLACEMENTS} AS placed
        JOIN {_DOCUMENTS} AS document ON document.storypage_ptr_id = placed.story_id
        LEFT JOIN {_FORCES} AS force ON force.page_id = placed.story_id
        WHERE placed.portal_id = %s AND placed.kind = %s AND placed.removed_at IS NULL
    )
    SELECT grouping(document_kind, issuer_key, field, year, state), document_kind, issuer_key, field, year,
        max(issuer), count(*), count(*) FILTER (WHERE is_normative), state
    FROM standing
    GROUP BY GROUPING SETS ((document_kind), (issuer_key), (field), (year), (state), ())
"""
# Which columns a line of the answer is not about, as `grouping` tells it.
_BY_KIND, _BY_ISSUER, _BY_FIELD, _BY_YEAR, _BY_STATE = (
    0b11111 ^ 1 << place for place in range(4, -1, -1)
)
_ALL = 0b11111


def register_counts(portal: Portal) -> RegisterCounts:
    """Count the whole register of `portal` by each of its values. One query."""
    with connection.cursor() as cursor:
        cursor.execute(_COUNTS, [portal.pk, OfficialDocumentPage.story_kind])
        rows = cursor.fetchall()
    kind_names = {code: kind.name for code, kind in kinds().items()}
    total, normative = next((row[6], row[7]) for row in rows if row[0] == _ALL)
    return RegisterCounts(
        total=total,
        normative=normative,
        kinds=_commonest(
            Counted(row[1], kind_names.get(row[1], row[1]), row[6])
            for row in rows
            if row[0] == _BY_KIND
        ),
        issuers=_commonest(Counted(row[2], row[5], row[6]) for row in rows if row[0] == _BY_ISSUER)[
            :MOST_ISSUERS
        ],
        fields=_commonest(
            Counted(row[3], fields().get(row[3], row[3]), row[6])
            for row in rows
            if row[0] == _BY_FIELD and row[3]
        ),
        years=sorted(
            (
                Counted(str(row[4]), str(row[4]), row[6])
                for row in rows
                if row[0] == _BY_YEAR and row[4]
            ),
            key=lambda one: one.value,
            reverse=True,
        ),
        states=_commonest(
            Counted(row[8], str(DocumentState(row[8]).label), row[6])
            for row in rows
            if row[0] == _BY_STATE and row[8]
        ),
    )


def _commonest(counted: Iterable[Counted]) -> list[Counted]:
    return sorted(counted, key=lambda one: (-one.count, one.name))
