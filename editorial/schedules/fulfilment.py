"""A published week meets the duty of its week: "schedule:week"."""

from __future__ import annotations

from collections.abc import Collection, Iterator
from datetime import date, datetime, timedelta

from django.urls import reverse

from editorial.models import SectionPage
from portals.duties.noting import note_at_once
from portals.duties.registry import Fulfilment, PublishedForDuty
from portals.duties.spans import Span
from portals.duties.words import period_words

from .models import LeaderSchedule
from .public.section import SECTION_TYPE, WEEK
from .queries import has_public_row

WHAT = "week"


class PublishedWeeks(Fulfilment):
    """A week that is public and of which something may be read."""

    code = "schedule"

    def deliveries(self, whats: Collection[str], since: date) -> Iterator[PublishedForDuty]:
        """Two queries."""
        if WHAT not in whats:
            return
        slugs = dict(
            SectionPage.objects.filter(section_type=SECTION_TYPE, live=True).values_list(
                "portal", "slug"
            )
        )
        weeks = LeaderSchedule.objects.filter(
            has_public_row(), published_at__isnull=False, monday__gt=since - timedelta(days=7)
        )
        for portal_id, monday, at in weeks.values_list("portal", "monday", "published_at"):
            if portal_id in slugs and at is not None:
                yield _published(portal_id, monday, at, slugs[portal_id])

    def knows(self, what: str) -> bool:
        return what == WHAT

    def work_url(self, portal_id: int, what: str) -> str:
        return reverse("portal_schedule", args=[portal_id])


def note_week(schedule: LeaderSchedule) -> None:
    """Meet the duty of a week that was published just now: it waits for nobody any more. Two queries."""
    section = SectionPage.objects.filter(
        section_type=SECTION_TYPE, live=True, portal=schedule.portal_id
    ).first()
    if section is not None and schedule.published_at is not None:
        published = _published(
            schedule.portal_id, schedule.monday, schedule.published_at, section.slug
        )
        note_at_once(published, fulfilment=PublishedWeeks.code)


def _published(portal_id: int, monday: date, at: datetime, slug: str) -> PublishedForDuty:
    words = period_words("week", Span(monday, monday + timedelta(days=7)))
    address = f"/{slug}/?{WEEK}={monday.isoformat()}"
    return PublishedForDuty(portal_id, WHAT, monday, at, words, address)
