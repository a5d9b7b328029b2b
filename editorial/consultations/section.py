"""The section of drafts: those that are open first, then what came of the others."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from typing import Any

from django.db.models import Case, F, IntegerField, Value, When
from django.http import HttpRequest
from django.utils import timezone

from editorial.models import Placement
from editorial.models.placement import story_path
from editorial.public.section_lists import SectionList
from portals.clock import local_date
from portals.models import Portal

from .enums import Openness
from .models import ConsultationPage
from .openness import openness_on, openness_words

SECTION_TYPE = "du-thao"
MOST_SHOWN = 60


@dataclass(frozen=True, slots=True)
class ListedDraft:
    title: str
    path: str
    kind: str
    drafter: str
    openness: str
    is_open: bool


def read_drafts(_request: HttpRequest, portal: Portal) -> dict[str, Any] | None:
    """Return what the page shows; None where no draft stands there. One query."""
    found = drafts_of(portal, local_date(timezone.now()))
    return {"drafts": found} if found else None


def drafts_of(portal: Portal, day: date) -> list[ListedDraft]:
    """Return the drafts on the portal: what closes soonest first, then what is to come, then the newest closed."""
    placed = Placement.objects.standing().filter(portal=portal, kind=ConsultationPage.story_kind)
    turn = Case(
        When(opens_on__gt=day, then=Value(1)),
        When(closes_on__lt=day, then=Value(2)),
        default=Value(0),
        output_field=IntegerField(),
    )
    rows = (
        ConsultationPage.objects.filter(placements__in=placed, live=True)
        .annotate(turn=turn, section_slug=F("placements__section__slug"))
        .order_by(
            "turn",
            Case(When(turn__lt=2, then=F("closes_on"))),
            F("closes_on").desc(),
            "-pk",
        )
    )
    return [
        ListedDraft(
            title=one.title,
            path=story_path(vars(one)["section_slug"], one.slug, one.pk),
            kind=str(one.get_document_kind_display()),
            drafter=one.drafter,
            openness=openness_words(one, day),
            is_open=openness_on(one, day) is Openness.OPEN,
        )
        for one in rows[:MOST_SHOWN]
    ]


IN_SECTION = SectionList("editorial/consultations/section.html", read_drafts)
