"""Measures of what portals write themselves: how much, how steadily, how soon, how well shown."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from decimal import Decimal
from typing import Protocol

from portals.clock import local_date
from portals.models import Portal
from scoring.periods import Period

from .own_items import OwnItem, own_items, taken_back
from .registry import EXAMPLES, Evidence, Measured, Measurement

HOUR = Decimal(3600)
# Later than any event that is still told of.
NEVER = Decimal(9999)


@dataclass(frozen=True)
class Originality:
    """`target` items give full points; a day counts at most `most_a_day`, an item has `least_words` at least."""

    target: int
    most_a_day: int = 5
    least_words: int = 100


@dataclass(frozen=True)
class Length:
    """News shorter than `least_words` counts for nothing."""

    least_words: int = 100


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
                "withdrawn": len(lost[portal.pk]),
            },
            evidence=(
                *(
                    Evidence("story", item.story_id, item.title, reasons[item.story_id])
                    for item in news
                    if item.story_id in reasons
                ),
                *(
                    Evidence("story", one.story_id, one.title, "withdrawn")
                    for one in lost[portal.pk]
                ),
            )[:EXAMPLES],
        )
    return found


def _left_out(news: Sequence[OwnItem], wanted: Originality) -> Iterator[tuple[int, str]]:
    """Yield what does not count, with the reason: shortness first, then likeness, then the limit of its day."""
    by_day: Counter[date] = Counter()
    for item in news:
        if is_short(item, wanted.least_words):
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


def is_short(item: OwnItem, least_words: int) -> bool:
    return item.is_news and item.words is not None and item.words < least_words


def is_written_here(item: OwnItem, least_words: int) -> bool:
    """Whether an item says how a board writes: not what tells another's story again, nor what is too short for an item.

    Else a flood of either would water down what the other items lack.
    """
    return item.copy_of is None and not item.is_adapted and not is_short(item, least_words)


def longest_gap(portals: Sequence[Portal], period: Period, wanted: Length) -> Measured:
    """B2: the greatest number of working days in a row without an own item. One query."""
    items = own_items(portals, period)
    found = {}
    for portal in portals:
        first = max(period.first, portal.opened_on)
        end = min(period.end, portal.closed_on or period.end)
        worked = list(period.calendar.working_days(first, end))
        days = {
            local_date(item.placed_at)
            for item in items[portal.pk]
            if is_written_here(item, wanted.least_words)
        }
        gap = _longest_run_without(worked, days)
        found[portal.pk] = Measurement(
            value=Decimal(gap),
            cases=len(worked),
            numbers={"gap": gap, "days": len(worked), "with_items": len(days)},
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
    """B3: the median hours from event to publication; news without an event time is later than all other. One query.

    What was out before its event announces it, and is left out. An event whose date the text does not name, while it
    names others, is shown to whoever looks; it changes no points.
    """
    items = own_items(portals, period)
    found = {}
    for portal in portals:
        news = [
            item
            for item in items[portal.pk]
            if item.is_news
            and is_written_here(item, wanted.least_words)
            and not (item.event_at and item.event_at > item.placed_at)
        ]
        delays = sorted((_hours(item), item.story_id) for item in news)
        middle = delays[(len(delays) - 1) // 2][0] if delays else Decimal()
        names = {item.story_id: item.title for item in news}
        found[portal.pk] = Measurement(
            value=middle,
            cases=len(news),
            numbers={
                "items": len(news),
                "hours": "—" if middle == NEVER else str(middle),
                "untimed": sum(item.event_at is None for item in news),
            },
            evidence=(
                *(
                    Evidence("story", pk, names[pk], "untimed" if hours == NEVER else "late")
                    for hours, pk in reversed(delays[-EXAMPLES:])
                    if hours > 24
                ),
                *[
                    Evidence("story", item.story_id, item.title, "event_differs")
                    for item in news
                    if item.event_differs
                ][:EXAMPLES],
            ),
        )
    return found


def _hours(item: OwnItem) -> Decimal:
    if item.event_at is None:
        return NEVER
    seconds = Decimal(int((item.placed_at - item.event_at).total_seconds()))
    return (seconds / HOUR).quantize(Decimal("0.1"))


def illustrated(portals: Sequence[Portal], period: Period, wanted: Length) -> Measured:
    """B4: the share of news with image, description, caption and author or source. One query."""
    items = own_items(portals, period)
    found = {}
    for portal in portals:
        news = [
            item
            for item in items[portal.pk]
            if item.is_news and is_written_here(item, wanted.least_words)
        ]
        full = sum(item.is_illustrated for item in news)
        found[portal.pk] = Measurement(
            value=_share(full, len(news)),
            cases=len(news),
            numbers={"full": full, "items": len(news)},
            evidence=tuple(
                Evidence("story", item.story_id, item.title, "unillustrated")
                for item in news
                if not item.is_illustrated
            )[:EXAMPLES],
        )
    return found


def multimedia(portals: Sequence[Portal], period: Period, wanted: _Target) -> Measured:
    """B5 of all but communes: videos in own items against the target. One query."""
    items = own_items(portals, period)
    found = {}
    for portal in portals:
        videos = sum(
            item.videos for item in items[portal.pk] if item.copy_of is None and not item.is_adapted
        )
        found[portal.pk] = Measurement(
            value=min(Decimal(1), Decimal(videos) / max(1, wanted.target)),
            cases=len(items[portal.pk]),
            numbers={
                "videos": videos,
                "items": len(items[portal.pk]),
                "target": wanted.target,
            },
        )
    return found


def accessible(portals: Sequence[Portal], period: Period, wanted: Length) -> Measured:
    """E3: faults of access in the content of 100 own items. One query.

    News that is too short is no item, but its faults count.
    """
    items = own_items(portals, period)
    found = {}
    for portal in portals:
        own = items[portal.pk]
        faults = sum(item.faults for item in own)
        whole = sum(not is_short(item, wanted.least_words) for item in own) or len(own)
        found[portal.pk] = Measurement(
            value=(_share(faults, whole) * 100).quantize(Decimal("0.01")),
            cases=whole,
            numbers={
                "faults": faults,
                "items": whole,
                "images": sum(item.bad_images for item in own),
                "headings": sum(item.bad_headings for item in own),
                "tables": sum(item.bad_tables for item in own),
                "links": sum(item.bad_links for item in own),
            },
            evidence=tuple(
                Evidence("story", item.story_id, item.title, "inaccessible")
                for item in sorted(own, key=lambda item: (-item.faults, item.story_id))
                if item.faults
            )[:EXAMPLES],
        )
    return found


def _share(part: int, whole: int) -> Decimal:
    return Decimal(part) / Decimal(whole) if whole else Decimal()
