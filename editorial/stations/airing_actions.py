"""That a bulletin was aired: told by a person of the board, or by the station's own system."""

from __future__ import annotations

from datetime import datetime, timedelta
from typing import TYPE_CHECKING, Any

from django.db import transaction
from django.db.models import Q
from django.utils.translation import gettext as _
from wagtail.log_actions import log

from editorial.models import Placement
from portals.boards.enums import EDITORS
from portals.boards.queries import holds_post
from portals.clock import local_date
from portals.refusals import NotYourOffice, Refusal

from .bulletins import bulletin_kind
from .enums import AiringWord
from .models import Airing, Station
from .queries import station_of
from .receipts import FURTHEST_BACK, airings_told, to_correct

if TYPE_CHECKING:
    from editorial.models import StoryPage
    from portals.boards.models import User
    from portals.models import Portal

    from .models import StationKey
    from .source_system.models import SourceSystemPush

# Told again within this time it is the same airing: a button that was pressed twice.
ONE_AIRING = timedelta(minutes=1)


def may_tell_airings(user: User, portal: Portal, now: datetime) -> bool:
    """Whether `user` edits on the board of `portal`. One query."""
    return holds_post(user, portal, now, EDITORS)


@transaction.atomic
def tell_airing(
    *, portal: Portal, story: StoryPage, aired_at: datetime, actor: User, now: datetime
) -> Airing:
    """Say that the station of `portal` aired a bulletin that stands there, or did then ("đã phát lúc ...").

    For its editors. Told twice within a minute it is one airing.
    """
    station = _station_of(portal, actor, now)
    if station is None:
        raise Refusal(_("This portal has no station. Open it first."))
    airing, _is_new = _keep(station, story, aired_at, now, actor=actor)
    return airing


@transaction.atomic
def tell_correction(*, portal: Portal, story: StoryPage, actor: User, now: datetime) -> Airing:
    """Say that the station of `portal` just corrected on air what it had aired and what was taken back since."""
    return _end_question(portal, story, AiringWord.CORRECTED, actor, now)


@transaction.atomic
def tell_not_aired(*, portal: Portal, story: StoryPage, actor: User, now: datetime) -> Airing:
    """Say that the station never aired what was taken back, so that nothing is to be corrected."""
    return _end_question(portal, story, AiringWord.NOT_AIRED, actor, now)


def _end_question(
    portal: Portal, story: StoryPage, said: AiringWord, actor: User, now: datetime
) -> Airing:
    station = _station_of(portal, actor, now)
    asked: list[Any] = list(to_correct(now).filter(portal=portal, story=story))
    if said == AiringWord.NOT_AIRED:
        asked = [one for one in asked if not one.is_told]
    if station is None or not asked:
        raise Refusal(_("There is nothing to correct of this bulletin."))
    airing = Airing.objects.create(
        station=station,
        story_id=story.pk,
        said=said,
        aired_at=now,
        entered_at=now,
        by_person=actor,
    )
    _log(airing, station, f"stations.{said}", actor)
    return airing


@transaction.atomic
def report_airing(
    *, key: StationKey, story: StoryPage, aired_at: datetime, now: datetime
) -> tuple[Airing, bool]:
    """The same, by the station's system: the airing, and whether it is new. Told again it changes nothing."""
    station = key.station
    if key.revoked_at is not None or station_of(station.portal, local_date(now)) != station:
        raise NotYourOffice(_("This key opens nothing any more."))
    held = Station.objects.select_for_update(of=("self",)).get(pk=station.pk)
    return _keep(held, story, aired_at, now, key=key)


@transaction.atomic
def airing_of_push(
    *, push: SourceSystemPush, aired_at: datetime, now: datetime
) -> tuple[Airing, bool]:
    """The same, by the source information system, of a bulletin that it was handed for this station."""
    placement = push.placement
    station = station_of(placement.portal, local_date(now))
    if station is None:
        raise Refusal(_("This portal has no station. Open it first."))
    held = Station.objects.select_for_update(of=("self",)).get(pk=station.pk)
    return _keep(held, placement.story, aired_at, now, push=push)


def _station_of(portal: Portal, actor: User, now: datetime) -> Station | None:
    """Return the station, held until the end: who presses a button twice says one thing."""
    if not may_tell_airings(actor, portal, now):
        raise NotYourOffice(_("Only the editors of this board say what was aired."))
    station = station_of(portal, local_date(now))
    return station and Station.objects.select_for_update(of=("self",)).get(pk=station.pk)


def _keep(
    station: Station,
    story: StoryPage,
    aired_at: datetime,
    now: datetime,
    *,
    actor: User | None = None,
    key: StationKey | None = None,
    push: SourceSystemPush | None = None,
) -> tuple[Airing, bool]:
    if not now - FURTHEST_BACK <= aired_at <= now:
        raise Refusal(_("Say an hour of the last 31 days that has passed."))
    kind = bulletin_kind()
    # What was recalled may have been aired before, and is told afterwards.
    stood = Q(removed_at=None) | Q(removed_at__gte=aired_at, placed_at__lte=aired_at)
    placed = Placement.objects.filter(stood, portal=station.portal_id, story=story)
    if kind is None or not placed.filter(kind=kind.code).exists():
        raise Refusal(_("This bulletin does not stand on the portal."))
    told = airings_told().filter(
        station=station,
        story=story,
        aired_at__gt=aired_at - ONE_AIRING,
        aired_at__lt=aired_at + ONE_AIRING,
    )
    if (before := told.first()) is not None:
        return before, False
    airing = Airing.objects.create(
        station=station,
        story_id=story.pk,
        aired_at=aired_at,
        entered_at=now,
        by_person=actor,
        by_system=key,
        by_push=push,
    )
    _log(airing, station, "stations.aired", actor)
    return airing, True


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
            "push": airing.by_push_id,
        },
    )
