"""The section of documents as the register of its portal: what the page shows, from the address alone."""

from __future__ import annotations

from collections.abc import Collection, Mapping
from dataclasses import dataclass
from typing import Any
from urllib.parse import urlencode

from django.db.models import F, Q
from django.http import HttpRequest
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from editorial.document_numbers.asked import number_asked
from editorial.document_numbers.catalogue import kinds
from editorial.models import OfficialDocumentPage
from editorial.public.section_lists import FeedPart, SectionList
from portals.models import Portal
from portals.process_cache import process_cache

from .by_number import MOST_NUMBERED, numbered_among
from .counting import FOLDED, MOST_COUNTED, Cell, RegisterCounts, cells_of, fold_counts
from .filters import (
    EFFECTIVE,
    KIND,
    NARROWING,
    NORMATIVE,
    SINCE,
    TEXT,
    UNTIL,
    Documents,
    RegisterFilters,
    register_filters,
)
from .listed import (
    MOST_LISTED,
    RegisteredDocument,
    counted_up_to,
    newest_first,
    page_of_rows,
    standing_documents,
)
from .options import filter_rows

SECTION_TYPE = "van-ban"
ROWS_A_PAGE = 20
LAST_PAGE = MOST_LISTED // ROWS_A_PAGE
ORDER, PAGE = "sap-xep", "trang"
NEWEST_ISSUED, NEWEST_PUBLISHED, BY_NUMBER = "", "moi-dang", "so"
ORDERS: tuple[tuple[str, str | Promise], ...] = (
    (NEWEST_ISSUED, _("Newest issue first")),
    (NEWEST_PUBLISHED, _("Newest on the portal first")),
    (BY_NUMBER, _("By number")),
)


@dataclass(frozen=True, slots=True)
class Beside:
    """The counts beside the filters; where not `is_counted`, of the whole register, which are not shown.

    `total`: how many documents all filters leave, None where that is not known yet.
    """

    counts: RegisterCounts
    is_counted: bool
    total: int | None


@dataclass(frozen=True, slots=True)
class RegisterPage:
    """One page of the register as it is narrowed. `exact` are those whose number was typed, above the rest."""

    rows: list[RegisteredDocument]
    exact: list[RegisteredDocument]
    total: int
    number: int

    @property
    def more(self) -> bool:
        return self.total > MOST_LISTED

    @property
    def shown_total(self) -> int:
        return min(self.total, MOST_LISTED)

    @property
    def next(self) -> int:
        goes_on = self.number < LAST_PAGE and self.number * ROWS_A_PAGE < self.total
        return self.number + 1 if goes_on else 0

    @property
    def previous(self) -> int:
        return self.number - 1

    @property
    def is_empty(self) -> bool:
        return not (self.rows or self.exact)


def cells_for(request: HttpRequest, portal: Portal) -> list[Cell]:
    """Return the cells of the whole register, kept by the process under the portal's edition. One query at most."""
    cells = process_cache.get(
        ("register", portal.pk),
        request=request,
        read=lambda _day: cells_of(standing_documents(portal)),
    )
    return cells or []


def read_document_register(request: HttpRequest, portal: Portal) -> dict[str, Any] | None:
    """Return what the page shows; None where the portal has no document at all. Four queries at most."""
    filters = register_filters(request.GET, standing_documents(portal))
    order = order_asked(request.GET.get(ORDER, ""))
    number = page_number(request.GET.get(PAGE, ""))
    whole = cells_for(request, portal)
    if not whole:
        return None
    narrowed = filters.narrowed
    beside = counts_beside(filters, whole)
    return {
        "register": _page(filters, order, number, beside.total),
        "counts": beside.counts,
        "is_counted": beside.is_counted,
        "filter_rows": filter_rows(filters, beside.counts),
        "text": narrowed.get(TEXT, ""),
        "asked": _in_fields(narrowed),
        "is_narrowed": bool(narrowed),
        "narrowed_beside_text": bool(narrowed.keys() - {TEXT}),
        "problems": filters.problems,
        "feed_part": feed_part(narrowed),
        "order": order,
        "orders": _orders(filters, order),
        "kept": kept_in_address(filters, order),
        "most_listed": MOST_LISTED,
    }


def counts_beside(filters: RegisterFilters, whole: Collection[Cell]) -> Beside:
    """Return the counts under the filters that are set. Words and days cost two queries.

    Where these leave more than `MOST_COUNTED`, they are not counted while somebody waits.
    """
    narrowed = filters.narrowed
    if narrowed.keys() <= FOLDED:
        counts = fold_counts(whole, narrowed)
        return Beside(counts, is_counted=True, total=counts.total)
    documents = filters.documents(without=FOLDED)
    found = counted_up_to(documents, MOST_LISTED)
    if found > MOST_COUNTED:
        total = None if narrowed.keys() & FOLDED else found
        return Beside(fold_counts(whole, {}), is_counted=False, total=total)
    counts = fold_counts(cells_of(documents), narrowed)
    return Beside(counts, is_counted=True, total=counts.total)


def _page(filters: RegisterFilters, order: str, number: int, known: int | None) -> RegisterPage:
    """Return the page of that number. `known`: how many documents there are, those with an exact number among them."""
    asked = number_asked(filters.narrowed.get(TEXT, ""))
    exact: list[RegisteredDocument] = []
    documents = filters.documents()
    if asked:
        exact = numbered_among(filters.documents(without={TEXT}), asked)[:MOST_NUMBERED]
        documents = documents.exclude(pk__in=[one.pk for one in exact])
    before = (number - 1) * ROWS_A_PAGE
    rows = page_of_rows(in_register_order(documents, order), before, ROWS_A_PAGE)
    if known is not None and not exact:
        total = known
    elif 0 < len(rows) < ROWS_A_PAGE or (number == 1 and not rows):
        total = before + len(rows)
    else:
        # Whether those with the number have the words as well was not counted.
        total = counted_up_to(documents, MOST_LISTED)
    return RegisterPage(rows, exact if number == 1 else [], total, number)


def in_register_order(documents: Documents, order: str) -> Documents:
    if order == NEWEST_PUBLISHED:
        return documents.order_by(F("placements__placed_at").desc(), F("pk").desc())
    if order == BY_NUMBER:
        return documents.order_by("series", F("serial").desc(), F("pk").desc())
    return newest_first(documents)


def page_number(text: str) -> int:
    number = int(text) if text.isascii() and text.isdigit() and len(text) < 5 else 1
    return min(max(number, 1), LAST_PAGE)


def kept_in_address(filters: RegisterFilters, order: str) -> str:
    """Return the query of this list without its page, as it was asked."""
    asked = {name: filters.data.get(name) for name in NARROWING if filters.data.get(name)}
    return urlencode(asked | ({ORDER: order} if order else {}))


def _in_fields(narrowed: dict[str, Any]) -> dict[str, str]:
    """What was asked for, as the fields of a form without choices hold it."""
    month, days = narrowed.get(EFFECTIVE), {"since": SINCE, "until": UNTIL}
    return {
        **{field: narrowed[name].isoformat() for field, name in days.items() if name in narrowed},
        "effective": f"{month:%Y-%m}" if month else "",
        "normative": "1" if NORMATIVE in narrowed else "",
    }


def order_asked(text: str) -> str:
    return text if text in {value for value, _name in ORDERS} else NEWEST_ISSUED


def _orders(filters: RegisterFilters, order: str) -> list[tuple[str, str | Promise, bool]]:
    return [(kept_in_address(filters, value), name, value == order) for value, name in ORDERS]


def feed_part(query: Mapping[str, str]) -> FeedPart | None:
    """Tell which kind of document a feed is asked for: `?loai=quyet-dinh`."""
    kind = kinds().get(query.get(KIND, ""))
    if kind is None:
        return None
    return FeedPart(
        kind.name,
        urlencode({KIND: kind.code}),
        Q(
            kind=OfficialDocumentPage.story_kind,
            story__officialdocumentpage__document_kind=kind.code,
        ),
    )


REGISTER = SectionList(
    "editorial/documents/register.html",
    read_document_register,
    query=frozenset({*NARROWING, ORDER, PAGE}),
    kind=OfficialDocumentPage.story_kind,
    part=feed_part,
    part_query=frozenset({KIND}),
)
