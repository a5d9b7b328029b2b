"""The signed links in mails: to confirm, to see what one follows, and to leave. None of them is stored."""

from __future__ import annotations

import re
from uuid import UUID

from django.utils.crypto import constant_time_compare, salted_hmac

from portals.addresses import main_origin

from .models import Follow, Subscriber

# Left the process: links in mails stand on them.
SALT = "portals.alerts.links"
ADDRESS_SALT = "portals.alerts.address"
# Where these pages stand on public hosts; what follows is in no log (portals.operations.SECRET_PATHS).
PAGES = "/theo-doi/"
_SECRET = 40
_TOKEN = re.compile(rf"(?P<name>[0-9a-f]{{1,32}})-(?P<secret>[0-9a-f]{{{_SECRET}}})")


def one_mailbox(address: str) -> str:
    """Return the address as it is compared: case makes no other mailbox."""
    return address.strip().casefold()


def mailbox_hash(address: str) -> str:
    """Return by what an address is found again, without being readable from it."""
    return salted_hmac(ADDRESS_SALT, one_mailbox(address), algorithm="sha256").hexdigest()


def _made(purpose: str, name: str, nonce: str) -> str:
    made = salted_hmac(SALT, f"{purpose}:{name}:{nonce}", algorithm="sha256")
    return made.hexdigest()[:_SECRET]


def confirming_token(follow: Follow) -> str:
    name = f"{follow.pk:x}"
    return f"{name}-{_made('confirm', name, follow.subscriber.link_nonce)}"


def own_token(subscriber: Subscriber) -> str:
    name = subscriber.pk.hex
    return f"{name}-{_made('own', name, subscriber.link_nonce)}"


def confirming_address(follow: Follow) -> str:
    return f"{main_origin(follow.portal)}{PAGES}xac-nhan/{confirming_token(follow)}/"


def own_path(subscriber: Subscriber) -> str:
    """Return the path of the page of what somebody follows."""
    return f"{PAGES}cua-toi/{own_token(subscriber)}/"


def leaving_path(subscriber: Subscriber) -> str:
    """Return the path where one POST ends all (RFC 8058)."""
    return f"{PAGES}thoi/{own_token(subscriber)}/"


def follow_of(token: str) -> Follow | None:
    """Return the follow that a link is to confirm, or None. One query."""
    match = _TOKEN.fullmatch(token)
    if match is None or len(match["name"]) > 15:
        return None
    follow = (
        Follow.objects.filter(pk=int(match["name"], 16))
        .select_related("subscriber__portal__site", "portal__site")
        .first()
    )
    if follow is None:
        return None
    right = _made("confirm", match["name"], follow.subscriber.link_nonce)
    return follow if constant_time_compare(match["secret"], right) else None


def subscriber_of(token: str) -> Subscriber | None:
    """Return whose page or way out a link is, or None. One query."""
    match = _TOKEN.fullmatch(token)
    if match is None or len(match["name"]) != 32:
        return None
    subscriber = (
        Subscriber.objects.filter(pk=UUID(match["name"])).select_related("portal__site").first()
    )
    if subscriber is None:
        return None
    right = _made("own", match["name"], subscriber.link_nonce)
    return subscriber if constant_time_compare(match["secret"], right) else None
