"""How many working days each step may take, from a month to come on."""

from __future__ import annotations

from datetime import datetime

from django.db import transaction
from django.utils.translation import gettext as _
from wagtail.log_actions import log

from portals.boards.models import User
from portals.clock import local_date
from portals.models import Portal
from portals.tiers import INSTALL_TIER
from scoring.course.people import must_be_of_province
from scoring.course.schedule import StepDays
from scoring.models import RoundSchedule
from scoring.periods import Month

from .steps import UnableToTakeStep, must_say


def set_schedule(
    *, starts: Month, days: StepDays, decision_number: str, reason: str, actor: User, now: datetime
) -> RoundSchedule:
    """Set the days of the steps for `starts` and the months after it, until another is set.

    By head or deputy of the province, for a month that has not begun. What was set for then or later is replaced.
    """
    must_be_of_province(actor, now)
    reason = must_say(reason, _("Say why the days are others."))
    number = must_say(decision_number, _("Give the number of the decision."))
    if starts.first <= local_date(now):
        raise UnableToTakeStep(_("The days of a month that has begun stay."))
    if not days.follow_each_other:
        raise UnableToTakeStep(
            _("Each step ends after the one before it, and requests for review have their days.")
        )
    with transaction.atomic():
        # Who sets another at the same moment waits here.
        province = Portal.objects.select_for_update().get(tier=INSTALL_TIER, closed_on=None)
        _end_what_was_set(starts)
        made = RoundSchedule.objects.create(
            period=(starts.first, None),
            self_assessment_days=days.self_assessment,
            verification_days=days.verification,
            appeal_days=days.appeal,
            publication_days=days.publication,
            decision_number=number,
            reason=reason,
            set_by=actor,
            set_at=now,
        )
        log(
            instance=province,
            action="scoring.set_schedule",
            user=actor,
            timestamp=now,
            data={"month": str(starts), "number": number, "reason": reason, "days": str(days)},
        )
    return made


def _end_what_was_set(starts: Month) -> None:
    RoundSchedule.objects.filter(period__startswith__gte=starts.first).update(period="empty")
    for before in RoundSchedule.objects.in_force(starts.first):
        before.period = (before.period.lower, starts.first)
        before.save(update_fields=["period"])
