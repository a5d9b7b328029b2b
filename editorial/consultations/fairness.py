"""A draft is not published for fewer days than the law gives people to comment."""

from __future__ import annotations

from datetime import datetime
from typing import TYPE_CHECKING

from django.utils.translation import gettext as _

from editorial.enums import PlacementRole
from editorial.models import Placement
from portals.clock import local_date
from portals.refusals import Refusal

from .models import LEAST_OPEN, ConsultationPage

if TYPE_CHECKING:
    from editorial.models import StoryPage


class OpenTooShort(Refusal):
    """Readers would have fewer days than the law gives them."""


class SummaryTooEarly(Refusal):
    """What came of it is told before the time is over."""


def refuse_too_short(*, story: StoryPage, now: datetime) -> None:
    """Take back a publication after which people had less than 20 days. For `placements.publications`.

    The days count from when the draft first stood there, whatever day it names as its first.
    """
    if not isinstance(story, ConsultationPage) or story.adapted_from_id is not None:
        return
    placed = Placement.objects.filter(story=story, role=PlacementRole.ORIGIN).order_by("placed_at")
    first = placed.values_list("placed_at", flat=True).first() or now
    least = local_date(first) + LEAST_OPEN
    if story.closes_on < least:
        raise OpenTooShort(
            _("Published today, the draft must be open through %(day)s: people have 20 days.")
            % {"day": f"{least:%d/%m/%Y}"}
        )
    if says_what_came(story) and local_date(now) <= story.closes_on:
        raise SummaryTooEarly(
            _("Comments are taken through %(day)s. Say what came of them once that day is over.")
            % {"day": f"{story.closes_on:%d/%m/%Y}"}
        )


def says_what_came(page: ConsultationPage) -> bool:
    """Whether the page tells what was taken up, as a whole or of any article."""
    return bool(page.summary.strip()) or any(
        one.taken_up.strip() or one.not_taken_up.strip() for one in page.articles.all()
    )
