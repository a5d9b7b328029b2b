"""How a document or provision stands on a day, and why."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date

from editorial.documents.force.cases import Case, Document, Effect, Event, State
from editorial.documents.force.history import History
from editorial.documents.force.leaves import OWN_TERM, Leaf
from editorial.documents.force.provisions import WHOLE, stands_within


@dataclass(frozen=True, slots=True)
class Reason:
    """A rule of the page by which something stands as it does, and the event that it went by, if any.

    `day` is the day of the rule: the start, the issue, the last day of a term of its own.
    """

    rule: str
    event: str | None = None
    day: date | None = None


@dataclass(frozen=True, slots=True)
class ForceAnswer:
    """The state at the end of a day, and the reasons of all leaves it was taken from, each once.

    `leaves` are the paths for which each of the reasons holds, in the same order; `parts` the states of all leaves.
    """

    state: State
    reasons: tuple[Reason, ...]
    leaves: tuple[tuple[str, ...], ...] = ()
    parts: frozenset[State] = frozenset()


class Force:
    """Answers about the documents of one case; its history is run once, and each answer is a look-up."""

    def __init__(self, case: Case) -> None:
        self.history = History(case)

    def state(self, document: str, day: date, provision: str | None = None) -> State:
        """Return the state of a document, or of one of its provisions, at the end of a day."""
        return self.answer(document, day, provision).state

    def answer(self, document: str, day: date, provision: str | None = None) -> ForceAnswer:
        """Return the state and its reasons; a document nobody named is a stub of which nothing is known."""
        sheet = self.history.sheets.get(document)
        leaves = sheet.of_path(provision or WHOLE) if sheet else []
        if not leaves:
            return ForceAnswer(State.UNKNOWN, (Reason("R15" if sheet and provision else "R3"),))
        known = self.history.document(document)
        parts: set[State] = set()
        because: dict[Reason, list[str]] = {}
        for leaf in leaves:
            part, reason = _of_leaf(leaf, known, day)
            parts.add(part)
            because.setdefault(reason, []).append(leaf.path)
        reasons, paths = tuple(because), tuple(map(tuple, because.values()))
        state = derived(parts)
        if provision and not known.provisions and state is not State.EXPIRED:
            return ForceAnswer(State.UNKNOWN, (Reason("R15"), *reasons))
        return ForceAnswer(state, reasons, paths, frozenset(parts))

    def amended_by(self, document: str, day: date, provision: str | None = None) -> tuple[str, ...]:
        """Return the events that certainly changed the wording by the end of a day; corrections are none (R8)."""
        return tuple(
            happening.event.id
            for happening in self.history.happenings.get(document, ())
            if happening.event.effect is Effect.AMEND
            and happening.certain
            and happening.day <= day
            and _concerns(happening.event, provision)
        )


def _concerns(event: Event, provision: str | None) -> bool:
    if provision is None or event.provisions is None:
        return True
    return any(
        stands_within(provision, named) or stands_within(named, provision)
        for named in event.provisions
    )


def _of_leaf(leaf: Leaf, document: Document, day: date) -> tuple[State, Reason]:
    """Return the state of a leaf; of several that might be said of it, the first of the page's order."""
    standing = leaf.standing_on(day)
    if standing.ended_by == OWN_TERM:
        return State.EXPIRED, Reason("R5", day=document.in_force_through)
    if standing.ended_by:
        return State.EXPIRED, Reason("R9", standing.ended_by)
    if standing.doubted_by:
        return State.UNKNOWN, Reason("R13", standing.doubted_by[0])
    if leaf.start is None:
        begun = document.issued is None or day >= document.issued
        return State.UNKNOWN if begun else State.NOT_YET, Reason("R3", day=document.issued)
    if day < leaf.start:
        return State.NOT_YET, Reason("R2", day=leaf.start)
    if standing.suspended_by:
        return State.SUSPENDED, Reason("R12", standing.suspended_by[0])
    if standing.perhaps_suspended_by:
        return State.UNKNOWN, Reason("R13", standing.perhaps_suspended_by[0])
    return State.IN_FORCE, Reason("R2", day=leaf.start)


def derived(states: Iterable[State]) -> State:
    """Return the state of something larger from the states of its leaves (R14)."""
    found = set(states)
    if len(found) == 1:
        return found.pop()
    if State.IN_FORCE in found:
        return State.PARTLY if found - {State.IN_FORCE, State.UNKNOWN} else State.UNKNOWN
    return next(
        state for state in (State.UNKNOWN, State.SUSPENDED, State.NOT_YET) if state in found
    )
