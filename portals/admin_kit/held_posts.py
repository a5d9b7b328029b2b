"""On which portals a person works, asked once a request of the posts, for menus and buttons."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from django.db import connection
from django.utils import timezone

from portals.boards.enums import STANDING_EDITORS
from portals.boards.models import User
from portals.clock import local_date
from portals.tree import portal_path

# As `posts_of`, asked by every page of the desk, and so written once.
STATEMENT = """
    SELECT board.portal_id, root.path, post.position,
        EXISTS (
            SELECT FROM portals_oversight AS tie
            WHERE tie.overseer_id = board.portal_id AND tie.period @> today.day
        ),
        EXISTS (
            SELECT FROM portals_oversight AS tie
            WHERE tie.portal_id = board.portal_id AND tie.period @> today.day
        )
    FROM (SELECT %s::date AS day) AS today
    JOIN boards_boardmember AS post ON post.period @> today.day
    JOIN boards_user AS person ON person.id = post.user_id
    JOIN boards_editorialboard AS board ON board.id = post.board_id
    JOIN portals_portal AS portal ON portal.id = board.portal_id
    JOIN wagtailcore_page AS root ON root.id = portal.root_id
    WHERE post.user_id = %s AND person.is_active
    ORDER BY post.id
"""


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
    with connection.cursor() as cursor:
        cursor.execute(STATEMENT, [local_date(now), user.pk])
        return [HeldPost(*row) for row in cursor.fetchall()]
