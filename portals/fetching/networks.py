"""Which IP addresses are of the public internet."""

from __future__ import annotations

import ipaddress

# Each carries an IPv4 address inside, and so could lead to a private one by a gateway.
CARRIERS = tuple(
    ipaddress.ip_network(network)
    for network in ("64:ff9b::/96", "64:ff9b:1::/48", "2002::/16", "2001::/32", "::/96")
)
# The way to such gateways (RFC 7526), which Python takes for public.
ANYCAST = ipaddress.ip_network("192.88.99.0/24")


def is_public(text: str) -> bool:
    """Say whether `text` is an address of the public internet.

    Not public are private, loopback, link-local (where clouds keep their metadata), shared, reserved, multicast and
    unspecified ones, and IPv6 addresses with an IPv4 address inside, save a mapped one that is public itself.
    """
    try:
        address = ipaddress.ip_address(text)
    except ValueError:
        return False
    if isinstance(address, ipaddress.IPv6Address):
        if address.ipv4_mapped is not None:
            return is_public(str(address.ipv4_mapped))
        if address.is_site_local or any(address in network for network in CARRIERS):
            return False
    elif address in ANYCAST:
        return False
    return address.is_global and not address.is_multicast and not address.is_reserved


def is_ip_address(text: str) -> bool:
    """Whether `text` is an IP address, public or not."""
    try:
        ipaddress.ip_address(text)
    except ValueError:
        return False
    return True
