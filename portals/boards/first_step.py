"""The first step of a new board: that it is complete."""

from __future__ import annotations

from datetime import date
from typing import Any

from django.db.models import Exists, OuterRef
from django.utils.translation import gettext_lazy as _

from portals.learning.first_steps import FirstStep

from .enums import APPROVERS, EDITORS
from .models import BoardMember, RequiredPost


def _is_complete(day: date) -> Any:
    """All posts that are asked of the tier are held, and whoever approves has somebody else who writes."""
    held = BoardMember.objects.filter(
        board__portal=OuterRef(OuterRef("pk")),
        position=OuterRef("position"),
        period__contains=day,
        user__is_active=True,
    )
    lacking = RequiredPost.objects.filter(
        ~Exists(held), tier=OuterRef("tier"), period__contains=day
    )
    others = BoardMember.objects.holding(EDITORS, day).filter(
        board__portal=OuterRef("board__portal")
    )
    approvers = BoardMember.objects.holding(APPROVERS, day).filter(
        Exists(others.exclude(user=OuterRef("user"))), board__portal=OuterRef("pk")
    )
    return ~Exists(lacking) & Exists(approvers)


BOARD_COMPLETE = FirstStep(
    "board", _("Complete the board"), "own_board", "nhiem-ky", order=10, taken=_is_complete
)
