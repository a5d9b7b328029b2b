"""A published card is corrected by two persons; the card as it was stays readable."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime
from decimal import Decimal
from typing import Any

from django.db import transaction
from django.utils.translation import gettext as _

from portals.boards.enums import APPROVERS, STANDING_EDITORS
from portals.boards.models import User
from portals.pagecache.cache_invalidation import change_editions
from portals.refusals import NotYourOffice
from scoring.course.people import must_act_for, shown_on
from scoring.course.retotalling import CARD, rewrite
from scoring.enums import ProceedingState
from scoring.models import LineOverride, RoundCorrection, Scorecard
from scoring.rounds.ledger_entries import record_corrected_card

from .steps import UnableToTakeStep, held_card, line_of, must_be_points, must_say, note, points_of

PUBLISHED = (ProceedingState.PUBLISHED, ProceedingState.CORRECTED)


def propose_correction(
    *,
    card: Scorecard,
    points: Mapping[str, Decimal],
    reason: str,
    actor: User,
    now: datetime,
) -> RoundCorrection:
    """Propose other points for lines of a published card. Nothing changes until another person confirms.

    By the scorer's standing editors, or head or deputy of the province.
    """
    with transaction.atomic():
        card, proceeding = held_card(card.pk, *PUBLISHED)
        must_act_for(proceeding, actor, now, STANDING_EDITORS, [card.portal], or_province=True)
        changed = {}
        for code, value in points.items():
            line = line_of(card, code)
            must_be_points(value, line)
            if points_of(line) != value:
                changed[code] = str(value)
        if not changed:
            raise UnableToTakeStep(_("Give at least one line other points."))
        made = RoundCorrection.objects.create(
            card=card,
            points=changed,
            reason=must_say(reason, _("Say why the card is corrected.")),
            proposed_by=actor,
            proposed_at=now,
        )
        note(
            "propose-correction", proceeding=proceeding, actor=actor, now=now, card=card,
            said={"reason": made.reason, **changed},
        )  # fmt: skip
    return made


def confirm_correction(
    *, correction: RoundCorrection, actor: User, now: datetime
) -> RoundCorrection:
    """Correct the card as was proposed, and count the ranks of its month anew.

    By head or deputy of the scorer or of the province, another person than who proposed it.
    """
    with transaction.atomic():
        card, proceeding = held_card(correction.card_id, *PUBLISHED)
        must_act_for(proceeding, actor, now, APPROVERS, [card.portal], or_province=True)
        found = RoundCorrection.objects.get(pk=correction.pk)
        if found.confirmed_at is not None:
            raise UnableToTakeStep(_("The correction is confirmed already."))
        if found.proposed_by_id == actor.pk:
            raise NotYourOffice(_("A correction is confirmed by another person."))
        found.before = as_it_stands(card)
        found.confirmed_by, found.confirmed_at = actor, now
        found.save(update_fields=["before", "confirmed_by", "confirmed_at"])
        LineOverride.objects.bulk_create(
            LineOverride(
                card=card, criterion_code=code, points=Decimal(value), reason=found.reason,
                overridden_by=actor, overridden_at=now, correction=found,
            )
            for code, value in found.points.items()
        )  # fmt: skip
        total = card.total
        rewrite(
            card, {code: (Decimal(value), found.reason) for code, value in found.points.items()}
        )
        proceeding.state = ProceedingState.CORRECTED
        proceeding.save(update_fields=["state"])
        note(
            "correct", proceeding=proceeding, actor=actor, now=now, card=card,
            said={"reason": found.reason, "total_before": total, **found.points},
        )  # fmt: skip
        # In the open, since the card is: whoever has the month's entry sees what became of it.
        record_corrected_card(card=card, scorer=proceeding.scorer, now=now)
        change_editions(portal_ids=shown_on(proceeding))
    return found


def as_it_stands(card: Scorecard) -> dict[str, Any]:
    """Return all that a card says, to be read later."""
    return {name: getattr(card, name) for name in CARD}
