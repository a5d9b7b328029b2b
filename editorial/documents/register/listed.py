"""What stands in a portal's register: one row a document, own and republished, whatever section it stands in."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, datetime

from django.db.models import F, OuterRef, QuerySet, Subquery
from wagtail.models import Page

from editorial.document_numbers.asked import number_for_address
from editorial.document_numbers.catalogue import fields, kinds
from editorial.documents.relations.words import state_words
from editorial.models import DocumentForce, OfficialDocumentPage
from editorial.models.placement import story_path
from portals.models import Portal

# Only so many of the newest are paged through and counted; the page says so, and the filters lead to the rest.
MOST_LISTED = 2_000

# Each apart and not joined: the planner tries the orders of up to eight tables, which took twenty times as long as to
# read the lines. These are found by their keys for the lines that are shown alone.
SECTION_SLUG = Subquery(Page.objects.filter(pk=OuterRef("placements__section")).values("slug"))
_FORCE = DocumentForce.objects.filter(page=OuterRef("pk"))
_ROW = (
    *("pk", "title", "slug", "lead", "number", "number_key", "document_kind", "issuer"),
    *("field", "issued_on", "effective_on", "is_normative"),
    *(SECTION_SLUG, "placements__placed_at"),
    *(Subquery(_FORCE.values("state")), Subquery(_FORCE.values("is_amended"))),
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
