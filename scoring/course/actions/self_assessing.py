"""A board signs its card: one act confirms all lines as they stand, but those that it assesses by itself."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from decimal import Decimal
from typing import Any

from django.db import transaction
from django.utils.translation import gettext as _

from portals.boards.models import User
from portals.calendar.working_days import load_calendar
from portals.refusals import NotYourOffice
from scoring.course.people import cards_of, signing_basis
from scoring.course.schedule import schedule_of, working_day_of
from scoring.enums import ProceedingState
from scoring.measures.registry import known_measure
from scoring.models import Proceeding, Scorecard, SelfAssessedLine, SelfAssessment
from scoring.periods import Month

from .steps import UnableToTakeStep, held_card, keep_file, line_of, must_be_points, note


@dataclass(frozen=True, slots=True)
class OwnLine:
    """What a board says of one line by itself: its points and what they rest on; `file` was examined."""

    code: str
    points: Decimal
    text: str = ""
    link: str = ""
    file: Any = None


def is_self_assessed(line: dict[str, Any]) -> bool:
    """Whether a board gives itself points on this line: no machine measures it, and it is not the signature itself."""
    known = known_measure(line["measure"])
    return known is not None and known.take is None and known.code != "round.in_time"


def sign_self_assessment(
    *, card: Scorecard, own: Sequence[OwnLine] = (), actor: User, now: datetime
) -> SelfAssessment:
    """Sign the self-assessment of `card`, once: by the head of its board, or who signs in the head's place.

    It may still be signed after its day, until the card is verified; the working day of the signature is what counts.
    The last signature of a scorer's boards ends the step.
    """
    with transaction.atomic():
        card, proceeding = held_card(card.pk, ProceedingState.FROZEN, ProceedingState.SELF_ASSESSED)
        basis = signing_basis(actor, card.portal, now)
        if basis is None:
            raise NotYourOffice(
                _("The head of the board signs, or whoever the head has delegated to.")
            )
        if SelfAssessment.objects.filter(card=card).exists():
            raise UnableToTakeStep(_("The self-assessment is signed already."))
        _must_fit(card, own)
        said = {one.code: one for one in own}
        signed = SelfAssessment.objects.create(
            card=card,
            signed_by=actor,
            signed_at=now,
            basis=str(basis.kind),
            working_day=_day_of(proceeding, now),
            confirmed={
                line["code"]: line["points"]
                for line in card.lines["criteria"]
                if line["code"] not in said
            },
        )
        _keep_lines(signed, card, own, actor)
        note(
            "sign-self-assessment",
            proceeding=proceeding,
            actor=actor,
            now=now,
            card=card,
            said={
                "working_day": signed.working_day,
                **{code: f"{one.points}: {one.text} {one.link}" for code, one in said.items()},
            },
        )
        _end_with_the_last(proceeding, now)
    return signed


def _must_fit(card: Scorecard, own: Sequence[OwnLine]) -> None:
    seen = set()
    for one in own:
        line = dict(line_of(card, one.code))
        if one.code in seen or not is_self_assessed(line):
            raise UnableToTakeStep(
                _("%(code)s is not assessed by the board itself.") % {"code": one.code}
            )
        seen.add(one.code)
        must_be_points(one.points, line)
        if not (one.text.strip() or one.link.strip() or one.file):
            raise UnableToTakeStep(
                _("%(code)s: say what the points rest on: words, a link or a file.")
                % {"code": one.code}
            )


def _day_of(proceeding: Proceeding, now: datetime) -> int:
    """The working day that counts: within a day that was extended it is that of the schedule."""
    month = Month.of(proceeding.round.month)
    day = working_day_of(month, now, load_calendar())
    if now <= proceeding.self_assessment_due_at:
        return min(day, schedule_of(month).self_assessment_days)
    return day


def _keep_lines(
    signed: SelfAssessment, card: Scorecard, own: Sequence[OwnLine], actor: User
) -> None:
    SelfAssessedLine.objects.bulk_create(
        [
            SelfAssessedLine(
                assessment=signed,
                criterion_code=one.code,
                points=one.points,
                text=one.text.strip(),
                link=one.link.strip(),
                file=keep_file(
                    one.file, card.portal, _("Evidence for %(code)s") % {"code": one.code}, actor
                ),
            )
            for one in own
        ]
    )


def _end_with_the_last(proceeding: Proceeding, now: datetime) -> None:
    if proceeding.state != ProceedingState.FROZEN:
        return
    if cards_of(proceeding).filter(self_assessment=None).exists():
        return
    proceeding.state = ProceedingState.SELF_ASSESSED
    proceeding.self_assessed_at = now
    proceeding.save(update_fields=["state", "self_assessed_at"])
