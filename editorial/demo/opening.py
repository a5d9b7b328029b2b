"""The demo's portals, opened from the list of units that ships with the product."""

from __future__ import annotations

import csv
from collections.abc import Sequence
from datetime import date, datetime
from pathlib import Path

from django.conf import settings

from editorial.opening.listing import open_listed, read_opening_list
from portals.demo.contacts import name_clusters
from portals.demo.people import Hosts
from portals.models import Portal

PORTALS = Path(settings.ROOT) / "portals" / "data" / "portals-2024.csv"
OPENED_ON = date(2019, 1, 1)


def open_demo_portals(*, now: datetime) -> tuple[Sequence[Portal], Hosts]:
    """Open all portals of the list; return them, the province first, and how the list calls their hosts."""
    found = read_opening_list(
        PORTALS, base_domain=settings.PORTALS_BASE_DOMAIN, opened_on=OPENED_ON
    )
    open_listed(found, actor=None, now=now)
    name_clusters()
    portals = list(Portal.objects.select_related("root").order_by("tier__level", "pk"))
    with PORTALS.open(encoding="utf-8") as file:
        hosts = {row["code"]: row["host"] for row in csv.DictReader(file)}
    return portals, Hosts((portal.pk, hosts[portal.code]) for portal in portals)
