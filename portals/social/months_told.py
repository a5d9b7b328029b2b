"""Followers and reach of the month that is over, as the services tell them of accounts with a token."""

from __future__ import annotations

import time
from datetime import date, datetime, timedelta

import structlog
from django.db.models import Exists, F, OuterRef, Q, QuerySet
from rq.timeouts import JobTimeoutException

from portals.clock import local_date, months_before
from portals.models import SocialService

from .channels import CHANNELS
from .channels.interface import ChannelFault
from .enums import SocialFault
from .figures import last_month
from .models import MOST_FOLLOWERS, MOST_REACHED, SocialMonth, SocialToken
from .posting import posting_is_on
from .proving import SLOW_SECONDS
from .renewing import must_open, note_token_fault

logger = structlog.get_logger(__name__)

# Days of a month on which the one before is asked for: of its last day services tell a little later, and how many
# follow now is less and less how many followed at its end.
ASKED_FROM, ASKED_TO = 3, 7
ASKED_AGAIN = timedelta(days=1)
# Of a round; the next one is an hour later.
SECONDS_A_ROUND = 60


def take_months(*, now: datetime) -> int:
    """Write what the services tell of the last month, where nobody entered it; return of how many accounts.

    What a person entered stays. One that does not tell is asked again the next day, while it is not too late; then the
    inbox tells its board.
    """
    today = local_date(now)
    if not posting_is_on() or not ASKED_FROM <= today.day <= ASKED_TO:
        return 0
    ends, done = time.monotonic() + SECONDS_A_ROUND, 0
    slow: set[str] = set()
    for token in _untold(last_month(today), now):
        service = token.account.service
        if service in slow or (asked := time.monotonic()) > ends:
            continue
        SocialToken.objects.filter(pk=token.pk).update(months_tried_at=now)
        done += _take(token, last_month(today), now)
        if time.monotonic() - asked > SLOW_SECONDS:
            slow.add(service)
    return done


def _untold(month: date, now: datetime) -> list[SocialToken]:
    """Tokens of accounts of which the month is not told, those that were not asked for longest first."""
    usable = (
        owing_tokens(month)
        .filter(fault=SocialFault.NONE, proved_at__isnull=False)
        .exclude(Q(rests_until__gt=now) | Q(access_until__lte=now))
        .exclude(months_tried_at__gt=now - ASKED_AGAIN)
    )
    return list(
        usable.select_related("account__portal").order_by(
            F("months_tried_at").asc(nulls_first=True), "account"
        )
    )


def owing_tokens(month: date) -> QuerySet[SocialToken]:
    """Tokens of open accounts that there were in the month, and of which no figures are known for it."""
    told = SocialMonth.objects.filter(account=OuterRef("account"), month=month)
    were_there = Q(account__opened_on=None) | Q(account__opened_on__lt=months_before(month, -1))
    return SocialToken.objects.filter(~Exists(told), were_there, account__closed_on=None)


def _take(token: SocialToken, month: date, now: datetime) -> bool:
    try:
        must_open(token)
        channel = CHANNELS[SocialService(token.account.service)]
        told = channel.numbers(token.access, token.page_id, month)
        if told.followers > MOST_FOLLOWERS or told.reach > MOST_REACHED:
            return False
        _month, is_new = SocialMonth.objects.get_or_create(
            account=token.account,
            month=month,
            defaults={"followers": told.followers, "reach": told.reach, "entered_at": now},
        )
    except JobTimeoutException:
        raise
    except ChannelFault as fault:
        logger.warning("social.no_numbers", account=token.account_id, fault=fault.kind)
        if fault.kind in {SocialFault.TOKEN, SocialFault.GONE, SocialFault.RATE}:
            note_token_fault(token, fault, now)
        return False
    except Exception:
        logger.exception("social.no_numbers", account=token.account_id)
        return False
    return is_new
