"""Followers and reach of the month that is over, as the services tell them of accounts with a token."""

from __future__ import annotations

from datetime import date, datetime

import structlog
from django.db.models import Exists, OuterRef, Q

from portals.clock import local_date
from portals.models import SocialService

from .channels import CHANNELS
from .channels.interface import ChannelFault
from .enums import SocialFault
from .figures import last_month
from .models import MOST_FOLLOWERS, MOST_REACHED, SocialMonth, SocialToken
from .posting import posting_is_on
from .renewing import note_token_fault

logger = structlog.get_logger(__name__)

MOST_AT_ONCE = 20


def take_months(*, now: datetime, most: int = MOST_AT_ONCE) -> int:
    """Write what the services tell of the last month, where nobody entered it; return of how many accounts.

    What a person entered stays. One that does not tell is asked again with the next round.
    """
    if not posting_is_on():
        return 0
    month = last_month(local_date(now))
    return sum(_take(token, month, now) for token in _untold(month, now)[:most])


def _untold(month: date, now: datetime) -> list[SocialToken]:
    told = SocialMonth.objects.filter(account=OuterRef("account"), month=month)
    tokens = SocialToken.objects.filter(
        ~Exists(told), fault=SocialFault.NONE, proved_at__isnull=False, account__closed_on=None
    ).filter(Q(account__opened_on=None) | Q(account__opened_on__lt=local_date(now).replace(day=1)))
    usable = tokens.exclude(rests_until__gt=now).exclude(access_until__lte=now)
    return list(usable.select_related("account__portal").order_by("account"))


def _take(token: SocialToken, month: date, now: datetime) -> bool:
    channel = CHANNELS[SocialService(token.account.service)]
    try:
        told = channel.numbers(token.access, token.page_id, month)
    except ChannelFault as fault:
        logger.warning("social.no_numbers", account=token.account_id, fault=fault.kind)
        if fault.kind in {SocialFault.TOKEN, SocialFault.GONE, SocialFault.RATE}:
            note_token_fault(token, fault, now)
        return False
    if told.followers > MOST_FOLLOWERS or told.reach > MOST_REACHED:
        return False
    _month, is_new = SocialMonth.objects.get_or_create(
        account=token.account,
        month=month,
        defaults={"followers": told.followers, "reach": told.reach, "entered_at": now},
    )
    return is_new
