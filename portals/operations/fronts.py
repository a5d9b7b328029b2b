"""What stands before the application needs to know of the hosts: for certificates, for the zone, for the proxies."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Sequence
from datetime import date
from ipaddress import ip_address

from django.conf import settings

from portals.models import PortalAddress

# Of a wildcard certificate: `*.base` covers the names of one level, and no other.
ANY = "*."


def hosts_that_answer(day: date) -> list[str]:
    """Return every host of the install on `day`: the desk, the portals, and former names that lead on. One query."""
    addresses = PortalAddress.objects.in_force(day).values_list("hostname", flat=True)
    return _in_order({settings.PORTALS_ADMIN_HOST, *addresses})


def levels(hosts: Iterable[str]) -> Counter[int]:
    """How many hosts stand how many levels below the base domain; those outside count as -1."""
    base = settings.PORTALS_BASE_DOMAIN
    return Counter(
        host.removesuffix(base).count(".") if host == base or host.endswith(f".{base}") else -1
        for host in hosts
    )


def certificate_names(hosts: Sequence[str]) -> list[str]:
    """Return the fewest names with which one certificate covers all `hosts`.

    A wildcard stands for what is below one name, where that is more than one host: a certificate has room for a
    hundred names, of Let's Encrypt.
    """
    parents = Counter(host.partition(".")[2] for host in hosts if _is_below(host))
    wide = {parent for parent, count in parents.items() if count > 1}
    named = {host for host in hosts if not _is_below(host) or host.partition(".")[2] not in wide}
    return _in_order(named | {f"{ANY}{parent}" for parent in wide})


def covers(name: str, host: str) -> bool:
    """Whether the `name` of a certificate covers `host`, as browsers have it (RFC 6125)."""
    name = name.lower()
    return name == host or (name.startswith(ANY) and host.partition(".")[2] == name[len(ANY) :])


def zone_lines(hosts: Sequence[str], addresses: Sequence[str]) -> list[str]:
    """Return the records of `hosts` at `addresses`, in the form of BIND, below the base domain where they are.

    Each host by its name: a wildcard record of a zone does not cover what is below a name that is there.
    """
    base = settings.PORTALS_BASE_DOMAIN
    lines = [f"$ORIGIN {base}."]
    for host in hosts:
        name = "@" if host == base else host.removesuffix(f".{base}")
        name = f"{host}." if name == host else name
        lines += [f"{name:<40} IN {_kind(address):<5} {address}" for address in addresses]
    return lines


def nginx_lines(hosts: Sequence[str]) -> list[str]:
    """Return a map for nginx that is 1 for `hosts`: in `http`, and in a server `if ($is_ours = 0) { return 444; }`."""
    return [
        # Or nginx refuses the map where names are long.
        "map_hash_bucket_size 128;",
        "map $host $is_ours {",
        "    default 0;",
        *(f"    {host} 1;" for host in hosts),
        "}",
    ]


def caddy_lines(hosts: Sequence[str]) -> list[str]:
    """Return the addresses of Caddy's one site, in place of `https://`: with them it asks nobody for which it may."""
    return [*(f"{host}," for host in hosts[:-1]), f"{hosts[-1]} {{"]


def _kind(address: str) -> str:
    return "A" if ip_address(address).version == 4 else "AAAA"


def _is_below(host: str) -> bool:
    return host.endswith(f".{settings.PORTALS_BASE_DOMAIN}")


def _in_order(names: Iterable[str]) -> list[str]:
    """By what is above, so that what is of one place stands together."""
    return sorted(names, key=lambda name: name.split(".")[::-1])
