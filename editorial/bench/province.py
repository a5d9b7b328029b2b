"""A made-up province of any size: what the verbs of opening would leave, written for all portals together."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date

from django.conf import settings
from django.contrib.auth.models import Group, Permission
from django.db import connection, transaction
from django.db.backends.postgresql.psycopg_any import DateRange
from django.utils import timezone
from wagtail.models import Collection, GroupCollectionPermission, GroupPagePermission, Page, Site

from editorial.bulk_import.bulk_insert import insert_pages
from editorial.bulk_import.tree_paths import path_of_child, sibling_number
from editorial.models import HomePage, SectionPage, SectionRequirement
from editorial.opening.actions import PortalSpec, open_portal
from portals.boards.actions import FILE_RIGHTS, PAGE_RIGHTS, appoint
from portals.boards.enums import Position
from portals.boards.models import EditorialBoard, RightsGroup, User
from portals.models import Oversight, Portal, PortalAddress
from portals.operations.bench.cast import PROVINCE_CODE, username_of

OPENED_ON = date(2019, 1, 1)
TIER = "commune"


def open_province(*, portals: int) -> tuple[Portal, User, User]:
    """Open a province and `portals` communes below it; return it with its head and its editor."""
    province = open_portal(
        spec=PortalSpec(
            code=PROVINCE_CODE,
            name="Tỉnh Đo Đạc",
            tier="province",
            opened_on=OPENED_ON,
            hostname=settings.PORTALS_BASE_DOMAIN,
        ),
        actor=None,
        now=timezone.now(),
    )
    with transaction.atomic():
        _open_communes(province, portals)
        # The commit checks foreign keys by plans made when the tables were all but empty; this makes new ones.
        with connection.cursor() as cursor:
            cursor.execute("ANALYZE")
    head, editor = (
        member_of(province, position, username_of(position))
        for position in (Position.HEAD, Position.EDITOR)
    )
    return province, head, editor


def member_of(portal: Portal, position: Position, username: str) -> User:
    user = User.objects.create(username=username, email=f"{username}@example.vn")
    appoint(
        board=portal.board,
        user=user,
        position=position,
        starts_on=OPENED_ON,
        actor=None,
        now=timezone.now(),
    )
    return User.objects.get(pk=user.pk)


def _open_communes(province: Portal, number: int) -> None:
    since = DateRange(OPENED_ON, None)
    portals = [
        Portal(code=f"B{n}", name=f"Xã Đo Đạc {n}", tier_id=TIER, opened_on=OPENED_ON)
        for n in range(1, number + 1)
    ]
    homes = [HomePage(title=one.title, slug=f"b{one.code}".lower(), live=True) for one in portals]
    insert_pages(children={Page.objects.get(depth=1): homes})
    sites = Site.objects.bulk_create(
        Site(hostname=_host(one), root_page_id=home.pk, site_name=one.title)
        for one, home in zip(portals, homes, strict=True)
    )
    collections = _collections(portals)
    for one, home, site, collection in zip(portals, homes, sites, collections, strict=True):
        one.root_id, one.site, one.collection = home.pk, site, collection
    Portal.objects.bulk_create(portals)
    PortalAddress.objects.bulk_create(
        PortalAddress(portal=one, hostname=_host(one), period=since) for one in portals
    )
    Oversight.objects.bulk_create(
        Oversight(portal=one, overseer=province, period=since) for one in portals
    )
    EditorialBoard.objects.bulk_create(EditorialBoard(portal=one) for one in portals)
    _open_sections(portals)
    _open_rights(portals)


def _host(portal: Portal) -> str:
    return f"{portal.code.lower()}.{settings.PORTALS_BASE_DOMAIN}"


def _collections(portals: Sequence[Portal]) -> list[Collection]:
    root = Collection.objects.select_for_update().get(depth=1)
    last = root.get_last_child()
    first_step = 1 + (sibling_number(Collection, last.path) if last else 0)
    made = [
        Collection(
            name=f"{one.name} ({one.code})",
            depth=2,
            path=path_of_child(Collection, root.path, first_step + number),
        )
        for number, one in enumerate(portals)
    ]
    root.numchild += len(made)
    root.save(update_fields=["numchild"])
    return list(Collection.objects.bulk_create(made))


def _open_sections(portals: Sequence[Portal]) -> None:
    wanted = list(
        SectionRequirement.objects.in_force(OPENED_ON)
        .filter(tier=TIER, required=True)
        .select_related("section_type")
        .order_by("section_type__position")
    )
    roots = Page.objects.in_bulk([one.root_id for one in portals])
    insert_pages(
        children={
            roots[one.root_id]: [
                SectionPage(
                    title=requirement.section_type.name,
                    slug=requirement.section_type_id,
                    portal=one,
                    section_type=requirement.section_type,
                    live=True,
                    show_in_menus=True,
                )
                for requirement in wanted
            ]
            for one in portals
        }
    )


def _open_rights(portals: Sequence[Portal]) -> None:
    admin = Permission.objects.get(content_type__app_label="wagtailadmin", codename="access_admin")
    for kind in RightsGroup.Kind:
        groups = Group.objects.bulk_create(
            Group(name=f"{one.code} {one.opened_on:%Y-%m-%d}: {kind}") for one in portals
        )
        pairs = list(zip(portals, groups, strict=True))
        RightsGroup.objects.bulk_create(
            RightsGroup(portal=one, kind=kind, group=group) for one, group in pairs
        )
        Group.permissions.through.objects.bulk_create(
            Group.permissions.through(group=group, permission=admin) for group in groups
        )
        pages = _permissions("wagtailcore", PAGE_RIGHTS[kind])
        GroupPagePermission.objects.bulk_create(
            GroupPagePermission(group=group, page_id=one.root_id, permission=permission)
            for one, group in pairs
            for permission in pages
        )
        files = [
            permission
            for app, name in (("wagtailimages", "image"), ("wagtaildocs", "document"))
            for permission in _permissions(app, [f"{right}_{name}" for right in FILE_RIGHTS[kind]])
        ]
        GroupCollectionPermission.objects.bulk_create(
            GroupCollectionPermission(
                group=group, collection_id=one.collection_id, permission=permission
            )
            for one, group in pairs
            for permission in files
        )


def _permissions(app_label: str, codenames: Sequence[str]) -> list[Permission]:
    return list(
        Permission.objects.filter(content_type__app_label=app_label, codename__in=codenames)
    )
