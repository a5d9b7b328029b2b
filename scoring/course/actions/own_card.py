"""The province's own card: an office outside its board finds it right or not, and then it is public."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from decimal import Decimal
from typing import Any

from django.db import transaction
from django.utils.translation import gettext as _
from wagtail.log_actions import log

from portals.auditors.models import Auditor
from portals.auditors.queries import audits_of
from portals.boards.models import User
from portals.pagecache.cache_invalidation import change_editions
from portals.refusals import NotYourOffice
from portals.tiers import INSTALL_TIER
from scoring.course.ledger_entries import record_own_card, record_own_confirmation
from scoring.enums import ProceedingState
from scoring.models import OwnCard, OwnCardVerdict, Proceeding, Round, Scorecard

from .steps import UnableToTakeStep, line_of, must_say, points_of

LONGEST = 1_000


@dataclass(frozen=True, slots=True)
class OwnCardFinding:
    """What was found of one line; contested with a reason."""

    is_contested: bool = False
    reason: str = ""


def open_own_card(round_: Round, due_at: datetime) -> None:
    """Let the own card of a frozen month wait for its office until `due_at`, which nobody extends. Safe to repeat."""
    for card in Scorecard.objects.filter(round=round_, tier=INSTALL_TIER, own_way=None):
        OwnCard.objects.get_or_create(card=card, defaults={"due_at": due_at})


def confirm_own_card(
    *, own_card: OwnCard, findings: Mapping[str, OwnCardFinding], actor: User, now: datetime
) -> OwnCard:
    """Say of each line of the province's own card whether it holds; once, until the day on which it was due.

    By an auditor whose decision is in force and holds the month and the portal: who sits on any board is none. No point
    changes by it: what is contested stands beside the line in public. `findings` by criterion, one for each line.
    """
    with transaction.atomic():
        found = _held(own_card)
        seat = seat_for(actor, found.card, now)
        if seat is None:
            raise NotYourOffice(
                _(
                    "The province's own card is confirmed by an office outside its board, whose decision holds it "
                    "today."
                )
            )
        if found.confirmed_at is not None:
            raise UnableToTakeStep(_("This card was confirmed before."))
        if now > found.due_at or found.published_at is not None:
            raise UnableToTakeStep(_("The days to confirm this card are over."))
        verdicts = _verdicts(found, findings)
        found.confirmed_by, found.confirmed_at = seat, now
        found.save(update_fields=["confirmed_by", "confirmed_at"])
        OwnCardVerdict.objects.bulk_create(verdicts)
        said = {one.criterion_code: one.reason or "1" for one in verdicts}
        record_own_confirmation(own_card=found, actor=actor, said=said, now=now)
        log(
            instance=found.card.portal,
            action="scoring.confirm_own_card",
            user=actor,
            timestamp=now,
            data={
                "month": str(found.card.round),
                "office": seat.decision.office,
                **{one.criterion_code: one.reason for one in verdicts if one.is_contested},
            },
        )
        _publish_if_due(found, now)
    return found


def seat_for(user: User, card: Scorecard, now: datetime) -> Auditor | None:
    """Return the place on a team by which `user` may confirm `card` now. Some three queries."""
    month = card.round.month
    for seat in audits_of(user, now):
        decision = seat.decision
        if month < decision.first_month or (decision.last_month and month > decision.last_month):
            continue
        named, tiers = decision.portals.all(), decision.tiers.all()
        if (not named and not tiers) or card.portal in named or card.tier in tiers:
            return seat
    return None


def publish_own_cards(*, now: datetime) -> int:
    """Make own cards public that are confirmed, or whose day has passed without it. By the clock; safe to repeat."""
    published = 0
    waiting = OwnCard.objects.filter(published_at=None, card__round__is_trial=False)
    for one in waiting.order_by("pk"):
        with transaction.atomic():
            published += _publish_if_due(_held(one), now)
    return published


def _held(own_card: OwnCard) -> OwnCard:
    """Hold the row, behind the month: whoever scores it again holds that."""
    Round.objects.select_for_update().get(scorecards__own_way=own_card.pk)
    return (
        OwnCard.objects.select_for_update(of=("self",))
        .select_related("card__round", "card__rubric", "card__portal__site", "card__tier")
        .get(pk=own_card.pk)
    )


def _verdicts(own_card: OwnCard, findings: Mapping[str, OwnCardFinding]) -> list[OwnCardVerdict]:
    lines = {line["code"]: line for line in own_card.card.lines["criteria"]}
    for code in findings:
        line_of(own_card.card, code)
    if missing := [code for code in lines if code not in findings]:
        raise UnableToTakeStep(
            _("Say of each line whether it holds. Missing: %(codes)s.")
            % {"codes": ", ".join(missing)}
        )
    return [_verdict(own_card, line, findings[code]) for code, line in lines.items()]


def _verdict(own_card: OwnCard, line: Mapping[str, Any], finding: OwnCardFinding) -> OwnCardVerdict:
    reason = ""
    if finding.is_contested:
        reason = must_say(
            finding.reason, _("%(code)s: say what does not hold.") % {"code": line["code"]}
        )
    if len(reason) > LONGEST:
        raise UnableToTakeStep(
            _("%(code)s: a reason has at most %(number)s characters.")
            % {"code": line["code"], "number": LONGEST}
        )
    points: Decimal | None = points_of(line)
    return OwnCardVerdict(
        own_card=own_card,
        criterion_code=line["code"],
        points=points,
        is_contested=finding.is_contested,
        reason=reason,
    )


def _publish_if_due(own_card: OwnCard, now: datetime) -> bool:
    """Publish once its day has passed; before, where it is confirmed and the province's own table is public."""
    if own_card.published_at is not None or own_card.card.round.is_trial:
        return False
    if now <= own_card.due_at and not (own_card.confirmed_at and _table_is_public(own_card)):
        return False
    own_card.published_at = now
    own_card.save(update_fields=["published_at"])
    record_own_card(own_card=own_card, now=now)
    change_editions(portal_ids=[own_card.card.portal_id])
    log(
        instance=own_card.card.portal,
        action="scoring.publish_own_card",
        user=None,
        timestamp=now,
        data={"month": str(own_card.card.round), "confirmed": bool(own_card.confirmed_at)},
    )
    return True


def _table_is_public(own_card: OwnCard) -> bool:
    waiting = Proceeding.objects.filter(round=own_card.card.round_id, scorer=own_card.card.portal)
    return not waiting.exclude(
        state__in=[ProceedingState.PUBLISHED, ProceedingState.CORRECTED]
    ).exists()
