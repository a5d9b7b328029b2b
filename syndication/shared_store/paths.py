"""The way of a story: from which portal it came, to which it went, by what act, since when and until when."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime

from django.utils.translation import gettext as _

from editorial.enums import PlacementRole, RemovalKind
from editorial.models import Placement, StoryPage
from portals.models import Portal
from syndication.models import Dispatch
from syndication.queries import public_title


@dataclass(frozen=True, slots=True)
class Hop:
    """A portal that wrote a version of the story, the first one first."""

    portal: Portal
    title: str
    since: datetime | None


@dataclass(frozen=True, slots=True)
class Stop:
    """A portal where the story stands or stood."""

    portal: Portal
    how: str
    since: datetime
    until: datetime | None
    why_ended: str
    url_path: str


def hops_of(story: StoryPage) -> list[Hop]:
    """Return the portals through whose hands the text went, down to the one that wrote this version.

    Three queries a version; few stories have more than one.
    """
    line: list[StoryPage] = []
    known: set[int] = set()
    version: StoryPage | None = story
    while version is not None and version.pk not in known:
        known.add(version.pk)
        line.insert(0, version)
        version = version.adapted_from
    return [
        Hop(one.portal_of_page(), public_title(one) or _("not public yet"), one.first_published_at)
        for one in line
    ]


def stops_of(story: StoryPage) -> list[Stop]:
    """Return every portal where the story stood, its own first, then in the order in which it came. Two queries."""
    placements = list(
        Placement.objects.filter(story=story)
        .select_related("portal", "portal__site", "section", "story")
        .order_by("placed_at", "pk")
    )
    placements.sort(key=lambda one: one.role != PlacementRole.ORIGIN)
    dispatches = _dispatches(placements)
    return [
        Stop(
            portal=one.portal,
            how=_how(one, dispatches),
            since=one.placed_at,
            until=one.removed_at,
            why_ended=_why(one),
            url_path=one.path if one.removed_at is None else "",
        )
        for one in placements
    ]


def _dispatches(placements: Iterable[Placement]) -> dict[str, Dispatch]:
    ids = [one.via.partition(":")[2] for one in placements if one.via.startswith("dispatch:")]
    found = Dispatch.objects.select_related("sender").filter(pk__in=[int(pk) for pk in ids if pk])
    return {f"dispatch:{dispatch.pk}": dispatch for dispatch in found}


def _how(placement: Placement, dispatches: dict[str, Dispatch]) -> str:
    if placement.role == PlacementRole.ORIGIN:
        return _("written here")
    if placement.via in dispatches:
        sender = dispatches[placement.via].sender
        return _("sent by %(portal)s") % {"portal": sender.title}
    by_kind = {
        "proposal": _("sent up, and taken"),
        "pick": _("picked by its desk"),
        "board": _("republished by its board"),
    }
    return by_kind.get(placement.via.partition(":")[0], _("republished"))


def _why(placement: Placement) -> str:
    if placement.removed_at is None:
        return ""
    kind = str(RemovalKind(placement.removal_kind).label)
    return f"{kind}: {placement.removal_reason}" if placement.removal_reason else kind
