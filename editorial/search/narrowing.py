"""What a visitor may narrow a search to: a kind, a section, a period, a portal, a subject field.

What cannot be read narrows nothing, and the page says so.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from typing import Any, Protocol

from portals.clock import LOCAL_ZONE

from .sources import ThingKind, thing_kinds

KIND, SECTION, SINCE, UNTIL = "loai", "muc", "tu-ngay", "den-ngay"
PORTAL, FIELD = "cong", "linh-vuc"
NAMES = (KIND, SECTION, SINCE, UNTIL, PORTAL, FIELD)


_IN_SECTION = """
    (EXISTS (SELECT FROM editorial_placement AS there WHERE there.story_id = thing.page_id
        AND there.section_id = %(section)s AND there.removed_at IS NULL) OR thing.page_id = %(section)s)
"""
# What a portal took over is as new as it is there.
_CAME_SINCE = """
    (thing.at > %(after)s OR EXISTS (SELECT FROM editorial_placement AS came WHERE came.story_id = thing.page_id
        AND came.portal_id = %(portal)s AND came.removed_at IS NULL AND came.placed_at > %(after)s))
"""


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
    """What the search is narrowed to; None and "" leave it wide. `unreadable` names the dates nobody could read.

    `kind` is the code of a kind of things, `portal_id` the portal that published them, `field` their subject.
    """

    kind: str = ""
    section: NarrowingSection | None = None
    since: date | None = None
    until: date | None = None
    portal_id: int | None = None
    field: str = ""
    unreadable: tuple[str, ...] = ()
    # Of feeds and of who follows a search; no address says it.
    after: datetime | None = None

    @property
    def is_wide(self) -> bool:
        return not (
            self.kind or self.section or self.since or self.until or self.portal_id or self.field
        )

    def conditions(self, portal_id: int | None = None) -> tuple[list[str], dict[str, Any]]:
        """Return conditions on a `SearchThing` named `thing`, and their parameters; the kind's is asked apart.

        On a portal a section holds what stands in it there; elsewhere it stands for all sections of its type.
        """
        asked: list[tuple[str, str, Any]] = []
        if self.section is not None:
            asked.append(
                ("thing.section_type = %(section)s", "section", self.section.section_type_id)
                if portal_id is None
                else (_IN_SECTION, "section", self.section.pk)
            )
        if self.since is not None:
            asked.append(("thing.at >= %(since)s", "since", _midnight(self.since)))
        if self.until is not None:
            end = _midnight(self.until) + timedelta(days=1)
            asked.append(("thing.at < %(until)s", "until", end))
        if self.portal_id is not None:
            asked.append(("thing.portal_id = %(written_by)s", "written_by", self.portal_id))
        if self.field:
            asked.append(("thing.field = %(field)s", "field", self.field))
        if self.after is not None:
            came = "thing.at > %(after)s" if portal_id is None else _CAME_SINCE
            asked.append((came, "after", self.after))
        return [sql for sql, _name, _value in asked], {name: value for _s, name, value in asked}


WIDE = Narrowing()


def kinds_to_choose() -> list[ThingKind]:
    """Return what a search may be narrowed to."""
    return list(thing_kinds().values())


def read_narrowing(query: Mapping[str, str], sections: Iterable[NarrowingSection]) -> Narrowing:
    """Read what the form sent. `sections` are those of the portal that hold something."""
    dates: dict[str, date | None] = {}
    unreadable = []
    for name in (SINCE, UNTIL):
        text = query.get(name, "").strip()
        dates[name] = _date(text)
        if text and dates[name] is None:
            unreadable.append(text[:20])
    kinds = {kind.value: kind.code for kind in thing_kinds().values()}
    portal = query.get(PORTAL, "")
    slug = query.get(SECTION, "")
    return Narrowing(
        kind=kinds.get(query.get(KIND, ""), ""),
        section=next((section for section in sections if section.slug == slug), None),
        since=dates[SINCE],
        until=dates[UNTIL],
        portal_id=int(portal)
        if portal.isascii() and portal.isdigit() and len(portal) < 9
        else None,
        field=query.get(FIELD, "").replace("\x00", "")[:120],
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
