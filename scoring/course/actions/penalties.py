"""A second person confirms a penalty that weighs much; until then it counts for nothing."""

from __future__ import annotations

from datetime import datetime
from hashlib import sha256
from typing import Any

from django.db import transaction
from django.utils.translation import gettext as _

from portals.boards.enums import STANDING_EDITORS
from portals.boards.models import User
from portals.refusals import NotYourOffice
from scoring.assessing.facts import ChangedMeanwhile
from scoring.assessing.tokens import token_of_entry
from scoring.course.penalties import rule_of, was_found_since_shown
from scoring.course.people import must_act_for
from scoring.course.retotalling import bring_up_to_date
from scoring.enums import ProceedingState
from scoring.measures.registry import known_measure
from scoring.models import FactEntry, PenaltyConfirmation, Round, Scorecard

from .steps import UnableToTakeStep, held_card, keep_file, note
from .verifying import give_days_to_appeal

UNDECIDED = (
    ProceedingState.FROZEN,
    ProceedingState.SELF_ASSESSED,
    ProceedingState.APPEALABLE,
)


def confirm_penalty(
    *, entry: FactEntry, file: Any, based_on: str | None = None, actor: User, now: datetime
) -> PenaltyConfirmation:
    """Confirm a penalty of `HEAVY_PENALTY` points or more, or one that bounds the band: it counts from now on.

    By the scorer's standing editors, or head or deputy of the province; never by who entered it, nor by anybody on the
    board. Until the cards are shown. `file` is the PDF that shows what happened, and was examined. `based_on` is the
    token of the entry that `actor` saw (`scoring.assessing.tokens`). What facts of the install gave was entered by
    nobody, and any of these persons confirms it. What measuring found only after the cards were shown is confirmed
    until the decision; the boards then have their days to ask for a review from that hour on.
    """
    with transaction.atomic():
        card, proceeding = held_card(_card_of(entry).pk, *UNDECIDED)
        must_act_for(proceeding, actor, now, STANDING_EDITORS, [card.portal], or_province=True)
        # Whoever enters a fact holds the round too.
        Round.objects.select_for_update(no_key=True).get(pk=proceeding.round_id)
        found = FactEntry.objects.filter(pk=entry.pk).first()
        if found is None or based_on not in {None, token_of_entry(found)}:
            raise ChangedMeanwhile(
                _("Somebody else entered something here meanwhile. Look at it, then store again.")
            )
        is_shown = proceeding.verified_at is not None
        if is_shown and not was_found_since_shown(found, proceeding):
            raise UnableToTakeStep(
                _("The scorecards are verified and shown: penalties stand as they are.")
            )
        rule = rule_of(found, card.rubric)
        if rule is None:
            raise UnableToTakeStep(_("This entry needs no second person."))
        if found.entered_by_id == actor.pk or (
            found.entered_by_id is None and not _is_measured(found)
        ):
            raise NotYourOffice(_("Another person than who entered a penalty confirms it."))
        if not file:
            raise UnableToTakeStep(_("Add the file that shows what happened."))
        digest = sha256(file.read()).hexdigest()
        file.seek(0)
        title = _("Penalty %(code)s: %(portal)s") % {"code": rule.code, "portal": card.portal}
        confirmation, _created = PenaltyConfirmation.objects.update_or_create(
            entry=found,
            defaults={
                "value": found.value,
                "source": found.source,
                "entered_by_id": found.entered_by_id,
                "entered_at": found.entered_at,
                "file": keep_file(file, proceeding.acting, title, actor),
                "confirmed_by": actor,
                "confirmed_at": now,
            },
        )
        if is_shown:
            give_days_to_appeal(proceeding, now)
            proceeding.save(update_fields=["appeal_due_at", "publication_due_at"])
        bring_up_to_date(proceeding.round, [card.portal_id], now)
        note(
            "confirm-penalty", proceeding=proceeding, actor=actor, now=now, card=card,
            criterion=rule.code, said={"times": int(found.value), "source": found.source},
            sha256=digest,
        )  # fmt: skip
    return confirmation


def _is_measured(entry: FactEntry) -> bool:
    known = known_measure(entry.measure)
    return known is not None and known.take is not None


def _card_of(entry: FactEntry) -> Scorecard:
    card = Scorecard.objects.filter(portal=entry.portal_id, round__month=entry.month).first()
    if card is None:
        raise UnableToTakeStep(_("The month of this scorecard is not frozen yet."))
    return card
