"""Tokens stay alive: asked whose they are before anything is posted, and renewed before they die.

Two workers that renew one token together lose the channel, where a refresh token is good for once. So it is done under
PostgreSQL's advisory lock of that token, of what the row holds then, and what comes is committed before it is used.
"""

from __future__ import annotations

from datetime import datetime, timedelta

import structlog
from django.conf import settings
from django.db import connection, transaction
from django.db.models import F, Q
from django.utils.translation import gettext as _

from portals.clock import local_date
from portals.models import SocialAccount, SocialService
from portals.social.actions.registering import log_of_account
from portals.social.channels import CHANNELS
from portals.social.channels.interface import ChannelFault, FreshToken
from portals.social.enums import PASSING, SocialFault
from portals.social.models import SocialToken
from portals.social.services import NoSuchAccount, compared_form, settled

logger = structlog.get_logger(__name__)

# The first of two numbers of PostgreSQL's advisory locks; the second is the token.
LOCK = 8117_02
# A token of hours is renewed as it ends, one of weeks each week: some die of lying idle for 60 days.
BEFORE_THE_END, IDLE_AT_MOST = timedelta(hours=3), timedelta(days=7)
# For so long one that ended may still be renewed.
DEAD_AFTER = timedelta(hours=6)
RESTS = timedelta(hours=1)


def due_for_renewal(now: datetime) -> list[SocialToken]:
    """Return the tokens that are renewed now, those that die first before others. One query."""
    apps = {
        SocialService.FACEBOOK: settings.PORTALS_FACEBOOK_APP,
        SocialService.ZALO: settings.PORTALS_ZALO_APP,
    }
    # Without an app a person gives the next token, and is told before this one dies.
    services = [service for service, (number, _secret) in apps.items() if number]
    held = SocialToken.objects.filter(fault=SocialFault.NONE, account__service__in=services)
    ends = Q(access_until__lte=now + BEFORE_THE_END)
    lay = Q(refreshed_at=None, given_at__lte=now - IDLE_AT_MOST) | Q(
        refreshed_at__lte=now - IDLE_AT_MOST
    )
    unknown = Q(access_until=None, refreshed_at=None) & ~Q(refresh="")
    return list(
        held.filter(ends | lay | unknown)
        .select_related("account__portal")
        .order_by(F("access_until").asc(nulls_first=True), "pk")
    )


def note_dead_tokens(now: datetime) -> int:
    """Write down which tokens have died, so that nothing waits for them unseen; return how many. One statement."""
    dead = Q(dies_on__lte=local_date(now)) | Q(access_until__lte=now - DEAD_AFTER)
    return SocialToken.objects.filter(dead, fault=SocialFault.NONE).update(
        fault=SocialFault.TOKEN,
        fault_words=_("The token has died: have the service make another, and give that."),
        fault_at=now,
    )


def renew(token: SocialToken, *, now: datetime) -> bool:
    """Have a new token in the place of this one; return whether one came. Safe to run twice at once."""
    with transaction.atomic():
        held = _alone(token, now)
        if held is None:
            return False
        channel = CHANNELS[SocialService(held.account.service)]
        try:
            fresh = channel.renewed(held.access, held.refresh, now)
        except ChannelFault as fault:
            # What passes is tried with the next round; posts go on with the token as it is.
            if fault.kind not in PASSING:
                note_token_fault(held, fault, now)
            return False
        if fresh is None:
            return False
        _keep(held, fresh, now)
    return True


def _keep(held: SocialToken, fresh: FreshToken, now: datetime) -> None:
    """Write the new one in the place of the old, unless the board gave another meanwhile."""
    access, refresh = SocialToken._meta.get_field("access"), SocialToken._meta.get_field("refresh")
    told = {"refresh": refresh.sealed_for(held, fresh.refresh)} if fresh.refresh else {}
    SocialToken.objects.filter(pk=held.pk, given_at=held.given_at).update(
        access=access.sealed_for(held, fresh.access),
        access_until=fresh.access_until,
        refreshed_at=now,
        dies_on=fresh.dies_on or held.dies_on,
        **told,
    )


def _alone(token: SocialToken, now: datetime) -> SocialToken | None:
    """The token as it is now, if nobody else renews it, nor did since it was read."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_try_advisory_xact_lock(%s, %s)", [LOCK, token.pk])
        (alone,) = cursor.fetchone()
    if not alone:
        return None
    return (
        # Without a lock of its row, for which a board that gives another would wait as long as the service takes.
        SocialToken.objects.select_related("account__portal")
        .filter(pk=token.pk, refreshed_at=token.refreshed_at, given_at=token.given_at)
        .first()
    )


def prove(token: SocialToken, *, now: datetime) -> bool:
    """Ask the service whose the token is, once; whether it is the account's. Raises ChannelFault where it is not."""
    if token.proved_at is not None:
        return True
    account = token.account
    page = CHANNELS[SocialService(account.service)].whose(token.access)
    if not is_account(account, page.addresses):
        raise ChannelFault(
            SocialFault.TOKEN,
            _("The token is of another page: %(name)s.")
            % {"name": page.name[:100] or page.page_id},
        )
    token.page_id, token.proved_at = page.page_id, now
    SocialToken.objects.filter(pk=token.pk, given_at=token.given_at).update(
        page_id=page.page_id, proved_at=now
    )
    return True


def is_account(account: SocialAccount, addresses: tuple[str, ...]) -> bool:
    """Whether one of the addresses is that of the account."""
    service = SocialService(account.service)
    for address in addresses:
        try:
            if address and compared_form(settled(service, address)) == account.compared:
                return True
        except NoSuchAccount:
            continue
    return False


def note_token_fault(token: SocialToken, fault: ChannelFault, now: datetime) -> None:
    """Write down what the service has against the token: used no more, or left alone for a while."""
    held = SocialToken.objects.filter(pk=token.pk, given_at=token.given_at)
    if fault.kind in PASSING:
        held.update(rests_until=now + (fault.rests or RESTS))
        return
    if held.filter(fault=SocialFault.NONE).update(
        fault=fault.kind, fault_words=fault.words[:300], fault_at=now
    ):
        logger.warning("social.token_fault", account=token.account_id, fault=fault.kind)
        log_of_account(token.account, "social.token_fault", None, words=fault.words)
