"""Keys by which stations' own systems prove themselves: made once, kept as a hash, revoked for good."""

from __future__ import annotations

import hashlib
import secrets
from datetime import datetime
from typing import TYPE_CHECKING

from django.core.cache import cache
from django.db import transaction
from django.utils.translation import gettext as _
from wagtail.log_actions import log

from portals.refusals import NotYourOffice, Refusal
from portals.text import nfc

from .actions import may_keep_station
from .models import LONGEST_NAME, Station, StationKey

if TYPE_CHECKING:
    from portals.boards.models import User

PREFIX = "dtt_"
MOST_KEYS = 5
# So much a key may ask in a minute: a station airs a few bulletins an hour.
MOST_A_MINUTE = 60


@transaction.atomic
def make_key(*, station: Station, label: str, actor: User, now: datetime) -> str:
    """Return a new key of the station's system. It is shown once and kept nowhere. For head, deputy and secretary."""
    _check(actor, station, now)
    label = " ".join(nfc(label).split())
    if not label or len(label) > LONGEST_NAME:
        raise Refusal(_("Say which system the key is for."))
    if StationKey.objects.filter(station=station, revoked_at=None).count() >= MOST_KEYS:
        raise Refusal(
            _("A station has room for %(count)s keys. Revoke one.") % {"count": MOST_KEYS}
        )
    key = PREFIX + secrets.token_urlsafe(32)
    kept = StationKey.objects.create(
        station=station, label=label, key_hash=_hash(key), made_at=now, made_by=actor
    )
    _tell(station, "stations.make_key", actor, kept)
    return key


@transaction.atomic
def revoke_key(*, station: Station, key_id: int, actor: User, now: datetime) -> None:
    """Have a key open nothing any more."""
    _check(actor, station, now)
    kept = StationKey.objects.select_for_update().filter(pk=key_id, station=station).first()
    if kept is None or kept.revoked_at is not None:
        raise Refusal(_("This key is revoked already."))
    kept.revoked_at, kept.revoked_by = now, actor
    kept.save(update_fields=["revoked_at", "revoked_by"])
    _tell(station, "stations.revoke_key", actor, kept)


def key_named(secret: str, portal_id: int) -> StationKey | None:
    """Return the key that stands for `secret` on this portal; None for a revoked one and for another portal's."""
    return (
        StationKey.objects.filter(
            key_hash=_hash(secret), station__portal=portal_id, revoked_at=None
        )
        .select_related("station__portal")
        .first()
    )


def asks_too_often(who: str) -> bool:
    """Count one question of a key or, without one, of a network; whether it is more than a minute's."""
    name = f"station-key:{hashlib.sha256(who.encode()).hexdigest()}"
    cache.add(name, 0, 60)
    try:
        return cache.incr(name) > MOST_A_MINUTE
    except ValueError:
        # It ended between the two, or nothing is kept at the moment.
        return False


def _hash(secret: str) -> str:
    return hashlib.sha256(secret.encode()).hexdigest()


def _check(actor: User, station: Station, now: datetime) -> None:
    if not may_keep_station(actor, station.portal, now):
        raise NotYourOffice(
            _("Only the head, a deputy head or the secretary of this board keeps its keys.")
        )


def _tell(station: Station, action: str, actor: User, key: StationKey) -> None:
    data = {"portal": station.portal_id, "station": station.pk, "key": key.pk, "label": key.label}
    log(instance=station, action=action, user=actor, data=data)
