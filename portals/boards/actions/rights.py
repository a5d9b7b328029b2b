"""Deriving the rights of people from their posts, and the groups that carry them."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date, datetime
from typing import TYPE_CHECKING

from django.contrib.auth.models import Group, Permission
from django.db import transaction
from wagtail.documents.models import Document
from wagtail.images.models import Image
from wagtail.models import GroupCollectionPermission, GroupPagePermission

from portals.clock import local_date

from ..enums import EDITORS, Position
from ..models import BoardMember, RightsGroup, User

if TYPE_CHECKING:
    from portals.models import Portal

# The label of an app and the code name of a permission.
type Right = tuple[str, str]

ADMIN: Right = ("wagtailadmin", "access_admin")
# Rights that no post will ever change are valid to the end of the calendar.
FOR_EVER = date.max

PAGE_RIGHTS = {
    RightsGroup.Kind.EDIT: ("add_page", "change_page"),
    RightsGroup.Kind.CONTRIBUTE: ("add_page",),
}
FILE_RIGHTS = {
    RightsGroup.Kind.EDIT: ("add", "change", "choose"),
    RightsGroup.Kind.CONTRIBUTE: ("add", "choose"),
}


def derive_rights(*, user: User, now: datetime) -> None:
    """Set the user's groups to what their posts give today, and the day on which that must be asked again."""
    today = local_date(now)
    posts = list(
        BoardMember.objects.filter(user=user)
        # Nobody writes on a portal that has ended, whatever post was given there since.
        .exclude(board__portal__closed_on__lte=today)
        .values_list("board__portal", "position", "period")
    )
    wanted = {
        (portal_id, _kind_of(Position(position)))
        for portal_id, position, period in posts
        if today in period
    }
    groups = [
        rights.group_id
        for rights in RightsGroup.objects.filter(portal__in={portal for portal, _kind in wanted})
        if (rights.portal_id, rights.kind) in wanted
    ]
    boundaries = [
        day
        for _portal, _position, period in posts
        for day in (period.lower, period.upper)
        if day is not None and day > today
    ]
    with transaction.atomic():
        user.groups.set(groups)
        user.rights_valid_until = min(boundaries, default=FOR_EVER)
        user.save(update_fields=["rights_valid_until"])


def open_rights(*, portal: Portal) -> None:
    """Create the groups that carry the rights of a portal's board, or complete them. Safe to repeat.

    No group may publish or delete in bulk: publishing is a verb of ours, behind its own check.
    """
    there = set(portal.rights_groups.values_list("kind", flat=True))
    missing = [kind for kind in RightsGroup.Kind if kind not in there]
    if missing:
        _open(portal, missing)


def _open(portal: Portal, kinds: Iterable[RightsGroup.Kind]) -> None:
    known = _permissions()
    groups = {
        kind: Group(name=f"{portal.code} {portal.opened_on:%Y-%m-%d}: {kind}") for kind in kinds
    }
    Group.objects.bulk_create(groups.values())
    entry = Group.permissions.through
    entry.objects.bulk_create(
        entry(group=group, permission=known[ADMIN]) for group in groups.values()
    )
    GroupPagePermission.objects.bulk_create(
        GroupPagePermission(group=group, page_id=portal.root_id, permission=known[right])
        for kind, group in groups.items()
        for right in _page_rights(kind)
    )
    GroupCollectionPermission.objects.bulk_create(
        GroupCollectionPermission(
            group=group, collection_id=portal.collection_id, permission=known[right]
        )
        for kind, group in groups.items()
        for right in _file_rights(kind)
    )
    RightsGroup.objects.bulk_create(
        RightsGroup(portal=portal, kind=kind, group=group) for kind, group in groups.items()
    )


def _kind_of(position: Position) -> str:
    kind = RightsGroup.Kind.EDIT if position in EDITORS else RightsGroup.Kind.CONTRIBUTE
    return kind.value


def _page_rights(kind: RightsGroup.Kind) -> list[Right]:
    return [("wagtailcore", right) for right in PAGE_RIGHTS[kind]]


def _file_rights(kind: RightsGroup.Kind) -> list[Right]:
    """Wagtail asks for the rights on its own two models, whichever model holds images and files."""
    return [
        (model._meta.app_label, f"{right}_{model._meta.model_name}")
        for model in (Image, Document)
        for right in FILE_RIGHTS[kind]
    ]


def _permissions() -> dict[Right, Permission]:
    """All permissions that any group of a board carries."""
    wanted = {ADMIN}
    for kind in RightsGroup.Kind:
        wanted |= {*_page_rights(kind), *_file_rights(kind)}
    found = {
        (permission.content_type.app_label, permission.codename): permission
        for permission in Permission.objects.filter(
            content_type__app_label__in={label for label, _name in wanted},
            codename__in={name for _label, name in wanted},
        ).select_related("content_type")
    }
    if lacking := wanted - found.keys():
        raise LookupError(f"No such permissions: {sorted(lacking)}")
    return found
