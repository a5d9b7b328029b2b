"""B5 of communes: of what the loudspeaker aired by its schedule, what stands on the portal within a day."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import timedelta
from decimal import Decimal
from math import ceil

from editorial.stations.airings import (
    AnsweredAiring,
    PlannedAiring,
    PostedBulletin,
    answered_airings,
)
from editorial.stations.enums import SlotContent
from editorial.stations.fulfilment import DUTY
from editorial.stations.queries import planned_of
from portals.clock import LOCAL_ZONE
from portals.duties.models import DutyExemption
from portals.models import Portal
from scoring.models import StoryReading
from scoring.periods import Period

from .bulletins_then import bulletins_then, with_late_text, with_own_sound
from .own_items import own_items
from .registry import Evidence, Measured, Measurement

SHORT, COPY, LATE = "short", "copy", "late"
UNPOSTED, CALLED_OFF, TOO_FEW = "unposted", "called_off", "too_few_airings"
A_DAY = timedelta(days=1)


@dataclass(frozen=True)
class AiredBulletins:
    """`least_airings` a month are judged, however few the schedule names; so many `called_off` cost nothing.

    A bulletin shorter than `least_words` counts for nothing without a recording of its own that can be heard.
    """

    least_airings: int = 8
    called_off: int = 4
    least_words: int = 30


def posted_in_time(portals: Sequence[Portal], period: Period, wanted: AiredBulletins) -> Measured:
    """The share of what was aired whose bulletin was there within a day. Six queries besides those of own items.

    Two more where a bulletin was changed since the period, and three where one has more sound than text.

    An airing belongs to the period in which its day to post ends. A schedule below the least, or none at all, gains
    nothing: what lacks counts as missing, but where the province exempted the portal from the duty.
    """
    keys = [portal.pk for portal in portals]
    first = period.first - A_DAY
    planned = planned_of(keys, first, period.last)
    bulletins = bulletins_then(keys, period)
    poor = _left_out(portals, period, wanted, bulletins)
    exempt = _exempt_days(keys, period)
    found = {}
    for portal in portals:
        own = bulletins.get(portal.pk, [])
        judged, free = _judged(planned.get(portal.pk, ()), period, wanted.called_off)
        answers = answered_airings(judged, [one for one in own if one.story_id not in poor])
        left_out = [
            Evidence("story", one.story_id, one.title, poor[one.story_id])
            for one in own
            if one.story_id in poor
        ]
        things = (*_told(answers, free), *left_out)
        least = _least(portal, period, wanted.least_airings, exempt[portal.pk])
        found[portal.pk] = (
            Measurement(Decimal(), 0, _numbers(answers, 0), things)
            if least is None
            else _share(portal, answers, least, things)
        )
    return found


def _judged(
    planned: Sequence[PlannedAiring], period: Period, most_off: int
) -> tuple[list[PlannedAiring], list[PlannedAiring]]:
    """Return the airings of the schedule that are judged, and those that were called off and cost nothing."""
    due = [
        one
        for one in planned
        if one.content == SlotContent.OWN
        and not one.is_extra
        and period.starts_at <= one.due_at < period.ends_at
    ]
    free = [one for one in due if one.is_off][:most_off]
    return [one for one in due if one not in free], free


def _left_out(
    portals: Sequence[Portal],
    period: Period,
    wanted: AiredBulletins,
    bulletins: Mapping[int, Sequence[PostedBulletin]],
) -> dict[int, str]:
    """Return by story why a bulletin counts for nothing: too short to be one, without its text, or there before.

    By what was read of it when the period ended; what was posted before the period, by what is read of it now.
    """
    asked = {one.story_id: one for own in bulletins.values() for one in own}
    if not asked:
        return {}
    items = {one.story_id: one for own in own_items(portals, period).values() for one in own}
    rows = StoryReading.objects.filter(story__in=asked.keys() - items.keys())
    texts: dict[int, tuple[int | None, int | None]] = {
        pk: (words, copy_of) for pk, words, copy_of in rows.values_list("story", "words", "copy_of")
    }
    texts |= {pk: (one.words, one.copy_of) for pk, one in items.items() if pk in asked}
    short = {
        pk
        for pk, (words, _copy) in texts.items()
        if words is not None and words < wanted.least_words
    }
    sound = with_own_sound([asked[pk] for pk in short], period)
    late = with_late_text(asked.values(), period)
    found = dict.fromkeys((short - sound) | late, SHORT)
    for pk, (_words, copy_of) in texts.items():
        if pk not in found and copy_of is not None:
            found[pk] = COPY
    return found


def _exempt_days(keys: Sequence[int], period: Period) -> Mapping[int, int]:
    """Return by portal the days of the period on which the duty does not apply, as it was entered by its end."""
    found: dict[int, int] = defaultdict(int)
    rows = DutyExemption.objects.filter(
        portal__in=keys, code=DUTY, entered_at__lt=period.ends_at
    ).values_list("portal", "period")
    for portal_id, days in rows:
        first = max(period.first, days.lower or period.first)
        end = min(period.end, days.upper or period.end)
        found[portal_id] += max(0, (end - first).days)
    return found


def _least(portal: Portal, period: Period, a_month: int, exempt_days: int) -> int | None:
    """Return how many airings are judged at least; None where the duty applies on no day."""
    opened = max(period.first, portal.opened_on)
    closed = min(period.end, portal.closed_on or period.end)
    days = (closed - opened).days - exempt_days
    if days <= 0:
        return None
    months = (
        (period.last.year - period.first.year) * 12 + period.last.month - period.first.month + 1
    )
    return ceil(a_month * months * days / (period.end - period.first).days)


def _share(
    portal: Portal, answers: Sequence[AnsweredAiring], least: int, things: Sequence[Evidence]
) -> Measurement:
    lacking = max(0, least - len(answers))
    cases = len(answers) + lacking
    posted = sum(one.is_posted_in_time for one in answers)
    if lacking:
        things = (*things, Evidence("station", portal.pk, portal.title, TOO_FEW))
    return Measurement(
        Decimal(posted) / max(1, cases), cases, _numbers(answers, lacking), tuple(things)
    )


def _numbers(answers: Sequence[AnsweredAiring], lacking: int) -> dict[str, int | str]:
    return {
        "aired": len(answers),
        "posted": sum(one.is_posted_in_time for one in answers),
        "late": sum(one.is_late for one in answers),
        "unposted": sum(one.bulletin is None for one in answers),
        "lacking": lacking,
    }


def _told(answers: Sequence[AnsweredAiring], free: Sequence[PlannedAiring]) -> Iterator[Evidence]:
    for one in answers:
        if one.bulletin is None:
            yield _airing(one.airing, UNPOSTED)
        else:
            bulletin, why = one.bulletin, LATE if one.is_late else ""
            yield Evidence("story", bulletin.story_id, bulletin.title, why, bulletin.posted_at)
    for called_off in free:
        yield _airing(called_off, CALLED_OFF)


def _airing(airing: PlannedAiring, why: str) -> Evidence:
    hour = airing.begins_at.astimezone(LOCAL_ZONE)
    return Evidence("station", airing.station_id, f"{hour:%H:%M %d/%m/%Y}", why)
