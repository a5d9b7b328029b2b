"""What a plan of a change of units is told of boards."""

from __future__ import annotations

from collections.abc import Collection, Mapping
from datetime import date

from django.utils.translation import gettext_lazy as _

from portals.reforms.registry import UnderWay, count_by_portal

from .models import BoardMember


def _posts(portals: Collection[int], day: date) -> Mapping[int, int]:
    held = BoardMember.objects.filter(board__portal__in=portals, period__contains=day)
    return count_by_portal(held, "board__portal")


POSTS_HELD = UnderWay("posts", _("posts that end with their board"), _posts)
