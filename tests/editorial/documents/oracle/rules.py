"""The state of documents by the rules of force, R1 to R15, told day after day with a set of plain facts.

Written from those words alone. Nothing here is derived backwards or reckoned in spans: the oracle lives through every
day on which anything may change, from the first to the day asked, does to a set of facts what each event of that day
does, and then reads the facts off. It is slow and plain on purpose. What it passes on the way it can note (`reached`),
so that a test can say which rules a heap of cases has come to. Days are `datetime.date`.

Which function serves which rule: here, `leaf_state` the order for one leaf, `together` R14, `stub_state` R15; in
`life`, `end_own_terms` R5, `happen` R8-R13, `standing` R11, `end_by_source` R12, `begun` R3; in `things`, `start`
R2-R4, `day_of`, `first_possible` and `may_happen_on` R6, `in_order` R7, `places`, `touched` and `asked_places` R15.
R1 is served by nothing that reads `entered`.

Where the words leave something open, this is what they are taken to say:

 1. R4 goes for a day of `commencements` as for the effective day: before issue and not retroactive, it is unknown. The
    effective day does not step in for it, neither for the leaf nor, in R6, for an event by that clause.
 2. R6: `on` holds as it is given, also before the issue day of the source. A clause begins by its own or an enclosing
    commencement; those of provisions below it do not matter.
 3. R9: a replacement ends its target as a whole, whatever provisions are named with it.
 4. R9, R10: what expired before it started and is restored starts on its own day: it is `not_yet` until then.
 5. R11: wholly expired is when each leaf of the clause (no clause: of the source) is. It is uncertain when each leaf is
    expired or doubtfully repealed and one is not certainly expired.
 6. R11: that a stub is good is presumed until an event ends it, or the clause of it: then its later events are void,
    and in doubt where the ending is. A clause that its source does not list stands and falls with the source.
 7. R11, R13: an event of unknown day may happen on every day from the first on, so it is void only as long as its
    source is certainly expired.
 8. R12: a lift that names provisions lifts there alone. A lift before its suspension began does nothing. A suspension
    that has ended never begins again, also when its source is restored.
 9. R12, R13: while it is uncertain whether the source of a running suspension is expired, the suspension is doubtful. A
    doubtful suspension too ends when its source certainly expires. One that would begin after its `until` never does.
10. R14: `d3` counts as listed where `d3.k2` is, even if it does not stand in the list itself.
11. R15: a provision of a stub is `unknown` also before the issue day, as of what is not listed nothing is known. A
    provision of a stub is ended by an event that names it or what encloses it, or by one on the whole, and brought back
    (to `unknown`) in the same ways. The stub as a whole is ended and brought back by events on the whole only.
12. R15: what a document that is no stub does not list is `unknown` for good, also after the whole is repealed.
"""

from __future__ import annotations

import datetime as dt

from tests.editorial.documents.oracle.life import Life
from tests.editorial.documents.oracle.things import (
    WHOLE,
    Case,
    Reached,
    asked_places,
    is_stub,
    touched,
)

NOT_IN_FORCE = {"not_yet", "suspended", "expired"}


def state_on(
    case: Case,
    document_id: str,
    provision: str | None,
    day: dt.date,
    reached: Reached | None = None,
) -> str:
    """Return the state at the end of `day`; `provision` None asks for the whole document."""
    question = {"document": document_id, "provision": provision, "day": day}
    return answers(case | {"questions": [question]}, reached)[0]


def answers(case: Case, reached: Reached | None = None) -> list[str]:
    """Return the states of all questions of a case, in their order, living through its days once."""
    life = Life(case, reached)
    told: dict[int, str] = {}
    for day in life.days():
        life.live_through(day)
        for place, question in enumerate(case["questions"]):
            if question["day"] == day:
                told[place] = state(life, question["document"], question["provision"], day)
    return [told[place] for place in range(len(case["questions"]))]


def broken_promises(case: Case) -> set[str]:
    """Return the events that the rules say no case has (R11, R13).

    A source that is suspended at the moment of its own event; a restore or a lift that is doubtful, or whose leaves
    meet a doubtful repeal on any day.
    """
    life = Life(case, None)
    for day in life.days():
        life.live_through(day)
    met = {
        event["id"]
        for event in case["events"]
        if event["kind"] in ("restore", "lift")
        for leaf in touched(case, event)
        if ("ever doubted", event["target"], leaf) in life.facts
    }
    return life.broken | met


def state(life: Life, document_id: str, provision: str | None, day: dt.date) -> str:
    leaves = asked_places(life.case, document_id, provision)
    if not leaves:
        life.note("R15 question about what is not listed")
        return "unknown"
    if is_stub(life.case, document_id):
        return stub_state(life, document_id, provision, day)
    states = [leaf_state(life, document_id, leaf, day) for leaf in sorted(leaves)]
    return together(life, states)


def stub_state(life: Life, document_id: str, provision: str | None, day: dt.date) -> str:
    """R15, R3."""
    if provision is None:
        state = leaf_state(life, document_id, WHOLE, day)
        life.note(f"R15 stub {state}")
        return state
    ended = ("expired", document_id, provision) in life.facts
    whole = ("expired", document_id, WHOLE) in life.facts
    life.note(f"R15 provision of a stub {'ended' if ended else 'not ended'}")
    if ended and not whole:
        life.note("R15 provision of a stub ended alone")
    return "expired" if ended else "unknown"


def leaf_state(life: Life, document_id: str, leaf: str, day: dt.date) -> str:
    """Return the state by the order for one leaf."""
    known = {fact[0] for fact in life.facts if fact[1:3] == (document_id, leaf)}
    sure, perhaps = life.suspensions_by_certainty(document_id, leaf)
    if "expired" in known:
        life.note(f"R13 expired, {'' if 'doubted' in known else 'not '}doubted")
        life.note(f"R12 expired, {'' if sure else 'not '}suspended")
        return "expired"
    if "doubted" in known:
        life.note("R13 doubtful repeal")
        return "unknown"
    begun = life.begun(document_id, leaf, day)
    if sure:
        life.note(f"R12 {begun}, suspended")
    if begun != "started":
        return begun
    if sure:
        return "suspended"
    if perhaps:
        life.note("R13 doubtful suspension")
        return "unknown"
    return "in_force"


def together(life: Life, states: list[str]) -> str:
    """R14."""
    met = set(states)
    if len(met) == 1:
        return states[0]
    if "in_force" in met:
        if met & NOT_IN_FORCE:
            life.note("R14 partly")
            return "partly"
        life.note("R14 in force and unknown")
        return "unknown"
    for state in ("unknown", "suspended"):
        if state in met:
            life.note(f"R14 none in force, some {state}")
            return state
    life.note("R14 not yet and expired")
    return "not_yet"
