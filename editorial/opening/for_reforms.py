"""How a change of units opens portals, names them anew, and takes away one that nobody has used."""

from __future__ import annotations

from datetime import date, datetime
from typing import TYPE_CHECKING

from django.db import transaction
from wagtail.models import Page, Site

from editorial.models import HomePage, PortalDocument, PortalImage, SectionPage
from portals.models import Portal
from portals.reforms.endings import PortalOpener, made_by_the_clock
from portals.reforms.registry import declared_fates
from portals.reforms.switching import Switching, rows_of_column

from .actions import PortalSpec, open_portal

if TYPE_CHECKING:
    from portals.boards.models import User
    from portals.reforms.models import ReformUnit

# Where a portal that was opened, and nothing more, has rows.
MADE_BY_OPENING = frozenset(
    {
        "boards.EditorialBoard.portal",
        "boards.RightsGroup.portal",
        "editorial.SectionPage.portal",
        "portals.ClusterMembership.portal",
        "portals.Oversight.portal",
        "portals.PortalAddress.portal",
        "reforms.ReformUnit.portal",
    }
)


def _open(unit: ReformUnit, day: date, actor: User | None, now: datetime) -> Portal:
    spec = PortalSpec(
        code=unit.code,
        name=unit.name,
        tier=unit.tier_id,
        opened_on=day,
        hostname=unit.hostname,
        overseer_code=unit.overseer_code or None,
        cluster_code=unit.cluster_code or None,
    )
    return open_portal(spec=spec, actor=actor, now=now)


def _rename(portal: Portal, switching: Switching) -> None:
    """What bears the portal's name beside its own row: home page and site.

    Its collection keeps the name it has: those of a tree stand in the order of their names, and adding one between two
    that do not fails.
    """
    update = switching.recorder.update
    if portal.root_id:
        pages = Page.objects.filter(pk=portal.root_id)
        update(pages, title=portal.title, draft_title=portal.title)
    update(Site.objects.filter(pk=portal.site_id), site_name=portal.title)


def _take_away(portal: Portal) -> bool:
    """Delete a portal that was opened and never used, with what opening made; else change nothing and say False."""
    if _is_used(portal):
        return False
    with transaction.atomic():
        root, site, collection = portal.root, portal.site, portal.collection
        groups = [rights.group for rights in portal.rights_groups.select_related("group")]
        for column in made_by_the_clock():
            rows_of_column(column, [portal.pk])[0].delete()
        for tie in (portal.oversights, portal.cluster_memberships, portal.addresses):
            tie.all().delete()
        portal.board.delete()
        portal.rights_groups.all().delete()
        if root is not None:
            # What is not live needs no taking down: the whole of the portal goes at once.
            Page.objects.descendant_of(root, inclusive=True).update(live=False)
        for page in SectionPage.objects.filter(portal=portal):
            page.delete()
        portal.delete()
        home = HomePage.objects.filter(pk=root.pk).first() if root else None
        for made in (site, home, collection, *groups):
            if made is not None:
                made.delete()
    return True


def _is_used(portal: Portal) -> bool:
    others = declared_fates().keys() - MADE_BY_OPENING - made_by_the_clock()
    if any(rows_of_column(column, [portal.pk])[0].exists() for column in others):
        return True
    if portal.board.members.exists():
        return True
    return _has_texts(portal) or any(
        model.objects.filter(collection=portal.collection_id).exists()
        for model in (PortalDocument, PortalImage)
    )


def _has_texts(portal: Portal) -> bool:
    if portal.root is None:
        return False
    pages = Page.objects.descendant_of(portal.root, inclusive=True)
    below_sections = pages.filter(depth__gt=portal.root.depth + 1)
    return below_sections.exists() or pages.filter(latest_revision__isnull=False).exists()


OPENER = PortalOpener(open=_open, rename=_rename, take_away=_take_away)
