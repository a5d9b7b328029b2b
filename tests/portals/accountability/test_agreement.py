"""Lives asked of the engine and of the oracle, which was written from the rules alone, without sight of the engine."""

from __future__ import annotations

import os
from collections.abc import Iterable
from datetime import date, datetime, time
from typing import Any

import pytest

from portals.accountability.clock.events import (
    Announced,
    Arrival,
    ClockEvent,
    Extended,
    HandedOver,
    Joined,
    PeriodUnit,
    PersonAnswered,
    PersonAsked,
    RequestTakenBack,
    Resolved,
)
from portals.accountability.clock.folding import (
    ClockState,
    RequestClock,
    advance,
    events_in_order,
    first_clock,
)
from portals.accountability.clock.sessions import OfficeDay
from portals.calendar.working_days import WorkingCalendar
from tests.portals.accountability.oracle.cases import CASES
from tests.portals.accountability.oracle.lives import random_life
from tests.portals.accountability.oracle.rules import answers
from tests.portals.accountability.oracle.things import Event, Life, Request, State, Told

# Ten thousand and more agreed when this was written; every rare turn of the rules shows in a few of five hundred.
LIVES = int(os.environ.get("PORTALS_CLOCK_LIVES", "500"))
SHARES = 4


def days(texts: Iterable[str]) -> frozenset[date]:
    return frozenset(map(date.fromisoformat, texts))


class Lived:
    """A life as the engine takes it."""

    def __init__(self, life: Life) -> None:
        self.life = life
        self.offices = {
            name: OfficeDay(
                tuple((time.fromisoformat(a), time.fromisoformat(b)) for a, b in sessions)
            )
            for name, sessions in life["offices"].items()
        }
        self.arrival = self.request(life["request"])
        self.calendar = WorkingCalendar(off=days(life["off"]), worked=days(life["work"]))

    def request(self, one: Request) -> Arrival:
        unit, arrived = PeriodUnit(one["kind"]), datetime.fromisoformat(one["arrival"])
        office, set_for = self.offices[one["office"]], one.get("by")
        day = date.fromisoformat(set_for) if set_for else None
        return Arrival(arrived.replace(second=0), office, unit, one["n"], day)

    def event(self, one: Event) -> ClockEvent:
        at = datetime.fromisoformat(one["at"]).replace(second=0)
        match one["kind"]:
            case "ask":
                return PersonAsked(at)
            case "answer":
                return PersonAnswered(at)
            case "extend":
                return Extended(at, one["days"], self.life["maximum"])
            case "transfer" | "body_closes":
                return HandedOver(at, self.offices[one["office"]])
            case "merge":
                return Joined(at, self.request(one["other"]))
            case "announce":
                return Announced(at, days(one.get("off", ())), days(one.get("work", ())))
            case "close":
                return Resolved(at)
        return RequestTakenBack(at)

    def told(self) -> Told:
        """The answers as the oracle gives them."""
        clock = first_clock(self.arrival, self.calendar)
        events = [self.event(one) for one in self.life["events"]]
        places = {id(event): place for place, event in enumerate(events)}
        told: dict[str, Any] = {"first": due(clock), "states": []}
        told |= {"verdicts": [""] * len(events), "dues": [None] * len(events)}
        queries = [datetime.fromisoformat(text).replace(second=0) for text in self.life["queries"]]
        states: dict[datetime, State] = {}
        coming = events_in_order(events)
        for asked in sorted(set(queries)):
            clock = self.lived_until(asked, clock, coming, places, told)
            states[asked] = state(clock, asked)
        self.lived_until(None, clock, coming, places, told)
        told["states"] = [states[asked] for asked in queries]
        return Told(**told)

    @staticmethod
    def lived_until(
        until: datetime | None,
        clock: RequestClock,
        coming: list[ClockEvent],
        places: dict[int, int],
        told: dict[str, Any],
    ) -> RequestClock:
        while coming and (until is None or coming[0].at <= until):
            event = coming.pop(0)
            clock, verdict = advance(clock, event)
            told["verdicts"][places[id(event)]] = verdict.value
            told["dues"][places[id(event)]] = due(clock)
        return clock


def due(clock: RequestClock) -> str | None:
    return clock.due.at.isoformat(timespec="minutes") if clock.due else None


def state(clock: RequestClock, asked: datetime) -> State:
    found, late = clock.state(asked)
    return {"state": found.value, "days": late if found is ClockState.OVERDUE else None}


@pytest.mark.parametrize("share", range(SHARES))
def test_random_lives_agree(share: int) -> None:
    for seed in range(share, LIVES, SHARES):
        life = random_life(seed)
        assert Lived(life).told() == answers(life), (seed, life)


def test_lives_that_were_reasoned_by_hand_agree() -> None:
    for what, life, expected in CASES:
        told = Lived(life).told()
        assert told == expected, what
