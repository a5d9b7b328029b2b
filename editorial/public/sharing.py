"""How readers pass a page on: the addresses with which a service takes one. They carry the page's address alone."""

from __future__ import annotations

from collections.abc import Set
from dataclasses import dataclass
from urllib.parse import quote, unquote

from portals.content_security.hosts import host_of


@dataclass(frozen=True, slots=True)
class ShareWay:
    """A service, and the address to which that of the page is appended."""

    service: str
    begins: str

    def address_for(self, address: str) -> str:
        return self.begins + quote(address, safe="")


SHARE_WAYS = (
    ShareWay("Facebook", "https://www.facebook.com/sharer/sharer.php?u="),
    ShareWay("Zalo", "https://zalo.me/share?url="),
)


def shares_one_of(hosts: Set[str], address: str) -> bool:
    """Whether `address` passes on a page of one of `hosts`, and says nothing else to the service."""
    for way in SHARE_WAYS:
        shared = unquote(address.removeprefix(way.begins))
        if address == way.address_for(shared):
            return host_of(shared) in hosts
    return False
