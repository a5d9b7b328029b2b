"""On which portals a person works, asked once a request of the posts, for menus and buttons."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from django.db.models import Exists, OuterRef
from django.utils import timezone

from portals.boards.enums import STANDING_EDITORS
from portals.boards.models import BoardMember, User
from portals.clock import local_date
from portals.models import Oversight
from portals.tree import portal_path


@dataclass(frozen=True, slots=True)
class HeldPost:
    """A post on the board of a portal, and what lies above and below that portal today."""

    portal_id: int
    root_path: str
    position: str
    oversees: bool
    is_overseen: bool

    @property
    def decides(self) -> bool:
        """Whether the post is one of the standing editors, who send stories and decide on proposals."""
        return self.position in STANDING_EDITORS


def held_posts(user: User, now: datetime | None = None) -> list[HeldPost]:
    """Return the posts that `user` holds now. One query a user object, so one a request."""
    known: list[HeldPost] | None = getattr(user, "_syndication_desks", None)
    if known is None:
        known = _ask(user, now or timezone.now())
        user._syndication_desks = known  # type: ignore[attr-defined]  # a memo on the instance
    return known


def post_for_path(user: User, page_path: str) -> HeldPost | None:
    """Return the post of `user` on the portal in whose tree `page_path` lies, or None."""
    root_path = portal_path(page_path)
    return next((post for post in held_posts(user) if post.root_path == root_path), None)


def _ask(user: User, now: datetime) -> list[HeldPost]:
    day = local_date(now)
    ties = Oversight.objects.filter(period__contains=day)
    return [
        HeldPost(*row)
        for row in BoardMember.objects.filter(
            user=user, period__contains=day, user__is_active=True, board__portal__root__isnull=False
        )
        .order_by("pk")
        .values_list(
            "board__portal_id",
            "board__portal__root__path",
            "position",
            Exists(ties.filter(overseer=OuterRef("board__portal"))),
            Exists(ties.filter(portal=OuterRef("board__portal"))),
        )
    ]
