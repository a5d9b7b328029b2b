"""How a change of units opens portals and names them anew."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date, datetime
from typing import TYPE_CHECKING

from wagtail.models import Page, Site

from portals.models import Portal
from portals.reforms.endings import PortalOpener
from portals.reforms.switching import Switching

from .actions import PortalSpec, open_collections, open_portal
from .taking_away import take_away_unused

if TYPE_CHECKING:
    from portals.boards.models import User
    from portals.reforms.models import ReformUnit


def _open(
    units: Sequence[ReformUnit], day: date, actor: User | None, now: datetime
) -> list[Portal]:
    specs = [
        PortalSpec(
            code=unit.code,
            name=unit.name,
            tier=unit.tier_id,
            opened_on=day,
            hostname=unit.hostname,
            overseer_code=unit.overseer_code or None,
            cluster_code=unit.cluster_code or None,
        )
        for unit in units
    ]
    collections = open_collections(specs)
    return [
        open_portal(spec=spec, actor=actor, now=now, collection=collections.get(spec))
        for spec in specs
    ]


def _rename(portal: Portal, switching: Switching) -> None:
    """What bears the portal's name beside its own row: home page and site, which has its host as well.

    Its collection keeps the name it has: those of a tree stand in the order of their names.
    """
    update = switching.recorder.update
    if portal.root_id:
        pages = Page.objects.filter(pk=portal.root_id)
        update(pages, title=portal.title, draft_title=portal.title)
    main = portal.addresses.in_force(switching.day).get(is_main=True)
    sites = Site.objects.filter(pk=portal.site_id)
    update(sites, site_name=portal.title, hostname=main.hostname)


OPENER = PortalOpener(open=_open, rename=_rename, take_away=take_away_unused)
