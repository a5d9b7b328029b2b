"""Sections of figures: disclosures by form and year, above the stories that stand there."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from functools import partial
from itertools import groupby
from typing import Any

from django.db.models import F, QuerySet
from django.db.models.fields.json import KT
from django.http import HttpRequest

from editorial.models import DisclosurePage
from editorial.models.disclosure_sheet import ROMAN, DisclosedPeriod
from editorial.models.placement import story_path
from editorial.public.section_lists import SectionList
from portals.models import Portal

from .owed import owed_in

SECTION_TYPES = ("ngan-sach", "dau-tu", "thong-ke", "an-sinh", "dat-dai")
# What a room above lists with more beside it.
LISTED_ABOVE = frozenset({"dat-dai"})
YEAR = "nam"
# The newest; the years lead to the rest.
MOST_LISTED = 300
TEMPLATE = "editorial/disclosures/section.html"


@dataclass(frozen=True, slots=True)
class ListedDisclosure:
    words: str
    agency: str
    path: str
    title: str


@dataclass(frozen=True, slots=True)
class ListedYear:
    year: int
    disclosures: list[ListedDisclosure]


@dataclass(frozen=True, slots=True)
class ListedForm:
    title: str
    years: list[ListedYear]


def read_disclosures(
    request: HttpRequest, portal: Portal, *, section_type: str
) -> dict[str, Any] | None:
    """Return what the page shows; None where nothing was disclosed there and nothing is owed. Two queries."""
    standing = standing_disclosures(portal, section_type)
    years = sorted(set(standing.values_list("period_year", flat=True).distinct()), reverse=True)
    owed = list(owed_in(portal, section_type))
    if not years and not owed:
        return None
    year = _year(request.GET.get(YEAR, ""), years)
    return {
        "forms": grouped(standing.filter(period_year=year) if year else standing),
        "years": years,
        "year": year,
        "owed": owed,
    }


def standing_disclosures(portal: Portal, section_type: str) -> QuerySet[DisclosurePage]:
    return DisclosurePage.objects.filter(
        live=True,
        placements__portal=portal,
        placements__removed_at__isnull=True,
        placements__kind=DisclosurePage.story_kind,
        placements__section__section_type=section_type,
    ).annotate(section_slug=F("placements__section__slug"))


def grouped(disclosures: QuerySet[DisclosurePage]) -> list[ListedForm]:
    """Return the newest by form and year, the newest year first. One query."""
    rows = list(
        disclosures.annotate(form_title=KT("sheet__title"))
        .order_by("-period_ends", "pk")
        .values(
            *("pk", "slug", "title", "form", "form_title", "agency", "section_slug"),
            *("period_kind", "period_year", "period_quarter", "period_month", "period_day"),
        )[:MOST_LISTED]
    )
    by_form: dict[str, list[dict[str, Any]]] = {}
    for row in rows:
        by_form.setdefault(row["form"], []).append(row)
    agencies = len({row["agency"] for row in rows})
    return [
        ListedForm(found[0]["form_title"], _years(found, with_agency=agencies > 1))
        for found in sorted(by_form.values(), key=lambda found: found[0]["form_title"])
    ]


def _years(rows: Iterable[dict[str, Any]], *, with_agency: bool) -> list[ListedYear]:
    return [
        ListedYear(year, [_listed(row, with_agency=with_agency) for row in of_year])
        for year, of_year in groupby(rows, key=lambda row: row["period_year"])
    ]


def _listed(row: dict[str, Any], *, with_agency: bool) -> ListedDisclosure:
    return ListedDisclosure(
        _words(row),
        row["agency"] if with_agency else "",
        story_path(row["section_slug"], row["slug"], row["pk"]),
        row["title"],
    )


def _words(row: dict[str, Any]) -> str:
    """The period within its year."""
    match row["period_kind"]:
        case DisclosedPeriod.QUARTER:
            return f"Quý {ROMAN[row['period_quarter']]}"
        case DisclosedPeriod.MONTH:
            return f"Tháng {row['period_month']}"
        case DisclosedPeriod.DATE:
            return f"Ngày {row['period_day']:02}/{row['period_month']:02}"
    return "Cả năm"


def _year(text: str, years: list[int]) -> int | None:
    return int(text) if text.isascii() and text.isdigit() and int(text[:4]) in years else None


def section_lists() -> Iterable[tuple[str, SectionList]]:
    for section_type in SECTION_TYPES:
        if section_type in LISTED_ABOVE:
            continue
        read = partial(read_disclosures, section_type=section_type)
        yield section_type, SectionList(TEMPLATE, read, query=frozenset({YEAR}))
