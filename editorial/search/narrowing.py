"""What a visitor may narrow a search to: a kind, a section, a period.

What cannot be read narrows nothing, and the page says so.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from typing import Any, Protocol

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from editorial.kinds.registry import content_kinds
from portals.clock import LOCAL_ZONE

KIND, SECTION, SINCE, UNTIL = "loai", "muc", "tu-ngay", "den-ngay"
NAMES = (KIND, SECTION, SINCE, UNTIL)


# What is looked for, as it stands in the address: a kind of content by its own word, or this.
PAGES = "trang"


_SECTIONS_OF_KIND = (
    "placed.section_id IN (SELECT page_ptr_id FROM editorial_sectionpage"
    " WHERE section_type_id = %(section_kind)s)"
)


class NarrowingSection(Protocol):
    """What is asked of a section."""

    @property
    def pk(self) -> int: ...
    @property
    def slug(self) -> str: ...
    @property
    def section_type_id(self) -> str: ...


@dataclass(frozen=True, slots=True)
class Narrowing:
    """What the search is narrowed to; None and "" leave it wide. `unreadable` names the dates nobody could read."""

    kind: str = ""
    section: NarrowingSection | None = None
    since: date | None = None
    until: date | None = None
    unreadable: tuple[str, ...] = ()

    @property
    def asks_stories(self) -> bool:
        return self.kind != PAGES

    @property
    def asks_pages(self) -> bool:
        """Standing pages have no section's stream and no date of their own."""
        narrowed = self.section or self.since or self.until
        return self.kind == PAGES or (not self.kind and not narrowed)

    @property
    def is_wide(self) -> bool:
        return not (self.kind or self.section or self.since or self.until)

    def conditions(self, *, everywhere: bool) -> tuple[list[str], dict[str, Any]]:
        """Return conditions on a placement named `placed`, and their parameters.

        Over all portals a section stands for all sections of its kind.
        """
        asked: list[tuple[str, str, Any]] = []
        code = next((one.code for one in content_kinds() if one.search_value == self.kind), None)
        if code is not None:
            asked.append(("placed.kind = %(kind)s", "kind", code))
        if self.section is not None:
            asked.append(
                (_SECTIONS_OF_KIND, "section_kind", self.section.section_type_id)
                if everywhere
                else ("placed.section_id = %(section)s", "section", self.section.pk)
            )
        if self.since is not None:
            asked.append(("placed.placed_at >= %(since)s", "since", _midnight(self.since)))
        if self.until is not None:
            end = _midnight(self.until) + timedelta(days=1)
            asked.append(("placed.placed_at < %(until)s", "until", end))
        return [sql for sql, _name, _value in asked], {name: value for _s, name, value in asked}


def kinds_to_choose() -> list[tuple[str, str | Promise]]:
    """Return what a search may be narrowed to, with its name."""
    return [
        *((kind.search_value, kind.plural) for kind in content_kinds()),
        (PAGES, _("Information pages")),
    ]


def read_narrowing(query: Mapping[str, str], sections: Iterable[NarrowingSection]) -> Narrowing:
    """Read what the form sent. `sections` are those of the portal that hold something."""
    dates: dict[str, date | None] = {}
    unreadable = []
    for name in (SINCE, UNTIL):
        text = query.get(name, "").strip()
        dates[name] = _date(text)
        if text and dates[name] is None:
            unreadable.append(text[:20])
    kind = query.get(KIND, "")
    slug = query.get(SECTION, "")
    return Narrowing(
        kind=kind if kind in {value for value, _name in kinds_to_choose()} else "",
        section=next((section for section in sections if section.slug == slug), None),
        since=dates[SINCE],
        until=dates[UNTIL],
        unreadable=tuple(unreadable),
    )


def _date(text: str) -> date | None:
    """Read a date as browsers send it, or as people here write it where a browser has no control for it."""
    for form in ("%Y-%m-%d", "%d/%m/%Y"):
        try:
            found = datetime.strptime(text, form).date()  # noqa: DTZ007  (a date has no zone)
        except ValueError:
            continue
        # Nothing is older, and the day after the last one of the calendar has no name.
        return found if 1990 <= found.year <= 2200 else None
    return None


def _midnight(day: date) -> datetime:
    return datetime.combine(day, time.min, tzinfo=LOCAL_ZONE)
