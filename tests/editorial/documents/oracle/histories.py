"""Histories of documents drawn by lot from a seed, as the plain data that the rules take. Days often meet.

A history has questions, and no answers: those are the oracle's. It keeps the promises of the rules' page about what no
case has (`rules.broken_promises`): events that break one are left out.
"""

from __future__ import annotations

import datetime as dt
import random
from typing import Any

from tests.editorial.documents.oracle.questions import UNLISTED, draw_questions
from tests.editorial.documents.oracle.rules import broken_promises
from tests.editorial.documents.oracle.things import Case, Event, day_of, first_possible

HOW_MANY = 1_000
FIRST = dt.date(2025, 1, 1)
DAY = dt.timedelta(days=1)
# Lists of provisions as documents have them; d1 is not within d10, and some leaves lie deeper than others.
LISTS = (
    ("d1", "d2"),
    ("d1", "d2", "d2.k1", "d2.k2", "d10"),
    ("d1", "d1.k1", "d1.k2", "d1.k2.a", "d1.k2.b", "d2"),
    ("d1", "d3", "d3.k1", "d3.k2", "d3.k2.a", "d3.k2.b", "d3.k10"),
    ("d5",),
)
KINDS = 2 * ("amend", "correct") + ("replace",) + 5 * ("repeal",) + 4 * ("suspend",)


def history(seed: int) -> Case:
    """Return the history of a seed, always the same one."""
    lot = random.Random(seed)
    days = draw_days(lot)
    documents = {
        name: draw_document(lot, days) for name in "ABCDEF"[: lot.choice((2, 3, 3, 4, 4, 5, 6))]
    }
    case: Case = {"documents": documents, "events": [], "questions": []}
    for _ in range(lot.choice((1, 2, 3, 4, 4, 5, 6, 8))):
        draw_event(lot, case, days)
    for scene in (
        half_gone,
        chain,
        doubt,
        pause,
        source_of_a_pause_ends,
        bring_back,
        back_before_its_term,
    ):
        if lot.random() < 0.35:
            scene(lot, case, days)
    number(lot, case, days)
    keep_promises(case)
    case["questions"] = draw_questions(lot, case, days)
    return case


def draw_days(lot: random.Random) -> list[dt.date]:
    """Draw the days on which things happen: few, so that they meet, and some next to each other."""
    days = {FIRST + dt.timedelta(days=lot.randint(0, 300)) for _ in range(lot.randint(4, 8))}
    for day in sorted(days):
        if lot.random() < 0.4:
            days.add(day + DAY)
    return sorted(days)


# Documents


def draw_document(lot: random.Random, days: list[dt.date]) -> dict[str, Any]:
    issued = lot.choice(days[: len(days) // 2 + 1])
    plain: dict[str, Any] = {
        "issued": issued,
        "effective": None,
        "retroactive": False,
        "commencements": {},
        "in_force_through": None,
        "provisions": [],
    }
    if lot.random() < 0.2:
        return plain | {"issued": lot.choice((issued, issued, None))}
    provisions = list(lot.choice(LISTS))
    lot.shuffle(provisions)
    return plain | {
        "effective": draw_effective(lot, days, issued),
        "retroactive": lot.random() < 0.4,
        "provisions": provisions,
        "commencements": {
            each: draw_effective(lot, days, issued) or issued
            for each in provisions
            if lot.random() < lot.choice((0, 0, 0.4))
        },
        "in_force_through": lot.choice(days) if lot.random() < 0.25 else None,
    }


def draw_effective(lot: random.Random, days: list[dt.date], issued: dt.date) -> dt.date | None:
    way = lot.random()
    if way < 0.08:
        return None
    if way < 0.2:
        return issued - dt.timedelta(days=lot.choice((1, 1, 30)))
    if way < 0.4:
        return issued
    return lot.choice([day for day in days if day >= issued])


# Events


def add(case: Case, kind: str, source: str, target: str, **more: object) -> Event:
    plain = {"provisions": None, "clause": None, "on": None, "until": None, "of": None}
    event = {"id": f"e{len(case['events']) + 1}", "kind": kind, "source": source, "target": target}
    case["events"].append(event | plain | more)
    last: Event = case["events"][-1]
    return last


def draw_event(lot: random.Random, case: Case, days: list[dt.date]) -> Event:
    source, target = lot.sample(sorted(case["documents"]), 2)
    return draw_between(lot, case, days, source, target, lot.choice(KINDS))


def draw_between(
    lot: random.Random, case: Case, days: list[dt.date], source: str, target: str, kind: str
) -> Event:
    known = lot.random() < 0.5
    until = kind == "suspend" and lot.random() < 0.5
    return add(
        case,
        kind,
        source,
        target,
        provisions=None if kind == "replace" else draw_provisions(lot, case, target),
        clause=draw_clause(lot, case, source),
        on=lot.choice(days) if known else None,
        until=lot.choice(days[len(days) // 2 :]) if until else None,
    )


def draw_provisions(lot: random.Random, case: Case, target: str) -> list[str] | None:
    if lot.random() < 0.5:
        return None
    listed = sorted(case["documents"][target]["provisions"]) or ["d1", "d1.k1", "d3"]
    named = set(lot.sample(listed, min(len(listed), lot.choice((1, 1, 2, 3)))))
    if lot.random() < 0.15:
        named.add(lot.choice(UNLISTED))
    if lot.random() < 0.05:
        named = {lot.choice(UNLISTED)}
    return sorted(named)


def draw_clause(lot: random.Random, case: Case, source: str) -> str | None:
    if lot.random() < 0.5:
        return None
    return lot.choice(sorted(case["documents"][source]["provisions"]) or ["d1", "d3"])


def later(lot: random.Random, case: Case, days: list[dt.date], event: Event) -> dt.date:
    """Draw a day on or after that of an event; where that is unknown, after its first possible day."""
    known = day_of(case, event)
    first = known or first_possible(case, event) + DAY
    if first < FIRST:
        first = FIRST
    return lot.choice([day for day in days if day >= first] or [first + DAY])


# Scenes


def chain(lot: random.Random, case: Case, days: list[dt.date]) -> None:
    """A ends B and C ends A: before or after the day of the first, or on it; and perhaps something ends C."""
    names = lot.sample(sorted(case["documents"]), min(4, len(case["documents"])))
    kinds = [lot.choice(("repeal", "repeal", "replace")) for _ in names[1:]]
    for source, target, kind in zip(names[1:], names, kinds, strict=False):
        event = draw_between(lot, case, days, source, target, kind)
        if lot.random() < 0.7:
            event["provisions"] = None
        if lot.random() < 0.5:
            event["on"] = lot.choice(days)


def doubt(lot: random.Random, case: Case, days: list[dt.date]) -> None:
    """An end of unknown day by a source, or a clause, that does not say when it begins."""
    undated = [name for name in case["documents"] if case["documents"][name]["effective"] is None]
    if undated:
        source = lot.choice(undated)
        target = lot.choice([name for name in case["documents"] if name != source])
        kind = lot.choice(("repeal", "repeal", "replace", "suspend", "suspend"))
        event = draw_between(lot, case, days, source, target, kind)
        event["on"] = None
        if event["kind"] == "suspend" and lot.random() < 0.4:
            lift(lot, case, days, event)


def half_gone(lot: random.Random, case: Case, days: list[dt.date]) -> None:
    """A source of which a part is repealed, and all of it, or another part, in doubt."""
    undated = [name for name in case["documents"] if case["documents"][name]["effective"] is None]
    listed = [name for name, each in case["documents"].items() if each["provisions"]]
    if undated and listed:
        source, by = lot.choice(listed), lot.choice(undated)
        if source != by:
            parts = [each for each in case["documents"][source]["provisions"] if "." not in each]
            gone = lot.choice(parts)
            rest = [each for each in parts if each != gone] or None
            add(case, "repeal", by, source, provisions=lot.choice((rest, rest, None, [gone])))
            add(case, "repeal", by, source, provisions=[gone], on=lot.choice(days))
            event = draw_between(lot, case, days, source, by, lot.choice(("repeal", "suspend")))
            event["target"] = lot.choice([name for name in case["documents"] if name != source])
            event |= {"provisions": None, "clause": None, "on": lot.choice(days)}


def pause(lot: random.Random, case: Case, days: list[dt.date]) -> None:
    """Suspensions of one document that overlap, and their lifts."""
    names = sorted(case["documents"])
    target = lot.choice(names)
    sources = [name for name in names if name != target]
    for _ in range(lot.choice((1, 2, 2, 3))):
        event = draw_between(lot, case, days, lot.choice(sources), target, "suspend")
        if lot.random() < 0.6:
            lift(lot, case, days, event)


def lift(lot: random.Random, case: Case, days: list[dt.date], event: Event) -> None:
    source = lot.choice([name for name in case["documents"] if name != event["target"]])
    same = lot.random() < 0.6
    provisions = event["provisions"] if same else draw_provisions(lot, case, event["target"])
    on = later(lot, case, days, event)
    add(case, "lift", source, event["target"], provisions=provisions, on=on, of=event["id"])


def source_of_a_pause_ends(lot: random.Random, case: Case, days: list[dt.date]) -> None:
    pauses = [event for event in case["events"] if event["kind"] == "suspend"]
    if pauses:
        paused = lot.choice(pauses)
        source = lot.choice([name for name in case["documents"] if name != paused["source"]])
        event = draw_between(lot, case, days, source, paused["source"], "repeal")
        event["provisions"] = [paused["clause"]] if paused["clause"] else None
        if lot.random() < 0.8:
            event["on"] = later(lot, case, days, paused)


def bring_back(lot: random.Random, case: Case, days: list[dt.date]) -> None:
    """Restores: of what an event ended, or an own term; of all of it, or of more or less."""
    ended = [
        (event["target"], later(lot, case, days, event), event["provisions"])
        for event in case["events"]
        if event["kind"] in ("repeal", "replace") and day_of(case, event)
    ] + [
        (name, each["in_force_through"] + DAY, None)
        for name, each in case["documents"].items()
        if each["in_force_through"]
    ]
    if ended:
        target, day, provisions = lot.choice(ended)
        source = lot.choice([name for name in case["documents"] if name != target])
        if lot.random() < 0.4:
            provisions = draw_provisions(lot, case, target)
        event = add(case, "restore", source, target, provisions=provisions, on=day)
        if lot.random() < 0.4:
            event["on"] = day + DAY
        if lot.random() < 0.3:
            again = draw_between(lot, case, days, source, target, "repeal")
            again["on"] = event["on"] + DAY * lot.choice((0, 1, 5))


def back_before_its_term(lot: random.Random, case: Case, days: list[dt.date]) -> None:
    """An end, and a restore, of what has a last day: before that day, on it, or on the day after."""
    with_term = [name for name, each in case["documents"].items() if each["in_force_through"]]
    if with_term:
        target = lot.choice(with_term)
        sources = [name for name in case["documents"] if name != target]
        term = case["documents"][target]["in_force_through"]
        back = term + DAY * lot.choice((-20, -1, 0, 1))
        add(case, "repeal", lot.choice(sources), target, on=back - DAY * lot.choice((0, 1, 10)))
        add(case, "restore", lot.choice(sources), target, on=back)


# What makes it whole


def number(lot: random.Random, case: Case, days: list[dt.date]) -> None:
    """Give each event a legal order and a day of entry, and put all in an order that is neither."""
    order = list(range(1, len(case["events"]) + 1))
    lot.shuffle(order)
    for event, place in zip(case["events"], order, strict=True):
        event |= {"no": place, "entered": lot.choice(days) + dt.timedelta(days=lot.randint(0, 90))}
    lot.shuffle(case["events"])


def keep_promises(case: Case) -> None:
    """Leave out, until none is broken, the events that break a promise, and the lifts of those left out."""
    while broken := broken_promises(case):
        case["events"] = [
            event
            for event in case["events"]
            if event["id"] not in broken and event["of"] not in broken
        ]
