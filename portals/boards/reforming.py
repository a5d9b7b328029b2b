"""What a change of units is told of boards, and what follows from it there."""

from __future__ import annotations

from collections.abc import Collection, Mapping
from datetime import date, datetime

from django.utils.translation import gettext_lazy as _

from portals.reforms.registry import UnderWay, count_by_portal

from .actions.rights import derive_rights
from .models import BoardMember, User


def _posts(portals: Collection[int], day: date) -> Mapping[int, int]:
    held = BoardMember.objects.filter(board__portal__in=portals, period__contains=day)
    return count_by_portal(held, "board__portal")


POSTS_HELD = UnderWay("posts", _("posts that end with their board"), _posts)


def derive_rights_on(portals: Collection[int], now: datetime) -> None:
    """Derive the rights of everybody who holds or held a post on one of `portals`."""
    for user in User.objects.filter(posts__board__portal__in=portals).distinct().order_by("pk"):
        derive_rights(user=user, now=now)
