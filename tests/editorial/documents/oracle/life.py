"""The days that the oracle lives through: what happens on each, as facts. See `rules`, whose numbers stand here."""

from __future__ import annotations

import datetime as dt
from collections import Counter

from tests.editorial.documents.oracle.things import (
    Case,
    Event,
    Reached,
    day_of,
    how_dated,
    how_first,
    in_order,
    is_stub,
    may_happen_on,
    places,
    source_places,
    start,
    touched,
)

Facts = set[tuple[str, ...]]

DAY = dt.timedelta(days=1)


class Life:
    """The facts of all documents, from the first day on.

    A fact is a tuple: ("expired", document, leaf), ("doubted", document, leaf), ("suspended" or "perhaps suspended",
    document, leaf, event), ("over", event, leaf) for suspensions that have ended there.
    """

    def __init__(self, case: Case, reached: Reached | None) -> None:
        self.case = case
        self.facts: Facts = set()
        self.reached: Reached = Counter() if reached is None else reached
        self.broken: set[str] = set()
        self.events = in_order(case)

    def days(self) -> list[dt.date]:
        """Return each day on which anything may change, and the days after them; the first day of all is one."""
        named = {question["day"] for question in self.case["questions"]}
        for each in self.case["documents"].values():
            named |= {each["issued"], each["effective"], each["in_force_through"]}
            named |= set(each["commencements"].values())
        for event in self.case["events"]:
            named |= {event["on"], event["until"]}
        named -= {None}
        return sorted({dt.date.min} | named | {day + DAY for day in named})

    def live_through(self, day: dt.date) -> None:
        # R7: starts (which no fact is needed for), own terms and ends of suspensions come first.
        self.end_own_terms(day)
        self.end_by_until(day)
        self.end_by_source()
        for event in self.events:
            if may_happen_on(self.case, event, day):
                self.happen(event, day)
                self.end_by_source()

    # What happens

    def end_own_terms(self, day: dt.date) -> None:
        """R5: the leaves expire at the start of the day after the last one."""
        for name, each in self.case["documents"].items():
            if each["in_force_through"] and each["in_force_through"] + DAY == day:
                self.note("R5 own term")
                self.facts |= {("expired", name, leaf) for leaf in places(self.case, name)}

    def end_by_until(self, day: dt.date) -> None:
        """R12: `until` is included."""
        for event in self.events:
            if event["kind"] == "suspend" and event["until"] and event["until"] < day:
                self.end_suspension(event["id"], "R12 ends by until")

    def end_by_source(self) -> None:
        """R12: a suspension ends when its source clause, or without one its source, expires."""
        for event in self.events:
            if event["kind"] == "suspend" and self.standing(event) == "expired":
                self.end_suspension(event["id"], "R12 ends with its source")

    def end_suspension(self, event_id: str, why: str, at: set[str] | None = None) -> None:
        running = {
            fact
            for fact in self.facts
            if fact[0] in ("suspended", "perhaps suspended")
            and fact[3] == event_id
            and (at is None or fact[2] in at)
        }
        for fact in running:
            self.facts.remove(fact)
            self.facts.add(("over", event_id, fact[2]))
            self.note(why if fact[0] == "suspended" else why + ", doubtful")

    def happen(self, event: Event, day: dt.date) -> None:
        self.look_at_promises(event)
        source = self.standing(event)
        if source == "expired":
            self.note(f"R11 void {event['kind']}")
            return
        unknown = day_of(self.case, event) is None
        doubtful = unknown or source == "uncertain"
        self.note_happening(event, source, unknown)
        leaves = touched(self.case, event)
        if not leaves:
            self.note("R15 event that touches nothing")
        if event["kind"] in ("repeal", "replace"):
            self.end(event, leaves, doubtful, day)
        elif event["kind"] == "suspend":
            self.suspend(event, leaves, doubtful, day)
        elif event["kind"] == "lift":
            self.end_suspension(event["of"], "R12 ends by lift", leaves)
        elif event["kind"] == "restore":
            self.restore(event, leaves, day)
        else:
            self.note(f"R8 {event['kind']}")

    def end(self, event: Event, leaves: set[str], doubtful: bool, day: dt.date) -> None:
        """R9, and R13 where it is doubtful."""
        for leaf in leaves:
            fact = (event["target"], leaf)
            if doubtful:
                self.facts |= {("doubted", *fact), ("ever doubted", *fact)}
            else:
                self.note_end(event, leaf, day)
                self.facts.add(("expired", *fact))

    def restore(self, event: Event, leaves: set[str], day: dt.date) -> None:
        """R10: brings back what is expired; the own term, if it has passed, has done its work on its day."""
        term = self.case["documents"][event["target"]]["in_force_through"]
        for leaf in leaves:
            fact = ("expired", event["target"], leaf)
            if fact not in self.facts:
                self.note("R10 restore of what is not expired")
                continue
            self.facts.remove(fact)
            self.note("R10 restore")
            if term:
                self.note(f"R10 restore {'after' if term < day else 'before'} the own term")
            if self.suspensions(event["target"], leaf):
                self.note("R10 restore of what is suspended")

    def suspend(self, event: Event, leaves: set[str], doubtful: bool, day: dt.date) -> None:
        """R12, R13."""
        if event["until"] and event["until"] < day:
            return
        what = "perhaps suspended" if doubtful else "suspended"
        for leaf in leaves:
            if ("over", event["id"], leaf) not in self.facts:
                if self.suspensions(event["target"], leaf) - {event["id"]}:
                    self.note("R12 overlapping")
                self.facts.add((what, event["target"], leaf, event["id"]))

    def standing(self, event: Event) -> str:
        """R11: say whether the source clause is wholly expired: "expired", "uncertain" or "good"."""
        source = event["source"]
        leaves = source_places(self.case, event)
        expired = {leaf for leaf in leaves if ("expired", source, leaf) in self.facts}
        doubted = {leaf for leaf in leaves if ("doubted", source, leaf) in self.facts}
        if expired == leaves:
            return "expired"
        return "uncertain" if expired | doubted == leaves else "good"

    # What is known

    def begun(self, document_id: str, leaf: str, day: dt.date) -> str:
        """R2, R3: return "not_yet", "unknown" or "started"."""
        issued = self.case["documents"][document_id]["issued"]
        begins = start(self.case, document_id, leaf, self.reached)
        if begins is not None:
            if day >= begins and issued and day < issued:
                self.note("R4 in force before issue")
            return "started" if day >= begins else "not_yet"
        if issued is None:
            self.note("R3 no issue day")
            return "unknown"
        self.note("R3 before issue" if day < issued else "R3 unknown from issue on")
        return "not_yet" if day < issued else "unknown"

    def suspensions(self, document_id: str, leaf: str) -> set[str]:
        """Return the suspensions that run at a leaf, certain or not."""
        return set.union(*self.suspensions_by_certainty(document_id, leaf))

    def suspensions_by_certainty(self, document_id: str, leaf: str) -> tuple[set[str], set[str]]:
        sure: set[str] = set()
        perhaps: set[str] = set()
        for event in self.events:
            if ("suspended", document_id, leaf, event["id"]) in self.facts:
                if self.standing(event) == "good":
                    sure.add(event["id"])
                else:
                    self.note("R13 suspension of an uncertain source")
                    perhaps.add(event["id"])
            if ("perhaps suspended", document_id, leaf, event["id"]) in self.facts:
                perhaps.add(event["id"])
        return sure, perhaps

    # What is noted

    def note(self, branch: str) -> None:
        self.reached[branch] += 1

    def note_happening(self, event: Event, source: str, unknown: bool) -> None:
        if source == "uncertain":
            self.note(f"R11 doubtful by its source: {event['kind']}")
        if is_stub(self.case, event["source"]):
            self.note("R11 stub as source")
        if unknown:
            self.note(f"R13 {event['kind']} of unknown day")
            self.note(how_first(self.case, event))
        else:
            self.note(how_dated(self.case, event))

    def note_end(self, event: Event, leaf: str, day: dt.date) -> None:
        self.note(f"R9 {event['kind']}")
        if self.begun(event["target"], leaf, day) == "not_yet":
            self.note("R9 ended before it started")
        for other in self.events:
            if (
                other["kind"] in ("repeal", "replace")
                and event["target"] == other["source"]
                and day_of(self.case, other) is not None
                and day_of(self.case, other) < day
                and touched(self.case, other)
                and all(
                    ("expired", other["target"], each) in self.facts
                    for each in touched(self.case, other)
                )
            ):
                self.note("R10 no revival")

    def look_at_promises(self, event: Event) -> None:
        """R11, R13: what no case has."""
        source = source_places(self.case, event)
        if any(self.suspensions(event["source"], leaf) for leaf in source):
            self.broken.add(event["id"])
        if event["kind"] in ("restore", "lift") and (
            self.standing(event) == "uncertain" or day_of(self.case, event) is None
        ):
            self.broken.add(event["id"])
