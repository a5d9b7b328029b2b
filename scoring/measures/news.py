"""Measures of what portals write themselves: how much, how steadily, how soon, how well shown."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from decimal import ROUND_UP, Decimal
from typing import Protocol

from portals.clock import LOCAL_ZONE, local_date
from portals.models import Portal
from scoring.periods import Period

from .own_items import OwnItem, own_items, taken_back
from .registry import Evidence, Measured, Measurement

HOUR = Decimal(3600)
# What took longer is named.
HOURS_IN_TIME = 24
A_DAY = timedelta(days=1)
# Later than any event that is still told of.
NEVER = Decimal(9999)
# Shown so: never as fewer hours than they are.
SHOWN = Decimal("0.01")


@dataclass(frozen=True)
class Originality:
    """`target` items give full points; a day counts at most `most_a_day`, an item has `least_words` at least.

    `counted_elsewhere`: kinds of section whose items other criteria already count, as those of loudspeaker bulletins.
    """

    target: int
    most_a_day: int = 5
    least_words: int = 100
    counted_elsewhere: tuple[str, ...] = ()


@dataclass(frozen=True)
class Length:
    """News shorter than `least_words` counts for nothing, nor does a notice shorter than `least_notice`."""

    least_words: int = 100
    # Shorter texts are alike by chance, and are compared with no other (docs/similarity.md).
    least_notice: int = 30


class _Target(Protocol):
    @property
    def target(self) -> int: ...


def original(portals: Sequence[Portal], period: Period, wanted: Originality) -> Measured:
    """B1: the share of the target that original news reached. Two queries."""
    items, lost = own_items(portals, period), taken_back(portals, period)
    found = {}
    for portal in portals:
        news = [item for item in items[portal.pk] if item.is_news]
        reasons = dict(_left_out(news, wanted))
        why = Counter(reasons.values())
        counted = max(0, len(news) - len(reasons) - len(lost[portal.pk]))
        found[portal.pk] = Measurement(
            value=min(Decimal(1), Decimal(counted) / max(1, wanted.target)),
            cases=len(news),
            numbers={
                "counted": counted,
                "target": wanted.target,
                "published": len(news),
                "short": why["short"],
                "copies": why["copy"],
                "adapted": why["adapted"],
                "unconfirmed": sum(
                    reasons.get(item.story_id) == "copy" and item.is_confirmed is None
                    for item in news
                ),
                "over": why["over"],
                "elsewhere": why["elsewhere"],
                "withdrawn": len(lost[portal.pk]),
            },
            evidence=(
                *(
                    Evidence("story", item.story_id, item.title, reasons.get(item.story_id, ""))
                    for item in news
                ),
                *(
                    Evidence("story", one.story_id, one.title, "withdrawn")
                    for one in lost[portal.pk]
                ),
            ),
        )
    return found


def _left_out(news: Sequence[OwnItem], wanted: Originality) -> Iterator[tuple[int, str]]:
    """Yield what does not count, with the reason: section, shortness, likeness, and last the limit of its day."""
    by_day: Counter[date] = Counter()
    for item in news:
        if item.section in wanted.counted_elsewhere:
            yield item.story_id, "elsewhere"
        elif is_short(item, Length(wanted.least_words)):
            yield item.story_id, "short"
        elif item.is_adapted:
            yield item.story_id, "adapted"
        elif item.copy_of is not None:
            yield item.story_id, "copy"
        else:
            day = local_date(item.placed_at)
            by_day[day] += 1
            if by_day[day] > wanted.most_a_day:
                yield item.story_id, "over"


def is_short(item: OwnItem, wanted: Length) -> bool:
    least = wanted.least_words if item.is_news else wanted.least_notice
    return item.words is not None and item.words < least


def is_written_here(item: OwnItem, wanted: Length) -> bool:
    """Whether an item says how a board writes: not what tells another's story again, nor what is too short for an item.

    Else a flood of either would water down what the other items lack.
    """
    return item.copy_of is None and not item.is_adapted and not is_short(item, wanted)


def why_not_written_here(item: OwnItem, wanted: Length) -> str:
    """Return why an item does not say how a board writes, as a code; nothing where it does."""
    if is_short(item, wanted):
        return "short"
    if item.is_adapted:
        return "adapted"
    return "copy" if item.copy_of is not None else ""


def _told(items: Iterable[tuple[OwnItem, str]]) -> tuple[Evidence, ...]:
    return tuple(Evidence("story", item.story_id, item.title, why) for item, why in items)


def longest_gap(portals: Sequence[Portal], period: Period, wanted: Length) -> Measured:
    """B2: the greatest number of working days in a row without an own item. One query."""
    items = own_items(portals, period)
    found = {}
    for portal in portals:
        first = max(period.first, portal.opened_on)
        end = min(period.end, portal.closed_on or period.end)
        worked = list(period.calendar.working_days(first, end))
        days = {
            local_date(item.placed_at) for item in items[portal.pk] if is_written_here(item, wanted)
        }
        gap = _longest_run_without(worked, days)
        found[portal.pk] = Measurement(
            value=Decimal(gap),
            cases=len(worked),
            numbers={"gap": gap, "days": len(worked), "with_items": len(days)},
            evidence=_told((item, why_not_written_here(item, wanted)) for item in items[portal.pk]),
        )
    return found


def _longest_run_without(worked: Sequence[date], days: set[date]) -> int:
    """An item at a weekend breaks the run too: it was there when the week began."""
    longest = run = 0
    previous: date | None = None
    for day in worked:
        if previous and any(previous < other < day for other in _weekend(previous, day) & days):
            run = 0
        run = 0 if day in days else run + 1
        longest = max(longest, run)
        previous = day
    return longest


def _weekend(previous: date, day: date) -> set[date]:
    return {previous + timedelta(days=past) for past in range(1, (day - previous).days)}


def delay(portals: Sequence[Portal], period: Period, wanted: Length) -> Measured:
    """B3: the median hours from event to publication; of an even number the sooner of the two in the middle. One query.

    The event is when its board says, unless the text tells of a later day only. News without an event time is later
    than all other, and so is what claims to be out before its event without naming the day; what names it announces,
    and is left out as long as there is other news.
    """
    items = own_items(portals, period)
    found = {}
    for portal in portals:
        written = [
            item for item in items[portal.pk] if item.is_news and is_written_here(item, wanted)
        ]
        news = [item for item in written if not _announces(item)] or written
        delays = sorted((_hours(item), item.story_id) for item in news)
        middle = delays[(len(delays) - 1) // 2][0] if delays else Decimal()
        names = {item.story_id: item.title for item in news if not item.event_differs}
        found[portal.pk] = Measurement(
            value=middle,
            cases=len(news),
            numbers={
                "items": len(news),
                "hours": "—" if middle == NEVER else str(middle.quantize(SHOWN, ROUND_UP)),
                "untimed": sum(hours == NEVER for hours, _pk in delays),
            },
            evidence=(
                *(
                    Evidence("story", pk, names[pk], _slowness(hours))
                    for hours, pk in reversed(delays)
                    if pk in names
                ),
                *_told((item, "event_differs") for item in news if item.event_differs),
                *_told(
                    (item, why_not_written_here(item, wanted) or "announces")
                    for item in items[portal.pk]
                    if item.is_news and item not in news
                ),
            ),
        )
    return found


def _slowness(hours: Decimal) -> str:
    if hours == NEVER:
        return "untimed"
    return "late" if hours > HOURS_IN_TIME else ""


def _announces(item: OwnItem) -> bool:
    """Whether an item was out before its event, and says when that is."""
    return item.event_at is not None and item.event_at > item.placed_at and item.event_named


def _hours(item: OwnItem) -> Decimal:
    """The hours from the event to the publication, as exact as the clock.

    Where the text names days, but not that of the event, at least those since the end of the latest day that it names:
    a minute before publication is no event of last week.
    """
    if item.event_at is None or _announces(item):
        return NEVER
    said = item.placed_at - item.event_at
    if item.told_on is None or item.event_named:
        return _in_hours(said) if said >= timedelta() else NEVER
    told = item.placed_at - datetime.combine(
        date.fromisoformat(item.told_on) + A_DAY, time(), LOCAL_ZONE
    )
    return _in_hours(max(said, told, timedelta()))


def _in_hours(span: timedelta) -> Decimal:
    return (
        Decimal(span.days * 86_400 + span.seconds) + Decimal(span.microseconds) / 1_000_000
    ) / HOUR


def illustrated(portals: Sequence[Portal], period: Period, wanted: Length) -> Measured:
    """B4: the share of news with image, description, caption and author or source. One query."""
    items = own_items(portals, period)
    found = {}
    for portal in portals:
        news = [item for item in items[portal.pk] if item.is_news and is_written_here(item, wanted)]
        full = sum(item.is_illustrated for item in news)
        found[portal.pk] = Measurement(
            value=_share(full, len(news)),
            cases=len(news),
            numbers={"full": full, "items": len(news)},
            evidence=_told(
                (
                    item,
                    why_not_written_here(item, wanted)
                    or ("" if item.is_illustrated else "unillustrated"),
                )
                for item in items[portal.pk]
                if item.is_news
            ),
        )
    return found


def multimedia(portals: Sequence[Portal], period: Period, wanted: _Target) -> Measured:
    """Videos in own items, each where the portal first showed it: B5 of rubrics that count nothing else. One query."""
    items = own_items(portals, period)
    found = {}
    for portal in portals:
        own = [item for item in items[portal.pk] if is_written_here(item, Length())]
        videos = sum(item.videos for item in own)
        found[portal.pk] = Measurement(
            value=min(Decimal(1), Decimal(videos) / max(1, wanted.target)),
            cases=len(own),
            numbers={"videos": videos, "items": len(own), "target": wanted.target},
            evidence=_told(
                (item, why_not_written_here(item, Length()))
                for item in items[portal.pk]
                if item.videos
            ),
        )
    return found


def media(portals: Sequence[Portal], period: Period, wanted: _Target) -> Measured:
    """B5 of all but communes: videos, infographics and sounds in own items, each where the portal first had it.

    A text counts one infographic and one sound at most, so that each has what was written about it. One query.
    """
    items = own_items(portals, period)
    found = {}
    for portal in portals:
        own = [item for item in items[portal.pk] if is_written_here(item, Length())]
        videos = sum(item.videos for item in own)
        graphics = sum(item.graphics > 0 for item in own)
        sounds = sum(item.sounds > 0 for item in own)
        counted = videos + graphics + sounds
        found[portal.pk] = Measurement(
            value=min(Decimal(1), Decimal(counted) / max(1, wanted.target)),
            cases=len(own),
            numbers={
                "counted": counted,
                "videos": videos,
                "graphics": graphics,
                "sounds": sounds,
                "items": len(own),
                "target": wanted.target,
            },
            evidence=_told(
                (item, why_not_written_here(item, Length()))
                for item in items[portal.pk]
                if item.videos or item.graphics or item.sounds
            ),
        )
    return found


def accessible(portals: Sequence[Portal], period: Period, wanted: Length) -> Measured:
    """E3: faults of access in the content of 100 own items. One query.

    What is too short, or a copy, is no item, but its faults count.
    """
    items = own_items(portals, period)
    found = {}
    for portal in portals:
        own = items[portal.pk]
        faults = sum(item.faults for item in own)
        whole = sum(not is_short(item, wanted) and item.copy_of is None for item in own) or len(own)
        found[portal.pk] = Measurement(
            value=_share(faults * 100, whole),
            cases=whole,
            numbers={
                "faults": faults,
                "items": whole,
                "images": sum(item.bad_images for item in own),
                "headings": sum(item.bad_headings for item in own),
                "tables": sum(item.bad_tables for item in own),
                "links": sum(item.bad_links for item in own),
            },
            evidence=_told(
                (item, "inaccessible" if item.faults else "")
                for item in sorted(own, key=lambda item: (-item.faults, item.story_id))
            ),
        )
    return found


def _share(part: int, whole: int) -> Decimal:
    return Decimal(part) / Decimal(whole) if whole else Decimal()
