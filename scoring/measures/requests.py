"""What citizens are owed: answers by their day, requests taken up in time, information on request, ratings.

Evidence names a case by its number alone: nobody reads in a dossier what a person asked.
"""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Iterable, Iterator, Sequence
from datetime import datetime
from decimal import Decimal

from portals.accountability.facts import (
    ANSWERED_KINDS,
    INFORMATION_KINDS,
    FallenDue,
    Rated,
    answers_due,
    ratings_between,
    triage_due,
)
from portals.models import Portal
from scoring.periods import Period

from .own_work import IN_TIME, share_in_time
from .registry import Evidence, Measured, Measurement, NoParameters

MISSED, UNTAKEN, REFUSED = "answer_missed", "not_taken_up", "refused_beyond_peers"
# On fewer days the ratings say more of who gave them than of the answers.
LEAST_RATINGS = 5
BEST, MIDDLE = 5, Decimal(3)
# With so many days at the mean of the tier's other portals each mean is weighed: a handful of friends moves it little.
PEERS_DAYS = 3 * LEAST_RATINGS
# Of what fell due one in so many may be refused unread, also where the peers refuse less.
ONE_REFUSED_IN = 20


def answered(portals: Sequence[Portal], period: Period, _wanted: NoParameters) -> Measured:
    """D1: the share of requests that were answered, or refused with a ground, by their day. One query.

    Refusals that no overseer has found lawful count up to the share that the tier's other portals refuse of theirs, or
    to one in `ONE_REFUSED_IN` where that is more; the latest beyond it are missed. So no clock is escaped by refusing.
    """
    ids, starts, ends = _asked(portals, period)
    return _answers(portals, answers_due(ids, starts, ends, ANSWERED_KINDS))


def information_given(portals: Sequence[Portal], period: Period, _wanted: NoParameters) -> Measured:
    """D3: the same of requests for information. One query."""
    ids, starts, ends = _asked(portals, period)
    return _answers(portals, answers_due(ids, starts, ends, INFORMATION_KINDS))


def triaged(portals: Sequence[Portal], period: Period, _wanted: NoParameters) -> Measured:
    """D2: the share of requests that were taken up, asked back, handed on or refused in time. One query."""
    ids, starts, ends = _asked(portals, period)
    found: dict[int, list[Evidence]] = defaultdict(list)
    for one in triage_due(ids, starts, ends):
        found[one.portal_id].append(_evidence(one, IN_TIME if one.in_time else UNTAKEN))
    return {portal.pk: share_in_time(found[portal.pk]) for portal in portals}


def rating(portals: Sequence[Portal], period: Period, _wanted: NoParameters) -> Measured:
    """D5: what citizens think of the answers, as a share of the best; no case below `LEAST_RATINGS` days. One query.

    The ratings of a day count as one, and the mean of the days is weighed with `PEERS_DAYS` days at the mean of the
    tier's other portals, or at the middle of the scale where none was rated enough.
    """
    ids, starts, ends = _asked(portals, period)
    found = ratings_between(ids, starts, ends)
    enough = {
        portal.pk: (portal.tier_id, found[portal.pk])
        for portal in portals
        if portal.pk in found and found[portal.pk].days >= LEAST_RATINGS
    }
    measured: Measured = {}
    for portal in portals:
        if portal.pk not in enough:
            number = found[portal.pk].number if portal.pk in found else 0
            measured[portal.pk] = Measurement(Decimal(), 0, {"ratings": number, "mean": "–"})
            continue
        own = found[portal.pk]
        peers = _mean_of_days(
            rated
            for pk, (tier, rated) in enough.items()
            if tier == portal.tier_id and pk != portal.pk
        )
        weighed = (own.mean * own.days + peers * PEERS_DAYS) / (own.days + PEERS_DAYS)
        numbers: dict[str, int | str] = {"ratings": own.number, "days": own.days}
        numbers |= {"mean": _told(own.mean), "peers": _told(peers)}
        measured[portal.pk] = Measurement(weighed / BEST, own.days, numbers)
    return measured


def _mean_of_days(rated: Iterable[Rated]) -> Decimal:
    some = list(rated)
    days = sum(one.days for one in some)
    return sum((one.mean * one.days for one in some), Decimal()) / days if days else MIDDLE


def _told(mean: Decimal) -> str:
    return f"{mean:.1f}".replace(".", ",")


def _asked(portals: Sequence[Portal], period: Period) -> tuple[list[int], datetime, datetime]:
    """Of a month that still runs only what fell due by now is known."""
    ends = min(period.ends_at, period.now)
    return [portal.pk for portal in portals], period.starts_at, ends


def _answers(portals: Sequence[Portal], fallen: Iterable[FallenDue]) -> Measured:
    of_portal: dict[int, list[FallenDue]] = defaultdict(list)
    for one in fallen:
        of_portal[one.portal_id].append(one)
    due: Counter[str] = Counter()
    refused: Counter[str] = Counter()
    for portal in portals:
        due[portal.tier_id] += len(of_portal[portal.pk])
        refused[portal.tier_id] += _refused(of_portal[portal.pk])
    measured: Measured = {}
    for portal in portals:
        own, tier = of_portal[portal.pk], portal.tier_id
        peers = max(1, due[tier] - len(own)), refused[tier] - _refused(own)
        free = max(len(own) // ONE_REFUSED_IN, len(own) * peers[1] // peers[0])
        measured[portal.pk] = share_in_time(_judged(own, free))
    return measured


def _refused(cases: Iterable[FallenDue]) -> int:
    return sum(one.is_unread_refusal for one in cases)


def _judged(cases: Iterable[FallenDue], free: int) -> Iterator[Evidence]:
    """Yield the cases in their order, with what speaks against each; `free` refusals in time count unread."""
    for one in cases:
        if not one.in_time:
            yield _evidence(one, MISSED)
        elif one.is_unread_refusal and free <= 0:
            yield _evidence(one, REFUSED)
        else:
            free -= one.is_unread_refusal
            yield _evidence(one, IN_TIME)


def _evidence(one: FallenDue, why: str) -> Evidence:
    return Evidence("case", one.case_id, str(one.case_id), why)
