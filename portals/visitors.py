"""Where a request comes from, also behind a proxy."""

from __future__ import annotations

from collections.abc import Mapping
from ipaddress import IPv4Address, IPv6Address, IPv6Network, ip_address
from typing import Any

from django.conf import settings
from django.http import HttpRequest


def client_address(request: HttpRequest) -> str | None:
    """Return the visitor's address: the last one that is no proxy of ours.

    `X-Forwarded-For` is read only as far as proxies named in PORTALS_TRUSTED_PROXIES wrote it, so a visitor cannot
    choose an address, neither to escape the lock after failed sign-ins nor to lock out another.
    """
    return address_of(request.META)


def address_of(environ: Mapping[str, Any]) -> str | None:
    """Return the visitor's address by what WSGI says of a request."""
    connected: str | None = environ.get("REMOTE_ADDR") or None
    written = environ.get("HTTP_X_FORWARDED_FOR", "").split(",") if connected else []
    address = connected
    for part in reversed(written):
        if not _is_ours(_parsed(address)):
            break
        if (named := _parsed(part.strip())) is None:
            break
        address = str(named)
    return address


def client_network(request: HttpRequest) -> str:
    """Return what one customer of a provider holds: the IPv4 address itself, the /64 of an IPv6 address."""
    return network_of(request.META)


def network_of(environ: Mapping[str, Any]) -> str:
    """Return the visitor's network by what WSGI says of a request."""
    return _network(environ, 64)


def client_site(request: HttpRequest) -> str:
    """Return the most that one customer is given: the IPv4 address itself, the /48 of an IPv6 address, 65,536 /64s."""
    return site_of(request.META)


def site_of(environ: Mapping[str, Any]) -> str:
    """Return the most that one customer is given, by what WSGI says of a request."""
    return _network(environ, 48)


def _network(environ: Mapping[str, Any], length: int) -> str:
    address = _parsed(address_of(environ))
    if isinstance(address, IPv6Address):
        return str(IPv6Network((address, length), strict=False))
    return str(address)


def _is_ours(address: IPv4Address | IPv6Address | None) -> bool:
    return address is not None and any(
        address in network for network in settings.PORTALS_TRUSTED_PROXIES
    )


def _parsed(text: str | None) -> IPv4Address | IPv6Address | None:
    try:
        return ip_address(text or "")
    except ValueError:
        return None
