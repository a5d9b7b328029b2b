"""The steps of a new board in which it fills sections and publishes a story of its own."""

from __future__ import annotations

from datetime import date
from typing import Any

from django.db.models import Count, Exists, IntegerField, OuterRef, Subquery
from django.db.models.functions import Coalesce
from django.db.models.lookups import GreaterThanOrEqual
from django.utils.translation import gettext_lazy as _

from editorial.enums import PlacementRole
from editorial.models import Placement
from portals.learning.first_steps import FirstStep

SECTIONS = 3


def _has_filled_sections(_day: date) -> Any:
    filled = (
        Placement.objects.standing()
        .filter(portal=OuterRef("pk"))
        .order_by()
        .values("portal")
        .annotate(filled=Count("section", distinct=True))
        .values("filled")
    )
    return GreaterThanOrEqual(Coalesce(Subquery(filled, output_field=IntegerField()), 0), SECTIONS)


def _has_own_story(_day: date) -> Any:
    return Exists(Placement.objects.filter(portal=OuterRef("pk"), role=PlacementRole.ORIGIN))


SECTIONS_FILLED = FirstStep(
    "sections",
    _("Have something in three sections"),
    "write",
    "chuyen-muc",
    order=30,
    taken=_has_filled_sections,
)
OWN_STORY = FirstStep(
    "own_story",
    _("Publish the first story of your own"),
    "quick_write",
    "viet-nhanh",
    order=40,
    taken=_has_own_story,
    deed=True,
)
