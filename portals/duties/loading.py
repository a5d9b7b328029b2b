"""The list of duties as a TOML document: read whole or not at all, every fault with its entry."""

from __future__ import annotations

import tomllib
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import date, time
from pathlib import Path
from typing import Any

from django.utils.translation import gettext as _

from . import registry
from .enums import DueFrom, Frequency

SHIPPED = Path(__file__).parent / "data" / "duties.toml"
MOST_MINUTES = 600


class UnreadableList(Exception):
    """The document is no list of duties. `faults` are sentences, one for each thing to mend."""

    def __init__(self, faults: list[str]) -> None:
        super().__init__(" ".join(faults))
        self.faults = faults


@dataclass(frozen=True, slots=True)
class DutyLine:
    """A duty of one tier as the document says it; `starts` is its first day, `ends` the day after its last."""

    code: str
    tier: str
    title: str
    section: str
    fulfilled_by: str
    frequency: str
    due_from: str
    due_days: int
    minutes: int
    starts: date
    ends: date | None = None
    due_time: time | None = None
    in_working_days: bool = False
    told_after: int = 5
    kept_days: int = 0
    basis: str = ""
    basis_checked: bool = False
    begins_with: str = ""
    times_a_year: int = 0


_TYPES: Mapping[str, type] = {
    "code": str,
    "title": str,
    "section": str,
    "fulfilled_by": str,
    "frequency": str,
    "due_from": str,
    "due_days": int,
    "minutes": int,
    "starts": date,
    "ends": date,
    "due_time": time,
    "in_working_days": bool,
    "told_after": int,
    "kept_days": int,
    "basis": str,
    "basis_checked": bool,
    "begins_with": str,
    "times_a_year": int,
}
_NEEDED = frozenset(
    {
        "code",
        "title",
        "section",
        "fulfilled_by",
        "frequency",
        "due_from",
        "due_days",
        "minutes",
        "starts",
    }
)
_CHOICES = {"frequency": Frequency.values, "due_from": DueFrom.values}


def read_duties(text: str, tiers: frozenset[str]) -> list[DutyLine]:
    """Return the duties, a line for each tier of an entry. Raises `UnreadableList` with every fault at once."""
    try:
        document = tomllib.loads(text)
    except tomllib.TOMLDecodeError as broken:
        raise UnreadableList([_("The file is no TOML: %(why)s.") % {"why": broken}]) from broken
    entries = document.get("duty")
    if not isinstance(entries, list) or not entries:
        raise UnreadableList([_("The file has no [[duty]].")])
    faults: list[str] = []
    lines: list[DutyLine] = []
    for number, entry in enumerate(entries, start=1):
        found = [
            _("Duty %(number)s (%(code)s): %(fault)s")
            % {"number": number, "code": entry.get("code", "?"), "fault": fault}
            for fault in _faults(entry, tiers)
        ]
        faults += found
        if not found:
            lines += [_line(entry, tier) for tier in entry["tiers"]]
    faults += _said_twice(lines)
    if faults:
        raise UnreadableList(faults)
    return lines


def _line(entry: Mapping[str, Any], tier: str) -> DutyLine:
    return DutyLine(tier=tier, **{name: value for name, value in entry.items() if name != "tiers"})


def _faults(entry: Mapping[str, Any], tiers: frozenset[str]) -> Iterator[str]:
    yield from _wrong_fields(entry)
    asked = entry.get("tiers")
    if not isinstance(asked, list) or not asked:
        yield _("tiers is missing.")
    else:
        for tier in asked:
            if tier not in tiers:
                yield _("There is no tier %(tier)s.") % {"tier": tier}
    for name, choices in _CHOICES.items():
        if isinstance(entry.get(name), str) and entry[name] not in choices:
            yield _("%(field)s is one of %(choices)s.") % {
                "field": name,
                "choices": ", ".join(choices),
            }
    by = entry.get("fulfilled_by")
    if isinstance(by, str) and registry.named(by) is None:
        yield _("Nothing fulfils %(name)s. Known are: %(known)s.") % {
            "name": by,
            "known": ", ".join(sorted(registry.fulfilments())),
        }
    yield from _wrong_events(entry)
    yield from _wrong_amounts(entry)


def _wrong_events(entry: Mapping[str, Any]) -> Iterator[str]:
    begins = entry.get("begins_with", "")
    if entry.get("frequency") != Frequency.EVENT:
        if begins:
            yield _("Only what is owed for each event (frequency = event) begins with one.")
        return
    if not isinstance(begins, str) or registry.events_named(begins) is None:
        yield _("begins_with names no event: %(name)s. Known are: %(known)s.") % {
            "name": begins or "-",
            "known": ", ".join(sorted(registry.event_sources())),
        }
    if entry.get("due_from") != DueFrom.START:
        yield _("The days of an event count from its day: due_from = start.")
    if not entry.get("times_a_year"):
        yield _("times_a_year is missing: about how often a year such an event arises.")


def _wrong_fields(entry: Mapping[str, Any]) -> Iterator[str]:
    for name in sorted(_NEEDED - entry.keys()):
        yield _("%(field)s is missing.") % {"field": name}
    for name, value in entry.items():
        if name == "tiers":
            continue
        if name not in _TYPES:
            yield _("%(field)s is unknown.") % {"field": name}
        # A truth value is a number to Python, and no number of days.
        elif type(value) is not _TYPES[name]:
            yield _("%(field)s is not of the right kind.") % {"field": name}
        elif value == "" and name in _NEEDED:
            yield _("%(field)s is empty.") % {"field": name}


def _wrong_amounts(entry: Mapping[str, Any]) -> Iterator[str]:
    for name in ("due_days", "told_after", "kept_days", "minutes", "times_a_year"):
        value = entry.get(name, 0)
        if type(value) is int and not 0 <= value <= MOST_MINUTES:
            yield _("%(field)s lies between 0 and %(most)s.") % {
                "field": name,
                "most": MOST_MINUTES,
            }
    starts, ends = entry.get("starts"), entry.get("ends")
    if type(starts) is date and type(ends) is date and ends <= starts:
        yield _("It ends before it starts.")


def _said_twice(lines: list[DutyLine]) -> Iterator[str]:
    for at, line in enumerate(lines):
        for other in lines[:at]:
            if (line.code, line.tier) == (other.code, other.tier) and _overlap(line, other):
                yield _("%(code)s stands twice for %(tier)s on the same days.") % {
                    "code": line.code,
                    "tier": line.tier,
                }


def _overlap(one: DutyLine, other: DutyLine) -> bool:
    return (one.ends is None or other.starts < one.ends) and (
        other.ends is None or one.starts < other.ends
    )
