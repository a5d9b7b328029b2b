"""Deriving the rights of people from their posts, and the groups that carry them."""

from __future__ import annotations

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
        BoardMember.objects.filter(user=user).values_list("board__portal", "position", "period")
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
    for kind in RightsGroup.Kind:
        if RightsGroup.objects.filter(portal=portal, kind=kind).exists():
            continue
        group = Group.objects.create(name=f"{portal.code} {portal.opened_on:%Y-%m-%d}: {kind}")
        group.permissions.add(
            Permission.objects.get(content_type__app_label="wagtailadmin", codename="access_admin")
        )
        GroupPagePermission.objects.bulk_create(
            GroupPagePermission(group=group, page_id=portal.root_id, permission=permission)
            for permission in _permissions("wagtailcore", PAGE_RIGHTS[kind])
        )
        GroupCollectionPermission.objects.bulk_create(
            GroupCollectionPermission(
                group=group, collection_id=portal.collection_id, permission=permission
            )
            # Wagtail asks for the rights on its own two models, whichever model holds images and files.
            for model in (Image, Document)
            for permission in _permissions(
                model._meta.app_label,
                [f"{right}_{model._meta.model_name}" for right in FILE_RIGHTS[kind]],
            )
        )
        RightsGroup.objects.create(portal=portal, kind=kind, group=group)


def _kind_of(position: Position) -> str:
    kind = RightsGroup.Kind.EDIT if position in EDITORS else RightsGroup.Kind.CONTRIBUTE
    return kind.value


def _permissions(app_label: str, codenames: tuple[str, ...] | list[str]) -> list[Permission]:
    found = list(
        Permission.objects.filter(content_type__app_label=app_label, codename__in=codenames)
    )
    if len(found) != len(codenames):
        raise LookupError(f"{app_label} lacks one of the permissions {', '.join(codenames)}")
    return found
