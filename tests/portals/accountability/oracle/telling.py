"""Short words in which cases are told by hand. All is in March 2026: "02 08:00" is Monday the second, at eight.

Mo 2  Tu 3  We 4  Th 5  Fr 6 | Sa 7  Su 8
Mo 9  Tu 10 We 11 Th 12 Fr 13 | Sa 14 Su 15
"""

from __future__ import annotations

from typing import NamedTuple

from tests.portals.accountability.oracle.things import (
    Event,
    Life,
    Request,
    State,
    StateName,
    Told,
    Verdict,
)

# A has the default hours. The 240th minute ends at 11:30 at A, at 11:00 at B, at 12:00 at C and D.
OFFICES = {
    "A": [["07:30", "11:30"], ["13:00", "17:00"]],
    "B": [["07:00", "11:30"], ["13:00", "16:30"]],
    "C": [["08:00", "12:00"], ["13:30", "17:30"]],
    "D": [["08:00", "16:00"]],
}

# An event, its verdict, and the due moment right after it.
Row = tuple[Event, Verdict, str | None]


class ByHand(NamedTuple):
    what: str
    life: Life
    told: Told


def at(text: str) -> str:
    day, time = text.split()
    return f"2026-03-{day}T{time}"


def days(text: str) -> list[str]:
    return [f"2026-03-{day}" for day in text.split()]


def request(arrival: str, *, wd: int = 0, cd: int = 0, office: str = "A") -> Request:
    return {
        "arrival": at(arrival),
        "office": office,
        "kind": "wd" if wd else "cd",
        "n": wd or cd,
    }


def ask(when: str) -> Event:
    return {"kind": "ask", "at": at(when)}


def answer(when: str) -> Event:
    return {"kind": "answer", "at": at(when)}


def extend(when: str, by: int) -> Event:
    return {"kind": "extend", "at": at(when), "days": by}


def transfer(when: str, office: str) -> Event:
    return {"kind": "transfer", "at": at(when), "office": office}


def body_closes(when: str, office: str) -> Event:
    return {"kind": "body_closes", "at": at(when), "office": office}


def merge(when: str, other: Request) -> Event:
    return {"kind": "merge", "at": at(when), "other": other}


def announce(when: str, *, off: str = "", work: str = "") -> Event:
    return {"kind": "announce", "at": at(when), "off": days(off), "work": days(work)}


def close(when: str) -> Event:
    return {"kind": "close", "at": at(when)}


def withdraw(when: str) -> Event:
    return {"kind": "withdraw", "at": at(when)}


def state(text: str) -> State:
    """Read "on_time", "overdue 2" and the like."""
    name, _, number = text.partition(" ")
    names: dict[str, StateName] = {
        "closed_on_time": "closed_on_time",
        "closed_late": "closed_late",
        "withdrawn": "withdrawn",
        "paused": "paused",
        "on_time": "on_time",
        "overdue": "overdue",
    }
    return {"state": names[name], "days": int(number) if number else None}


def case(
    what: str,
    own: Request,
    first: str,
    rows: list[Row] | None = None,
    states: dict[str, str] | None = None,
    *,
    off: str = "",
    work: str = "",
    maximum: int = 3,
) -> ByHand:
    """Return a case: a request, its due moment at first, rows of what happens, and states by the moment of a query."""
    rows, states = rows or [], states or {}
    life: Life = {
        "off": days(off),
        "work": days(work),
        "offices": OFFICES,
        "request": own,
        "maximum": maximum,
        "events": [event for event, _, _ in rows],
        "queries": [at(when) for when in states],
    }
    told: Told = {
        "first": at(first),
        "verdicts": [verdict for _, verdict, _ in rows],
        "dues": [at(due) if due else None for _, _, due in rows],
        "states": [state(text) for text in states.values()],
    }
    return ByHand(what, life, told)
