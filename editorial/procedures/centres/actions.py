"""What a board says about its one-stop centre."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import TYPE_CHECKING

from django.db import IntegrityError, transaction
from django.utils.translation import gettext as _
from wagtail.log_actions import log

from editorial.procedures.models import PointHours, PointOfficer, ServicePoint
from editorial.procedures.words import folded_words, procedure_words
from portals.boards.enums import STANDING_EDITORS
from portals.boards.queries import holds_post
from portals.clock import local_date
from portals.models import Portal
from portals.pagecache.cache_invalidation import change_province_edition
from portals.refusals import NotYourOffice, Refusal

if TYPE_CHECKING:
    from portals.boards.models import User


@dataclass(frozen=True, slots=True)
class CentreDetails:
    """What visitors are told of a centre beside its hours and officers."""

    name: str
    address: str
    phone: str = ""
    email: str = ""
    map_link: str = ""
    note: str = ""


def may_keep_centre(user: User, portal: Portal, now: datetime) -> bool:
    """Whether `user` is head, deputy or secretary of the board of `portal`. One query."""
    return holds_post(user, portal, now, STANDING_EDITORS)


def keep_centre(
    *,
    portal: Portal,
    details: CentreDetails,
    hours: Sequence[PointHours],
    officers: Sequence[PointOfficer],
    actor: User | None,
    now: datetime,
) -> ServicePoint:
    """Write the centre of `portal` with these hours and officers, and no others; the first time it is opened.

    Unsaved rows, officers in their order. All portals show it at once. For head, deputy and secretary; `actor` None
    for commands.
    """
    _refuse_strangers(portal, actor, now)
    try:
        with transaction.atomic():
            held = Portal.objects.select_for_update().get(pk=portal.pk)
            point = ServicePoint.objects.filter(portal=held, ended_on=None).first()
            point = point or ServicePoint(portal=held)
            _write(point, details, now)
            _write_rows(point, hours, officers)
            change_province_edition()
            log(
                instance=point,
                action="procedures.keep_centre",
                user=actor,
                data={"portal": portal.pk, "name": point.name, "address": point.address},
            )
    except IntegrityError as error:
        raise Refusal(_("The hours contradict each other. Look at each day again.")) from error
    return point


def end_centre(*, point: ServicePoint, actor: User, now: datetime) -> None:
    """Take a centre off all portals from now on: the body has none any more, or another."""
    _refuse_strangers(point.portal, actor, now)
    with transaction.atomic():
        held = ServicePoint.objects.select_for_update(of=("self",)).get(pk=point.pk)
        if held.ended_on is not None:
            raise Refusal(_("This centre was closed already."))
        held.ended_on, held.changed_at = local_date(now), now
        held.save(update_fields=["ended_on", "changed_at"])
        change_province_edition(forbid_stale=True)
        log(
            instance=held,
            action="procedures.end_centre",
            user=actor,
            data={"portal": point.portal_id, "name": held.name},
        )


def _write(point: ServicePoint, details: CentreDetails, now: datetime) -> None:
    point.name, point.address, point.phone = details.name, details.address, details.phone
    point.email, point.map_link, point.note = details.email, details.map_link, details.note
    point.folded_words = folded_words(
        procedure_words([details.name, details.address, point.portal.name])
    )
    point.changed_at = now
    point.save()


def _write_rows(
    point: ServicePoint, hours: Sequence[PointHours], officers: Sequence[PointOfficer]
) -> None:
    PointHours.objects.filter(point=point).delete()
    PointOfficer.objects.filter(point=point).delete()
    for day in hours:
        day.point = point
    for position, officer in enumerate(officers):
        officer.point, officer.position = point, position
    PointHours.objects.bulk_create(hours)
    PointOfficer.objects.bulk_create(officers)


def _refuse_strangers(portal: Portal, actor: User | None, now: datetime) -> None:
    if actor is not None and not may_keep_centre(actor, portal, now):
        raise NotYourOffice(
            _("Only the head, a deputy head or the secretary of this board keeps its centre.")
        )
