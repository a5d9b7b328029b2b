"""Months that are scored to learn by: through all steps, and never published."""

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
from scoring.models import Round, TrialMonth
from scoring.periods import Month

from .steps import UnableToTakeStep, must_say

# A trial is for the beginning, not for good.
FARTHEST = 12


def declare_trial(*, month: Month, reason: str, actor: User, now: datetime) -> TrialMonth:
    """Have a month be a trial, for a reason that all boards read. By head or deputy of the province.

    Refused once the month is frozen: whoever has seen its figures could spare a portal by it.
    """
    must_be_of_province(actor, now)
    reason = must_say(reason, _("Say why the month is a trial."))
    with transaction.atomic():
        _must_be_to_come(month, now)
        made, is_new = TrialMonth.objects.get_or_create(
            month=month.first,
            defaults={"reason": reason, "declared_by": actor, "declared_at": now},
        )
        if not is_new:
            raise UnableToTakeStep(_("The month is a trial already."))
        _log("declare_trial", month, reason, actor)
    return made


def take_trial_back(*, month: Month, actor: User, now: datetime) -> None:
    """Have a month count after all. By head or deputy of the province, as long as it is not frozen."""
    must_be_of_province(actor, now)
    with transaction.atomic():
        _must_be_to_come(month, now)
        deleted, _rows = TrialMonth.objects.filter(month=month.first).delete()
        if not deleted:
            raise UnableToTakeStep(_("The month is no trial."))
        _log("take_trial_back", month, "", actor)


def _must_be_to_come(month: Month, now: datetime) -> None:
    this = Month.of(local_date(now))
    if month < this or Round.objects.filter(month=month.first).exists():
        raise UnableToTakeStep(_("The month is over: what it is stays."))
    if month > this.later(FARTHEST):
        raise UnableToTakeStep(_("A trial is declared at most twelve months ahead."))


def _log(act: str, month: Month, reason: str, actor: User) -> None:
    province = Portal.objects.filter(tier=INSTALL_TIER).order_by("closed_on", "pk").first()
    log(
        instance=province,
        action=f"scoring.{act}",
        user=actor,
        data={"month": str(month), **({"reason": reason} if reason else {})},
    )
