"""Words for states, relations in both directions, and why a document stands as it does."""

from __future__ import annotations

from collections.abc import Collection, Mapping
from dataclasses import dataclass
from datetime import date

from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from editorial.documents.force.standing import ForceAnswer, Reason
from editorial.documents.force.timeline import Cause, Turn
from editorial.documents.provision_names import provision_names
from editorial.enums import DocumentState, RelationKind


@dataclass(frozen=True, slots=True)
class BothWays:
    """What a relation is called at the act that says it, and at the document that it is said of."""

    said: Promise
    heard: Promise


RELATIONS: Mapping[str, BothWays] = {
    RelationKind.AMEND: BothWays(gettext_lazy("Amends"), gettext_lazy("Amended by")),
    RelationKind.CORRECT: BothWays(gettext_lazy("Corrects"), gettext_lazy("Corrected by")),
    RelationKind.REPLACE: BothWays(gettext_lazy("Replaces"), gettext_lazy("Replaced by")),
    RelationKind.REPEAL: BothWays(gettext_lazy("Repeals"), gettext_lazy("Repealed by")),
    RelationKind.SUSPEND: BothWays(gettext_lazy("Suspends"), gettext_lazy("Suspended by")),
    RelationKind.LIFT: BothWays(
        gettext_lazy("Ends the suspension of"), gettext_lazy("Suspension ended by")
    ),
    RelationKind.RESTORE: BothWays(gettext_lazy("Restores"), gettext_lazy("Restored by")),
    RelationKind.GUIDE: BothWays(gettext_lazy("Guides"), gettext_lazy("Guided by")),
    RelationKind.BASED_ON: BothWays(gettext_lazy("Is based on"), gettext_lazy("Is the basis of")),
}

LOG_ACTIONS = (
    (
        "editorial.relate_document",
        gettext_lazy("Enter a relation of documents"),
        gettext_lazy("Relation of documents entered"),
    ),
    (
        "editorial.change_document_relation",
        gettext_lazy("Change a relation of documents"),
        gettext_lazy("Relation of documents changed"),
    ),
    (
        "editorial.remove_document_relation",
        gettext_lazy("Remove a relation of documents"),
        gettext_lazy("Relation of documents removed"),
    ),
    (
        "editorial.enter_in_text",
        gettext_lazy("Note a change as shown by the text"),
        gettext_lazy("Text of a document brought up to a change"),
    ),
    (
        "editorial.list_provisions",
        gettext_lazy("List the provisions of a document"),
        gettext_lazy("Provisions of a document listed"),
    ),
)
"""Names for the log."""


def wording(kind: str, *, heard: bool) -> str:
    """Return what a relation is called, seen from the act or (`heard`) from the document it is said of."""
    both = RELATIONS[kind]
    return str(both.heard if heard else both.said)


def state_words(state: str, *, amended: bool = False, parts: Collection[str] = ()) -> str:
    """Return how a state is called; what is in force and was amended says both.

    With the states of its `parts`, what is partly in force says what of it is not: ended, suspended, or not begun.
    """
    if state == DocumentState.IN_FORCE and amended:
        return _("Still in force, amended")
    if state == DocumentState.PARTLY and parts and DocumentState.EXPIRED not in parts:
        suspended = DocumentState.SUSPENDED in parts
        return _("Force partly suspended") if suspended else _("Partly in force")
    return str(DocumentState(state).label)


def national_words(state: str, *, amended: bool) -> str:
    """Return what the national database of legal documents says where its word is another; else ""."""
    if state == DocumentState.IN_FORCE and amended:
        return str(DocumentState.PARTLY.label)
    return ""


def reasons_words(answer: ForceAnswer, cited: Mapping[str, str]) -> list[str]:
    """Return why something stands as it does, a sentence each; several say of which provisions each is."""
    told = [reason_words(reason, cited) for reason in answer.reasons]
    if len(told) < 2 or len(answer.leaves) != len(told):
        return list(dict.fromkeys(told))
    rest = max(range(len(told)), key=lambda place: len(answer.leaves[place]))
    return [
        _("%(provisions)s: %(reason)s")
        % {
            "provisions": _("The rest")
            if place == rest or not all(answer.leaves[place])
            else provision_names(answer.leaves[place]),
            "reason": reason,
        }
        for place, reason in enumerate(told)
    ]


def reason_words(reason: Reason, cited: Mapping[str, str]) -> str:
    """Return why something stands as it does, as a sentence. `cited` names the act of each event by its id."""
    words = {"act": cited.get(reason.event or "", ""), "day": _day(reason.day)}
    if reason.rule == "R2":
        return _("It applies from %(day)s.") % words
    if reason.rule == "R3":
        return _("It is not known from which day it applies.")
    if reason.rule == "R5":
        return _("Its own term ended with %(day)s.") % words
    if reason.rule == "R9":
        return _("It is ended by %(act)s.") % words
    if reason.rule == "R12":
        return _("It is suspended by %(act)s.") % words
    if reason.rule == "R13":
        return (
            _("It is not certain whether, or from which day, %(act)s takes effect on it.") % words
        )
    return _("The document does not list this provision.")


def cause_words(cause: Cause, said: Mapping[str, str]) -> str:
    """Return what happened on a day of the timeline. `said` tells each event by its id."""
    if cause.turn is Turn.ISSUED:
        return _("Issued")
    if cause.turn is Turn.BEGAN:
        named = provision_names(path for path in cause.provisions if path)
        return (
            _("Takes effect: %(provisions)s") % {"provisions": named}
            if named
            else _("Takes effect")
        )
    if cause.turn is Turn.TERM_ENDED:
        return _("Its own term has ended")
    told = said.get(cause.event or "", "")
    if cause.turn is Turn.SUSPENSION_ENDED:
        return _("This no longer holds: %(said)s") % {"said": told}
    if not cause.certain:
        return _("From this day on perhaps: %(said)s") % {"said": told}
    return told


def _day(day: date | None) -> str:
    return f"{day:%d/%m/%Y}" if day else ""
