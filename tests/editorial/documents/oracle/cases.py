"""Small cases reasoned by hand from the words of the rules, one or more for each rule, as (what, case, questions).

Questions are (document, provision or None, day, state); the days are of 2025, as "MM-DD". Document T is what things are
done to, A, B and C do them; unless a case says otherwise each was issued and took effect on the first of January.
"""

from __future__ import annotations

import datetime as dt
from typing import Any

from tests.editorial.documents.oracle.things import Case, Event

Asked = tuple[str, str | None, str, str]


def day(text: str | None) -> dt.date | None:
    return dt.date.fromisoformat(f"2025-{text}") if text else None


def document(
    issued: str | None = "01-01",
    effective: str | None = "01-01",
    provisions: str = "d1 d2",
    commencements: dict[str, str] | None = None,
    through: str | None = None,
    retroactive: bool = False,
) -> dict[str, Any]:
    return {
        "issued": day(issued),
        "effective": day(effective),
        "retroactive": retroactive,
        "commencements": {each: day(when) for each, when in (commencements or {}).items()},
        "in_force_through": day(through),
        "provisions": provisions.split(),
    }


def stub(issued: str | None = "01-01") -> dict[str, Any]:
    return document(issued, None, "")


def event(
    kind: str,
    source: str,
    on: str | None = None,
    what: str | None = None,
    *,
    target: str = "T",
    clause: str | None = None,
    until: str | None = None,
    of: str | None = None,
    no: int = 1,
) -> Event:
    return {
        "kind": kind,
        "source": source,
        "target": target,
        "provisions": what.split() if what else None,
        "clause": clause,
        "on": day(on),
        "until": day(until),
        "of": of,
        "no": no,
        "entered": day("12-31"),
    }


def case(events: list[Event], **documents: dict[str, Any]) -> Case:
    """Return a case; the events are e1, e2 and so on, and A, B, C and T are plain unless they are given."""
    return {
        "documents": {name: document() for name in "ABCT"} | documents,
        "events": [each | {"id": f"e{place}"} for place, each in enumerate(events, 1)],
        "questions": [],
    }


CASES: list[tuple[str, Case, list[Asked]]] = [
    (
        "R1: an event counts before the day of its entry, and whatever stands before it in the list",
        case([event("restore", "B", "05-01"), event("repeal", "A", "03-01")]),
        # Both were entered on the last day of the year. The repeal comes first by its day.
        [("T", None, "03-01", "expired"), ("T", None, "05-01", "in_force")],
    ),
    (
        "R2: the effective day is the first day in force",
        case([], T=document("01-01", "02-10")),
        [("T", None, "02-09", "not_yet"), ("T", None, "02-10", "in_force")],
    ),
    (
        "R2: a commencement day of its own, else of the nearest that encloses it, else the effective day",
        case(
            [],
            T=document(
                "01-01", "02-01", "d1 d1.k1 d1.k2 d10 d2", {"d1": "03-01", "d1.k2": "04-01"}
            ),
        ),
        # d10 is not within d1, so it starts with the document.
        [
            ("T", "d1.k1", "02-28", "not_yet"),
            ("T", "d1.k1", "03-01", "in_force"),
            ("T", "d1.k2", "03-31", "not_yet"),
            ("T", "d1.k2", "04-01", "in_force"),
            ("T", "d10", "02-01", "in_force"),
            # R14: d1.k1 has started, d1.k2 has certainly not.
            ("T", "d1", "03-01", "partly"),
        ],
    ),
    (
        "R2: a commencement may come before the effective day",
        case([], T=document("01-01", "05-01", "d1 d2", {"d2": "02-01"})),
        [
            ("T", "d2", "02-01", "in_force"),
            ("T", None, "02-01", "partly"),
            ("T", None, "05-01", "in_force"),
        ],
    ),
    (
        "R3: with an unknown start it is not yet in force before its issue day, and unknown from it on",
        case([], T=document("02-01", None)),
        [
            ("T", None, "01-31", "not_yet"),
            ("T", None, "02-01", "unknown"),
            ("T", "d1", "12-01", "unknown"),
        ],
    ),
    (
        "R3: a provision that says when it starts is known where the rest is not",
        case([], T=document("02-01", None, "d1 d2", {"d1": "03-01"})),
        # R14 before 03-01: none in force, one unknown. From then on: one in force, and none that certainly is not.
        [
            ("T", "d1", "02-28", "not_yet"),
            ("T", "d1", "03-01", "in_force"),
            ("T", None, "02-28", "unknown"),
            ("T", None, "03-01", "unknown"),
        ],
    ),
    (
        "R3: a stub is not yet in force before its issue day; without one it is unknown on every day",
        case([], T=stub("02-01"), A=stub(None)),
        [
            ("T", None, "01-31", "not_yet"),
            ("T", None, "02-01", "unknown"),
            ("A", None, "01-01", "unknown"),
        ],
    ),
    (
        "R4: an effective day before issue holds where the document says that it does, also before issue",
        case([], T=document("02-01", "01-15", retroactive=True), A=document("02-01", "01-15")),
        [
            ("T", None, "01-14", "not_yet"),
            ("T", None, "01-15", "in_force"),
            # A does not say so: its start is unknown.
            ("A", None, "01-20", "not_yet"),
            ("A", None, "02-01", "unknown"),
        ],
    ),
    (
        "R4: the same for a commencement of one provision; the issue day itself is not before issue",
        case([], T=document("02-01", "02-01", "d1 d2", {"d1": "01-31"})),
        [("T", "d1", "03-01", "unknown"), ("T", "d2", "02-01", "in_force")],
    ),
    (
        "R5: the last day in force is in force",
        case([], T=document(through="06-30")),
        [("T", None, "06-30", "in_force"), ("T", None, "07-01", "expired")],
    ),
    (
        "R5: an own term ends what has not started or whose start is unknown",
        case(
            [],
            T=document("01-01", "08-01", through="06-30"),
            A=document("01-01", None, through="06-30"),
        ),
        [
            ("T", None, "06-30", "not_yet"),
            ("T", None, "08-01", "expired"),
            ("A", None, "06-30", "unknown"),
            ("A", None, "07-01", "expired"),
        ],
    ),
    (
        "R5: own terms come before all events of the day, also where the source ends by one",
        case(
            [event("repeal", "A", "07-01"), event("repeal", "B", "07-01", target="C")],
            A=document(through="06-30"),
            B=document(through="07-01"),
        ),
        # A is expired when its event of the day after its last would work (R11). B's last day is that of its event.
        [("T", None, "07-01", "in_force"), ("C", None, "07-01", "expired")],
    ),
    (
        "R6: `on`, else the commencement of the clause, else the effective day of the source",
        case(
            [
                event("repeal", "A", "02-01", "d1", clause="d2"),
                event("repeal", "A", None, "d2", clause="d2"),
                event("repeal", "A", None, "d3"),
                event("repeal", "A", None, "d4", clause="d2.k1"),
            ],
            T=document(provisions="d1 d2 d3 d4"),
            A=document("01-01", "04-01", "d1 d2 d2.k1 d2.k2", {"d2": "03-01", "d2.k2": "05-01"}),
        ),
        [
            ("T", "d1", "01-31", "in_force"),
            ("T", "d1", "02-01", "expired"),
            ("T", "d2", "02-28", "in_force"),
            ("T", "d2", "03-01", "expired"),
            ("T", "d3", "03-31", "in_force"),
            ("T", "d3", "04-01", "expired"),
            ("T", "d4", "02-28", "in_force"),
            ("T", "d4", "03-01", "expired"),
        ],
    ),
    (
        "R6, R13: an event of unknown day is doubtful from the issue day of its source on",
        case([event("repeal", "A")], A=document("02-01", None)),
        [("T", None, "01-31", "in_force"), ("T", None, "02-01", "unknown")],
    ),
    (
        "R6: from the target's issue day where the source has none, else on any day",
        case(
            [
                event("repeal", "A"),
                event("repeal", "A", target="B"),
                event("repeal", "B", target="C"),
            ],
            A=stub(None),
            B=stub(None),
            C=document("02-01", "03-01"),
            T=document("02-01", "03-01"),
        ),
        # Doubt comes before "not yet" in the order for a leaf.
        [
            ("T", None, "01-31", "not_yet"),
            ("T", None, "02-01", "unknown"),
            ("C", None, "02-01", "unknown"),
            ("B", None, "01-01", "unknown"),
        ],
    ),
    (
        "R6, R4: an effective day that does not hold gives its events no day",
        case([event("repeal", "A")], A=document("02-01", "01-15")),
        [("T", None, "01-20", "in_force"), ("T", None, "02-01", "unknown")],
    ),
    (
        "R7: on one day the act that was issued first works first, whatever the order numbers",
        case(
            [event("restore", "A", "03-01", no=2), event("repeal", "B", "03-01", no=1)],
            A=document("01-02"),
            B=document("01-01"),
        ),
        # B's repeal, then A's restore.
        [("T", None, "03-01", "in_force")],
    ),
    (
        "R7: of acts issued on one day the lower order number works first",
        case([event("restore", "A", "03-01", no=1), event("repeal", "B", "03-01", no=2)]),
        # A restore of what is not expired does nothing; then the repeal.
        [("T", None, "03-01", "expired")],
    ),
    (
        "R7: a source of unknown issue day comes last",
        case(
            [event("restore", "A", "03-01", no=9), event("repeal", "B", "03-01", no=1)],
            B=stub(None),
        ),
        [("T", None, "03-01", "expired")],
    ),
    (
        "R8: what is amended or corrected stays in force",
        case([event("amend", "A", "03-01", "d1"), event("correct", "B", "04-01")]),
        [("T", None, "03-01", "in_force"), ("T", "d1", "04-01", "in_force")],
    ),
    (
        "R9: the day of a repeal is no longer in force; a provision takes all below it along",
        case([event("repeal", "A", "03-01", "d1")], T=document(provisions="d1 d1.k1 d1.k2 d10")),
        [
            ("T", "d1.k2", "02-28", "in_force"),
            ("T", "d1.k2", "03-01", "expired"),
            ("T", "d1", "03-01", "expired"),
            ("T", "d10", "03-01", "in_force"),
            ("T", None, "03-01", "partly"),
        ],
    ),
    (
        "R9: what is replaced ends; what had not started never starts",
        case([event("replace", "A", "03-01")], T=document("01-01", "05-01")),
        [
            ("T", None, "02-28", "not_yet"),
            ("T", None, "03-01", "expired"),
            ("T", None, "05-01", "expired"),
        ],
    ),
    (
        "R10: A repeals T, B repeals A: T stays ended, until a restore",
        case(
            [
                event("repeal", "A", "03-01"),
                event("repeal", "B", "04-01", target="A"),
                event("restore", "C", "05-01"),
            ]
        ),
        [
            ("A", None, "04-01", "expired"),
            ("T", None, "04-01", "expired"),
            ("T", None, "04-30", "expired"),
            ("T", None, "05-01", "in_force"),
        ],
    ),
    (
        "R10: a restore before the last day leaves the term standing, one after it brings back without term",
        case(
            [
                event("repeal", "A", "03-01"),
                event("restore", "B", "04-01"),
                event("restore", "B", "08-01"),
            ],
            T=document(through="06-30"),
        ),
        [
            ("T", None, "04-01", "in_force"),
            ("T", None, "06-30", "in_force"),
            ("T", None, "07-01", "expired"),
            ("T", None, "08-01", "in_force"),
            ("T", None, "12-31", "in_force"),
        ],
    ),
    (
        "R10, R5: a restore on the day after the last finds the term passed",
        case([event("restore", "B", "07-01")], T=document(through="06-30")),
        [("T", None, "06-30", "in_force"), ("T", None, "07-01", "in_force")],
    ),
    (
        "R10: a restore of a provision brings back that one; of what is not expired it does nothing",
        case(
            [
                event("repeal", "A", "03-01"),
                event("restore", "B", "04-01", "d2"),
                event("repeal", "C", "05-01", "d2"),
            ]
        ),
        [
            ("T", "d1", "04-01", "expired"),
            ("T", "d2", "04-01", "in_force"),
            ("T", None, "04-01", "partly"),
            ("T", None, "05-01", "expired"),
        ],
    ),
    (
        "R10: a restore does not lift a suspension, and does not start what has not started",
        case(
            [
                event("suspend", "A", "02-01"),
                event("repeal", "B", "03-01"),
                event("restore", "C", "04-01"),
            ],
            T=document(provisions="d1 d2", commencements={"d2": "05-01"}),
        ),
        [
            ("T", "d1", "03-01", "expired"),
            ("T", "d1", "04-01", "suspended"),
            ("T", "d2", "04-01", "not_yet"),
            ("T", "d2", "05-01", "suspended"),
            # R14: none is in force, one is suspended.
            ("T", None, "04-01", "suspended"),
        ],
    ),
    (
        "R11: an act that is repealed before its effective day repeals nothing; on that day it depends on R7",
        case(
            [
                event("repeal", "A"),
                event("repeal", "B", "02-28", target="A"),
                event("repeal", "C", target="B"),
            ],
            A=document("01-01", "03-01"),
            B=document("01-02"),
            C=document("01-03", "02-28"),
        ),
        # On 02-28 B, issued first, ends A before C ends B.
        [
            ("A", None, "02-28", "expired"),
            ("B", None, "02-28", "expired"),
            ("T", None, "03-01", "in_force"),
        ],
    ),
    (
        "R11: what stands of the source is not asked where the event stands in a clause that is gone",
        case(
            [
                event("repeal", "A", "03-01", "d1", clause="d1"),
                event("repeal", "A", "03-01", "d2"),
                event("repeal", "B", "02-01", "d1", target="A"),
            ]
        ),
        # A is not wholly expired: what it says as a whole works. Its d1 is, so what d1 says does not.
        [
            ("T", "d1", "03-01", "in_force"),
            ("T", "d2", "03-01", "expired"),
            ("A", None, "03-01", "partly"),
        ],
    ),
    (
        "R11: a void restore, a void suspension and a void lift do nothing",
        case(
            [
                event("repeal", "B", "02-01", target="A"),
                event("suspend", "A", "03-01", "d1"),
                event("suspend", "C", "03-01", "d2"),
                event("lift", "A", "04-01", "d2", of="e3"),
                event("repeal", "C", "03-01", "d3"),
                event("restore", "A", "04-01", "d3"),
            ],
            T=document(provisions="d1 d2 d3"),
        ),
        [
            ("T", "d1", "03-01", "in_force"),
            ("T", "d2", "04-01", "suspended"),
            ("T", "d3", "04-01", "expired"),
        ],
    ),
    (
        "R11: an act ended only in doubt before its event makes that event doubtful from its day",
        case(
            [event("repeal", "A", "03-01"), event("repeal", "B", target="A")],
            B=document("02-01", None),
        ),
        [
            ("A", None, "02-01", "unknown"),
            ("T", None, "02-28", "in_force"),
            ("T", None, "03-01", "unknown"),
        ],
    ),
    (
        "R11: doubt that comes after the event leaves what it ended ended",
        case(
            [event("repeal", "A", "03-01"), event("repeal", "B", target="A")],
            B=document("04-01", None),
        ),
        [("T", None, "03-01", "expired"), ("T", None, "04-01", "expired")],
    ),
    (
        "R11: a stub is presumed to be good as a source, also on a day before its issue",
        case(
            [event("repeal", "A", "03-01", "d1"), event("repeal", "B", "02-01", "d2")],
            A=stub(None),
            B=stub("05-01"),
        ),
        [("T", "d1", "03-01", "expired"), ("T", "d2", "02-01", "expired")],
    ),
    (
        "R12: a suspension runs through its last day",
        case([event("suspend", "A", "03-01", "d1", until="03-31")]),
        [
            ("T", "d1", "02-28", "in_force"),
            ("T", "d1", "03-01", "suspended"),
            ("T", None, "03-01", "partly"),
            ("T", "d1", "03-31", "suspended"),
            ("T", "d1", "04-01", "in_force"),
        ],
    ),
    (
        "R12: a lift ends the suspension it names; overlapping ones count each for itself",
        case(
            [
                event("suspend", "A", "03-01"),
                event("suspend", "B", "04-01", until="06-30"),
                event("lift", "C", "05-01", of="e1"),
            ]
        ),
        [
            ("T", None, "04-30", "suspended"),
            ("T", None, "05-01", "suspended"),
            ("T", None, "07-01", "in_force"),
        ],
    ),
    (
        "R12: on the day of the lift it applies again; the end by `until` comes before a new suspension",
        case(
            [
                event("suspend", "A", "03-01"),
                event("lift", "A", "05-01", of="e1"),
                event("suspend", "B", "02-01", target="C", until="02-28"),
                event("suspend", "B", "03-01", target="C"),
            ]
        ),
        [
            ("T", None, "04-30", "suspended"),
            ("T", None, "05-01", "in_force"),
            ("C", None, "02-28", "suspended"),
            ("C", None, "03-01", "suspended"),
        ],
    ),
    (
        "R12: a suspension ends when its source expires: by its own term, or by a repeal of the clause; and for good",
        case(
            [
                event("suspend", "A", "03-01", "d1"),
                event("suspend", "B", "03-01", "d2", clause="d1"),
                event("repeal", "C", "05-01", "d1", target="B"),
                event("restore", "C", "06-01", "d1", target="B"),
            ],
            A=document(through="04-30"),
        ),
        [
            ("T", "d1", "04-30", "suspended"),
            ("T", "d1", "05-01", "in_force"),
            ("T", "d2", "04-30", "suspended"),
            ("T", "d2", "05-01", "in_force"),
            ("T", "d2", "06-01", "in_force"),
        ],
    ),
    (
        "R12: what has not started is not yet in force while suspended, what is expired is expired",
        case(
            [event("suspend", "A", "02-01"), event("repeal", "B", "04-01", "d1")],
            T=document("01-01", "03-01"),
        ),
        [
            ("T", None, "02-01", "not_yet"),
            ("T", None, "03-01", "suspended"),
            ("T", "d1", "04-01", "expired"),
            # R14: expired leaves aside, the other is suspended.
            ("T", None, "04-01", "suspended"),
        ],
    ),
    (
        "R13: a doubtful repeal makes unknown what has not started, and what is suspended, but not what is expired",
        case(
            [
                event("repeal", "A"),
                event("suspend", "B", "01-10", "d1"),
                event("repeal", "C", "01-10", "d2"),
                event("repeal", "C", "05-01", "d1"),
            ],
            A=document("02-01", None),
            T=document(provisions="d1 d2 d3", commencements={"d3": "03-01"}),
        ),
        [
            ("T", "d1", "01-31", "suspended"),
            ("T", "d1", "02-01", "unknown"),
            ("T", "d2", "02-01", "expired"),
            ("T", "d3", "02-01", "unknown"),
            ("T", "d1", "05-01", "expired"),
        ],
    ),
    (
        "R13: a doubtful suspension makes unknown what would be in force, through its last day or until lifted",
        case(
            [
                event("suspend", "A", None, "d1", until="03-31"),
                event("suspend", "A", None, "d2 d4"),
                event("lift", "B", "05-01", of="e2"),
                event("suspend", "B", "02-10", "d4"),
            ],
            A=document("02-01", None),
            T=document(provisions="d1 d2 d3 d4", commencements={"d3": "03-01"}),
        ),
        [
            ("T", "d1", "01-31", "in_force"),
            ("T", "d1", "02-01", "unknown"),
            ("T", "d1", "03-31", "unknown"),
            ("T", "d1", "04-01", "in_force"),
            ("T", "d2", "04-30", "unknown"),
            ("T", "d2", "05-01", "in_force"),
            ("T", "d3", "02-01", "not_yet"),
            # A certain suspension goes before a doubtful one.
            ("T", "d4", "02-10", "suspended"),
        ],
    ),
    (
        "R13, R11: a suspension whose source is ended in doubt is doubtful from then on",
        case(
            [event("suspend", "A", "02-01"), event("repeal", "B", target="A")],
            B=document("03-01", None),
        ),
        [("T", None, "02-28", "suspended"), ("T", None, "03-01", "unknown")],
    ),
    (
        "R14: in force and unknown is unknown; with one certainly not in force besides it is partly",
        case(
            [event("repeal", "A", None, "d1"), event("repeal", "B", "04-01", "d2")],
            A=document("03-01", None),
            T=document(provisions="d1 d2 d3"),
        ),
        [("T", None, "03-01", "unknown"), ("T", None, "04-01", "partly")],
    ),
    (
        "R14: none in force: expired aside, unknown goes before suspended, suspended before not yet",
        case(
            [
                event("repeal", "B", "01-10", "d4"),
                event("suspend", "B", "01-10", "d2"),
                event("repeal", "A", None, "d1"),
            ],
            A=document("03-01", None),
            T=document(provisions="d1 d2 d3 d4", commencements={"d1": "02-15", "d3": "12-01"}),
        ),
        [
            ("T", None, "01-10", "suspended"),
            ("T", None, "02-15", "partly"),
            ("T", None, "03-01", "unknown"),
        ],
    ),
    (
        "R14: expired and not yet is not yet",
        case([event("repeal", "A", "01-10", "d1")], T=document(commencements={"d2": "03-01"})),
        [("T", None, "01-10", "not_yet"), ("T", None, "03-01", "partly")],
    ),
    (
        "R15: an event on what is not listed touches nothing; what is not listed is unknown",
        case([event("repeal", "A", "03-01", "d3 d1.k1"), event("repeal", "A", "05-01")]),
        # d1 is listed as a leaf: an event on a point of it does not end it.
        [
            ("T", None, "03-01", "in_force"),
            ("T", "d1", "03-01", "in_force"),
            ("T", "d3", "03-01", "unknown"),
            ("T", "d3", "05-01", "unknown"),
        ],
    ),
    (
        "R15: a stub is unknown until it is ended as a whole; a provision of it ends with what encloses it",
        case([event("repeal", "A", "03-01", "d1"), event("replace", "A", "05-01")], T=stub()),
        [
            ("T", "d1", "02-28", "unknown"),
            ("T", "d1", "03-01", "expired"),
            ("T", "d1.k1", "03-01", "expired"),
            ("T", "d2", "04-30", "unknown"),
            ("T", None, "04-30", "unknown"),
            ("T", "d2", "05-01", "expired"),
            ("T", None, "05-01", "expired"),
        ],
    ),
    (
        "R15, R11: a stub that was ended says nothing any more",
        case([event("repeal", "B", "02-01", target="A"), event("repeal", "A", "03-01")], A=stub()),
        [("A", None, "02-01", "expired"), ("T", None, "03-01", "in_force")],
    ),
    (
        "R11: it is uncertain whether a source is wholly expired while one leaf is expired and all others perhaps",
        case(
            [
                event("repeal", "C", "02-01", "d1", target="A"),
                event("repeal", "B", None, "d2", target="A"),
                event("repeal", "A", "03-01"),
                event("repeal", "A", "03-01", target="C", clause="d2"),
                event("repeal", "B", None, "d1 d3", target="D"),
                event("repeal", "D", "03-01", "d1", target="E"),
            ],
            B=document("02-15", None),
            D=document(provisions="d1 d2 d3"),
            E=document(),
        ),
        # Of D the leaf d2 is good, so its event works for certain.
        [
            ("T", None, "02-28", "in_force"),
            ("T", None, "03-01", "unknown"),
            ("E", "d1", "03-01", "expired"),
        ],
    ),
    (
        "R12: a lift of one provision leaves the suspension of the others",
        case([event("suspend", "A", "03-01"), event("lift", "B", "04-01", "d1", of="e1")]),
        [
            ("T", "d1", "04-01", "in_force"),
            ("T", "d2", "04-01", "suspended"),
            ("T", None, "04-01", "partly"),
        ],
    ),
    (
        "R11, R15: a clause of a stub that was ended says nothing; the other clauses do",
        case(
            [
                event("repeal", "B", "02-01", "d1", target="A"),
                event("repeal", "A", "03-01", "d1", clause="d1.k1"),
                event("repeal", "A", "03-01", "d2", clause="d2"),
            ],
            A=stub(),
        ),
        [("T", "d1", "03-01", "in_force"), ("T", "d2", "03-01", "expired")],
    ),
    (
        "R6, R4: where the commencement of a clause does not hold, the effective day does not stand in for it",
        case(
            [event("repeal", "A", clause="d1")],
            A=document("02-01", "03-01", "d1 d2", {"d1": "01-15"}),
        ),
        [("T", None, "01-31", "in_force"), ("T", None, "02-01", "unknown")],
    ),
    (
        "R12, R13: neither a certain nor a doubtful suspension begins after its last day",
        case(
            [
                event("suspend", "A", "03-01", "d1", until="02-01"),
                event("suspend", "B", None, "d2", until="02-01"),
            ],
            B=document("03-01", None),
        ),
        [("T", None, "02-01", "in_force"), ("T", None, "03-01", "in_force")],
    ),
    (
        "R15: of a provision of a stub nothing is known before the issue day either; of the stub itself R3 says it",
        case([event("repeal", "A", "01-15", "d2")], T=stub("02-01")),
        [
            ("T", None, "01-31", "not_yet"),
            ("T", "d1", "01-31", "unknown"),
            ("T", "d2", "01-31", "expired"),
            ("T", None, "02-01", "unknown"),
        ],
    ),
    (
        "R15, R10: a restored stub is unknown again, with its provisions; a provision alone brings no whole back",
        case(
            [
                event("repeal", "A", "02-01"),
                event("restore", "B", "03-01"),
                event("repeal", "A", "02-01", target="C"),
                event("restore", "B", "03-01", "d1", target="C"),
            ],
            T=stub(),
            C=stub(),
        ),
        [
            ("T", "d1", "02-01", "expired"),
            ("T", None, "03-01", "unknown"),
            ("T", "d1", "03-01", "unknown"),
            ("C", "d1", "03-01", "unknown"),
            ("C", None, "03-01", "expired"),
        ],
    ),
    (
        "R11, R13: what a stub says after it was ended in doubt is doubtful",
        case(
            [
                event("repeal", "B", target="A"),
                event("repeal", "A", "01-20", "d1"),
                event("repeal", "A", "03-01", "d2"),
            ],
            A=stub(),
            B=document("02-01", None),
        ),
        [
            ("T", "d1", "01-20", "expired"),
            ("T", "d2", "02-28", "in_force"),
            ("T", "d2", "03-01", "unknown"),
        ],
    ),
    (
        "R12, R13: a doubtful suspension ends when its source certainly expires",
        case(
            [event("suspend", "A"), event("repeal", "B", "04-01", target="A")],
            A=document("02-01", None),
        ),
        [
            ("T", None, "02-01", "unknown"),
            ("T", None, "03-31", "unknown"),
            ("T", None, "04-01", "in_force"),
        ],
    ),
    (
        "R11, R13: an event of unknown day can happen on no day on which its source is certainly expired",
        case(
            [
                event("repeal", "C", "01-15", target="A"),
                event("repeal", "A", None, "d1"),
                event("repeal", "C", "01-15", target="B"),
                event("restore", "C", "04-01", target="B"),
                event("repeal", "B", None, "d2"),
            ],
            A=document("02-01", None),
            B=document("02-01", None),
        ),
        # A is ended before its issue day, for good; B, issued after C, may do it from the day of its restore on.
        [
            ("T", "d1", "05-01", "in_force"),
            ("T", "d2", "03-31", "in_force"),
            ("T", "d2", "04-01", "unknown"),
        ],
    ),
]
