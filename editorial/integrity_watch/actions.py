"""What is written down of the looks, and how a finding ends."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import TYPE_CHECKING

from django.db import transaction
from django.db.models import Count, Exists, OuterRef
from django.utils.translation import gettext as _
from wagtail.log_actions import log

from portals.boards.enums import Position
from portals.boards.queries import holds_post
from portals.clock import local_date
from portals.queries import overseers_of
from portals.refusals import NotYourOffice, Refusal

from .kinds import Alteration
from .models import FoundAlteration, KnownState, WatchedAddress

if TYPE_CHECKING:
    from portals.boards.models import User

HEADS = frozenset({Position.HEAD})
# What stands in a template stands on every page: of one thing so many places of a portal are named.
MOST_PLACES = 5


class UnableToConfirm(Refusal):
    """The finding is over already, or the reason is missing."""


@dataclass(frozen=True, slots=True)
class LookedAt:
    """Where something was looked at: a path of one portal, or the name of a thing without an address."""

    portal_id: int
    place: str


def record_looks(
    *, found: Mapping[LookedAt, Sequence[Alteration]], now: datetime
) -> list[FoundAlteration]:
    """Write down what was found at each place that was looked at; return what is new.

    What stood open at one of the places and was not found again ends. What somebody confirmed is not opened again.
    Four queries, however many places.
    """
    places = {one.place for one in found}
    portals = {one.portal_id for one in found}
    rows = FoundAlteration.objects.filter(portal__in=portals, place__in=places)
    stored: dict[LookedAt, list[FoundAlteration]] = defaultdict(list)
    for row in rows:
        stored[LookedAt(row.portal_id, row.place)].append(row)
    gone: list[int] = []
    seen: list[int] = []
    new: list[FoundAlteration] = []
    named = _places_named(found)
    for place, alterations in found.items():
        wanted = {(one.kind.value, one.found): one for one in alterations}
        standing = [one for one in stored[place] if one.ended_at is None]
        gone += [one.pk for one in standing if (one.kind, one.found) not in wanted]
        seen += [one.pk for one in standing if (one.kind, one.found) in wanted]
        known = {
            (one.kind, one.found)
            for one in stored[place]
            if one.ended_at is None or one.ended_by_id
        }
        for key in sorted(wanted.keys() - known):
            if named[(place.portal_id, *key)] < MOST_PLACES:
                named[(place.portal_id, *key)] += 1
                new.append(_row(place, wanted[key], now))
    with transaction.atomic():
        FoundAlteration.objects.open().filter(pk__in=gone).update(ended_at=now)
        FoundAlteration.objects.filter(pk__in=seen).update(seen_at=now)
        # Two looks may find it at once.
        FoundAlteration.objects.bulk_create(new, ignore_conflicts=True)
    return new


def _places_named(
    found: Mapping[LookedAt, Sequence[Alteration]],
) -> Counter[tuple[int, str, str]]:
    """At how many places of its portal each thing stands open already. Nothing is asked where nothing was found."""
    portals = {place.portal_id for place, alterations in found.items() if alterations}
    words = {one.found for alterations in found.values() for one in alterations}
    if not words:
        return Counter()
    rows = FoundAlteration.objects.open().filter(portal__in=portals, found__in=words)
    counted = rows.values_list("portal", "kind", "found").annotate(count=Count("pk"))
    return Counter({(portal, kind, words): count for portal, kind, words, count in counted})


def _row(place: LookedAt, one: Alteration, now: datetime) -> FoundAlteration:
    return FoundAlteration(
        portal_id=place.portal_id,
        place=place.place[:500],
        kind=one.kind,
        expected=one.expected[:300],
        found=one.found[:300],
        found_at=now,
        seen_at=now,
    )


def end_at_forgotten_addresses(*, now: datetime) -> int:
    """End findings at addresses that are public no more; return how many."""
    watched = WatchedAddress.objects.filter(portal=OuterRef("portal"), path=OuterRef("place"))
    forgotten = FoundAlteration.objects.open().filter(place__startswith="/")
    return forgotten.exclude(Exists(watched)).update(ended_at=now)


def confirm_alteration(
    *, found: FoundAlteration, reason: str, actor: User, now: datetime
) -> FoundAlteration:
    """Let a finding stand by the word of the head of the board above, or of its own where nobody is above.

    The board itself cannot: whoever altered its portal may hold one of its accounts. What a state was changed to is
    known to be right from then on.
    """
    reason = reason.strip()[:500]
    if not reason:
        raise UnableToConfirm(_("Say why this is right."))
    deciding = overseers_of(found.portal, local_date(now))[:1] or [found.portal]
    if not any(holds_post(actor, portal, now, HEADS) for portal in deciding):
        raise NotYourOffice(_("Only the head of the board above confirms what the watch found."))
    with transaction.atomic():
        settled = FoundAlteration.objects.open().filter(pk=found.pk)
        if not settled.update(ended_at=now, ended_by=actor, reason=reason):
            raise UnableToConfirm(_("This finding is over already."))
        _forget_state(found)
        log(
            instance=found.portal,
            action="editorial.confirm_alteration",
            user=actor,
            data={
                "portal": found.portal_id,
                "kind": found.kind,
                "place": found.place,
                "found": found.found,
                "reason": reason,
            },
        )
    found.refresh_from_db()
    return found


def _forget_state(found: FoundAlteration) -> None:
    """Take as known, at the next look, what is there now."""
    if found.place.startswith("/"):
        WatchedAddress.objects.filter(portal=found.portal_id, path=found.place).update(
            known_digest=""
        )
        return
    part, _colon, subject = found.place.partition(":")
    KnownState.objects.filter(
        portal=found.portal_id, part=part, subject=int(subject) if subject.isdecimal() else 0
    ).update(digest="")
