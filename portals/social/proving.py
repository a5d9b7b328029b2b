"""Whose tokens are, asked of each once; and the part of a round that keeps tokens alive, in its bounds."""

from __future__ import annotations

import time
from collections.abc import Callable
from datetime import datetime

import structlog
from django.db.models import Q
from django.utils.translation import gettext as _
from rq.timeouts import JobTimeoutException

from portals.models import SocialAccount, SocialService
from portals.social.channels import CHANNELS
from portals.social.channels.interface import ChannelFault, UselessToken
from portals.social.enums import SocialFault
from portals.social.models import SocialToken
from portals.social.services import NoSuchAccount, compared_form, settled

from .renewing import due_for_renewal, must_open, note_token_fault, renew, rest_token

logger = structlog.get_logger(__name__)

# Of a round; posts, and what is to be taken down, have the rest.
SECONDS_FOR_TOKENS = 15
# A service that takes longer for one thing is left alone for the rest of the round: others are not to wait for it.
SLOW_SECONDS = 10


type _Find = Callable[[datetime], list[SocialToken]]
type _Task = Callable[..., bool]


def keep_tokens_alive(now: datetime) -> set[SocialService]:
    """Renew and prove what is due, for some seconds; return the services that took long, which are left alone then."""
    ends = time.monotonic() + SECONDS_FOR_TOKENS
    slow: set[SocialService] = set()
    tasks: tuple[tuple[_Find, _Task], ...] = ((due_for_renewal, renew), (unproved, try_to_prove))
    for find, task in tasks:
        # Found once the task before is done: a token that was renewed is another one.
        for token in find(now):
            service = SocialService(token.account.service)
            if service in slow or (asked := time.monotonic()) > ends:
                continue
            task(token, now=now)
            if time.monotonic() - asked > SLOW_SECONDS:
                slow.add(service)
    return slow


def unproved(now: datetime) -> list[SocialToken]:
    """Return the tokens of which it is not known whose they are, the first given first. One query."""
    tokens = SocialToken.objects.filter(fault=SocialFault.NONE, proved_at=None)
    waits = Q(rests_until__gt=now) | Q(renew_after__gt=now) | Q(access_until__lte=now)
    found = tokens.filter(account__closed_on=None).exclude(waits)
    return list(found.select_related("account__portal").order_by("given_at", "pk"))


def try_to_prove(token: SocialToken, *, now: datetime) -> bool:
    """Ask whose it is, and write down what came of it; whether it is the account's."""
    try:
        must_open(token)
        return prove(token, now=now)
    except JobTimeoutException:
        raise
    except ChannelFault as fault:
        logger.warning("social.unproved", account=token.account_id, fault=fault.kind)
        if fault.kind in {SocialFault.TOKEN, SocialFault.GONE}:
            note_token_fault(token, fault, now)
        else:
            rest_token(token, now, fault)
    except Exception:
        logger.exception("social.broke", account=token.account_id)
        rest_token(token, now)
    return False


def prove(token: SocialToken, *, now: datetime) -> bool:
    """Ask the service whose the token is, once; whether it is the account's. Raises ChannelFault where it is not."""
    if token.proved_at is not None:
        return True
    account = token.account
    page = CHANNELS[SocialService(account.service)].whose(token.access)
    if not is_account(account, page.addresses):
        raise UselessToken(
            _("The token is of another page: %(name)s.") % {"name": page.name[:100] or page.page_id}
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
