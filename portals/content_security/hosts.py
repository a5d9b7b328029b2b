"""Where links lead: which hosts are trusted, and which addresses hide where they lead."""

from __future__ import annotations

import ipaddress
import re
from collections.abc import Iterator, Set
from urllib.parse import parse_qsl, unquote, urlsplit

from django.conf import settings

from .words import HOST_SIGNS, NAMES, disguised_in

# Their short addresses lead anywhere, and elsewhere tomorrow.
SHORTENERS = frozenset(
    {"bit.ly", "tinyurl.com", "t.co", "goo.gl", "cutt.ly", "is.gd", "rb.gy", "s.id", "shorturl.at", "ow.ly"}
    | {"tiny.cc", "rebrand.ly", "t.ly", "v.gd", "soo.gd", "by.com.vn", "link1s.com", "megaurl.in", "yeumoney.com"}
)  # fmt: skip
# Their sites change the number behind the name as often as they are blocked.
LONG_NAMES = tuple(name for name in NAMES if len(name) > 3 and " " not in name)
ADDRESS = re.compile(r"(?:(?:https?:)?//|www\.)[^\s<>\"'“”]+", re.IGNORECASE)
# A name of a host without anything before it; endings that people register by the thousand.
BARE_HOST = re.compile(
    r"(?<![\w@./-])(?:[\w-]+\.)+(?:com|net|org|info|vip|club|win|bet|casino|top|xyz|online|site|live|fun|app|cc|io|me)"
    r"(?![\w-])",
    re.IGNORECASE,
)
# Browsers leave out space and control characters within such a name.
RUNS = re.compile(
    rf"\s*(?:{r'\s*'.join('javascript')}|{r'\s*'.join('vbscript')}|data|blob|file)\s*:",
    re.IGNORECASE,
)


def is_trusted(host: str, trusted: Set[str]) -> bool:
    """Whether `host` or a domain above it is among `trusted`."""
    labels = host.lower().rstrip(".").split(".")
    return any(".".join(labels[start:]) in trusted for start in range(len(labels)))


def always_trusted() -> frozenset[str]:
    """Return the hosts that this install trusts by its settings: its own, and those that offices link to."""
    return frozenset({settings.PORTALS_BASE_DOMAIN, *settings.PORTALS_LINK_HOSTS})


def is_gambling_host(host: str) -> bool:
    lowered = host.lower()
    labels = lowered.split(".")
    return (
        HOST_SIGNS.search(lowered) is not None
        or not NAMES.isdisjoint(labels)
        or any(label.startswith(LONG_NAMES) for label in labels)
    )


def host_of(address: str) -> str:
    """Return the host of `address`, "" where it leads nowhere else: a path, a mail address, a telephone."""
    text = address.strip().replace("\\", "/")
    if text.lower().startswith("www."):
        text = f"//{text}"
    try:
        parts = urlsplit(text)
    except ValueError:
        return text[:100]
    if parts.scheme.lower() in {"mailto", "tel"}:
        return ""
    return (parts.hostname or "").rstrip(".")


def hides_its_end(address: str, trusted: Set[str]) -> bool:
    """Whether nobody sees by `address` where it leads: a shortener, a number, a name before it, another one within."""
    try:
        parts = urlsplit(address.strip().replace("\\", "/"))
    except ValueError:
        return True
    host = (parts.hostname or "").rstrip(".")
    if host in SHORTENERS or parts.username is not None or disguised_in(host):
        return True
    if _is_number(host):
        return True
    return any(
        not is_trusted(inner, trusted) for inner in _inner_hosts(parts.query + "&" + parts.fragment)
    )


def _is_number(host: str) -> bool:
    if re.fullmatch(r"(?:0x[0-9a-f]+|\d+)(?:\.(?:0x[0-9a-f]+|\d+))*", host, re.IGNORECASE):
        return True
    try:
        ipaddress.ip_address(host)
    except ValueError:
        return False
    return True


def _inner_hosts(query: str) -> Iterator[str]:
    for _name, value in parse_qsl(query):
        text = unquote(value).strip()
        if text.lower().startswith(("http:", "https:", "//")):
            inner = host_of(text)
            if inner:
                yield inner
