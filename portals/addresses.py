"""From host names to portals and back."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date

from django.conf import settings
from django.utils import timezone

from .clock import local_date
from .models import Portal, PortalAddress

type WhereItWent = Callable[[Portal, str], str | None]

_where_it_went: list[WhereItWent] = []


def register_where_pages_went(ask: WhereItWent) -> None:
    """By the floor that has pages: where what had this path on a portal's hosts has another address now, or None.

    The path has no slash in front; the address is whole, or begins with one.
    """
    if _where_it_went:
        raise ValueError("two floors have pages")
    _where_it_went.append(ask)


def led_on_from_another_host(portal: Portal, path: str, query: str) -> str:
    """Return where a host that is not the main one of `portal` leads: in one step, a page that has moved too."""
    moved = _where_it_went[0](portal, path.removeprefix("/")) if _where_it_went else None
    address = moved or path
    whole = address if "://" in address else main_origin(portal) + address
    return f"{whole}?{query}" if query else whole


def address_at(hostname: str, day: date) -> PortalAddress | None:
    """Return the address that `hostname` is on `day`, with its portal, or None for an unknown host. One query."""
    return (
        PortalAddress.objects.in_force(day)
        .filter(hostname=hostname.lower())
        .select_related("portal", "portal__site", "portal__tier", "portal__root")
        .first()
    )


def origin_of(hostname: str) -> str:
    """Return scheme, host and port under which the public reaches `hostname`."""
    port = f":{settings.PORTALS_PORT}" if settings.PORTALS_PORT else ""
    return f"{settings.PORTALS_SCHEME}://{hostname}{port}"


def main_hostname(portal: Portal) -> str:
    """Return the host name of `portal` today. Without a query where its site is loaded."""
    if portal.site is not None:
        return portal.site.hostname
    address = portal.addresses.in_force(local_date(timezone.now())).get(is_main=True)
    return str(address.hostname)


def main_origin(portal: Portal) -> str:
    """Return the origin of `portal`, e.g. "https://www.example.vn". Without a query where its site is loaded."""
    return origin_of(main_hostname(portal))


def admin_origin() -> str:
    return origin_of(settings.PORTALS_ADMIN_HOST)


def portals_by_hostname(day: date) -> dict[str, int]:
    """Return the portal of every host name in force on `day`. One query."""
    return dict(PortalAddress.objects.in_force(day).values_list("hostname", "portal_id"))
