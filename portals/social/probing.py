"""Looks at accounts' pages over the web, by the clock: whether each still says whose it is.

Nothing is asked unless the operator let it (`SOCIAL_PROBES`), and never by practice.
"""

from __future__ import annotations

import re
from datetime import datetime
from html import unescape
from urllib.parse import unquote, urlsplit

from django.conf import settings
from django.db.models import F, Q
from django.utils.translation import gettext as _

from portals.addresses import main_hostname
from portals.clock import local_date
from portals.database.quiet import is_quiet_copy
from portals.fetching import (
    ALIVE,
    Fetched,
    FetchError,
    Limits,
    TransientFetchError,
    fetch,
    fetch_own,
)
from portals.models import Portal, SocialAccount, SocialService

from .actions.registering import UnfitAccount
from .actions.verifying import SeenPage, take_finding
from .enums import SocialFinding
from .services import SERVICES, NoSuchAccount, compared_form, settled

# So many accounts are looked at in one round; the rest waits for the next.
MOST_AT_ONCE = 20
A_PAGE = Limits(seconds=15, connect_seconds=5, largest=4 * 1024 * 1024, redirects=4)
GONE = frozenset({404, 410})
# Where a portal names its accounts.
LISTED_AT = "/lien-he/"


def look_at_accounts(*, now: datetime, most: int = MOST_AT_ONCE) -> int:
    """Look at the accounts that are due, those waiting longest first; return how many.

    No transaction is open meanwhile. Accounts of portals that are closed are left alone.
    """
    if not settings.PORTALS_SOCIAL_PROBES or settings.PORTALS_PRACTICE_OF or is_quiet_copy():
        return 0
    due = (
        SocialAccount.objects.open()
        .filter(Q(probe_at=None) | Q(probe_at__lte=now))
        .filter(portal__in=Portal.objects.open_on(local_date(now)))
        .select_related("portal__site")
        .order_by(F("probe_at").asc(nulls_first=True), "pk")
    )
    accounts = list(due[:most])
    for account in accounts:
        seen = page_seen(account)
        try:
            take_finding(account=account, seen=seen, now=now)
        except UnfitAccount:
            # Closed while its page was read.
            continue
    return len(accounts)


def page_seen(account: SocialAccount) -> SeenPage:
    """Ask for the account's page, and for the portal's own that names it, and return what is to be said of both."""
    try:
        answer = fetch(account.address, limits=A_PAGE)
    except TransientFetchError as error:
        return SeenPage(SocialFinding.UNREACHED, str(error))
    except FetchError as error:
        return SeenPage(SocialFinding.UNREADABLE, str(error))
    seen = judged(account, answer, main_hostname(account.portal))
    if seen.finding == SocialFinding.NAMES_US and not _is_listed(account):
        return SeenPage(SocialFinding.UNLISTED, LISTED_AT)
    return seen


def judged(account: SocialAccount, answer: Fetched, hostname: str) -> SeenPage:
    """Return what `answer` to the account's address says, asked with the portal's `hostname` in mind."""
    service = SocialService(account.service)
    if answer.status in GONE:
        return SeenPage(
            SocialFinding.GONE, _("The service answered %(status)s.") % {"status": answer.status}
        )
    if answer.status in ALIVE:
        # The service shows its pages to people alone.
        return SeenPage(
            SocialFinding.UNREADABLE,
            _("The service answered %(status)s.") % {"status": answer.status},
        )
    if answer.status >= 400:
        return SeenPage(
            SocialFinding.UNREACHED,
            _("The service answered %(status)s.") % {"status": answer.status},
        )
    if answer.hops and (elsewhere := _elsewhere(account, answer.url)) is not None:
        return elsewhere
    text = unquote(unescape(answer.body.decode("utf-8", "replace"))).casefold()
    if names_host(text, hostname):
        return SeenPage(SocialFinding.NAMES_US, hostname)
    if not SERVICES[service].is_readable:
        return SeenPage(SocialFinding.UNREADABLE)
    return SeenPage(SocialFinding.UNNAMED, _("%(host)s stands nowhere on it.") % {"host": hostname})


def names_host(text: str, hostname: str) -> bool:
    """Whether `text`, in small letters, names this very host: neither one below it, nor one that ends or begins so."""
    escaped = re.escape(hostname.casefold())
    return re.search(rf"(?<![\w.-])(?:www\.)?{escaped}(?![\w-]|\.\w)", text) is not None


def _elsewhere(account: SocialAccount, url: str) -> SeenPage | None:
    """Return what it means that the address led on to `url`; None where that is the same account."""
    service = SocialService(account.service)
    try:
        onward = settled(service, url)
    except NoSuchAccount:
        host = (urlsplit(url).hostname or "").lower()
        if host in SERVICES[service].hosts or host in SERVICES[service].doors:
            # Its form to sign in, or its front: it keeps the page from machines.
            return SeenPage(SocialFinding.UNREADABLE, url)
        return SeenPage(SocialFinding.MOVED, url)
    if compared_form(onward) == _own(account):
        return None
    return SeenPage(SocialFinding.MOVED, onward)


def _own(account: SocialAccount) -> str:
    """The account's address as it is compared: one of before the register may be unsettled."""
    try:
        return compared_form(settled(SocialService(account.service), account.address))
    except NoSuchAccount:
        return compared_form(account.address)


def _is_listed(account: SocialAccount) -> bool:
    """Whether the portal's public page names the account. One query."""
    try:
        answer = fetch_own(main_hostname(account.portal), LISTED_AT, limits=A_PAGE)
    except FetchError:
        return False
    return account.address in unescape(answer.body.decode("utf-8", "replace"))
