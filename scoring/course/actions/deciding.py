"""A month of one scorer is decided: from then on its cards stand."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from django.db import transaction
from django.utils.translation import gettext as _

from portals.boards.enums import APPROVERS
from portals.boards.models import User
from portals.ledger.entries import NotAnEntry
from scoring.course.penalties import unconfirmed_penalties
from scoring.course.people import cards_of, must_act_for, placeless_cards
from scoring.enums import ProceedingState, RoundState
from scoring.models import Appeal, Proceeding, Round
from scoring.rounds.ledger_entries import bodies_of_cards, digest_of_cards

from .steps import UnableToTakeStep, held, note
from .verifying import NAMED, waiting_copies


def decide(*, proceeding: Proceeding, actor: User, now: datetime) -> Proceeding:
    """Decide on the cards of a scorer ("Chốt điểm"): from now on they stand, and the ledger holds a commitment to them.

    By its head or deputy, who sits on none of the scored boards; not before the days for requests for review are over,
    and not while one waits for its ruling, or a penalty that measuring found since waits for a person.
    """
    with transaction.atomic():
        proceeding = held(proceeding.pk, ProceedingState.APPEALABLE)
        must_act_for(proceeding, actor, now, APPROVERS)
        _must_be_settled(proceeding, now)
        round_ = Round.objects.select_for_update().get(pk=proceeding.round_id)
        proceeding.state = ProceedingState.DECIDED
        proceeding.decided_at, proceeding.decided_by = now, actor
        proceeding.save(update_fields=["state", "decided_at", "decided_by"])
        cards = cards_that_add_up(proceeding)
        if all_have(round_, "decided_at"):
            round_.state, round_.closed_at = RoundState.CLOSED, now
            round_.save(update_fields=["state", "closed_at"])
        # Everybody reads the ledger: until the notice publishes the cards it holds no more than this of them.
        note(
            "decide", proceeding=proceeding, actor=actor, now=now,
            said={"cards": digest_of_cards(cards)},
        )  # fmt: skip
    return proceeding


def cards_that_add_up(proceeding: Proceeding) -> list[dict[str, Any]]:
    """Return the cards as the ledger is to hold them. Refused where something changed one past the verbs."""
    try:
        return bodies_of_cards(
            round_=proceeding.round, scorer=proceeding.scorer, cards=cards_of(proceeding)
        )
    except NotAnEntry as unfit:
        told = _("The month stays as it is: a scorecard does not add up. %(fault)s")
        raise UnableToTakeStep(told % {"fault": unfit}) from unfit


def _must_be_settled(proceeding: Proceeding, now: datetime) -> None:
    if proceeding.appeal_due_at is None or now <= proceeding.appeal_due_at:
        raise UnableToTakeStep(_("The boards may still ask for a review."))
    cards = cards_of(proceeding)
    unruled = Appeal.objects.filter(card__in=cards, ruling="").count()
    if unruled:
        raise UnableToTakeStep(
            _("Requests for review wait for a ruling: %(number)s.") % {"number": unruled}
        )
    measured = unconfirmed_penalties().filter(
        month=proceeding.round.month, portal__in=cards.values("portal")
    )
    if names := list(measured.order_by("pk").values_list("portal__name", flat=True)[:NAMED]):
        raise UnableToTakeStep(
            _("Measured again, penalties wait for a person: %(names)s. Confirm them first.")
            % {"names": ", ".join(names)}
        )
    waiting = waiting_copies(cards).select_related("portal").order_by("pk")[:NAMED]
    if names := [card.portal.name for card in waiting]:
        raise UnableToTakeStep(
            _("Texts held for copies still wait for a word: %(names)s.")
            % {"names": ", ".join(names)}
        )


def all_have(round_: Round, hour: str) -> bool:
    """Whether every card of the month that somebody scores goes through a proceeding that has this hour."""
    missing = Proceeding.objects.filter(round=round_, **{f"{hour}__isnull": True})
    return not missing.exists() and not placeless_cards().filter(round=round_).exists()
