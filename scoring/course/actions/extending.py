"""A step may take longer, for a reason."""

from __future__ import annotations

from datetime import date, datetime

from django.db import transaction
from django.utils.translation import gettext as _

from portals.boards.models import User
from portals.calendar.working_days import load_calendar
from portals.clock import local_date
from scoring.course.people import must_be_of_province
from scoring.course.schedule import end_of, schedule_of
from scoring.enums import CourseStep, ProceedingState
from scoring.models import Proceeding, StepExtension
from scoring.periods import Month

from .steps import UnableToTakeStep, held, must_say, note

# Until when a step may be given more time.
OPEN_FOR = {
    CourseStep.SELF_ASSESSMENT: {ProceedingState.FROZEN},
    CourseStep.VERIFICATION: {ProceedingState.FROZEN, ProceedingState.SELF_ASSESSED},
    CourseStep.APPEAL: {ProceedingState.APPEALABLE},
    CourseStep.PUBLICATION: {
        ProceedingState.FROZEN,
        ProceedingState.SELF_ASSESSED,
        ProceedingState.APPEALABLE,
        ProceedingState.DECIDED,
    },
}


def extend_step(
    *,
    proceeding: Proceeding,
    step: CourseStep,
    day: date,
    reason: str,
    actor: User,
    now: datetime,
) -> StepExtension:
    """Let a step last to the end of `day`, a working day; later steps keep the working days between them.

    By head or deputy of the province, with a reason that all whom it concerns can read.
    """
    must_be_of_province(actor, now)
    with transaction.atomic():
        proceeding = held(proceeding.pk, *OPEN_FOR[step])
        field = _DUE[step]
        before, due = getattr(proceeding, field), end_of(day)
        if day < local_date(now) or due <= before:
            raise UnableToTakeStep(_("The new day is later than the one before, and not over."))
        if not load_calendar().is_working_day(day):
            raise UnableToTakeStep(_("The new day is not a working day."))
        made = StepExtension.objects.create(
            proceeding=proceeding,
            step=step,
            was_due_at=before,
            due_at=due,
            reason=must_say(reason, _("Say why the step takes longer.")),
            extended_by=actor,
            extended_at=now,
        )
        setattr(proceeding, field, due)
        _push_what_follows(proceeding, step)
        proceeding.save(update_fields=list(_DUE.values()))
        note(
            "extend", proceeding=proceeding, actor=actor, now=now,
            said={"step": step, "due": due, "reason": made.reason},
        )  # fmt: skip
    return made


_DUE = {
    CourseStep.SELF_ASSESSMENT: "self_assessment_due_at",
    CourseStep.VERIFICATION: "verification_due_at",
    CourseStep.APPEAL: "appeal_due_at",
    CourseStep.PUBLICATION: "publication_due_at",
}


def _push_what_follows(proceeding: Proceeding, step: CourseStep) -> None:
    schedule = schedule_of(Month.of(proceeding.round.month))
    calendar = load_calendar()
    if step == CourseStep.SELF_ASSESSMENT:
        between = schedule.verification_days - schedule.self_assessment_days
        pushed = calendar.add_working_days(proceeding.self_assessment_due_at, between)
        proceeding.verification_due_at = max(proceeding.verification_due_at, pushed)
    if step in {CourseStep.SELF_ASSESSMENT, CourseStep.VERIFICATION}:
        between = schedule.publication_days - schedule.verification_days
        pushed = calendar.add_working_days(proceeding.verification_due_at, between)
        proceeding.publication_due_at = max(proceeding.publication_due_at, pushed)
    if step == CourseStep.APPEAL and proceeding.appeal_due_at is not None:
        between = schedule.publication_days - schedule.verification_days - schedule.appeal_days
        pushed = calendar.add_working_days(proceeding.appeal_due_at, between)
        proceeding.publication_due_at = max(proceeding.publication_due_at, pushed)
