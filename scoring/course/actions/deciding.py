"""A month of one scorer is decided, and published by the notice that another person enters."""

from __future__ import annotations

from datetime import date, datetime
from hashlib import sha256
from typing import Any

from django.db import transaction
from django.utils.translation import gettext as _

from portals.boards.enums import APPROVERS, STANDING_EDITORS
from portals.boards.models import User
from portals.clock import local_date
from portals.ledger.entries import NotAnEntry
from portals.refusals import NotYourOffice
from scoring.course.ledger_entries import record_publication
from scoring.course.people import cards_of, must_act_for
from scoring.enums import ProceedingState, RoundState
from scoring.models import Appeal, Proceeding, Round, RoundNotice, Scorecard
from scoring.periods import Month
from scoring.rounds.ledger_entries import record_cards

from .steps import UnableToTakeStep, held, keep_file, must_say, note
from .verifying import NAMED, waiting_copies


def decide(*, proceeding: Proceeding, actor: User, now: datetime) -> Proceeding:
    """Decide on the cards of a scorer ("Chốt điểm"): from now on they stand, and the ledger holds them.

    By its head or deputy, who sits on none of the scored boards; not before the days for requests for review are over,
    and not while one waits for its ruling.
    """
    with transaction.atomic():
        proceeding = held(proceeding.pk, ProceedingState.APPEALABLE)
        must_act_for(proceeding, actor, now, APPROVERS)
        _must_be_settled(proceeding, now)
        round_ = Round.objects.select_for_update().get(pk=proceeding.round_id)
        proceeding.state = ProceedingState.DECIDED
        proceeding.decided_at, proceeding.decided_by = now, actor
        proceeding.save(update_fields=["state", "decided_at", "decided_by"])
        try:
            record_cards(
                round_=round_, scorer=proceeding.scorer, cards=cards_of(proceeding), now=now
            )
        except NotAnEntry as unfit:
            # Something changed a card past the verbs.
            told = _("The month stays open: a scorecard does not add up. %(fault)s")
            raise UnableToTakeStep(told % {"fault": unfit}) from unfit
        if _all_have(round_, "decided_at"):
            round_.state, round_.closed_at = RoundState.CLOSED, now
            round_.save(update_fields=["state", "closed_at"])
        note("decide", proceeding=proceeding, actor=actor, now=now)
    return proceeding


def _must_be_settled(proceeding: Proceeding, now: datetime) -> None:
    if proceeding.appeal_due_at is None or now <= proceeding.appeal_due_at:
        raise UnableToTakeStep(_("The boards may still ask for a review."))
    cards = cards_of(proceeding)
    unruled = Appeal.objects.filter(card__in=cards, ruling="").count()
    if unruled:
        raise UnableToTakeStep(
            _("Requests for review wait for a ruling: %(number)s.") % {"number": unruled}
        )
    waiting = waiting_copies(cards).select_related("portal").order_by("pk")[:NAMED]
    if names := [card.portal.name for card in waiting]:
        raise UnableToTakeStep(
            _("Texts held for copies still wait for a word: %(names)s.")
            % {"names": ", ".join(names)}
        )


def enter_notice(
    *,
    proceeding: Proceeding,
    number: str,
    dated: date,
    file: Any,
    actor: User,
    now: datetime,
) -> RoundNotice:
    """Enter number, date and file of the signed notice, which publishes the cards of this scorer.

    By the scorer's standing editors, but never by the person who decided; not of a trial month. The last one publishes
    the month. `file` was
    examined.
    """
    with transaction.atomic():
        proceeding = held(proceeding.pk, ProceedingState.DECIDED)
        must_act_for(proceeding, actor, now, STANDING_EDITORS)
        if proceeding.round.is_trial:
            raise UnableToTakeStep(_("The month is a trial: nothing of it is published."))
        if actor.pk == proceeding.decided_by_id:
            raise NotYourOffice(_("Another person than the one who decided enters the notice."))
        number = must_say(number, _("Give the number of the notice."))
        if not Month.of(proceeding.round.month).last < dated <= local_date(now):
            raise UnableToTakeStep(
                _("The notice is of a day after the month, and not of one to come.")
            )
        if not file:
            raise UnableToTakeStep(_("Add the file of the signed notice."))
        digest = sha256(file.read()).hexdigest()
        file.seek(0)
        title = _("Notice %(number)s on the scores of %(month)s") % {
            "number": number,
            "month": f"{proceeding.round.month:%m/%Y}",
        }
        notice = RoundNotice.objects.create(
            proceeding=proceeding,
            number=number,
            dated=dated,
            file=keep_file(file, proceeding.acting, title, actor),
            decided_by_id=proceeding.decided_by_id,
            entered_by=actor,
            entered_at=now,
        )
        _publish(proceeding, now)
        note(
            "enter-notice", proceeding=proceeding, actor=actor, now=now, number=number,
            dated=dated, sha256=digest,
        )  # fmt: skip
        record_publication(
            proceeding=proceeding, number=number, dated=dated, sha256=digest, now=now
        )
    return notice


def _publish(proceeding: Proceeding, now: datetime) -> None:
    round_ = Round.objects.select_for_update().get(pk=proceeding.round_id)
    proceeding.state, proceeding.published_at = ProceedingState.PUBLISHED, now
    proceeding.save(update_fields=["state", "published_at"])
    if round_.state == RoundState.CLOSED and _all_have(round_, "published_at"):
        round_.published_at = now
        round_.save(update_fields=["published_at"])


def _all_have(round_: Round, hour: str) -> bool:
    """Whether every card of the month goes through a proceeding that has this hour."""
    missing = Proceeding.objects.filter(round=round_, **{f"{hour}__isnull": True})
    return (
        not missing.exists()
        and not Scorecard.objects.filter(round=round_, proceeding=None).exists()
    )
