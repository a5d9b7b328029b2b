"""Opening a portal: its address, ties, pages, board and rights, in one act that is safe to repeat."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime
from typing import TYPE_CHECKING, cast

from django.db import transaction
from django.db.backends.postgresql.psycopg_any import DateRange
from wagtail.log_actions import log
from wagtail.models import Collection, Page, Site

from editorial.bulk_import.bulk_insert import insert_pages
from editorial.models import HomePage, SectionPage, SectionRequirement
from portals.boards.actions import open_rights
from portals.boards.models import EditorialBoard
from portals.models import Cluster, ClusterMembership, Oversight, Portal, PortalAddress
from portals.pagecache.cache_invalidation import change_province_edition
from portals.text import slug_of

from .file_collections import insert_collections

if TYPE_CHECKING:
    from portals.boards.models import User


@dataclass(frozen=True, kw_only=True)
class PortalSpec:
    """What must be known to open a portal. `hostname` is whole; the codes name portals and clusters of that day."""

    code: str
    name: str
    tier: str
    opened_on: date
    hostname: str
    overseer_code: str | None = None
    cluster_code: str | None = None


def open_portal(
    *,
    spec: PortalSpec,
    actor: User | None,
    now: datetime,
    collection: Collection | None = None,
) -> Portal:
    """Open the portal that `spec` describes, or complete what is missing of it; return it.

    The overseer must be open on the day. Nothing that exists is changed, so a second call does nothing. A `collection`
    that `open_collections` opened for it becomes the portal's; else it gets one here.
    """
    with transaction.atomic():
        portal, created = Portal.objects.get_or_create(
            code=spec.code,
            opened_on=spec.opened_on,
            defaults={"name": spec.name, "tier_id": spec.tier},
        )
        _ensure_ties(portal, spec)
        _ensure_collection(portal, collection)
        _ensure_home(portal)
        _ensure_site(portal, spec.hostname)
        _ensure_sections(portal)
        EditorialBoard.objects.get_or_create(portal=portal)
        open_rights(portal=portal)
        if created:
            change_province_edition()
            log(instance=portal, action="portals.open", user=actor, data={"portal": portal.pk})
    return portal


def _ensure_ties(portal: Portal, spec: PortalSpec) -> None:
    since = DateRange(spec.opened_on, None)
    if not portal.addresses.filter(hostname=spec.hostname).exists():
        PortalAddress.objects.create(portal=portal, hostname=spec.hostname, period=since)
    if spec.overseer_code and not portal.oversights.exists():
        overseer = Portal.objects.open_on(spec.opened_on).get(code=spec.overseer_code)
        Oversight.objects.create(portal=portal, overseer=overseer, period=since)
    if spec.cluster_code and not portal.cluster_memberships.exists():
        cluster, _created = Cluster.objects.get_or_create(
            code=spec.cluster_code, defaults={"name": spec.cluster_code}
        )
        ClusterMembership.objects.create(portal=portal, cluster=cluster, period=since)


def open_collections(specs: Iterable[PortalSpec]) -> dict[PortalSpec, Collection]:
    """Open the collections of portals that do not exist yet, for `open_portal`: all in so many statements as one."""
    there = set(Portal.objects.values_list("code", "opened_on"))
    missing = [spec for spec in specs if (spec.code, spec.opened_on) not in there]
    made = insert_collections([_collection_name(spec.name, spec.code) for spec in missing])
    return dict(zip(missing, made, strict=True))


def _collection_name(name: str, code: str) -> str:
    return f"{name} ({code})"


def _ensure_collection(portal: Portal, opened: Collection | None) -> None:
    if portal.collection_id is None:
        name = _collection_name(portal.name, portal.code)
        portal.collection = opened or insert_collections([name])[0]
        portal.save(update_fields=["collection"])


def _ensure_home(portal: Portal) -> None:
    if portal.root_id is None:
        home = HomePage(
            title=portal.title,
            slug=slug_of(f"{portal.code}-{portal.opened_on:%Y%m%d}", fallback="portal"),
            live=True,
        )
        insert_pages(children={_root_page(): [home]})
        portal.root = home.page_ptr
        portal.save(update_fields=["root"])


def _root_page() -> Page:
    """The page above all home pages, found by its path: by its depth every page of the province is looked at."""
    return Page.objects.order_by("path")[0]


def _ensure_site(portal: Portal, hostname: str) -> None:
    if portal.site_id is None and portal.closed_on is None:
        portal.site = Site.objects.create(
            hostname=hostname, root_page=portal.root, site_name=portal.title
        )
        portal.save(update_fields=["site"])


def _ensure_sections(portal: Portal) -> None:
    """Open the sections that the taxonomy requires of the tier on the opening day; optional ones come by choice."""
    missing = (
        SectionRequirement.objects.in_force(portal.opened_on)
        .filter(tier=portal.tier_id, required=True)
        .exclude(section_type__sections__portal=portal)
        .select_related("section_type")
        .order_by("section_type__position")
    )
    sections = [
        SectionPage(
            title=requirement.section_type.name,
            slug=requirement.section_type_id,
            portal=portal,
            section_type=requirement.section_type,
            live=True,
            show_in_menus=True,
        )
        for requirement in missing
    ]
    if sections:
        insert_pages(children={cast("Page", portal.root): sections})
