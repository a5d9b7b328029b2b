"""That a bulletin was aired: told by a person of the board, or by the station's own system."""

from __future__ import annotations

from datetime import datetime, timedelta
from typing import TYPE_CHECKING

from django.db import transaction
from django.utils.translation import gettext as _
from wagtail.log_actions import log

from editorial.models import Placement
from portals.boards.enums import EDITORS
from portals.boards.queries import holds_post
from portals.clock import local_date
from portals.refusals import NotYourOffice, Refusal

from .bulletins import bulletin_kind
from .models import Airing, Station
from .queries import station_of
from .receipts import to_correct

if TYPE_CHECKING:
    from editorial.models import StoryPage
    from portals.boards.models import User
    from portals.models import Portal

    from .models import StationKey

# What is older is no receipt any more.
FURTHEST_BACK = timedelta(days=31)


def may_tell_airings(user: User, portal: Portal, now: datetime) -> bool:
    """Whether `user` edits on the board of `portal`. One query."""
    return holds_post(user, portal, now, EDITORS)


@transaction.atomic
def tell_airing(
    *, portal: Portal, story: StoryPage, aired_at: datetime, actor: User, now: datetime
) -> Airing:
    """Say that the station of `portal` aired a bulletin that stands there ("đã phát lúc ..."). For its editors."""
    if not may_tell_airings(actor, portal, now):
        raise NotYourOffice(_("Only the editors of this board say what was aired."))
    station = station_of(portal, local_date(now))
    if station is None:
        raise Refusal(_("This portal has no station. Open it first."))
    return _keep(station, story, aired_at, now, actor=actor)


@transaction.atomic
def tell_correction(*, portal: Portal, story: StoryPage, actor: User, now: datetime) -> Airing:
    """Say that the station of `portal` just corrected on air what it had aired and what was taken back since."""
    if not may_tell_airings(actor, portal, now):
        raise NotYourOffice(_("Only the editors of this board say what was aired."))
    station = station_of(portal, local_date(now))
    if station is None or not to_correct(now).filter(portal=portal, story=story).exists():
        raise Refusal(_("There is nothing to correct of this bulletin."))
    airing = Airing.objects.create(
        station=station, story_id=story.pk, aired_at=now, entered_at=now, by_person=actor
    )
    _log(airing, station, "stations.corrected", actor)
    return airing


@transaction.atomic
def report_airing(
    *, key: StationKey, story: StoryPage, aired_at: datetime, now: datetime
) -> Airing:
    """The same, by the station's system. Told again it changes nothing."""
    station = key.station
    if key.revoked_at is not None or station_of(station.portal, local_date(now)) != station:
        raise NotYourOffice(_("This key opens nothing any more."))
    return _keep(station, story, aired_at, now, key=key)


def _keep(
    station: Station,
    story: StoryPage,
    aired_at: datetime,
    now: datetime,
    *,
    actor: User | None = None,
    key: StationKey | None = None,
) -> Airing:
    if not now - FURTHEST_BACK <= aired_at <= now:
        raise Refusal(_("Say an hour of the last 31 days that has passed."))
    kind = bulletin_kind()
    stands = Placement.objects.standing().filter(portal=station.portal_id, story=story)
    if kind is None or not stands.filter(kind=kind.code).exists():
        raise Refusal(_("This bulletin does not stand on the portal."))
    airing, is_new = Airing.objects.get_or_create(
        station=station,
        story_id=story.pk,
        aired_at=aired_at,
        defaults={"entered_at": now, "by_person": actor, "by_system": key},
    )
    if is_new:
        _log(airing, station, "stations.aired", actor)
    return airing


def _log(airing: Airing, station: Station, action: str, actor: User | None) -> None:
    log(
        instance=station,
        action=action,
        user=actor,
        data={
            "portal": station.portal_id,
            "story": airing.story_id,
            "aired_at": airing.aired_at.isoformat(),
            "key": airing.by_system_id,
        },
    )
