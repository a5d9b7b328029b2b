"""What a person is mailed of their request: that something happened, and the link to where it stands.

Nothing of what they wrote, or were answered, is in a mail: mails lie about, and go through the hands of others.
"""

from __future__ import annotations

from datetime import datetime, timedelta

from django.db import transaction
from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from portals.clock import LOCAL_ZONE
from portals.mail.actions import post
from portals.mail.enums import MailKind
from portals.mail.models import OutgoingMail

from .enums import CaseKind, CaseState, CaseStep
from .links import follow_address
from .models import CaseEvent, CitizenCase, DueMove

# The link in it works as long as the request is kept, so a mail may come late.
USEFUL_FOR = timedelta(days=7)
MOVES_A_ROUND = 200
# What the agencies do that the person sees. Of what they did themselves, and of what happens inside, there is no mail:
# nor of a publication, which comes with the answer, and of a promise, which stands in it.
TOLD: dict[str, str | Promise] = {
    CaseStep.ACCEPTED: gettext_lazy("Your request was taken up and is being handled."),
    CaseStep.REFUSED: gettext_lazy("Your request was not accepted. The page says why."),
    CaseStep.REOPENED: gettext_lazy(
        "Your request, which was not accepted, is taken up again. The page says why, and by when the answer is due."
    ),
    CaseStep.DISMISSED: gettext_lazy("What you sent was found to be no request."),
    CaseStep.ASKED: gettext_lazy(
        "The agency asks you something. Please answer on the page: until then the time for the answer stands still."
    ),
    CaseStep.HANDED_OVER: gettext_lazy(
        "Your request went to the agency that is in charge of it. The time for the answer goes on."
    ),
    CaseStep.BODY_CLOSED: gettext_lazy(
        "Another agency took your request over. The time for the answer goes on."
    ),
    CaseStep.JOINED_INTO: gettext_lazy(
        "Your request was joined with another one about the same matter."
    ),
    CaseStep.EXTENDED: gettext_lazy("The agency needs more time. The page says how much, and why."),
    CaseStep.ANSWERED: gettext_lazy("Your request was answered. You read the answer on the page."),
    CaseStep.UNRELEASED: gettext_lazy(
        "What was public of your request is out of public view. You keep it."
    ),
    CaseStep.REVIEW_DECIDED: gettext_lazy("Your request for a review was decided."),
    CaseStep.PROMISE_DECIDED: gettext_lazy("There is news of what was promised to you."),
    CaseStep.TO_NATIONAL: gettext_lazy(
        "Your request was handed to the national system, where its number is %(number)s."
    ),
    CaseStep.FROM_NATIONAL: gettext_lazy(
        "There is news of your request in the national system. The page says how it stands."
    ),
    CaseStep.STATUS_TOLD: gettext_lazy("Your request is late. The page says how it stands."),
    CaseStep.CORRECTED: gettext_lazy("The published information was corrected."),
    CaseStep.ERASURE_REFUSED: gettext_lazy(
        "It was decided on your demand to erase your data: they are kept. The page says why."
    ),
    # That it is a complaint is said on the page alone.
    CaseStep.SEALED: gettext_lazy("There is news of your request."),
}

# With these nothing goes on.
ENDS = frozenset(
    {
        CaseStep.ANSWERED,
        CaseStep.REFUSED,
        CaseStep.DISMISSED,
        CaseStep.SEALED,
        CaseStep.TAKEN_BACK,
        CaseStep.TO_NATIONAL,
    }
)


def tell_person(case: CitizenCase, event: CaseEvent, *, now: datetime) -> OutgoingMail | None:
    """Mail the person of an event that they see, in its transaction. Nothing where they left no mail address.

    Of what ends a request those hear too whose own was joined into it: that there is news, and no more.
    """
    if event.step in ENDS:
        _tell_joined(case, now)
    if event.step == CaseStep.ACKNOWLEDGED:
        words = _received_words(case)
    elif event.step in TOLD:
        words = str(TOLD[event.step])
        if event.step == CaseStep.ACCEPTED and case.kind == CaseKind.EXPLANATION:
            words = _accepted_words(case)
        if event.step == CaseStep.TO_NATIONAL:
            words %= {"number": event.data.get("number", "")}
    else:
        return None
    return _mail(case, words, now)


@transaction.atomic
def tell_moved(*, now: datetime) -> int:
    """Mail whose due day the calendar moved, `MOVES_A_ROUND` moves at most; return how many were looked at.

    The day that is owed now is told, once where several moves wait. Nothing where the request has ended or stands still
    meanwhile, or where the day came back to what it was. Two queries, and one a mail.
    """
    untold = DueMove.objects.filter(told_at=None).select_for_update(of=("self",), skip_locked=True)
    whose = untold.select_related("case__portal", "case__received_by__site")
    moves = list(whose.order_by("moved_at", "pk")[:MOVES_A_ROUND])
    first: dict[int, DueMove] = {}
    for move in moves:
        first.setdefault(move.case_id, move)
    for move in first.values():
        due_at = move.case.due_at
        if move.case.state == CaseState.ENDED or due_at is None:
            continue
        if due_at != move.before:
            _mail(move.case, _moved_words(move.before, due_at), now)
    DueMove.objects.filter(pk__in=[move.pk for move in moves]).update(told_at=now)
    return len(moves)


def _tell_joined(case: CitizenCase, now: datetime) -> None:
    for other in case.joined.select_related("portal", "received_by__site"):
        _mail(other, _("There is news of the request with which yours was joined."), now)
        _tell_joined(other, now)


def _mail(case: CitizenCase, words: str, now: datetime) -> OutgoingMail | None:
    if not case.email:
        return None
    return post(
        kind=MailKind.REQUEST,
        address=case.email,
        subject=_("Request %(code)s: news") % {"code": case.code},
        text=_letter(case, words),
        useful_until=now + USEFUL_FOR,
        now=now,
    )


def tell_erased(case: CitizenCase, *, now: datetime) -> OutgoingMail | None:
    """Mail the person that their data are being erased, while there is an address still."""
    words = _(
        "What you told of yourself in this request is erased, as you demanded. The page says when, and nothing else is"
        " left on it."
    )
    return _mail(case, words, now)


def _received_words(case: CitizenCase) -> str:
    if case.kind == CaseKind.COMMENT:
        return _(
            "Your comment was received. What came of all comments is told with the draft, once its last day is over."
        )
    if case.due_at is None:
        return _("Your request was received.")
    return _("Your request was received. The answer is due by %(due)s at the latest.") % {
        "due": _minute(case.due_at)
    }


def _accepted_words(case: CitizenCase) -> str:
    """The notice that a call for an explanation was accepted."""
    said = _("Your call for an explanation was accepted.")
    if case.due_at is None:
        return said
    owed = _("The explanation is given in writing, by %(due)s at the latest.")
    return f"{said} {owed % {'due': _minute(case.due_at)}}"


def _moved_words(before: datetime, after: datetime) -> str:
    return _(
        "Days off were changed: the answer to your request is due by %(due)s at the latest, no longer by %(before)s."
    ) % {"due": _minute(after), "before": _minute(before)}


def _minute(at: datetime) -> str:
    return f"{at.astimezone(LOCAL_ZONE):%H:%M %d/%m/%Y}"


def _letter(case: CitizenCase, words: str) -> str:
    return "\n\n".join(
        (
            words,
            _("How it stands, and what you can do:") + f"\n{follow_address(case)}",
            _("Code of the request: %(code)s") % {"code": case.code},
            _(
                "Whoever has this link reads your request and acts for you: pass it on to nobody. The portal never asks"
                " for passwords or money, and this mail needs no answer."
            ),
            case.portal.agency,
        )
    )
