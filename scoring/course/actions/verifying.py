"""The scorer's standing editors verify the cards, which shows them to the boards; the clock does where nobody did."""

from __future__ import annotations

from datetime import datetime
from decimal import Decimal

from django.db import transaction
from django.db.models import BooleanField, F, Func, QuerySet, Value
from django.utils.translation import gettext as _

from portals.boards.enums import STANDING_EDITORS
from portals.boards.models import User
from portals.calendar.working_days import load_calendar
from scoring.assessing.queries import proposed_copies
from scoring.course.penalties import waiting_penalties
from scoring.course.people import cards_of, must_act_for
from scoring.course.schedule import schedule_of
from scoring.enums import ProceedingState
from scoring.models import CopyVerdict, FactEntry, Proceeding, Scorecard
from scoring.periods import Month
from scoring.rounds.rescoring import rescore_from

from .steps import UnableToTakeStep, held, note

IN_TIME = "round.in_time"
# What was not signed at all: later than any step of a rubric.
NEVER = Decimal(99)
NAMED = 5


def verify(*, proceeding: Proceeding, actor: User, now: datetime) -> Proceeding:
    """Confirm the cards of a scorer as they stand and show them to the boards, who may ask for a review from now on.

    By the scorer's standing editors, once the self-assessments are in or their time is over, and neither a text held
    for a copy nor a penalty waits for a person.
    """
    with transaction.atomic():
        proceeding = held(proceeding.pk, ProceedingState.SELF_ASSESSED)
        must_act_for(proceeding, actor, now, STANDING_EDITORS)
        waiting = waiting_copies(cards_of(proceeding)).select_related("portal").order_by("pk")
        if names := [card.portal.name for card in waiting[:NAMED]]:
            raise UnableToTakeStep(
                _("Texts held for copies still wait for a word: %(names)s.")
                % {"names": ", ".join(names)}
            )
        unconfirmed = waiting_penalties(cards_of(proceeding)).select_related("portal")
        if names := [card.portal.name for card in unconfirmed.order_by("pk")[:NAMED]]:
            raise UnableToTakeStep(
                _("Penalties wait for a second person: %(names)s. Confirm them or take them out.")
                % {"names": ", ".join(names)}
            )
        end_verification(proceeding, actor, now)
    return proceeding


def waiting_copies(cards: QuerySet[Scorecard]) -> QuerySet[Scorecard]:
    """Those of `cards` on which something that the machine proposed waits for a person's word."""
    waits = Func(
        F("lines"),
        Value("$.criteria[*].numbers.unconfirmed ? (@ > 0)"),
        template="jsonb_path_exists(%(expressions)s::jsonpath)",
        output_field=BooleanField(),
    )
    return cards.filter(waits)


def end_verification(proceeding: Proceeding, actor: User | None, now: datetime) -> None:
    """Show the cards; the caller holds the proceeding. `actor` None: nobody verified them in time."""
    count_self_assessments(proceeding, now)
    if actor is None:
        count_as_own(proceeding, now)
    proceeding.state = ProceedingState.APPEALABLE
    proceeding.verified_at = now
    proceeding.verified_by = actor
    give_days_to_appeal(proceeding, now)
    proceeding.save(
        update_fields=["state", "verified_at", "verified_by", "appeal_due_at", "publication_due_at"]
    )
    portals = list(cards_of(proceeding).values_list("portal", flat=True))
    # A month that was added up meanwhile counts few cases of this one together with its own.
    rescore_from(month=Month.of(proceeding.round.month), portal_ids=portals, now=now)
    note(
        "verify" if actor else "pass-verification",
        proceeding=proceeding,
        actor=actor,
        now=now,
        said={"appeal_until": proceeding.appeal_due_at},
    )


def give_days_to_appeal(proceeding: Proceeding, now: datetime) -> None:
    """Let boards ask for a review for their days from `now` on, or longer where they may; the caller saves it.

    Who was shown something late still has their days, and the scorer those to rule.
    """
    calendar = load_calendar()
    schedule = schedule_of(Month.of(proceeding.round.month))
    until = calendar.add_working_days(now, schedule.appeal_days)
    proceeding.appeal_due_at = max(proceeding.appeal_due_at or until, until)
    to_rule = schedule.publication_days - schedule.verification_days - schedule.appeal_days
    proceeding.publication_due_at = max(
        proceeding.publication_due_at, calendar.add_working_days(proceeding.appeal_due_at, to_rule)
    )


def count_self_assessments(proceeding: Proceeding, now: datetime) -> None:
    """Fold the working days of the signatures into the month, once. What was entered for an unsigned one stands."""
    cards = list(cards_of(proceeding).select_related("self_assessment"))
    month = proceeding.round.month
    entered = set(
        FactEntry.objects.filter(
            month=month, measure=IN_TIME, portal__in=[card.portal_id for card in cards]
        ).values_list("portal", flat=True)
    )
    entries = []
    for card in cards:
        signed = getattr(card, "self_assessment", None)
        if signed is None and card.portal_id in entered:
            continue
        source = (
            _("Self-assessment signed on working day %(day)s.") % {"day": signed.working_day}
            if signed
            else _("No self-assessment was signed.")
        )
        entries.append(
            FactEntry(
                portal_id=card.portal_id,
                month=month,
                measure=IN_TIME,
                value=signed.working_day if signed else NEVER,
                cases=1,
                source=source,
                entered_by=signed.signed_by if signed else None,
                entered_at=now,
            )
        )
    FactEntry.objects.bulk_create(
        entries,
        update_conflicts=True,
        unique_fields=["month", "measure", "portal"],
        update_fields=["value", "cases", "source", "entered_by", "entered_at"],
    )


def count_as_own(proceeding: Proceeding, now: datetime) -> None:
    """Let texts on which nobody said a word in time count as the board's own."""
    month = Month.of(proceeding.round.month)
    verdicts = [
        CopyVerdict(
            story_id=one.item_id,
            other=one.other,
            is_copy=False,
            reason=_("Nobody said a word on it before verification was due."),
            decided_by=None,
            decided_at=now,
        )
        for card in waiting_copies(cards_of(proceeding)).select_related("portal__root")
        for one in proposed_copies(card.portal, month, now)
        if one.verdict is None
    ]
    CopyVerdict.objects.bulk_create(
        verdicts,
        update_conflicts=True,
        unique_fields=["story"],
        update_fields=["other", "is_copy", "reason", "decided_by", "decided_at"],
    )
