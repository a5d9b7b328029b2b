"""What a board says about the body behind its portal, and that it looked at it again."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from datetime import datetime
from typing import TYPE_CHECKING

from django.db import IntegrityError, transaction
from django.utils.translation import gettext as _
from wagtail.log_actions import log

from portals.boards.enums import STANDING_EDITORS
from portals.boards.queries import holds_post
from portals.models import Portal
from portals.pagecache.cache_invalidation import change_editions
from portals.refusals import NotYourOffice, Refusal

from .enums import Subject
from .models import Confirmation, Official, ResidentialGroup, Unit

if TYPE_CHECKING:
    from portals.boards.models import User

# What of a portal its own board writes.
CONTACT_FIELDS = (
    *("address", "phone", "email", "opening_hours", "map_link"),
    *("governing_body", "responsible_name", "responsible_post"),
    *("spokesperson_name", "spokesperson_phone", "spokesperson_email"),
)


class UnableToChange(Refusal):
    """What was given contradicts itself or what stands already."""


def change_contact(
    *, portal: Portal, contact: Mapping[str, str], actor: User | None, now: datetime
) -> Portal:
    """Write the contact block of `portal`. `contact` may name some of `CONTACT_FIELDS`; the others stay as they are.

    The licence that its footer names is chosen with its look; social accounts have a register (`portals/social`).
    """
    with _change(portal=portal, actor=actor, now=now, action="portals.change_contact"):
        held = Portal.objects.select_for_update().get(pk=portal.pk)
        for name in CONTACT_FIELDS:
            if name in contact:
                setattr(held, name, contact[name].strip())
        held.save(update_fields=CONTACT_FIELDS)
    return held


def save_unit(*, unit: Unit, actor: User | None, now: datetime) -> Unit:
    """Write a new or changed unit of its portal's chart."""
    with _change(portal=unit.portal, actor=actor, now=now, action="portals.change_organisation"):
        Portal.objects.select_for_update().get(pk=unit.portal_id)
        _refuse_rings(unit)
        unit.save()
    return unit


def remove_unit(*, unit: Unit, actor: User | None, now: datetime) -> None:
    """Take a unit out of the chart. One that still has units or people is refused: they would go unseen."""
    with _change(portal=unit.portal, actor=actor, now=now, action="portals.change_organisation"):
        if unit.units.exists() or unit.officials.exists():
            raise UnableToChange(
                _("Units or people still belong to this unit. Move or remove them first.")
            )
        unit.delete()


def save_official(*, official: Official, actor: User | None, now: datetime) -> Official:
    """Write a new or changed leader or contact officer."""
    unit = official.unit
    with _change(
        portal=official.portal, actor=actor, now=now, action="portals.change_organisation"
    ):
        if unit is not None and unit.portal_id != official.portal_id:
            raise UnableToChange(_("The unit belongs to another portal."))
        official.save()
    return official


def remove_official(*, official: Official, actor: User | None, now: datetime) -> None:
    with _change(
        portal=official.portal, actor=actor, now=now, action="portals.change_organisation"
    ):
        official.delete()


def save_residential_group(
    *, group: ResidentialGroup, actor: User | None, now: datetime
) -> ResidentialGroup:
    """Write a new or changed residential group. Renamed, it stays followed; notices keep the name that they have."""
    with _change(portal=group.portal, actor=actor, now=now, action="portals.change_organisation"):
        group.save()
    return group


def remove_residential_group(*, group: ResidentialGroup, actor: User | None, now: datetime) -> None:
    """Offer a group no more. Whoever follows it still hears of what is for the whole commune."""
    with _change(portal=group.portal, actor=actor, now=now, action="portals.change_organisation"):
        group.delete()


def confirm_information(
    *, portal: Portal, subject: Subject, actor: User, now: datetime
) -> Confirmation:
    """Say that what the portal tells about `subject` is still correct; the public sees the date."""
    with _change(portal=portal, actor=actor, now=now, action="portals.confirm_information"):
        return Confirmation.objects.create(
            portal=portal, subject=subject, confirmed_at=now, confirmed_by=actor
        )


@contextmanager
def _change(*, portal: Portal, actor: User | None, now: datetime, action: str) -> Iterator[None]:
    """Ask for the office, then change, log and renew the portal's pages together. `actor` is None for commands."""
    if actor is not None and not holds_post(actor, portal, now, STANDING_EDITORS):
        raise NotYourOffice(
            _("Only the standing editors of the portal may change what it says about itself.")
        )
    try:
        with transaction.atomic():
            yield
            change_editions(portal_ids=[portal.pk])
            log(instance=portal, action=action, user=actor, data={"portal": portal.pk})
    except IntegrityError as error:
        raise UnableToChange(_("This entry exists already.")) from error


def _refuse_rings(unit: Unit) -> None:
    """Refuse a parent of another portal, or one that lies below the unit itself."""
    parents = dict(Unit.objects.filter(portal=unit.portal_id).values_list("pk", "parent_id"))
    above = unit.parent_id
    if above is not None and above not in parents:
        raise UnableToChange(_("The unit belongs to another portal."))
    while above is not None:
        if above == unit.pk:
            raise UnableToChange(_("A unit cannot belong to itself or to a unit below it."))
        above = parents[above]
