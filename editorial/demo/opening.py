"""The demo's portals, opened from a list of units that ships with the product."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime

from django.conf import settings

from editorial.opening.listing import open_listed, read_opening_list
from portals.demo.contacts import name_clusters, name_tiers
from portals.demo.organisations import DemoOrganisation
from portals.demo.people import Hosts
from portals.models import Portal


def open_demo_portals(
    organisation: DemoOrganisation, *, now: datetime
) -> tuple[Sequence[Portal], Hosts]:
    """Open all portals of this state; return them, the province first, and how its list calls their hosts."""
    found = read_opening_list(
        organisation.list_of_portals,
        base_domain=settings.PORTALS_BASE_DOMAIN,
        opened_on=organisation.opened_on,
    )
    open_listed(found, actor=None, now=now)
    name_clusters()
    name_tiers(organisation)
    portals = list(Portal.objects.select_related("root").order_by("tier__level", "pk"))
    hosts = {row["code"]: row["host"] for row in organisation.listed()}
    return portals, Hosts((portal.pk, hosts[portal.code]) for portal in portals)
