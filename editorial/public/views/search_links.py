"""The links of the search page: each changes one thing of what was asked and keeps the rest, without script."""

from __future__ import annotations

from calendar import monthrange
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from typing import TYPE_CHECKING
from urllib.parse import urlencode

from django.urls import reverse
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy

from editorial.document_numbers.catalogue import field_choices
from editorial.search.candidates import MOST_MATCHES
from editorial.search.narrowing import FIELD, KIND, PORTAL, SECTION, SINCE, UNTIL, Narrowing
from editorial.search.scopes import ALL, BELOW, HERE
from editorial.search.sources import thing_kinds
from portals.models import Portal

if TYPE_CHECKING:
    from collections.abc import Sequence

    from editorial.public.queries.sections import PortalSection
    from editorial.search.finding import FoundThings
    from editorial.search.narrowing import NarrowingSection

# In the order of the address. The page is left out: what changes begins with the first.
KEPT = ("q", KIND, SECTION, PORTAL, FIELD, SINCE, UNTIL, "pham-vi", "sap-xep", "xem")
MOST_VALUES = 12
_SCOPES = (
    (HERE, gettext_lazy("On this portal")),
    (BELOW, gettext_lazy("This unit and all below")),
    (ALL, gettext_lazy("On all portals")),
)
_ORDERS = (
    ("", gettext_lazy("Best match first")),
    ("moi-nhat", gettext_lazy("Newest first")),
)


@dataclass(frozen=True, slots=True)
class SearchLink:
    """A link of the page, with the number of what it leads to ("" where none is told)."""

    name: str | Promise
    address: str
    number: str = ""
    is_current: bool = False


@dataclass(frozen=True, slots=True)
class Facet:
    """One thing by which the results can be narrowed, each value with its number."""

    name: str | Promise
    links: list[SearchLink]


@dataclass(frozen=True, slots=True)
class SearchLinks:
    """What was asked for, as it stands in the address."""

    values: Mapping[str, str]

    @classmethod
    def read(cls, query: Mapping[str, str]) -> SearchLinks:
        return cls({name: query[name][:200] for name in KEPT if query.get(name)})

    def with_value(self, name: str, value: str, **more: str) -> str:
        """Return the address with that value, or without it where it is empty."""
        wanted = {**self.values, name: value, **more}
        named = {key: one for key, one in wanted.items() if one}
        if not named.keys() - {"pham-vi", "sap-xep", "trang"}:
            named["xem"] = "tat-ca"
        return f"{reverse('search', urlconf='portals.urls.public')}?{urlencode(named)}"

    def orders(self) -> list[SearchLink]:
        now = self.values.get("sap-xep", "")
        return [
            SearchLink(name, self.with_value("sap-xep", value), is_current=value == now)
            for value, name in _ORDERS
        ]

    def scopes(self, *, has_below: bool) -> list[SearchLink]:
        now = self.values.get("pham-vi", "")
        return [
            SearchLink(name, self.with_value("pham-vi", value), is_current=value == now)
            for value, name in _SCOPES
            if has_below or value != BELOW
        ]

    def fields(self, *but: str) -> list[tuple[str, str]]:
        """Return what a form keeps as hidden fields."""
        return [(name, value) for name, value in self.values.items() if name not in but]

    @property
    def page(self) -> str:
        """Return the address of the search itself."""
        return self.with_value("", "")

    @property
    def rss(self) -> str:
        return self.feed("rss.xml")

    @property
    def atom(self) -> str:
        return self.feed("atom.xml")

    def feed(self, form: str) -> str:
        """Return where the newest of this search can be followed; a feed has an order of its own."""
        path = reverse("search_feed", kwargs={"feed_form": form}, urlconf="portals.urls.public")
        return f"{path}?{urlencode(self.fields('sap-xep', 'xem'))}"

    @property
    def hidden(self) -> list[tuple[str, str]]:
        return self.fields(KIND, SECTION, SINCE, UNTIL)

    @property
    def follow(self) -> str:
        """Return where stories with these words are followed by mail; sections and dates narrow no such search."""
        kept = {name: self.values[name] for name in ("q", KIND, "pham-vi") if name in self.values}
        return f"{reverse('follow_portal', urlconf='portals.urls.public')}?{urlencode(kept)}"

    @property
    def all_portals(self) -> str:
        return self.with_value("pham-vi", ALL)

    @property
    def without_filters(self) -> str:
        return self.with_value(
            KIND, "", **dict.fromkeys((SECTION, PORTAL, FIELD, SINCE, UNTIL), "")
        )


def facets_of(
    found: FoundThings,
    narrowing: Narrowing,
    links: SearchLinks,
    sections: Sequence[PortalSection],
    *,
    by_type: bool,
) -> list[Facet]:
    """Return what the results can be narrowed to, each with how many one click finds. One query, for names of portals.

    Of a portal's own results sections are counted by where things stand there; elsewhere, `by_type`, by their type.
    """
    facets = [
        Facet(gettext_lazy("Kind"), _kinds(found, narrowing, links)),
        Facet(gettext_lazy("Portal"), _portals(found, narrowing, links)),
        Facet(
            gettext_lazy("Section"), _sections(found, narrowing, links, sections, by_type=by_type)
        ),
        Facet(gettext_lazy("Subject field"), _fields(found, narrowing, links)),
        Facet(gettext_lazy("Month"), _months(found, narrowing, links)),
    ]
    return [one for one in facets if len(one.links) > 1 or any(x.is_current for x in one.links)]


def told_number(number: int, *, or_more: bool = False) -> str:
    """Return a number as it is shown: "1.000+" where more were found than are counted, "7+" of a part of those."""
    sign = "+" if or_more or number >= MOST_MATCHES else ""
    return f"{min(number, MOST_MATCHES):,}".replace(",", ".") + sign


def _kinds(found: FoundThings, narrowing: Narrowing, links: SearchLinks) -> list[SearchLink]:
    numbers = found.facets["kind"]
    kinds = thing_kinds()
    return [
        _link(
            kinds[code].plural,
            links,
            KIND,
            kinds[code].value,
            told_number(numbers[code]),
            code == narrowing.kind,
        )
        for code in sorted(numbers, key=lambda one: -numbers[one])
        if code in kinds
    ]


def _portals(found: FoundThings, narrowing: Narrowing, links: SearchLinks) -> list[SearchLink]:
    numbers = found.facets["portal"]
    if len(numbers) < 2 and narrowing.portal_id is None:
        return []
    names = dict(Portal.objects.filter(pk__in=_most(numbers)).values_list("pk", "name"))
    return [
        _link(names[int(pk)], links, PORTAL, pk, told, int(pk) == narrowing.portal_id)
        for pk, told in _told(found, numbers)
        if int(pk) in names
    ]


def _sections(
    found: FoundThings,
    narrowing: Narrowing,
    links: SearchLinks,
    sections: Sequence[PortalSection],
    *,
    by_type: bool,
) -> list[SearchLink]:
    def key_of(section: NarrowingSection) -> str:
        return section.section_type_id if by_type else str(section.pk)

    known = {key_of(one): one for one in sections}
    now = key_of(narrowing.section) if narrowing.section else None
    numbers = {key: one for key, one in found.facets["section"].items() if key in known}
    return [
        _link(known[key].title, links, SECTION, known[key].slug, told, key == now)
        for key, told in _told(found, numbers)
    ]


def _fields(found: FoundThings, narrowing: Narrowing, links: SearchLinks) -> list[SearchLink]:
    names = {str(value): name for value, name in field_choices()}
    return [
        _link(names.get(value, value), links, FIELD, value, told, value == narrowing.field)
        for value, told in _told(found, found.facets["field"])
    ]


def _months(found: FoundThings, narrowing: Narrowing, links: SearchLinks) -> list[SearchLink]:
    """Return the months, each with what of it lies in the period that was asked for."""
    numbers = found.facets["month"]
    made = []
    for month in sorted(numbers, reverse=True)[:MOST_VALUES]:
        year, number = int(month) // 100, int(month) % 100
        since = max(date(year, number, 1), narrowing.since or date.min)
        until = min(date(year, number, monthrange(year, number)[1]), narrowing.until or date.max)
        is_current = (narrowing.since, narrowing.until) == (since, until)
        days = ("", "") if is_current else (since.isoformat(), until.isoformat())
        address = links.with_value(SINCE, days[0], **{UNTIL: days[1]})
        told = told_number(numbers[month], or_more=found.more)
        made.append(SearchLink(f"{number:02}/{year}", address, told, is_current))
    return made


def _link(
    name: str | Promise, links: SearchLinks, key: str, value: str, told: str, is_current: bool
) -> SearchLink:
    """Return the link that narrows, or widens again where it is narrowed to this."""
    return SearchLink(name, links.with_value(key, "" if is_current else value), told, is_current)


def _told(found: FoundThings, numbers: Mapping[str, int]) -> list[tuple[str, str]]:
    """Return the values that most have, with their numbers as they are shown."""
    return [(key, told_number(numbers[key], or_more=found.more)) for key in _most(numbers)]


def _most(numbers: Mapping[str, int]) -> list[str]:
    return sorted(numbers, key=lambda value: (-numbers[value], value))[:MOST_VALUES]
