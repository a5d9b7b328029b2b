"""What meets duties of inspection: "inspection:conclusion" and "inspection:reward"."""

from __future__ import annotations

from collections.abc import Collection, Iterator
from datetime import date

from django.urls import reverse

from editorial.enums import PlacementRole
from editorial.models import StoryPage
from editorial.models.placement import story_path
from portals.duties.registry import Fulfilment, PublishedForDuty

from .models import ConclusionPage, RewardPage

KINDS: dict[str, tuple[type[StoryPage], str]] = {
    "conclusion": (ConclusionPage, "concluded_on"),
    "reward": (RewardPage, "decided_on"),
}


class Inspections(Fulfilment):
    """What stands on the portal that wrote it, for the period of its own day."""

    code = "inspection"

    def deliveries(self, whats: Collection[str], since: date) -> Iterator[PublishedForDuty]:
        """One query for each kind."""
        for what in whats:
            model, day = KINDS[what]
            rows = model._default_manager.filter(
                **{f"{day}__gte": since},
                live=True,
                adapted_from=None,
                placements__role=PlacementRole.ORIGIN,
                placements__removed_at__isnull=True,
            ).values_list(
                *("placements__portal", day, "placements__placed_at", "title"),
                *("placements__section__slug", "slug", "pk"),
            )
            for portal_id, on, at, title, section, slug, pk in rows:
                path = story_path(section, slug, pk)
                yield PublishedForDuty(portal_id, what, on, at, title, path)

    def knows(self, what: str) -> bool:
        return what in KINDS

    def work_url(self, portal_id: int, what: str) -> str:
        return reverse("portal_stories", args=[portal_id])
