"""The rules of force one by one, each with the day before and the day of what it says."""

from datetime import date, timedelta
from typing import Any

import pytest

from editorial.documents.force.cases import State, case_of
from editorial.documents.force.provisions import leaves_of
from editorial.documents.force.standing import Force, Reason, derived
from editorial.documents.force.timeline import Cause, Shift, Turn, timeline_of

LISTED = ["d1", "d2", "d2.k1", "d2.k2"]


def act(
    issued: str | None = "2024-01-01", effective: str | None = "2024-02-01", **more: Any
) -> dict[str, Any]:
    return {"issued": issued, "effective": effective, "provisions": LISTED, **more}


STUB = {"issued": "2023-05-01", "effective": None, "provisions": []}


def event(
    kind: str, source: str, target: str, on: str | None = None, **more: Any
) -> dict[str, Any]:
    return {
        "id": f"{kind} by {source}",
        "kind": kind,
        "source": source,
        "target": target,
        "on": on,
        **more,
    }


def force_of(documents: dict[str, Any], *events: dict[str, Any]) -> Force:
    return Force(case_of({"documents": documents, "events": list(events)}))


def walk(force: Force, document: str = "A", provision: str | None = None) -> list[tuple[str, str]]:
    """Return the days of 2023 to 2025 on which the state became another, the first state first."""
    day, found = date(2023, 1, 1), []
    while day.year < 2026:
        state = force.state(document, day, provision).value
        if not found or found[-1][1] != state:
            found.append((day.isoformat(), state))
        day += timedelta(days=1)
    return found


FIRST = "2023-01-01"
A = {"A": act()}
BEGINS = [(FIRST, "not_yet"), ("2024-02-01", "in_force")]
WHOLE_AND_LATER = {
    "A": act(),
    "B": act("2024-03-01", "2024-04-01"),
    "C": act("2024-05-01", "2024-06-01"),
}
UNDATED = {"A": act(), "B": act("2024-03-01", None), "C": act("2024-05-01", "2024-06-01")}

# Name: documents, events, the provision asked about, how it stands from which day on.
RULES: dict[str, tuple[dict[str, Any], list[dict[str, Any]], str | None, list[tuple[str, str]]]] = {
    "R2 begins on its day": (A, [], None, BEGINS),
    "R2 begins for the nearest provision that has a day": (
        {"A": act(commencements={"d2": "2024-03-01", "d2.k2": "2024-04-01"})},
        [],
        None,
        [(FIRST, "not_yet"), ("2024-02-01", "partly"), ("2024-04-01", "in_force")],
    ),
    "R2 takes the day of what encloses it": (
        {"A": act(commencements={"d2": "2024-03-01", "d2.k2": "2024-04-01"})},
        [],
        "d2.k1",
        [(FIRST, "not_yet"), ("2024-03-01", "in_force")],
    ),
    "R3 is unknown from its issue": (
        {"A": act(effective=None)},
        [],
        None,
        [(FIRST, "not_yet"), ("2024-01-01", "unknown")],
    ),
    "R3 is unknown for ever where nothing is known": (
        {"A": {**STUB, "issued": None}},
        [],
        None,
        [(FIRST, "unknown")],
    ),
    "R4 does not reach back without saying so": (
        {"A": act("2024-03-01")},
        [],
        None,
        [(FIRST, "not_yet"), ("2024-03-01", "unknown")],
    ),
    "R4 reaches back where it says so": (
        {"A": act("2024-03-01", retroactive=True)},
        [],
        None,
        BEGINS,
    ),
    "R4 holds for the day of a provision": (
        {"A": act("2024-01-15", commencements={"d1": "2024-01-14"})},
        [],
        "d1",
        [(FIRST, "not_yet"), ("2024-01-15", "unknown")],
    ),
    "R5 is in force through its last day": (
        {"A": act(in_force_through="2024-06-30")},
        [],
        None,
        [*BEGINS, ("2024-07-01", "expired")],
    ),
    "R6 the day of an event is that of its clause": (
        {"A": act(), "B": act("2024-03-01", "2024-04-01", commencements={"d1": "2024-08-01"})},
        [event("repeal", "B", "A", clause="d1")],
        None,
        [*BEGINS, ("2024-08-01", "expired")],
    ),
    "R6 the day of an event is that of its source": (
        WHOLE_AND_LATER,
        [event("replace", "B", "A")],
        None,
        [*BEGINS, ("2024-04-01", "expired")],
    ),
    "R7 the earlier act works first": (
        {"A": act(), "B": act("2024-03-01"), "C": act("2024-03-02")},
        [event("restore", "B", "A", "2024-04-01"), event("repeal", "C", "A", "2024-04-01")],
        None,
        [*BEGINS, ("2024-04-01", "expired")],
    ),
    "R7 of one act the lower number works first": (
        WHOLE_AND_LATER,
        [
            event("repeal", "B", "A", "2024-04-01", no=1),
            event("restore", "B", "A", "2024-04-01", no=2),
        ],
        None,
        BEGINS,
    ),
    "R7 acts of unknown issue work last": (
        {"A": act(), "B": act("2024-03-01"), "C": {**STUB, "issued": None}},
        [event("repeal", "C", "A", "2024-04-01"), event("restore", "B", "A", "2024-04-01")],
        None,
        [*BEGINS, ("2024-04-01", "expired")],
    ),
    "R8 an amendment changes no force": (
        WHOLE_AND_LATER,
        [event("amend", "B", "A", provisions=["d1"]), event("correct", "C", "A")],
        None,
        BEGINS,
    ),
    "R9 a part ends": (
        WHOLE_AND_LATER,
        [event("repeal", "B", "A", provisions=["d2"])],
        None,
        [*BEGINS, ("2024-04-01", "partly")],
    ),
    "R9 ends what stands below": (
        WHOLE_AND_LATER,
        [event("repeal", "B", "A", provisions=["d2"])],
        "d2.k2",
        [*BEGINS, ("2024-04-01", "expired")],
    ),
    "R9 what is ended before it began never begins": (
        WHOLE_AND_LATER,
        [event("repeal", "B", "A", "2024-01-15")],
        None,
        [(FIRST, "not_yet"), ("2024-01-15", "expired")],
    ),
    "R10 nothing revives by the end of what ended it": (
        WHOLE_AND_LATER,
        [event("repeal", "B", "A"), event("repeal", "C", "B")],
        None,
        [*BEGINS, ("2024-04-01", "expired")],
    ),
    "R10 a restore brings back": (
        WHOLE_AND_LATER,
        [event("repeal", "B", "A"), event("restore", "C", "A")],
        None,
        [*BEGINS, ("2024-04-01", "expired"), ("2024-06-01", "in_force")],
    ),
    "R10 a restore before the term leaves the term": (
        {**WHOLE_AND_LATER, "A": act(in_force_through="2024-06-30")},
        [event("repeal", "B", "A"), event("restore", "C", "A")],
        None,
        [*BEGINS, ("2024-04-01", "expired"), ("2024-06-01", "in_force"), ("2024-07-01", "expired")],
    ),
    "R10 a restore after the term brings back without term": (
        {**WHOLE_AND_LATER, "A": act(in_force_through="2024-05-31")},
        [event("restore", "C", "A")],
        None,
        [*BEGINS],
    ),
    "R10 a restore lifts no suspension": (
        WHOLE_AND_LATER,
        [
            event("suspend", "C", "A", "2024-03-15"),
            event("repeal", "B", "A"),
            event("restore", "C", "A"),
        ],
        None,
        [
            *BEGINS,
            ("2024-03-15", "suspended"),
            ("2024-04-01", "expired"),
            ("2024-06-01", "suspended"),
        ],
    ),
    "R11 an act that is ended ends nothing": (
        WHOLE_AND_LATER,
        [event("repeal", "B", "A"), event("repeal", "C", "B", "2024-03-31")],
        None,
        BEGINS,
    ),
    "R11 an act that is ended later that day ends what it ends": (
        WHOLE_AND_LATER,
        [event("repeal", "B", "A"), event("repeal", "C", "B", "2024-04-01")],
        None,
        [*BEGINS, ("2024-04-01", "expired")],
    ),
    "R11 an act works by a clause that is left": (
        WHOLE_AND_LATER,
        [
            event("repeal", "B", "A", clause="d1"),
            event("repeal", "C", "B", "2024-03-31", provisions=["d2"]),
        ],
        None,
        [*BEGINS, ("2024-04-01", "expired")],
    ),
    "R11 an act does nothing by a clause that is ended": (
        WHOLE_AND_LATER,
        [
            event("repeal", "B", "A", clause="d2.k1"),
            event("repeal", "C", "B", "2024-03-31", provisions=["d2"]),
        ],
        None,
        BEGINS,
    ),
    "R11 an act does nothing by an unlisted clause once it is ended": (
        WHOLE_AND_LATER,
        [event("repeal", "B", "A", clause="d9"), event("repeal", "C", "B", "2024-03-31")],
        None,
        BEGINS,
    ),
    "R11 a stub is good": (
        {**A, "S": STUB},
        [event("repeal", "S", "A", "2024-04-01")],
        None,
        [*BEGINS, ("2024-04-01", "expired")],
    ),
    "R11 what may be ended leaves its repeal in doubt": (
        UNDATED,
        [event("repeal", "C", "A"), event("repeal", "B", "C")],
        None,
        [*BEGINS, ("2024-06-01", "unknown")],
    ),
    "R12 is suspended through the last day": (
        WHOLE_AND_LATER,
        [event("suspend", "B", "A", until="2024-06-30")],
        None,
        [*BEGINS, ("2024-04-01", "suspended"), ("2024-07-01", "in_force")],
    ),
    "R12 applies again on the day of the lift": (
        WHOLE_AND_LATER,
        [event("suspend", "B", "A"), event("lift", "C", "A", of="suspend by B")],
        None,
        [*BEGINS, ("2024-04-01", "suspended"), ("2024-06-01", "in_force")],
    ),
    "R12 a suspension ends with its source": (
        WHOLE_AND_LATER,
        [event("suspend", "B", "A"), event("repeal", "C", "B")],
        None,
        [*BEGINS, ("2024-04-01", "suspended"), ("2024-06-01", "in_force")],
    ),
    "R12 a suspension ends with the term of its source": (
        {**WHOLE_AND_LATER, "B": act("2024-03-01", "2024-04-01", in_force_through="2024-05-31")},
        [event("suspend", "B", "A")],
        None,
        [*BEGINS, ("2024-04-01", "suspended"), ("2024-06-01", "in_force")],
    ),
    "R12 suspensions count each for itself": (
        WHOLE_AND_LATER,
        [
            event("suspend", "B", "A", until="2024-08-31"),
            event("suspend", "C", "A"),
            event("lift", "A", "A", "2024-07-01", of="suspend by C"),
        ],
        None,
        [*BEGINS, ("2024-04-01", "suspended"), ("2024-09-01", "in_force")],
    ),
    "R12 what has not begun is not yet in force while suspended": (
        WHOLE_AND_LATER,
        [event("suspend", "B", "A", "2024-01-15", until="2024-02-15")],
        None,
        [(FIRST, "not_yet"), ("2024-02-01", "suspended"), ("2024-02-16", "in_force")],
    ),
    "R13 a repeal of unknown day is a doubt from the issue of its act": (
        UNDATED,
        [event("repeal", "B", "A", provisions=["d1"])],
        "d1",
        [*BEGINS, ("2024-03-01", "unknown")],
    ),
    "R13 a doubt of all days where no issue is known": (
        {"A": {**STUB, "issued": None}, "B": {**STUB, "issued": None}},
        [event("repeal", "B", "A")],
        None,
        [(FIRST, "unknown")],
    ),
    "R13 a doubt yields to what is certain": (
        UNDATED,
        [event("repeal", "B", "A"), event("repeal", "C", "A")],
        None,
        [*BEGINS, ("2024-03-01", "unknown"), ("2024-06-01", "expired")],
    ),
    "R13 a suspension of unknown day is a doubt through its last day": (
        UNDATED,
        [event("suspend", "B", "A", until="2024-06-30")],
        None,
        [*BEGINS, ("2024-03-01", "unknown"), ("2024-07-01", "in_force")],
    ),
    "R13 a doubtful suspension yields to a certain one": (
        UNDATED,
        [event("suspend", "B", "A"), event("suspend", "C", "A", until="2024-06-30")],
        None,
        [
            *BEGINS,
            ("2024-03-01", "unknown"),
            ("2024-06-01", "suspended"),
            ("2024-07-01", "unknown"),
        ],
    ),
    "R14 a document of which one part is ended and the rest is in doubt is unknown": (
        UNDATED,
        [
            event("repeal", "C", "A", provisions=["d1"]),
            event("repeal", "B", "A", provisions=["d2"]),
        ],
        None,
        [*BEGINS, ("2024-03-01", "unknown")],
    ),
    "R15 an event on what is not listed touches nothing": (
        WHOLE_AND_LATER,
        [event("repeal", "B", "A", provisions=["d9", "d1.k1"])],
        None,
        BEGINS,
    ),
    "R15 what is not listed is unknown": (
        WHOLE_AND_LATER,
        [event("repeal", "B", "A")],
        "d9",
        [(FIRST, "unknown")],
    ),
    "R15 a stub is ended as a whole": (
        {"A": STUB, "B": act("2024-03-01", "2024-04-01")},
        [event("repeal", "B", "A")],
        None,
        [(FIRST, "not_yet"), ("2023-05-01", "unknown"), ("2024-04-01", "expired")],
    ),
    "R15 a part of a stub is ended with what encloses it": (
        {"A": STUB, "B": act("2024-03-01", "2024-04-01")},
        [event("repeal", "B", "A", provisions=["d3"])],
        "d3.k2",
        [(FIRST, "unknown"), ("2024-04-01", "expired")],
    ),
    "R15 a part that ends leaves the stub unknown": (
        {"A": STUB, "B": act("2024-03-01", "2024-04-01")},
        [event("repeal", "B", "A", provisions=["d3"])],
        None,
        [(FIRST, "not_yet"), ("2023-05-01", "unknown")],
    ),
}


class TestRules:
    @pytest.mark.parametrize("name", list(RULES))
    def test_state_from_day_to_day(self, name):
        documents, events, provision, expected = RULES[name]

        assert walk(force_of(documents, *events), provision=provision) == expected

    @pytest.mark.parametrize("name", list(RULES))
    def test_order_of_entry_changes_nothing(self, name):
        documents, events, provision, expected = RULES[name]

        assert walk(force_of(documents, *reversed(events)), provision=provision) == expected

    @pytest.mark.parametrize("name", list(RULES))
    def test_timeline_names_each_day_on_which_the_state_changes(self, name):
        documents, events, provision, expected = RULES[name]
        force = force_of(documents, *events)
        path = provision or ""
        shifts = [
            (change.day.isoformat(), shift.after.value)
            for change in timeline_of(force, "A", [path])
            for shift in change.shifts
            if shift.path == path and shift.before is not None
        ]

        assert shifts == expected[1:]
        assert all(change.causes for change in timeline_of(force, "A", [path]))

    @pytest.mark.parametrize(
        ("states", "whole"),
        [
            ("expired", "expired"),
            ("in_force expired", "partly"),
            ("in_force not_yet unknown", "partly"),
            ("in_force suspended", "partly"),
            ("in_force unknown", "unknown"),
            ("expired unknown suspended not_yet", "unknown"),
            ("expired suspended not_yet", "suspended"),
            ("expired not_yet", "not_yet"),
            ("not_yet unknown", "unknown"),
        ],
    )
    def test_whole_is_derived_from_its_leaves(self, states, whole):
        assert derived(State(state) for state in states.split()) == whole

    def test_leaves_are_what_has_nothing_below_it(self):
        assert leaves_of(["d1", "d10", "d2", "d2.k1", "d2.k1.a", "d2.k10"]) == (
            "d1",
            "d10",
            "d2.k1.a",
            "d2.k10",
        )


class TestReasons:
    def test_each_reason_is_said_once_with_its_rule_and_event(self):
        force = force_of(WHOLE_AND_LATER, event("repeal", "B", "A", provisions=["d2"]))

        answer = force.answer("A", date(2024, 5, 1))

        assert answer.reasons == (Reason("R2", day=date(2024, 2, 1)), Reason("R9", "repeal by B"))

    def test_own_term_is_the_reason_of_its_end(self):
        force = force_of({"A": act(in_force_through="2024-06-30")})

        assert force.answer("A", date(2024, 7, 1)).reasons == (Reason("R5", day=date(2024, 6, 30)),)

    def test_event_of_an_ended_act_is_void(self):
        force = force_of(
            WHOLE_AND_LATER, event("repeal", "B", "A"), event("repeal", "C", "B", "2024-03-31")
        )

        assert force.history.void == {"repeal by B"}

    def test_amendments_are_told_from_their_day_for_what_they_name(self):
        amend = event("amend", "B", "A", provisions=["d2"])
        force = force_of(WHOLE_AND_LATER, amend, event("correct", "C", "A", "2024-04-01"))

        assert force.amended_by("A", date(2024, 3, 31)) == ()
        assert force.amended_by("A", date(2024, 4, 1)) == ("amend by B",)
        assert force.amended_by("A", date(2024, 4, 1), "d2.k1") == ("amend by B",)
        assert force.amended_by("A", date(2024, 4, 1), "d1") == ()

    def test_amendment_of_unknown_day_is_not_told(self):
        assert force_of(UNDATED, event("amend", "B", "A")).amended_by("A", date(2025, 1, 1)) == ()

    def test_document_that_nobody_named_is_unknown(self):
        assert force_of(A).state("Z", date(2024, 5, 1)) is State.UNKNOWN


class TestTimeline:
    def test_amendment_is_on_the_timeline_and_shifts_nothing(self):
        force = force_of(WHOLE_AND_LATER, event("amend", "B", "A", provisions=["d1"]))

        change = timeline_of(force, "A")[-1]

        assert (change.day, change.shifts) == (date(2024, 4, 1), ())
        assert change.causes == (Cause(Turn.HAPPENED, "amend by B"),)

    def test_end_of_a_suspension_is_said_by_its_day(self):
        force = force_of(WHOLE_AND_LATER, event("suspend", "B", "A", until="2024-06-30"))

        change = timeline_of(force, "A")[-1]

        assert change.causes == (Cause(Turn.SUSPENSION_ENDED, "suspend by B"),)
        assert change.shifts == (Shift("", State.SUSPENDED, State.IN_FORCE),)

    def test_event_of_unknown_day_is_said_to_be_uncertain(self):
        force = force_of(UNDATED, event("repeal", "B", "A"))

        assert timeline_of(force, "A")[-1].causes == (
            Cause(Turn.HAPPENED, "repeal by B", certain=False),
        )

    def test_parts_that_begin_later_are_named(self):
        force = force_of({"A": act(commencements={"d1": "2024-03-01"})})

        assert [change.causes for change in timeline_of(force, "A")] == [
            (Cause(Turn.ISSUED),),
            (Cause(Turn.BEGAN, provisions=("d2.k1", "d2.k2")),),
            (Cause(Turn.BEGAN, provisions=("d1",)),),
        ]
