"""What the oracle works with: provisions, what an event is about, and on which day it happens. See `rules`."""

from __future__ import annotations

import datetime as dt
from collections import Counter
from typing import Any

Case = dict[str, Any]
Event = dict[str, Any]
Reached = Counter[str]

WHOLE = ""


def is_stub(case: Case, document_id: str) -> bool:
    return not case["documents"][document_id]["provisions"]


def within(provision: str, enclosing: str) -> bool:
    return provision == enclosing or provision.startswith(enclosing + ".")


def places(case: Case, document_id: str) -> set[str]:
    """Return what a state is kept of: the leaves; of a stub, the whole and each provision that anybody names (R15)."""
    listed = set(case["documents"][document_id]["provisions"])
    if listed:
        return {
            each
            for each in listed
            if not any(other != each and within(other, each) for other in listed)
        }
    named = {WHOLE}
    for event in case["events"]:
        if event["target"] == document_id:
            named |= set(event["provisions"] or [])
        if event["source"] == document_id and event["clause"]:
            named.add(event["clause"])
    for question in case["questions"]:
        if question["document"] == document_id and question["provision"]:
            named.add(question["provision"])
    return named


def touched(case: Case, event: Event) -> set[str]:
    """Return the places of the target that an event is about: all, or those in the provisions named (R15: or none)."""
    all_places = places(case, event["target"])
    if event["provisions"] is None or event["kind"] == "replace":
        return all_places
    return {
        place
        for place in all_places
        if place != WHOLE and any(within(place, named) for named in event["provisions"])
    }


def asked_places(case: Case, document_id: str, provision: str | None) -> set[str]:
    """Return the places that a question is about, none where the document does not list the provision (R15)."""
    all_places = places(case, document_id)
    if provision is None:
        return all_places
    return {place for place in all_places if place != WHOLE and within(place, provision)}


def source_places(case: Case, event: Event) -> set[str]:
    """Return the places of the source that an event stands and falls with (R11)."""
    if is_stub(case, event["source"]):
        return {event["clause"] or WHOLE}
    return asked_places(case, event["source"], event["clause"]) or places(case, event["source"])


def start(
    case: Case, document_id: str, provision: str, reached: Reached | None = None
) -> dt.date | None:
    """Return the day on which a provision starts to apply, or None where that is unknown (R2-R4)."""
    document = case["documents"][document_id]
    day, how = document["effective"], "R2 effective day"
    parts = provision.split(".") if provision else []
    for length in range(len(parts), 0, -1):
        enclosing = ".".join(parts[:length])
        if enclosing in document["commencements"]:
            day = document["commencements"][enclosing]
            how = (
                f"R2 commencement of {'its own' if enclosing == provision else 'what encloses it'}"
            )
            break
    if day is None:
        return None
    if document["issued"] and day < document["issued"]:
        how = "R4 retroactive" if document["retroactive"] else "R4 before issue without a statement"
    if reached is not None:
        reached[how] += 1
    return None if how == "R4 before issue without a statement" else day


def day_of(case: Case, event: Event) -> dt.date | None:
    """Return the day of an event, or None where it is unknown (R6)."""
    return event["on"] or start(case, event["source"], event["clause"] or WHOLE)


def how_dated(case: Case, event: Event) -> str:
    if event["on"]:
        issued = case["documents"][event["source"]]["issued"]
        return "R6 on, before issue" if issued and event["on"] < issued else "R6 on"
    return "R6 by its clause" if event["clause"] else "R6 by the effective day"


def first_possible(case: Case, event: Event) -> dt.date:
    """Return the first day on which an event of unknown day may happen (R6, R13)."""
    for document_id in (event["source"], event["target"]):
        issued: dt.date | None = case["documents"][document_id]["issued"]
        if issued is not None:
            return issued
    return dt.date.min


def how_first(case: Case, event: Event) -> str:
    for role in ("source", "target"):
        if case["documents"][event[role]]["issued"] is not None:
            return f"R6 unknown day, from issue of the {role}"
    return "R6 unknown day, any day"


def may_happen_on(case: Case, event: Event, day: dt.date) -> bool:
    known = day_of(case, event)
    return known == day if known else first_possible(case, event) <= day


def in_order(case: Case) -> list[Event]:
    """Return the events in the order in which those of one day work, however they were entered (R1, R7)."""

    def place(event: Event) -> tuple[dt.date, int, str]:
        issued = case["documents"][event["source"]]["issued"]
        return issued or dt.date.max, event["no"], event["id"]

    return sorted(case["events"], key=place)
