"""What a person may see of stories going up and across, from the posts they hold."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

from django.db.models import Count, Exists, OuterRef, Q, Subquery

from editorial.models import Placement
from editorial.querysets import PlacementQuerySet
from editorial.similarity.matches import Match, near_duplicates_of
from portals.clock import local_date
from portals.models import Portal
from syndication.dispatches.audience import receivers_of
from syndication.enums import ProposalState
from syndication.models import Proposal
from syndication.queries import parent_name


@dataclass(frozen=True, slots=True)
class LocalStoryFilter:
    """What standing editors narrow the list of local stories to."""

    since: datetime
    words: str = ""
    tier: str = ""
    section_type: str = ""
    only_new: bool = False


@dataclass(slots=True)
class Picking:
    """A local story, with those of the same page that say nearly the same below it, and those elsewhere."""

    placement: Any
    alike: list[Any] = field(default_factory=list)
    elsewhere: list[Match] = field(default_factory=list)


def local_stories(desk: Portal, wanted: LocalStoryFilter, *, now: datetime) -> PlacementQuerySet:
    """Public stories of all portals below `desk`, newest first, with what became of each on `desk`. Two queries."""
    below = [row.portal_id for row in receivers_of(sender=desk, day=local_date(now))]
    here = Placement.objects.standing().filter(portal=desk, story=OuterRef("story"))
    offered = Proposal.objects.filter(receiver=desk, story=OuterRef("story")).order_by("-pk")
    portals = Placement.objects.standing().filter(story=OuterRef("story")).order_by()
    stories = (
        Placement.objects.standing()
        .local()
        .filter(portal__in=below, story__live=True, placed_at__gte=wanted.since)
    )
    if wanted.words:
        stories = stories.filter(
            Q(story__title__unaccent__icontains=wanted.words)
            | Q(portal__name__unaccent__icontains=wanted.words)
        )
    if wanted.tier:
        stories = stories.filter(portal__tier=wanted.tier)
    if wanted.section_type:
        stories = stories.filter(section__section_type=wanted.section_type)
    if wanted.only_new:
        stories = stories.exclude(Exists(here))
    return (
        stories.select_related("portal", "portal__site", "section", "story")
        .annotate(
            parent=parent_name("portal", local_date(now)),
            stands_here=Exists(here),
            proposal=Subquery(offered.filter(state=ProposalState.WAITING).values("pk")[:1]),
            proposal_note=Subquery(offered.filter(state=ProposalState.WAITING).values("note")[:1]),
            stands_on=Subquery(portals.values("story").annotate(n=Count("pk")).values("n")),
        )
        .order_by("-placed_at", "-pk")
    )


def group_alike(placements: list[Any], *, now: datetime) -> list[Picking]:
    """Put stories of one page that say nearly the same together, under the earliest. Five queries."""
    matches = near_duplicates_of([one.story_id for one in placements], now=now)
    by_story = {one.story_id: one for one in placements}
    leaders: dict[int, Picking] = {}
    # The earliest first: it leads, and what resembles it later goes below it.
    for one in sorted(placements, key=lambda placement: (placement.placed_at, placement.pk)):
        near = matches.get(one.story_id, [])
        leader = next(
            (leaders[match.story.pk] for match in near if match.story.pk in leaders), None
        )
        if leader is not None:
            leader.alike.append(one)
            leaders[one.story_id] = leader
            continue
        elsewhere = [match for match in near if match.story.pk not in by_story]
        leaders[one.story_id] = Picking(one, [], elsewhere)
    unique = {id(group): group for group in leaders.values()}
    return sorted(
        unique.values(),
        key=lambda group: (group.placement.placed_at, group.placement.pk),
        reverse=True,
    )
