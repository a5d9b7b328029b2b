"""Fetches from the web outside."""

from __future__ import annotations

from collections.abc import Mapping
from urllib.parse import SplitResult, quote, urljoin, urlsplit

from django.conf import settings

from portals.addresses import origin_of

from .answers import Fetched, ForbiddenTarget, PermanentFetchError
from .connecting import Outside
from .exchange import exchange
from .limits import LIMITS, FetchDeadline, Limits

REDIRECTS = frozenset({301, 302, 303, 307, 308})
# Only what asks and changes nothing is asked again elsewhere.
FOLLOWED = frozenset({"GET", "HEAD"})
# What an address may hold unescaped, and escapes that it already has.
AS_WRITTEN = "/:?[]@!$&'()*+,;=%-._~"


def fetch(
    url: str,
    *,
    method: str = "GET",
    headers: Mapping[str, str] | None = None,
    content: bytes | None = None,
    limits: Limits = LIMITS,
) -> Fetched:
    """Return the answer of the public web to `url`, whatever its status.

    GET and HEAD follow redirects, each checked like the first; `headers` go to the first origin only. Raises
    `TransientFetchError`, `PermanentFetchError` or, where the address lies inside, `ForbiddenTarget`. Own portals are
    inside: ask for them by `fetch_own`. Takes no lock, and asks the database no more than
    whether this copy is quiet, but may take `limits.seconds`: keep it
    out of transactions.
    """
    deadline = FetchDeadline(limits.seconds)
    first, hops = checked(url), list[str]()
    while True:
        parts = checked(url)
        own_headers = {"User-Agent": agent(), "Host": parts.netloc}
        if scheme_and_host(parts) == scheme_and_host(first):
            own_headers |= headers or {}
        answer = exchange(
            parts._replace(fragment="").geturl(),
            method=method,
            headers=own_headers,
            content=content,
            through=Outside(deadline),
            limits=limits,
        )
        onward = answer.headers.get("location")
        if answer.status not in REDIRECTS or not onward or method not in FOLLOWED:
            return Fetched(url, answer.status, answer.headers, answer.body, tuple(hops))
        hops.append(url)
        if len(hops) > limits.redirects:
            raise PermanentFetchError(f"{hops[0]} redirects more than {limits.redirects} times.")
        url = urljoin(url, onward)


def agent() -> str:
    """Return how we introduce ourselves, with an address to complain at."""
    return f"LienCong/1 (+{origin_of(settings.PORTALS_BASE_DOMAIN)})"


def checked(url: str) -> SplitResult:
    """Return the parts of `url`, or raise: only http and https with a host and without a password are fetched."""
    try:
        parts = urlsplit(url)
        port = parts.port
    except ValueError as error:
        raise PermanentFetchError(f"{url!r} is malformed.") from error
    if parts.scheme not in {"http", "https"} or not parts.hostname:
        raise ForbiddenTarget(f"{url!r} is no address of the web.")
    if parts.username is not None or parts.password is not None:
        raise ForbiddenTarget("An address with a user name in it is not fetched.")
    try:
        host = parts.hostname.encode("idna").decode() if ":" not in parts.hostname else ""
    except UnicodeError as error:
        raise PermanentFetchError(f"{url!r} has a malformed host.") from error
    host = host or f"[{parts.hostname}]"
    return parts._replace(
        netloc=f"{host}:{port}" if port else host,
        path=quote(parts.path, safe=AS_WRITTEN) or "/",
        query=quote(parts.query, safe=AS_WRITTEN),
    )


def scheme_and_host(parts: SplitResult) -> tuple[str, str]:
    return parts.scheme, parts.netloc
