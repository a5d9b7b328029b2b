"""Questions about a history: on days where something happens, and on the days beside them."""

from __future__ import annotations

import datetime as dt
import random
from typing import Any

from tests.editorial.documents.oracle.things import Case, is_stub

HOW_MANY = 40
DAY = dt.timedelta(days=1)
UNLISTED = ("d9", "d1.k7", "d2.k9.a", "d99")


def draw_questions(lot: random.Random, case: Case, days: list[dt.date]) -> list[dict[str, Any]]:
    """Ask about documents, provisions and what is not listed."""
    days = sorted(
        {day + DAY * beside for day in interesting_days(case, days[0]) for beside in (-1, 0, 1)}
    )
    about: list[tuple[str, str | None]] = []
    for name in case["documents"]:
        listed = sorted(case["documents"][name]["provisions"])
        about += [(name, None)] * 3 + [(name, each) for each in listed]
        about += [(name, lot.choice(UNLISTED))]
        if is_stub(case, name):
            about += [(name, "d1"), (name, "d1.k1"), (name, "d3")]
    for event in case["events"]:
        if event["kind"] in ("suspend", "lift", "restore"):
            about += [(event["target"], each) for each in event["provisions"] or (None, None)]
    asked = {(*lot.choice(about), lot.choice(days)) for _ in range(HOW_MANY)}
    return [
        {"document": document, "provision": provision, "day": day}
        for document, provision, day in sorted(asked, key=str)
    ]


def interesting_days(case: Case, first: dt.date) -> set[dt.date]:
    days: set[dt.date | None] = {first}
    for each in case["documents"].values():
        days |= {each["issued"], each["effective"], each["in_force_through"]}
        days |= set(each["commencements"].values())
    for event in case["events"]:
        days |= {event["on"], event["until"]}
    return {day for day in days if day is not None}
