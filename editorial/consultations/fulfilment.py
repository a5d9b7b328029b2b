"""The duty that a closed draft begins, and what meets it: "consultation:closed" and "consultation:summary"."""

from __future__ import annotations

from collections.abc import Collection, Iterator
from datetime import date
from typing import Any

from django.urls import reverse

from editorial.enums import PlacementRole
from editorial.models.placement import story_path
from portals.duties.registry import DutyEvent, EventSource, Fulfilment, PublishedForDuty

from .models import ConsultationPage

CODE, CLOSED, SUMMARY = "consultation", "closed", "summary"


def consultations_of(since: date) -> Any:
    """Drafts that closed since a day and stand on the portal whose own they are."""
    return ConsultationPage.objects.filter(
        closes_on__gte=since,
        live=True,
        adapted_from=None,
        placements__role=PlacementRole.ORIGIN,
        placements__removed_at__isnull=True,
    )


class ClosedDrafts(EventSource):
    """Each draft, on its last day for comments."""

    code = CODE

    def events(self, whats: Collection[str], since: date) -> Iterator[DutyEvent]:
        """One query."""
        for what in whats:
            for pk, portal_id, on, title in consultations_of(since).values_list(
                "pk", "placements__portal", "closes_on", "title"
            ):
                yield DutyEvent(portal_id, what, f"{CODE}:{pk}", on, title)

    def knows(self, what: str) -> bool:
        return what == CLOSED


class Summaries(Fulfilment):
    """What was said of the comments on a draft, from when it was first told."""

    code = CODE

    def deliveries(self, whats: Collection[str], since: date) -> Iterator[PublishedForDuty]:
        """One query."""
        told = consultations_of(since).filter(summary_told__isnull=False)
        for what in whats:
            for portal_id, on, at, title, section, slug, pk in told.values_list(
                *("placements__portal", "closes_on", "summary_told__published_at", "title"),
                *("placements__section__slug", "slug", "pk"),
            ):
                path = story_path(section, slug, pk)
                yield PublishedForDuty(portal_id, what, on, at, title, path, f"{CODE}:{pk}")

    def knows(self, what: str) -> bool:
        return what == SUMMARY

    def work_url(self, portal_id: int, what: str) -> str:
        return reverse("portal_drafts", args=[portal_id])
