"""What a visitor meets: the certificate of each host, and what the proxy does with what visitors send.

Asked from this machine at the public address, with the headers that a stranger would forge.
"""

from __future__ import annotations

import http.client
import secrets
import socket
import ssl
from collections.abc import Iterator, Sequence
from contextlib import closing, contextmanager, suppress
from datetime import UTC, datetime, timedelta
from typing import Any

from django.conf import settings
from django.urls import reverse
from django.utils import timezone

from portals.clock import local_date
from portals.operations.fronts import covers, hosts_that_answer

from .lines import InstallLine, VisitorsFront

SECONDS = 10
# A certificate is asked for by name so many times; each may be one that an authority makes on demand, of 50 a week.
HANDSHAKES = 10
ENDS_SOON = timedelta(days=14)
NAMED = 5
LIVES = b'{"live": true}'
# What the application says under an address that is no host of the install.
NOT_OF_THIS_MACHINE = frozenset({301, 400, 404})
# No answer that is looked at is longer.
LARGEST = 1024 * 1024


def of_certificates(front: VisitorsFront) -> Iterator[InstallLine]:
    """Whether all hosts are covered, asked for as few of them as answer that."""
    hosts = hosts_that_answer(local_date(timezone.now()))
    left, seen, faults = list(hosts), 0, list[str]()
    ends: list[datetime] = []
    while left and seen < HANDSHAKES:
        host, seen = left[0], seen + 1
        try:
            with _secured(front, host) as channel:
                told: dict[str, Any] = dict(channel.getpeercert() or {})
        except OSError as error:
            faults.append(f"{host}: {error}")
            left.remove(host)
            continue
        names = [str(value) for kind, value in told.get("subjectAltName", ()) if kind == "DNS"]
        ends.append(datetime.fromtimestamp(ssl.cert_time_to_seconds(str(told["notAfter"])), UTC))
        left = [one for one in left if one != host and not any(covers(name, one) for name in names)]
    told_of = faults[:NAMED] + ([f"and {len(faults) - NAMED} more"] if len(faults) > NAMED else [])
    yield InstallLine(
        "front.certificates",
        "; ".join(told_of)
        or f"{len(hosts) - len(left)} of {len(hosts)} hosts are covered"
        + (f"; {len(left)} not asked for, each has one of its own" if left else ""),
        "See docs/install.md, certificates; manage.py hosts --san prints the names."
        if faults
        else "",
    )
    if ends:
        is_soon = min(ends) - timezone.now() < ENDS_SOON
        yield InstallLine(
            "front.certificate_ends",
            f"the first on {min(ends):%d/%m/%Y}",
            "Renew it, and see why that does not happen by itself." if is_soon else "",
        )


def of_proxy(front: VisitorsFront) -> Iterator[InstallLine]:
    """What the proxy makes of headers that only it may set."""
    host = settings.PORTALS_BASE_DOMAIN
    forged = {"X-Forwarded-Proto": "http", "X-Request-ID": secrets.token_hex(16)}
    status, headers = _answer(front, host, "/", forged)
    is_right = status == 200
    yield InstallLine(
        "front.scheme",
        f"{host}/ answers {status}",
        ""
        if is_right
        else "301: have the proxy set X-Forwarded-Proto to https and drop a visitor's. 404: open its portal.",
    )
    is_own = headers.get("X-Request-ID") not in {None, forged["X-Request-ID"]}
    yield InstallLine(
        "front.request_id",
        "set by the proxy" if is_own else "taken over from the visitor, or missing",
        "" if is_own else "Have the proxy set X-Request-ID itself.",
    )
    yield _of_forwarded_for(front, host)


def _of_forwarded_for(front: VisitorsFront, host: str) -> InstallLine:
    """Whether a stranger who names this machine is taken for a program of it, but for X-Forwarded-For.

    The answer of `/-/live` under that name is ours and no other's: only where it comes, the second one proves anything.
    """
    name, here = "front.forwarded_for", {"Host": "127.0.0.1"}
    status = 0
    # Nginx closes the connection where it is told to `return 444`, as `fronts.nginx_lines` has it.
    with suppress(OSError, http.client.HTTPException):
        if _asked(front, host, "/-/live", here)[2] == LIVES:
            status, _headers = _answer(front, host, f"/-/ask?domain={host}", here)
    if status == 200:
        return InstallLine(
            name,
            "not set: strangers are taken for this machine",
            "Have the proxy set X-Forwarded-For to the visitor's address.",
        )
    if status in NOT_OF_THIS_MACHINE:
        return InstallLine(name, "set by the proxy")
    return InstallLine(
        name, "not seen: the proxy lets no request through to a name that is none of ours"
    )


def of_desk(front: VisitorsFront) -> Iterator[InstallLine]:
    host = settings.PORTALS_ADMIN_HOST
    status, _headers = _answer(
        front, host, reverse("wagtailadmin_login", urlconf="portals.urls.admin"), {}
    )
    yield InstallLine(
        "front.desk",
        f"the sign-in on {host} answers {status}",
        "" if status == 200 else "Have the proxy send the desk's host to its own web processes.",
    )


def _answer(
    front: VisitorsFront, host: str, path: str, headers: dict[str, str]
) -> tuple[int, http.client.HTTPMessage]:
    return _asked(front, host, path, headers)[:2]


def _asked(
    front: VisitorsFront, host: str, path: str, headers: dict[str, str]
) -> tuple[int, http.client.HTTPMessage, bytes]:
    with (
        _secured(front, host) as channel,
        closing(http.client.HTTPConnection(host, timeout=SECONDS)) as asking,
    ):
        asking.sock = channel
        port = f":{settings.PORTALS_PORT}" if settings.PORTALS_PORT else ""
        asking.request("GET", path, headers={"Host": f"{host}{port}"} | headers)
        answer = asking.getresponse()
        return answer.status, answer.headers, answer.read(LARGEST)


@contextmanager
def _secured(front: VisitorsFront, host: str) -> Iterator[ssl.SSLSocket]:
    """A channel to the front that proved to be `host`."""
    place: Sequence[str | int] = front.at or (host, settings.PORTALS_PORT or 443)
    context = ssl.create_default_context(cafile=front.authority)
    with (
        socket.create_connection((str(place[0]), int(place[1])), timeout=SECONDS) as plain,
        context.wrap_socket(plain, server_hostname=host) as channel,
    ):
        yield channel
