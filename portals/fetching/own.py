"""Fetches of pages of our own portals, as a visitor would get them, through the front."""

from __future__ import annotations

from collections.abc import Iterable
from concurrent.futures import ThreadPoolExecutor

from django.conf import settings
from django.utils import timezone

from portals.addresses import portals_by_hostname
from portals.clock import local_date

from .answers import Fetched, FetchError, ForbiddenTarget
from .connecting import Front
from .exchange import exchange
from .limits import LIMITS, FetchDeadline, Limits

# By this name logs and counts of visits know our own fetches.
OWN_AGENT = "LienCong-own/1"


def fetch_own(hostname: str, path: str, *, limits: Limits = LIMITS) -> Fetched:
    """Return what the portal at `hostname` answers to a visitor who asks for `path`, e.g. "/tin-tuc/?trang=2".

    The answer may come from the page cache, as a visitor's may. Redirects are not followed: `status` and the header
    `location` say where to. Raises `ForbiddenTarget` where `hostname` is no address of a portal today, and
    `TransientFetchError` where the front does not answer. One query.
    """
    (answer,) = fetch_own_all([(hostname, path)], limits=limits)
    if isinstance(answer, FetchError):
        raise answer
    return answer


def fetch_own_all(
    asked: Iterable[tuple[str, str]], *, at_once: int = 4, limits: Limits = LIMITS
) -> list[Fetched | FetchError]:
    """Return what our portals answer to each (hostname, path), in that order; what failed stands there as its error.

    At most `at_once` requests run at a time, so that proofs of many pages leave the web server to its visitors. One
    query.
    """
    known = portals_by_hostname(local_date(timezone.now()))

    def one(hostname: str, path: str) -> Fetched | FetchError:
        if hostname.lower() not in known:
            return ForbiddenTarget(f"{hostname!r} is no portal of ours.")
        try:
            return _ask(hostname.lower(), path, limits)
        except FetchError as error:
            return error

    pairs = list(asked)
    if len(pairs) == 1:
        return [one(*pairs[0])]
    with ThreadPoolExecutor(max_workers=at_once) as threads:
        return list(threads.map(lambda pair: one(*pair), pairs))


def _ask(hostname: str, path: str, limits: Limits) -> Fetched:
    if not path.startswith("/"):
        raise ForbiddenTarget(f"{path!r} is no path of a portal.")
    port = f":{settings.PORTALS_PORT}" if settings.PORTALS_PORT else ""
    return exchange(
        # The front is reached without TLS, and told what the visitor's end has.
        f"http://{hostname}{port}{path}",
        method="GET",
        headers={
            "Host": f"{hostname}{port}",
            "User-Agent": OWN_AGENT,
            "X-Forwarded-Proto": settings.PORTALS_SCHEME,
        },
        content=None,
        through=Front(settings.PORTALS_FRONT_ADDRESS, FetchDeadline(limits.seconds)),
        limits=limits,
    )
