"""The step of a new board in which it says who leads the agency and how to reach it."""

from __future__ import annotations

from datetime import date
from typing import Any

from django.db.models import Exists, OuterRef, Q
from django.utils.translation import gettext_lazy as _

from portals.learning.first_steps import FirstStep

from .enums import OfficialRole
from .models import Official


def _is_told(_day: date) -> Any:
    leaders = Official.objects.filter(portal=OuterRef("pk"), role=OfficialRole.LEADER)
    return Exists(leaders) & ~Q(phone="")


ORGANISATION_TOLD = FirstStep(
    "organisation",
    _("Say who leads the agency and how to reach it"),
    "own_details",
    "trang-to-chuc",
    order=20,
    taken=_is_told,
)
