"""The services: whose addresses an account may have, how two of them are compared, and whose pages a machine reads."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from urllib.parse import parse_qs, urlencode, urlsplit

from django.utils.translation import gettext as _

from portals.models import SocialService
from portals.refusals import Refusal
from portals.text import nfc

LONGEST_ADDRESS = 200


class NoSuchAccount(Refusal):
    """The address is none of an account with the service."""


@dataclass(frozen=True, slots=True)
class ServiceRules:
    """`hosts` are taken for the same, the first is written. `pages` are first parts of paths that are no account."""

    hosts: tuple[str, ...]
    is_readable: bool
    # How many parts of the path name an account, by the first of them; of any other first part itself.
    named_by: Mapping[str, int] = field(default_factory=dict)
    # Where the service asks who wants to read.
    doors: frozenset[str] = frozenset()
    pages: frozenset[str] = frozenset()
    # Parts of the query that tell accounts apart, on these pages.
    told_apart_by: tuple[tuple[str, str], ...] = ()


SERVICES = {
    SocialService.FACEBOOK: ServiceRules(
        ("www.facebook.com", "facebook.com", "m.facebook.com", "vi-vn.facebook.com", "fb.com"),
        # To whoever is not signed in it shows a form to sign in.
        is_readable=False,
        pages=frozenset(
            {"login", "login.php", "l.php", "sharer", "sharer.php", "share", "dialog", "checkpoint"}
            | {"watch", "help", "policies", "unsupportedbrowser", "plugins"}
        ),
        told_apart_by=(("profile.php", "id"),),
        named_by={"people": 3, "pages": 3, "groups": 2},
    ),
    SocialService.ZALO: ServiceRules(
        ("zalo.me", "www.zalo.me"),
        is_readable=True,
        doors=frozenset({"id.zalo.me", "oauth.zaloapp.com"}),
        pages=frozenset({"pc", "login", "s"}),
        named_by={"g": 2},
    ),
    SocialService.YOUTUBE: ServiceRules(
        ("www.youtube.com", "youtube.com", "m.youtube.com"),
        is_readable=True,
        doors=frozenset({"consent.youtube.com", "accounts.google.com", "www.google.com"}),
        pages=frozenset(
            {
                "watch",
                "redirect",
                "playlist",
                "results",
                "signin",
                "feed",
                "shorts",
                "embed",
                "live",
            }
        ),
        named_by={"channel": 2, "c": 2, "user": 2},
    ),
    SocialService.TIKTOK: ServiceRules(
        ("www.tiktok.com", "tiktok.com", "m.tiktok.com"),
        is_readable=False,
        pages=frozenset({"login", "search", "tag", "link"}),
    ),
    SocialService.INSTAGRAM: ServiceRules(
        ("www.instagram.com", "instagram.com"),
        is_readable=False,
        pages=frozenset({"accounts", "p", "reel", "explore"}),
    ),
    SocialService.LOTUS: ServiceRules(
        ("lotus.vn", "www.lotus.vn"),
        is_readable=True,
        pages=frozenset({"login"}),
        named_by={"w": 3},
    ),
}


def settled(service: SocialService, address: str) -> str:
    """Return `address` as it is kept, or raise NoSuchAccount: https, the service's host, the account's path alone.

    What follows a visitor about (`?fbclid=…`), and which of its pages somebody looked at (`/about`), is left out.
    """
    text = nfc(address).strip()
    try:
        parts = urlsplit(text if "://" in text else f"https://{text}")
        host, port = (parts.hostname or "").lower(), parts.port
    except ValueError as error:
        raise _none(service) from error
    rules = SERVICES[service]
    names = [part for part in parts.path.split("/") if part]
    if (
        parts.scheme not in {"https", "http"}
        or host not in rules.hosts
        or port not in {None, 80, 443}
        or parts.username is not None
        or not names
        or names[0].lower() in rules.pages
        or any(one in {".", ".."} for one in names)
    ):
        raise _none(service)
    size = rules.named_by.get(names[0].lower(), 1)
    if len(names) < size:
        raise _none(service)
    asked = parse_qs(parts.query)
    kept = {
        key: asked[key][0]
        for page, key in rules.told_apart_by
        if names[0].lower() == page and key in asked
    }
    if any(names[0].lower() == page and not kept for page, _key in rules.told_apart_by):
        raise _none(service)
    query = f"?{urlencode(kept)}" if kept else ""
    whole = f"https://{rules.hosts[0]}/{'/'.join(names[:size])}{query}"
    if len(whole) > LONGEST_ADDRESS:
        raise _none(service)
    return whole


def compared_form(address: str) -> str:
    """Return what two settled addresses of one account have in common: services take capitals for small letters."""
    return address.casefold()[:LONGEST_ADDRESS]


def _none(service: SocialService) -> NoSuchAccount:
    return NoSuchAccount(
        _("This is no address of an account with %(service)s.") % {"service": service.label}
    )
