"""Lives drawn by lot from a seed: dense and nasty ones, in which things happen at the edges of the rules.

Moments are drawn near the close and the lunch of every office, near the due moment and how other offices would read it,
on days off, and often in one and the same minute. The oracle lives along while a life is drawn, only to know where its
edges are: a life holds no answers.
"""

from __future__ import annotations

import random
from typing import Literal

from tests.portals.accountability.oracle.rules import Case
from tests.portals.accountability.oracle.things import (
    MINUTES,
    Day,
    Event,
    EventKind,
    Life,
    Moment,
    Request,
    day_of,
    day_text,
    text_of,
    time_of,
)

FIRST = day_of("2026-02-01")
HOURS: tuple[list[list[str]], ...] = (
    [["07:30", "11:30"], ["13:00", "17:00"]],
    [["07:00", "11:30"], ["13:00", "16:30"]],
    [["08:00", "12:00"], ["13:30", "17:30"]],
    [["08:00", "16:00"]],
    [["07:00", "09:00"], ["09:30", "12:30"], ["14:00", "17:00"]],
    [["10:00", "14:00"], ["16:00", "20:00"]],
    [["06:00", "10:00"], ["10:00", "14:00"]],
    [["07:30", "11:45"], ["13:15", "17:00"]],
)
RUNNING: dict[EventKind, int] = {
    "ask": 9,
    "answer": 1,
    "extend": 4,
    "transfer": 4,
    "body_closes": 4,
    "merge": 4,
    "announce": 7,
    "close": 3,
    "withdraw": 2,
}
# What is apt to follow on each other, so that a life comes to the rarer rules.
SCENES: tuple[tuple[EventKind, ...], ...] = (
    ("ask", "answer", "extend", "announce", "announce"),
    ("ask", "answer", "announce", "announce"),
    ("ask", "answer", "transfer", "announce"),
    ("ask", "answer", "announce", "ask", "answer", "announce"),
    ("ask", "extend", "transfer", "answer", "announce"),
    ("merge", "ask", "answer", "announce"),
    ("extend", "announce", "merge", "extend", "announce"),
    ("ask", "extend", "merge", "extend", "ask", "answer"),
    ("transfer", "announce", "merge", "announce"),
    ("transfer", "transfer", "announce", "transfer"),
)
PAUSED: dict[EventKind, int] = RUNNING | {"ask": 2, "answer": 14, "merge": 8}


def random_life(seed: int) -> Life:
    """Return the life of a seed, always the same one."""
    return Drawing(random.Random(seed)).life


class Drawing:
    """A life that is being drawn: what stands of it, and the case as it is so far."""

    def __init__(self, lot: random.Random) -> None:
        self.lot = lot
        start = FIRST + lot.randrange(300)
        window = range(start - 3, start + 25)
        hours = lot.sample(HOURS, lot.randint(2, 4))
        self.life: Life = {
            "off": self.some_days(list(window), lot.randint(0, 4)),
            "work": self.some_days(list(window), lot.randint(0, 3)),
            "offices": dict(zip("ABCD", hours, strict=False)),
            "request": {"arrival": "", "office": "A", "kind": "wd", "n": 1},
            "maximum": lot.randint(1, 5),
            "events": [],
            "queries": [],
        }
        self.edges = self.edges_of_a_day()
        self.closes = [time_of(sessions[-1][1]) for sessions in hours]
        self.life["request"] = self.request(start * MINUTES + self.time_of_arrival())
        self.case = Case(self.life, None)
        self.now = self.case.clock.arrival
        self.moments = [self.now]
        self.scene: list[EventKind] = []
        for _ in range(lot.randint(3, 12)):
            self.happen()
        self.life["queries"] = sorted(text_of(self.query()) for _ in range(6))

    # Days and times

    def some_days(self, days: list[Day], count: int) -> list[str]:
        """Draw days, some in a row."""
        drawn = {self.lot.choice(days) for _ in range(count)}
        if drawn and self.lot.random() < 0.4:
            drawn.add(min(drawn) + 1)
        return [day_text(day) for day in sorted(drawn)]

    def edges_of_a_day(self) -> list[int]:
        """Return the minutes of a day at which sessions begin and end, those beside them, and both ends of the day."""
        edges = {0, MINUTES - 1}
        for sessions in self.life["offices"].values():
            for text in (each for session in sessions for each in session):
                minute = time_of(text)
                edges |= {minute - 1, minute, minute + 1}
        return sorted(edges)

    def time(self) -> int:
        if self.lot.random() < 0.75:
            return self.lot.choice(self.edges)
        return self.lot.randrange(MINUTES)

    def time_of_arrival(self) -> int:
        """Draw a time about the close of some office, or any."""
        if self.lot.random() < 0.5:
            return self.lot.choice(self.closes) + self.lot.choice((-1, 0, 1, 10))
        return self.time()

    def dues(self) -> list[Moment]:
        """Return the due moment, and how the other offices would read it."""
        clock = self.case.clock
        if clock.goal is None or clock.due is None:
            return []
        read = [office.reading(clock.goal) for office in self.case.offices.values()]
        return [clock.due, clock.due, *read]

    def moment(self) -> Moment:
        """Draw the moment of the next event: now, near the due moment, or at an edge of one of the next days."""
        way = self.lot.random()
        if way < 0.15:
            return self.now
        near = [due + beside for due in self.dues() for beside in (-1, 0, 0, 1)]
        ahead = [each for each in near if each >= self.now]
        if ahead and way < 0.35:
            return self.lot.choice(ahead)
        moment = max(self.now, self.day_ahead() * MINUTES + self.time())
        if ahead and moment > max(ahead) and way < 0.85:
            # Not yet overdue, rather.
            return self.lot.randint(self.now, max(ahead))
        return moment

    def day_ahead(self) -> Day:
        """Draw today or one of the next days; in a pause rather one that is off, on which the answer may come."""
        today = self.now // MINUTES
        rest = [day for day in range(today, today + 7) if not self.case.table.is_working(day)]
        if rest and self.lot.random() < (0.3 if self.case.clock.paused else 0.05):
            return self.lot.choice(rest)
        return today + self.lot.choice((0, 0, 0, 0, 1, 1, 2, 3))

    # Events

    def request(self, arrival: Moment) -> Request:
        kind: Literal["wd", "cd"] = self.lot.choice(("wd", "wd", "cd"))
        asked: Request = {
            "arrival": text_of(arrival),
            "office": self.office(),
            "kind": kind,
            "n": self.lot.choice((1, 1, 2, 3, 4, 5, 6, 7, 8, 10, 15, 21)),
        }
        if kind == "cd" and asked["n"] in {6, 8, 10}:
            asked["by"] = day_text(arrival // MINUTES + asked["n"])
        return asked

    def office(self) -> str:
        return self.lot.choice(list(self.life["offices"]))

    def kind(self) -> EventKind:
        """Draw what happens next: by lot, or what follows in a scene that has begun."""
        if not self.scene and self.lot.random() < 0.25:
            self.scene = list(self.lot.choice(SCENES))
        if self.scene:
            return self.scene.pop(0)
        weights = PAUSED if self.case.clock.paused else RUNNING
        (kind,) = self.lot.choices(list(weights), list(weights.values()))
        return kind

    def happen(self) -> None:
        self.now = self.moment()
        self.moments.append(self.now)
        kind = self.kind()
        event: Event = {"kind": kind, "at": text_of(self.now)}
        if kind == "extend":
            most = self.life["maximum"]
            event["days"] = self.lot.choice((0, most + 1, 1, most, self.lot.randint(1, most)))
        elif kind in ("transfer", "body_closes"):
            event["office"] = self.office()
        elif kind == "merge":
            event["other"] = self.other()
        elif kind == "announce":
            event["off"], event["work"] = self.announced()
        self.life["events"].append(event)
        self.case.take(event, self.now)

    def other(self) -> Request:
        """Draw a request that arrived about when the one now governing did, or at any time up to now."""
        arrival = self.case.clock.arrival
        if self.lot.random() < 0.5:
            arrival += self.lot.choice((-2 * MINUTES, -60, -1, 0, 0, 0, 1))
        else:
            day = self.lot.randint(arrival // MINUTES - 6, self.now // MINUTES)
            arrival = day * MINUTES + self.time_of_arrival()
        return self.request(min(arrival, self.now))

    def announced(self) -> tuple[list[str], list[str]]:
        """Draw days off and days of work, about the days that matter now."""
        clock, today = self.case.clock, self.now // MINUTES
        days = [today + ahead for ahead in (-2, -1, -1, 0, 0, 1, 1, 2, 3)]
        days += [clock.arrival // MINUTES + after for after in (0, 0, 1)]
        if clock.goal is not None:
            days += [clock.goal.day + beside for beside in (-1, 0, 0, 1)]
        if clock.answered is not None:
            days += [clock.answered.at // MINUTES] * 3
        since = clock.starting_day(self.case.table)
        if clock.answered is not None:
            since = clock.answered.at // MINUTES
        rest = [day for day in range(since - 1, today + 6) if not self.case.table.is_working(day)]
        way = self.lot.random()
        off = self.some_days(days, self.lot.randint(1, 2)) if way < 0.7 else []
        work = self.some_days(rest, self.lot.randint(1, 2)) if rest and way > 0.55 else []
        return off, work

    # Queries

    def query(self) -> Moment:
        """Draw a query: at an event or beside it, near the last due moment, or on some day after it."""
        way = self.lot.random()
        first, last = self.moments[0], self.moments[-1]
        dues = self.dues() or [last]
        if way < 0.4:
            moment = self.lot.choice(self.moments) + self.lot.choice((-1, 0, 0, 1))
        elif way < 0.7:
            moment = self.lot.choice(dues) + self.lot.choice((-1, 0, 0, 1))
        else:
            day = self.lot.randint(first // MINUTES, max(last, *dues) // MINUTES + 9)
            moment = day * MINUTES + self.time()
        return max(first, moment)
