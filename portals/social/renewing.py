"""Tokens stay alive: renewed before they die, by one worker alone.

Two workers that renew one token together lose the channel, where a refresh token is good for once. So a worker takes it
by a short statement of its own, and what comes is committed at once, before it is used.
"""

from __future__ import annotations

import time
from datetime import datetime, timedelta

import structlog
from django.conf import settings
from django.db import InterfaceError, OperationalError, close_old_connections
from django.db.models import F, Q, QuerySet
from django.utils.translation import gettext as _
from rq.timeouts import JobTimeoutException

from portals.clock import local_date
from portals.models import SocialService
from portals.sealing.sealed import Broken
from portals.social.actions.registering import log_of_account
from portals.social.channels import CHANNELS
from portals.social.channels.interface import AppFault, ChannelFault, FreshToken, UselessToken
from portals.social.enums import PASSING, SocialFault
from portals.social.models import SocialToken

logger = structlog.get_logger(__name__)

# So long a worker has a token to itself: longer than a job lives.
LEASE = timedelta(minutes=10)
# A token of hours is renewed as it ends, one of weeks each week: some die of lying idle for 60 days.
BEFORE_THE_END, IDLE_AT_MOST = timedelta(hours=3), timedelta(days=7)
# For so long one that ended may still be renewed.
DEAD_AFTER = timedelta(hours=6)
RESTS, AFTER_AN_OUTAGE = timedelta(hours=1), timedelta(minutes=5)
SECONDS_BEFORE_AGAIN = 1


def due_for_renewal(now: datetime) -> list[SocialToken]:
    """Return the tokens that are renewed now, those that die first before others. One query."""
    held = SocialToken.objects.filter(_is_renewed(), fault=SocialFault.NONE)
    ends = Q(access_until__lte=now + BEFORE_THE_END)
    lay = Q(refreshed_at=None, given_at__lte=now - IDLE_AT_MOST) | Q(
        refreshed_at__lte=now - IDLE_AT_MOST
    )
    unknown = Q(access_until=None, refreshed_at=None) & ~Q(refresh="")
    waits = Q(rests_until__gt=now) | Q(renew_after__gt=now) | Q(renewing_until__gt=now)
    return list(
        held.filter(ends | lay | unknown)
        .exclude(waits)
        .select_related("account__portal")
        .order_by(F("access_until").asc(nulls_first=True), "pk")
    )


def _is_renewed() -> Q:
    """Without an app a person gives the next token, and is told before this one dies."""
    apps = {
        SocialService.FACEBOOK: settings.PORTALS_FACEBOOK_APP,
        SocialService.ZALO: settings.PORTALS_ZALO_APP,
    }
    return Q(
        account__service__in=[service for service, (number, _secret) in apps.items() if number]
    )


def overdue_tokens(now: datetime) -> QuerySet[SocialToken]:
    """Tokens that ended though they can be renewed."""
    held = SocialToken.objects.filter(_is_renewed(), fault=SocialFault.NONE).exclude(refresh="")
    return held.filter(access_until__lte=now).order_by("access_until", "pk")


def note_dead_tokens(now: datetime) -> int:
    """Write down which tokens have died, so that nothing waits for them unseen; return how many. One statement.

    One that can still be renewed is not dead, however long that fails: it may be the app that is refused.
    """
    ended = Q(access_until__lte=now - DEAD_AFTER) & ~(_is_renewed() & ~Q(refresh=""))
    dead = Q(dies_on__lte=local_date(now)) | ended
    return SocialToken.objects.filter(dead, fault=SocialFault.NONE).update(
        fault=SocialFault.TOKEN,
        fault_words=_("The token has died: have the service make another, and give that."),
        fault_at=now,
    )


def renew(token: SocialToken, *, now: datetime) -> bool:
    """Have a new token in the place of this one; return whether one came. Safe to run twice at once.

    Outside of transactions: what comes may be the only one there is from then on.
    """
    if not _leased(token, now):
        return False
    try:
        must_open(token)
        channel = CHANNELS[SocialService(token.account.service)]
        fresh = channel.renewed(token.access, token.refresh, now)
        if fresh is None:
            rest_token(token, now)
            return False
        _keep(token, fresh, now)
    except JobTimeoutException:
        raise
    except ChannelFault as fault:
        _note_failed(token, fault, now)
        return False
    except Exception:
        logger.exception("social.renewal_failed", account=token.account_id)
        rest_token(token, now)
        return False
    return True


def must_open(token: SocialToken) -> None:
    """Raise ChannelFault where its seal is broken. Of a key that is not at hand it raises what the keyring raises."""
    try:
        _opened = token.access, token.refresh
    except Broken as error:
        raise UselessToken(_("The token cannot be opened any more: give it again.")) from error


def _leased(token: SocialToken, now: datetime) -> bool:
    """Take the token for this worker alone, as it was read: nobody else renews it, nor did since. One statement."""
    return bool(_as_read(token).filter(_is_free(now)).update(renewing_until=now + LEASE))


def _note_failed(token: SocialToken, fault: ChannelFault, now: datetime) -> None:
    """Write down why none came. Only what is said of this very token is held against it, else it goes on as it is."""
    is_of_app = isinstance(fault, AppFault)
    told = logger.error if is_of_app else logger.warning
    told(
        "social.renewal_failed",
        account=token.account_id,
        fault="app" if is_of_app else fault.kind,
        words=fault.words,
    )
    rest_token(token, now, fault)
    if fault.kind in {SocialFault.TOKEN, SocialFault.GONE}:
        _hold_against(token, fault, now)


def rest_token(token: SocialToken, now: datetime, fault: ChannelFault | None = None) -> None:
    """Neither renew nor prove it for a while. What is posted with it goes on."""
    pause = RESTS
    if fault is not None:
        short = fault.kind == SocialFault.OUTAGE and not isinstance(fault, AppFault)
        pause = fault.rests or (AFTER_AN_OUTAGE if short else RESTS)
    SocialToken.objects.filter(pk=token.pk, given_at=token.given_at).update(
        renewing_until=None, renew_after=now + pause
    )


def _keep(held: SocialToken, fresh: FreshToken, now: datetime) -> None:
    """Write the new one in the place of the old, unless the board gave another meanwhile.

    The old one may be used up: a connection that died meanwhile is made anew.
    """
    access, refresh = SocialToken._meta.get_field("access"), SocialToken._meta.get_field("refresh")
    told = {"refresh": refresh.sealed_for(held, fresh.refresh)} if fresh.refresh else {}
    told["access"] = access.sealed_for(held, fresh.access)
    for again in (True, True, False):
        try:
            SocialToken.objects.filter(pk=held.pk, given_at=held.given_at).update(
                access_until=fresh.access_until,
                refreshed_at=now,
                renewing_until=None,
                renew_after=None,
                dies_on=fresh.dies_on,
                **told,
            )
        except (OperationalError, InterfaceError):
            if not again:
                raise
            close_old_connections()
            time.sleep(SECONDS_BEFORE_AGAIN)
        else:
            return


def is_another_by_now(token: SocialToken, now: datetime) -> bool:
    """Whether it was renewed, given anew or taken away since it was read, is known to have ended, or is being renewed
    at this moment: what the service says is of a former one.
    """
    return not _as_read(token).filter(_is_free(now)).exists()


def _is_free(now: datetime) -> Q:
    """No worker renews it now."""
    return Q(renewing_until=None) | Q(renewing_until__lte=now)


def _as_read(token: SocialToken) -> QuerySet[SocialToken]:
    return SocialToken.objects.filter(
        pk=token.pk,
        given_at=token.given_at,
        refreshed_at=token.refreshed_at,
        access_until=token.access_until,
    )


def note_ended(token: SocialToken, fault: ChannelFault, now: datetime) -> bool:
    """Note that a token of which no end was known has ended, as its refusal says; whether that is so.

    Its renewal says what becomes of it then. While the app is refused, that is for the operator to mend.
    """
    if fault.kind != SocialFault.TOKEN or isinstance(fault, UselessToken):
        return False
    unknown = _as_read(token).filter(_is_free(now), _is_renewed(), access_until=None)
    return bool(unknown.exclude(refresh="").update(access_until=now))


def note_token_fault(token: SocialToken, fault: ChannelFault, now: datetime) -> None:
    """Write down what the service has against the token: used no more, renewed first, or left alone for a while."""
    if fault.kind in PASSING:
        free = _as_read(token).filter(_is_free(now))
        free.update(rests_until=now + (fault.rests or RESTS))
    elif not note_ended(token, fault, now):
        _hold_against(token, fault, now)


def _hold_against(token: SocialToken, fault: ChannelFault, now: datetime) -> None:
    held = _as_read(token).filter(_is_free(now), fault=SocialFault.NONE)
    if held.update(fault=fault.kind, fault_words=fault.words[:300], fault_at=now):
        logger.warning("social.token_fault", account=token.account_id, fault=fault.kind)
        log_of_account(token.account, "social.token_fault", None, words=fault.words)
