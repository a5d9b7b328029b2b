"""Followers and reach by month, and what was told of years before: entered with evidence, corrected openly."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import TYPE_CHECKING

from django.core.files import File
from django.db import IntegrityError, transaction
from django.utils.translation import gettext as _
from wagtail.log_actions import log

from portals.boards.enums import STANDING_EDITORS
from portals.boards.queries import holds_post
from portals.clock import local_date
from portals.models import Portal, SocialAccount
from portals.queries import all_below
from portals.refusals import NotYourOffice, Refusal
from portals.social.models import (
    FIRST_SOCIAL_YEAR,
    MOST_FOLLOWERS,
    MOST_REACHED,
    SocialEvidence,
    SocialFormerYear,
    SocialMonth,
)
from portals.social.permissions import keeps_accounts, oversees_accounts

from .verifying import keep_evidence

if TYPE_CHECKING:
    from portals.boards.models import User


class UnfitFigures(Refusal):
    """The figures are of no month that is over, or of no size that anything has."""


@dataclass(frozen=True, slots=True)
class AccountFigures:
    """Of one account: `month` is any day of it."""

    account: SocialAccount
    month: date
    followers: int
    reach: int


def enter_month(
    *, figures: AccountFigures, file: File[bytes], actor: User, now: datetime
) -> SocialMonth:
    """Write followers and reach of one account's month; a second time corrects them, and the log keeps both.

    `file` passed the examination of uploads. By a standing editor of the portal, or of one above.
    """
    portal = figures.account.portal
    if not keeps_accounts(actor, portal, now) and not oversees_accounts(actor, portal, now):
        raise NotYourOffice(_("Only this board and the desk above may enter its figures."))
    _refuse_unfit(figures, now)
    with transaction.atomic():
        evidence = keep_evidence(portal=portal, file=file, actor=actor, now=now)
        return _write(figures, evidence, actor, now)


def enter_months(
    *,
    overseer: Portal,
    rows: Sequence[AccountFigures],
    file: File[bytes],
    actor: User,
    now: datetime,
) -> int:
    """Write the figures of many portals from one sheet, which is kept as evidence; all of them or none.

    By a standing editor of `overseer`. Other boards do not read the sheet: it tells of all. Returns how many.
    """
    below = _overseen(overseer, actor, now)
    for figures in rows:
        if figures.account.portal_id not in below:
            raise NotYourOffice(_("The sheet names a portal that is not below yours."))
        _refuse_unfit(figures, now)
    with transaction.atomic():
        evidence = keep_evidence(portal=overseer, file=file, actor=actor, now=now)
        for figures in sorted(rows, key=lambda one: one.account.pk):
            _write(figures, evidence, actor, now)
    return len(rows)


def enter_social_year(
    *,
    overseer: Portal,
    portal: Portal,
    year: int,
    followers: int,
    reach: int,
    source: str,
    actor: User,
    now: datetime,
) -> SocialFormerYear:
    """Write what was told of a year before figures were entered by month; a second time corrects it.

    By a standing editor of `overseer`, for its own portal and those below. The log keeps both.
    """
    if portal.pk not in _overseen(overseer, actor, now):
        raise NotYourOffice(_("Only the desk above this portal may enter former years."))
    source = source.strip()
    if not FIRST_SOCIAL_YEAR <= year < local_date(now).year:
        raise UnfitFigures(_("A former year is over."))
    if not source:
        raise UnfitFigures(_("Say where the numbers stand."))
    _refuse_sizes(followers, reach)
    with transaction.atomic():
        # Whoever comes second at the same moment corrects what the first wrote.
        Portal.objects.select_for_update().get(pk=portal.pk)
        known = SocialFormerYear.objects.filter(portal=portal, year=year).first()
        before = {"followers": known.followers, "reach": known.reach} if known else None
        entered, _new = SocialFormerYear.objects.update_or_create(
            portal=portal,
            year=year,
            defaults={
                "followers": followers,
                "reach": reach,
                "source": source,
                "entered_at": now,
            },
        )
        told = {"year": year, "followers": followers, "reach": reach, "source": source}
        _log(portal, "social.enter_year", actor, told | {"before": before})
    return entered


def _write(
    figures: AccountFigures, evidence: SocialEvidence, actor: User, now: datetime
) -> SocialMonth:
    account, month = figures.account, figures.month.replace(day=1)
    SocialAccount.objects.select_for_update().get(pk=account.pk)
    known = SocialMonth.objects.filter(account=account, month=month).first()
    before = {"followers": known.followers, "reach": known.reach} if known else None
    try:
        entered, _new = SocialMonth.objects.update_or_create(
            account=account,
            month=month,
            defaults={
                "followers": figures.followers,
                "reach": figures.reach,
                "evidence": evidence,
                "entered_by": actor,
                "entered_at": now,
            },
        )
    except IntegrityError as error:
        raise UnfitFigures(_("These numbers are of no size that an account has.")) from error
    told = {
        "account": account.pk,
        "month": month.isoformat(),
        "followers": figures.followers,
        "reach": figures.reach,
        "before": before,
    }
    _log(account.portal, "social.enter_month", actor, told)
    return entered


def _refuse_unfit(figures: AccountFigures, now: datetime) -> None:
    account, month = figures.account, figures.month.replace(day=1)
    if month >= local_date(now).replace(day=1):
        raise UnfitFigures(_("Figures are of a month that is over."))
    if account.opened_on and month < account.opened_on.replace(day=1):
        raise UnfitFigures(_("The account was not open in this month."))
    if account.closed_on and month > account.closed_on:
        raise UnfitFigures(_("The account was closed before this month."))
    _refuse_sizes(figures.followers, figures.reach)


def _refuse_sizes(followers: int, reach: int) -> None:
    if not (0 <= followers <= MOST_FOLLOWERS and 0 <= reach <= MOST_REACHED):
        raise UnfitFigures(_("These numbers are of no size that an account has."))


def _overseen(overseer: Portal, actor: User, now: datetime) -> set[int]:
    """The overseer's own portal and all below it, for its standing editors; refuses others. Two queries."""
    if not holds_post(actor, overseer, now, STANDING_EDITORS):
        raise NotYourOffice(_("Only the desk above may enter figures of many portals."))
    below = all_below([overseer], local_date(now)).values_list("pk", flat=True)
    return {overseer.pk, *below}


def _log(portal: Portal, action: str, actor: User, told: dict[str, object]) -> None:
    log(instance=portal, action=action, user=actor, data={"portal": portal.pk, **told})
