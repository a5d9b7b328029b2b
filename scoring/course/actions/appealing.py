"""A board asks to look at a line again; the scorer rules; other points with a reason."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime
from decimal import Decimal
from typing import Any

from django.db import transaction
from django.utils.translation import gettext as _

from portals.boards.enums import APPROVERS
from portals.boards.models import User
from portals.refusals import NotYourOffice
from scoring.course.people import may_appeal, must_act_for
from scoring.course.retotalling import bring_up_to_date
from scoring.enums import ProceedingState, Ruling
from scoring.models import AdjustmentRule, Appeal, AppealFile, LineOverride, Scorecard

from .steps import (
    UnableToTakeStep,
    contested_part,
    held_card,
    keep_file,
    line_of,
    must_be_points,
    must_say,
    note,
    points_of,
)


def appeal(
    *,
    card: Scorecard,
    code: str,
    text: str,
    files: Sequence[Any] = (),
    actor: User,
    now: datetime,
) -> Appeal:
    """Ask for a review of one line or penalty, once, within the working days after the cards were shown.

    By head or deputy of the scored board, or of its successor's where the portal has closed. `files` were examined.
    """
    with transaction.atomic():
        card, proceeding = held_card(card.pk, ProceedingState.APPEALABLE)
        if not may_appeal(actor, card.portal, now):
            raise NotYourOffice(_("A head or deputy of the scored board asks for a review."))
        if proceeding.appeal_due_at is None or now > proceeding.appeal_due_at:
            raise UnableToTakeStep(_("The days for requests for review are over."))
        line = contested_part(card, code)
        if Appeal.objects.filter(card=card, criterion_code=code).exists():
            raise UnableToTakeStep(_("A review of this line was asked for already."))
        title = _("Request for review of %(code)s") % {"code": code}
        made = Appeal.objects.create(
            card=card,
            criterion_code=code,
            text=must_say(text, _("Say why the line should be looked at again.")),
            made_by=actor,
            made_at=now,
            points_before=points_of(line),
        )
        for file in files:
            kept = keep_file(file, card.portal, f"{title}: {file.name}", actor)
            AppealFile.objects.create(appeal=made, file=kept)
        note(
            "appeal", proceeding=proceeding, actor=actor, now=now, card=card, criterion=code,
            said={"text": made.text, "points": made.points_before},
        )  # fmt: skip
    return made


def rule_on_appeal(
    *,
    appeal: Appeal,
    ruling: Ruling,
    answer: str,
    points: Decimal | None = None,
    actor: User,
    now: datetime,
) -> Appeal:
    """Answer a request for review, once. What is granted gives the line `points`, more than it has.

    A penalty falls away where the request is granted, as though it had not been entered; it is not granted in part.

    By head or deputy of the scorer; once the day of the decision has passed also of the province, in its stead.
    """
    with transaction.atomic():
        card, proceeding = held_card(appeal.card_id, ProceedingState.APPEALABLE)
        found = Appeal.objects.get(pk=appeal.pk)
        must_act_for(
            proceeding, actor, now, APPROVERS, [card.portal],
            or_province=now > proceeding.publication_due_at,
        )  # fmt: skip
        if found.is_ruled:
            raise UnableToTakeStep(_("Somebody has ruled on this request meanwhile."))
        if found.made_by_id == actor.pk:
            raise NotYourOffice(_("Nobody rules on their own request."))
        found.ruling = ruling
        found.answer = must_say(answer, _("Say what was found, in words for the board."))
        found.points_after = _granted(found, card, ruling, points)
        found.ruled_by, found.ruled_at = actor, now
        found.save(update_fields=["ruling", "answer", "points_after", "ruled_by", "ruled_at"])
        if found.points_after is not None and is_of_penalty(found):
            bring_up_to_date(proceeding.round, [card.portal_id], now)
        elif found.points_after is not None:
            LineOverride.objects.create(
                card=card, criterion_code=found.criterion_code, points=found.points_after,
                reason=found.answer, overridden_by=actor, overridden_at=now, appeal=found,
            )  # fmt: skip
            bring_up_to_date(proceeding.round, [card.portal_id], now)
        note(
            "rule", proceeding=proceeding, actor=actor, now=now, card=card,
            criterion=found.criterion_code,
            said={
                "ruling": ruling, "answer": found.answer, "points_before": found.points_before,
                "points_after": found.points_after,
            },
        )  # fmt: skip
    return found


def is_of_penalty(appeal: Appeal) -> bool:
    """Whether a request is about a penalty. A query."""
    return AdjustmentRule.objects.filter(
        rubric=appeal.card.rubric_id, code=appeal.criterion_code
    ).exists()


def _granted(
    appeal: Appeal, card: Scorecard, ruling: Ruling, points: Decimal | None
) -> Decimal | None:
    if ruling == Ruling.REJECTED:
        return None
    line = contested_part(card, appeal.criterion_code)
    if "is_penalty" in line:
        if ruling != Ruling.UPHELD:
            raise UnableToTakeStep(_("A penalty falls away as a whole, or it stands."))
        return Decimal()
    if points is None:
        raise UnableToTakeStep(_("Say how many points the line gets."))
    must_be_points(points, line)
    stands = [one for one in (appeal.points_before, points_of(line)) if one is not None]
    if stands and points <= max(stands):
        raise UnableToTakeStep(_("What is granted gives more points than the line has."))
    return points


def override_line(
    *, card: Scorecard, code: str, points: Decimal, reason: str, actor: User, now: datetime
) -> LineOverride:
    """Give a line other points than the facts do, before the decision, with a reason that the card shows.

    By head or deputy of the scorer or of the province, who do not sit on the board.
    """
    with transaction.atomic():
        card, proceeding = held_card(
            card.pk, ProceedingState.SELF_ASSESSED, ProceedingState.APPEALABLE
        )
        must_act_for(proceeding, actor, now, APPROVERS, [card.portal], or_province=True)
        line = line_of(card, code)
        must_be_points(points, line)
        if Appeal.objects.filter(card=card, criterion_code=code, ruling="").exists():
            raise UnableToTakeStep(_("A request for review waits on this line: rule on it."))
        made = LineOverride.objects.create(
            card=card,
            criterion_code=code,
            points=points,
            reason=must_say(reason, _("Say why the points are others.")),
            overridden_by=actor,
            overridden_at=now,
        )
        bring_up_to_date(proceeding.round, [card.portal_id], now)
        note(
            "override", proceeding=proceeding, actor=actor, now=now, card=card, criterion=code,
            said={"points_before": points_of(line), "points": points, "reason": made.reason},
        )  # fmt: skip
    return made
