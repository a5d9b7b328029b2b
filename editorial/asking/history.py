"""What happened to a request, in words for the person who sent it, and what they were told with it."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from datetime import datetime

from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext

from portals.accountability.enums import INSIDE, CaseKind, CaseState, CaseStep
from portals.accountability.models import CaseEvent, CaseText, CitizenCase

# What happens inside the agencies is not here, and so is not shown.
WORDS: dict[str, str | Promise] = {
    CaseStep.RECEIVED: gettext_lazy("%(portal)s received your request."),
    CaseStep.ADDED: gettext_lazy("You added something."),
    CaseStep.ACKNOWLEDGED: gettext_lazy("The receipt was confirmed to you."),
    CaseStep.ACCEPTED: gettext_lazy("%(portal)s took your request up and is handling it."),
    CaseStep.REFUSED: gettext_lazy("%(portal)s did not accept your request."),
    CaseStep.REOPENED: gettext_lazy(
        "Who oversees the agency had your request taken up again. Its time goes on as it was."
    ),
    CaseStep.SEALED: gettext_lazy("Your request was closed to all but one officer."),
    CaseStep.DISMISSED: gettext_lazy("%(portal)s found that this is no request."),
    CaseStep.ASKED: gettext_lazy(
        "%(portal)s asked you something. The time stands still meanwhile."
    ),
    CaseStep.ANSWERED_BACK: gettext_lazy("You answered. The time goes on."),
    CaseStep.HANDED_OVER: gettext_lazy("Handed over to %(office)s. The time goes on."),
    CaseStep.BODY_CLOSED: gettext_lazy("%(office)s took it over from an agency that was closed."),
    CaseStep.JOINED: gettext_lazy("Another request about the same was joined to yours."),
    CaseStep.JOINED_INTO: gettext_lazy(
        "Your request was joined with another one about the same matter."
    ),
    CaseStep.CONSULTED: gettext_lazy("%(portal)s asked another agency for what it knows."),
    CaseStep.CONSULT_ANSWERED: gettext_lazy("The agency that was asked has answered."),
    CaseStep.ANSWERED: gettext_lazy("%(portal)s answered."),
    CaseStep.RELEASED: gettext_lazy(
        "The question and the answer were published without your name."
    ),
    CaseStep.UNRELEASED: gettext_lazy("The answer was taken out of public view. You keep it."),
    CaseStep.RATED: gettext_lazy("You rated the answer."),
    CaseStep.REVIEW_ASKED: gettext_lazy("You asked for a review."),
    CaseStep.REVIEW_DECIDED: gettext_lazy("%(portal)s decided on the review."),
    CaseStep.PROMISED: gettext_lazy("%(portal)s promised something by a day."),
    CaseStep.PROMISE_DECIDED: gettext_lazy("It was said what became of a promise."),
    CaseStep.TAKEN_BACK: gettext_lazy("You took your request back."),
    CaseStep.TO_NATIONAL: gettext_lazy(
        "%(portal)s handed it to the national system, where its number is %(number)s."
    ),
    CaseStep.FROM_NATIONAL: gettext_lazy("The national system told how it stands."),
    CaseStep.STATUS_TOLD: gettext_lazy("You were told how it stands."),
    CaseStep.ESCALATED: gettext_lazy("It is late: who oversees the agency was told."),
    CaseStep.CORRECTED: gettext_lazy("The published information was corrected."),
    CaseStep.ERASURE_ASKED: gettext_lazy("It was demanded that your personal data be erased."),
    CaseStep.ERASURE_REFUSED: gettext_lazy("%(portal)s decided to keep your personal data."),
    CaseStep.ERASED: gettext_lazy("Your personal data were erased."),
}
# What becomes public of a comment on a draft is what the person said, with the name where they wished it.
OF_COMMENTS: dict[str, str | Promise] = {
    CaseStep.RELEASED: gettext_lazy(
        "%(portal)s shows your comment to the public beside the draft."
    ),
    CaseStep.UNRELEASED: gettext_lazy("Your comment is not shown to the public any more."),
}


@dataclass(frozen=True, slots=True)
class ToldToPerson:
    """One line of the history: when, what, and the words that came with it."""

    at: datetime
    words: str
    step: str
    texts: list[CaseText] = field(default_factory=list)


def history_of(case: CitizenCase) -> list[ToldToPerson]:
    """Return what the person sees of what happened, the oldest first. Two queries."""
    events = case.events.select_related("portal", "office").order_by("sequence")
    said: dict[int, list[CaseText]] = {}
    # Asked so, and not by events: a text inside must not even be opened here.
    for text in case.texts.exclude(role__in=INSIDE).exclude(event=None).order_by("pk"):
        if text.text and text.event_id is not None:
            said.setdefault(text.event_id, []).append(text)
    words = WORDS | OF_COMMENTS if case.kind == CaseKind.COMMENT else WORDS
    return list(_told(events, said, words))


def _told(
    events: Iterable[CaseEvent], said: dict[int, list[CaseText]], of: dict[str, str | Promise]
) -> Iterator[ToldToPerson]:
    for event in events:
        if event.step == CaseStep.EXTENDED:
            words = _extended(event)
        elif event.step in of:
            office = event.office.name if event.office is not None else ""
            number = event.data.get("number", "")
            words = str(of[event.step]) % {
                "portal": event.portal.name,
                "office": office,
                "number": number,
            }
        else:
            continue
        yield ToldToPerson(event.at, words, event.step, said.get(event.pk, []))


def _extended(event: CaseEvent) -> str:
    days = event.days or 0
    words = ngettext(
        "%(portal)s takes %(days)s working day more.",
        "%(portal)s takes %(days)s working days more.",
        days,
    )
    return words % {"portal": event.portal.name, "days": days}


def is_past_due(case: CitizenCase, now: datetime) -> bool:
    """Whether a running request is past its due moment. Comments on a draft are answered together, with the draft."""
    is_owed = case.state != CaseState.ENDED and case.kind != CaseKind.COMMENT
    return is_owed and case.due_at is not None and now > case.due_at


def standing_words(case: CitizenCase, now: datetime) -> str:
    """Return in one sentence where a request stands."""
    if case.outcome:
        return str(_OUTCOMES[case.outcome])
    if case.state == "waiting":
        return _("The agency asked you something and waits for your answer.")
    if is_past_due(case, now):
        return _("Late: the answer was due and is not there yet.")
    if case.state == "open":
        return _("Being handled.")
    return _("Received. Nobody has taken it up yet.")


_OUTCOMES: dict[str, str | Promise] = {
    "answered": gettext_lazy("Answered."),
    "refused": gettext_lazy("Not accepted. The reason stands below."),
    "joined": gettext_lazy("Joined with another request about the same matter."),
    "taken_back": gettext_lazy("Taken back by you."),
    "elsewhere": gettext_lazy("Handed to the national system."),
    "sealed": gettext_lazy("This cannot be answered here."),
    "not_a_request": gettext_lazy("Found to be no request."),
}
