"""Criteria that never apply to a portal, by the nature of its body."""

from __future__ import annotations

from datetime import datetime

from django.db import IntegrityError, transaction
from django.db.backends.postgresql.psycopg_any import DateRange
from django.utils.translation import gettext as _
from wagtail.log_actions import log

from portals.boards.enums import APPROVERS
from portals.boards.models import User
from portals.boards.queries import holds_post_in_tier
from portals.models import Portal
from portals.refusals import NotYourOffice, Refusal
from portals.tiers import INSTALL_TIER
from scoring.enums import RoundState
from scoring.models import Criterion, NotApplicable, Round
from scoring.periods import Month
from scoring.rounds.rescoring import rescore


class UnableToExempt(Refusal):
    """The criterion cannot be declared not applicable so."""


def exempt(
    *,
    portal: Portal,
    criterion_code: str,
    first: Month,
    last: Month | None,
    reason: str,
    actor: User,
    now: datetime,
) -> NotApplicable:
    """Declare that a criterion does not apply to `portal` from `first` on, until and with `last`, or for good.

    By a head or deputy of the province's board, with the reason that the scorecard shows; never of their own portal.
    """
    _must_decide(actor, now)
    if portal.tier_id == INSTALL_TIER:
        raise NotYourOffice(_("Nobody decides on a portal on whose board they sit."))
    if not reason.strip():
        raise UnableToExempt(_("Say why the criterion does not apply."))
    if last is not None and last < first:
        raise UnableToExempt(_("The last month comes before the first."))
    if not Criterion.objects.filter(code=criterion_code).exists():
        raise UnableToExempt(_("No rubric has the criterion %(code)s.") % {"code": criterion_code})
    _must_be_open(first)
    try:
        with transaction.atomic():
            found = NotApplicable.objects.create(
                portal=portal,
                criterion_code=criterion_code,
                period=DateRange(first.first, last.end if last else None),
                reason=reason.strip(),
                entered_by=actor,
            )
            _log(found, "scoring.exempt", actor)
            _rescore(portal, first, now)
    except IntegrityError as error:
        raise UnableToExempt(
            _("For some of these months that is declared already: end that entry first.")
        ) from error
    return found


def end_exemption(
    *, exemption: NotApplicable, last: Month, actor: User, now: datetime
) -> NotApplicable:
    """Have the criterion apply again after the month `last`. What is closed stays as it was."""
    _must_decide(actor, now)
    if last.end <= exemption.period.lower:
        raise UnableToExempt(_("The last month comes before the first."))
    _must_be_open(last.later(1))
    with transaction.atomic():
        exemption.period = DateRange(exemption.period.lower, last.end)
        exemption.save(update_fields=["period"])
        _log(exemption, "scoring.end_exemption", actor)
        _rescore(exemption.portal, last.later(1), now)
    return exemption


def _must_decide(actor: User, now: datetime) -> None:
    if not holds_post_in_tier(actor, INSTALL_TIER, now, APPROVERS):
        raise NotYourOffice(
            _("A head or deputy of the province's board declares what does not apply.")
        )


def _must_be_open(month: Month) -> None:
    """Closed months are not touched: it would say of them what nobody decided then."""
    closed = Round.objects.filter(month__gte=month.first, state=RoundState.CLOSED)
    if closed.exists():
        raise UnableToExempt(_("A month of that time is closed already."))


def _rescore(portal: Portal, first: Month, now: datetime) -> None:
    for round_ in Round.objects.filter(month__gte=first.first).order_by("month"):
        rescore(round_=round_, portal_ids=[portal.pk], now=now)


def _log(exemption: NotApplicable, action: str, actor: User) -> None:
    log(
        instance=exemption.portal,
        action=action,
        user=actor,
        data={
            "criterion": exemption.criterion_code,
            "period": str(exemption.period),
            "reason": exemption.reason,
        },
    )
