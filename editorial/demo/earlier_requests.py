"""What citizens asked all portals over the last months: plain requests, a thousand of them, written in bulk.

By the verbs, as those of `requests.py`, they would take a minute. Events, clocks and days are such as verbs leave them;
in the log of a board none of it stands.
"""

from __future__ import annotations

import tomllib
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from random import Random
from typing import Any

from portals.accountability.actions.receiving import due_of
from portals.accountability.enums import (
    CaseKind,
    CaseOutcome,
    CaseSource,
    CaseState,
    CaseStep,
    TermStep,
    TextRole,
)
from portals.accountability.links import fresh_code, fresh_nonce
from portals.accountability.lives import Rules, fold_case, load_rules
from portals.accountability.models import CaseEvent, CaseRating, CaseText, CitizenCase
from portals.accountability.recording import copy_clock, end_case
from portals.clock import LOCAL_ZONE
from portals.demo.people import Crew
from portals.models import Portal

from .characters import character_of
from .requests import ASKERS, COURSES, TEXTS
from .showcase import is_shown_off

# Days ago: so that of each of the last three full months some fell due, whatever day it is. Questions and reports come
# more often than requests for information.
OLDEST, NEWEST, STRAYS = 132, 6, 3
# What asks for no more than an answer, with how many days lie between one and the next.
ASKED_EVERY = (
    (frozenset({CaseKind.QUESTION, CaseKind.FEEDBACK}), 18),
    (frozenset({CaseKind.INFORMATION}), 21),
)
# Those of portals that are shown off begin with the first that `requests.py` tells of.
TOLD_BY_VERBS = COURSES[0][0]
# Of what is late some is never answered; of what was answered some is rated.
NEVER, RATED = 0.15, 0.4


@dataclass
class _Life:
    """A request, and what happened to it, in order; nothing is stored yet."""

    case: CitizenCase
    events: list[CaseEvent] = field(default_factory=list)
    texts: list[CaseText] = field(default_factory=list)
    ratings: list[CaseRating] = field(default_factory=list)

    def happens(self, step: CaseStep, at: datetime, **more: Any) -> CaseEvent:
        event = CaseEvent(
            case=self.case, sequence=len(self.events) + 1, step=step, at=at, portal=self.case.portal, **more
        )  # fmt: skip
        self.events.append(event)
        return event


def ask_everywhere(portals: Sequence[Portal], crews: Mapping[int, Crew], *, now: datetime) -> None:
    """Let each board act as diligently as it does all else. Four statements a table of a thousand rows."""
    texts = tomllib.loads(TEXTS.read_text(encoding="utf-8"))
    rules = load_rules()
    lives = [
        life
        for portal in portals
        for life in _lives(portal, crews[portal.pk], texts[portal.tier_id], rules, now)
    ]
    CitizenCase.objects.bulk_create([life.case for life in lives], batch_size=1_000)
    events = [row for life in lives for row in life.events]
    CaseEvent.objects.bulk_create(events, batch_size=1_000)
    CaseText.objects.bulk_create(row for life in lives for row in life.texts)
    CaseRating.objects.bulk_create(row for life in lives for row in life.ratings)


def _lives(
    portal: Portal,
    crew: Crew,
    words: Sequence[Mapping[str, Any]],
    rules: Rules,
    now: datetime,
) -> Iterator[_Life]:
    random = Random(f"requests {portal.code}")
    last = TOLD_BY_VERBS + STRAYS if is_shown_off(portal) else NEWEST
    for kinds, every in ASKED_EVERY:
        known = [one for one in words if one["kind"] in kinds]
        for ago in range(OLDEST, last, -every) if known else ():
            told, arrived = random.choice(known), _moment(now, ago, random)
            life = _Life(_arrives(portal, told, arrived, random, rules))
            _goes_on(life, crew, _said(told, "answer", portal), random, now)
            life.case.revision = len(life.events)
            copy_clock(life.case, fold_case(life.case, life.events, rules).clock)
            yield life


def _moment(now: datetime, ago: int, random: Random) -> datetime:
    day = now.astimezone(LOCAL_ZONE) - timedelta(days=ago + random.randint(-STRAYS, STRAYS))
    hour, minute = random.randint(7, 20), random.randint(0, 59)
    return day.replace(hour=hour, minute=minute, second=0, microsecond=0)


def _arrives(
    portal: Portal, words: Mapping[str, Any], at: datetime, random: Random, rules: Rules
) -> CitizenCase:
    kind = words["kind"]
    return CitizenCase(
        portal=portal,
        received_by=portal,
        kind=kind,
        source=CaseSource.FORM,
        code=fresh_code(),
        link_nonce=fresh_nonce(),
        subject=_said(words, "subject", portal),
        text=_said(words, "text", portal),
        person_name=random.choice(ASKERS),
        state=CaseState.NEW,
        arrived_at=at,
        governs_since=at,
        acknowledged_at=at,
        due_at=due_of(portal, kind, TermStep.ANSWER, at, rules),
        triage_due_at=due_of(portal, kind, TermStep.TRIAGE, at, rules),
    )


def _said(words: Mapping[str, Any], name: str, portal: Portal) -> str:
    return str(words[name]).replace("{noi}", portal.name_in_sentence)


def _goes_on(life: _Life, crew: Crew, answer: str, random: Random, now: datetime) -> None:
    """Up to `now`: taken up, answered and rated, each as soon as the board is used to."""
    case = life.case
    share = random.uniform(*character_of(case.portal))
    life.happens(CaseStep.RECEIVED, case.arrived_at)
    life.happens(CaseStep.ACKNOWLEDGED, case.arrived_at)
    waits = timedelta(hours=3) if random.random() < share else timedelta(days=random.randint(5, 8))
    if (taken_at := case.arrived_at + waits) > now:
        return
    life.happens(CaseStep.ACCEPTED, taken_at, actor=crew.authors[0])
    case.triaged_at, case.state = taken_at, CaseState.OPEN
    answered_at = _answered_at(case, random, is_late=random.random() >= share)
    if answered_at is None or answered_at > now:
        return
    event = life.happens(CaseStep.ANSWERED, answered_at, actor=crew.head)
    life.texts.append(
        CaseText(case=case, event=event, role=TextRole.ANSWER, text=answer, written_at=answered_at)
    )
    end_case(case, CaseOutcome.ANSWERED, answered_at)
    rated_at = answered_at + timedelta(days=1)
    if random.random() < RATED and rated_at <= now:
        life.happens(CaseStep.RATED, rated_at)
        stars = max(1, min(5, round(random.gauss(1.5 + 3.5 * share, 0.7))))
        life.ratings.append(CaseRating(case=case, stars=stars, rated_at=rated_at))


def _answered_at(case: CitizenCase, random: Random, *, is_late: bool) -> datetime | None:
    """On a weekday; None where nobody ever answers."""
    due_at = (case.due_at or case.arrived_at).astimezone(LOCAL_ZONE)
    if is_late and random.random() < NEVER and not is_shown_off(case.portal):
        return None
    at = due_at + timedelta(days=random.randint(2, 12) if is_late else -random.randint(0, 4))
    return at - timedelta(days=max(0, at.weekday() - 4) if not is_late else 0)
