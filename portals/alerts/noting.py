"""Noting what happened, in the transaction of the act, and taking it back. Only what somebody follows is kept."""

from __future__ import annotations

from collections.abc import Collection, Iterable
from dataclasses import dataclass
from datetime import datetime, timedelta

from django.db import connection, transaction
from django.db.models import Exists, OuterRef, Q

from portals.clock import local_date

from .models import (
    LONGEST_TITLE,
    AlertItem,
    AlertPlace,
    AlertTold,
    Departure,
    DigestRun,
    Follow,
    FollowerTally,
)

# Longer than a week's digest may be late; as long as anybody is told that what they were mailed is gone.
KEPT = timedelta(days=90)
DEPARTURES_KEPT = timedelta(days=730)


@dataclass(frozen=True, slots=True)
class NotedThing:
    """What happened: a thing by its own name, what it is called, whether it is urgent."""

    thing: str
    title: str
    urgent: bool = False


@dataclass(frozen=True, slots=True)
class Spot:
    """Where a thing is found: the portal, the keys that are followed there, and its whole address."""

    thing: str
    portal_id: int
    about: tuple[str, ...]
    address: str


def are_followed(about: Collection[str]) -> set[str]:
    """Return those keys that somebody follows. One query, whatever the number."""
    if not about:
        return set()
    follows = Follow.objects.filter(about__in=about).exclude(confirmed_at=None)
    return set(follows.values_list("about", flat=True).distinct())


def followed_on(portal_ids: Collection[int], *, code: str) -> dict[int, tuple[str, ...]]:
    """Return by portal the keys with this code that somebody follows. One query, none where no portal is named."""
    found: dict[int, tuple[str, ...]] = {}
    if portal_ids:
        follows = Follow.objects.filter(portal__in=portal_ids, about__startswith=f"{code}:")
        for portal, about in (
            follows.exclude(confirmed_at=None).values_list("portal", "about").distinct()
        ):
            found[portal] = (*found.get(portal, ()), about)
    return found


def note_things(
    *, happenings: Collection[NotedThing], spots: Iterable[Spot], now: datetime
) -> None:
    """Note that things came to these spots. Inside the transaction of the act; safe to repeat.

    Five statements at most, and one where nobody follows any of it. A place that a thing comes back to counts anew.
    """
    spots = list(spots)
    followed = are_followed({key for spot in spots for key in spot.about})
    places = [(spot, key) for spot in spots for key in spot.about if key in followed]
    wanted = {spot.thing for spot, _key in places}
    if not wanted:
        return
    with transaction.atomic():
        items = _items([one for one in happenings if one.thing in wanted], now)
        AlertPlace.objects.bulk_create(
            (
                AlertPlace(
                    item_id=items[spot.thing],
                    portal_id=spot.portal_id,
                    about=key,
                    address=spot.address,
                    noted_at=now,
                )
                for spot, key in places
                if spot.thing in items
            ),
            ignore_conflicts=True,
        )
        _stand_again(
            [(items[spot.thing], spot, key) for spot, key in places if spot.thing in items], now
        )


# What came back to a place: whoever was told of it then is not told again, whoever was not is told now.
_STAND_AGAIN = """
    UPDATE alerts_alertplace AS place
    SET ended_at = NULL, fanned_at = NULL, noted_at = %s, address = come.address
    FROM unnest(%s::bigint[], %s::text[], %s::text[]) AS come (item_id, about, address)
    WHERE place.item_id = come.item_id AND place.about = come.about AND place.ended_at IS NOT NULL
"""


def _stand_again(places: Collection[tuple[int, Spot, str]], now: datetime) -> None:
    items = [item for item, _spot, _key in places]
    keys, addresses = [key for *_, key in places], [spot.address for _item, spot, _key in places]
    with connection.cursor() as cursor:
        cursor.execute(_STAND_AGAIN, [now, items, keys, addresses])


def _items(happenings: Collection[NotedThing], now: datetime) -> dict[str, int]:
    AlertItem.objects.bulk_create(
        (
            AlertItem(
                thing=one.thing, title=one.title[:LONGEST_TITLE], urgent=one.urgent, noted_at=now
            )
            for one in happenings
        ),
        ignore_conflicts=True,
    )
    standing = AlertItem.objects.filter(
        thing__in=[one.thing for one in happenings], taken_back_at=None
    )
    return dict(standing.values_list("thing", "pk"))


def rename(*, thing: str, title: str) -> None:
    """Have later mails call a thing by its corrected title."""
    AlertItem.objects.filter(thing=thing, taken_back_at=None).exclude(
        title=title[:LONGEST_TITLE]
    ).update(title=title[:LONGEST_TITLE])


def make_urgent(*, thing: str) -> None:
    """Have a thing mailed at once to all who follow it and were not told yet, whatever frequency they chose."""
    items = AlertItem.objects.filter(thing=thing, taken_back_at=None, urgent=False)
    for item in items:
        AlertItem.objects.filter(pk=item.pk).update(urgent=True)
        item.places.filter(ended_at=None).update(fanned_at=None)


# Of each thing the places on one portal: of many things as of one.
_END_PLACES = """
    UPDATE alerts_alertplace AS place SET ended_at = %s
    FROM alerts_alertitem AS item JOIN unnest(%s::text[], %s::bigint[]) AS gone (thing, portal_id) USING (thing)
    WHERE item.id = ANY(%s) AND place.item_id = item.id AND place.portal_id = gone.portal_id AND place.ended_at IS NULL
"""


@transaction.atomic
def take_back_things(*, spots: Collection[tuple[str, int]], now: datetime) -> None:
    """Have no later mail name these things, each by its name and a portal. Inside the transaction of the act.

    One that stands nowhere any more is taken back as a whole, and who was mailed of it is told. Three statements,
    and one where none of them was noted. Who takes back places of one thing at the same time waits: else each would
    take the other's for standing.
    """
    things, portals = [thing for thing, _portal in spots], [portal for _thing, portal in spots]
    noted = AlertItem.objects.filter(thing__in=set(things), taken_back_at=None).order_by("pk")
    items = list(noted.select_for_update(no_key=True).values_list("pk", flat=True))
    if not items:
        return
    with connection.cursor() as cursor:
        cursor.execute(_END_PLACES, [now, things, portals, items])
    standing = AlertPlace.objects.filter(item=OuterRef("pk"), ended_at=None)
    AlertItem.objects.filter(~Exists(standing), pk__in=items).update(taken_back_at=now)


# The place stays: a thing is taken back where it stands nowhere any more.
_FORGET_KEYS = """
    UPDATE alerts_alertplace AS place SET about = 'forgotten:' || place.id
    WHERE place.about NOT LIKE 'forgotten:%' AND NOT EXISTS (
        SELECT FROM alerts_follow AS follow
        WHERE follow.about = place.about AND follow.confirmed_at IS NOT NULL
    )
"""


def forget_old(*, now: datetime) -> int:
    """Delete what is of no use to any mail any more, and numbers of those who left; return how many items went.

    By what a thing was found is forgotten once nobody follows that: it may be words of somebody who left.
    """
    with connection.cursor() as cursor:
        cursor.execute(_FORGET_KEYS)
    old = AlertItem.objects.filter(noted_at__lt=now - KEPT).filter(
        Q(taken_back_at=None) | Q(taken_back_at__lt=now - KEPT)
    )
    waiting = AlertTold.objects.filter(item=OuterRef("pk"), mailing__queued_at=None)
    count, _by_model = old.filter(~Exists(waiting)).delete()
    DigestRun.objects.filter(due_at__lt=now - KEPT).delete()
    Departure.objects.filter(left_at__lt=now - DEPARTURES_KEPT).delete()
    FollowerTally.objects.filter(month__lt=local_date(now - DEPARTURES_KEPT)).delete()
    return count
