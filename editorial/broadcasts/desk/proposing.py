"""What the form proposes: the airing of the schedule that a bulletin is probably for."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

from django.utils import timezone
from django.utils.timezone import localtime
from django.utils.translation import gettext as _

from editorial.stations.queries import SlotOfDay, slots_of_day, station_of
from portals.clock import local_date
from portals.models import Portal

# Who records before the hour means the airing that comes next.
AHEAD = timedelta(minutes=90)


@dataclass(frozen=True, slots=True)
class ProposedBulletin:
    title: str
    aired_at: datetime
    station_name: str


def proposed_bulletin(portal: Portal, now: datetime) -> ProposedBulletin:
    """Return what is probably posted now. Five queries at most."""
    station = station_of(portal, local_date(now))
    slots = slots_of_day(portal, local_date(now), now) if station else []
    slot = likely_slot(slots, now)
    aired_at = slot.begins_at if slot else now.replace(second=0, microsecond=0)
    return ProposedBulletin(title_for(aired_at), aired_at, station.name if station else "")


def likely_slot(slots: Sequence[SlotOfDay], now: datetime) -> SlotOfDay | None:
    """Return the owed airing without a bulletin that was last, or comes within 90 minutes; else the next. Pure."""
    open_slots = [one for one in slots if one.is_owed and one.story_id is None]
    near = [one for one in open_slots if one.begins_at <= now + AHEAD]
    return near[-1] if near else next(iter(open_slots), None)


def title_for(aired_at: datetime) -> str:
    local = localtime(aired_at, timezone.get_default_timezone())
    return _("Bulletin of %(hour)s, %(day)s") % {
        "hour": f"{local:%H:%M}",
        "day": f"{local:%d/%m/%Y}",
    }
