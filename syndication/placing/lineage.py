"""Where a story and its relatives have been: the rule that no story returns there.

A family is a story with all own versions made from it, and from those. Two members of a family say much the same, so
at most one of them stands on a portal; and none ever stands on a portal whose board wrote one of those it comes from.
Whoever makes a story stand somewhere asks here, after it shared the story's origin placement.
"""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass

from django.db import connection
from django.utils.translation import gettext as _

from portals.models import Portal

# UNION, not UNION ALL: it ends even where the data would go round. `up`: the story itself and those it comes from.
_FAMILY = """
    WITH RECURSIVE family(story, member, up) AS (
        SELECT id, id, true FROM unnest(%(stories)s::bigint[]) AS id
        UNION
        SELECT known.story, next.member, next.up
        FROM family known CROSS JOIN LATERAL (
            SELECT page.adapted_from_id AS member, true AS up FROM editorial_storypage page
            WHERE known.up AND page.page_ptr_id = known.member AND page.adapted_from_id IS NOT NULL
            UNION ALL
            SELECT page.page_ptr_id, false FROM editorial_storypage page
            WHERE page.adapted_from_id = known.member
        ) next
    )
"""
_ROOTS = f"""
    {_FAMILY}
    SELECT DISTINCT family.member FROM family
    JOIN editorial_storypage page ON page.page_ptr_id = family.member
    WHERE family.up AND page.adapted_from_id IS NULL
      AND EXISTS (SELECT FROM family other WHERE other.story = family.story AND other.member <> family.member)
    ORDER BY 1
"""
# Two halves, since each is answered by an index: PostgreSQL would read all placements for both at once.
_MEETINGS = f"""
    {_FAMILY}
    SELECT family.story, placed.portal_id, family.member, family.up, placed.role
    FROM family JOIN editorial_placement placed ON placed.story_id = family.member
    WHERE (%(portal)s::bigint IS NULL OR placed.portal_id = %(portal)s)
      AND placed.removed_at IS NULL AND (family.member <> family.story OR placed.role = 'origin')
    UNION
    SELECT family.story, placed.portal_id, family.member, family.up, placed.role
    FROM family JOIN editorial_placement placed ON placed.story_id = family.member
    WHERE (%(portal)s::bigint IS NULL OR placed.portal_id = %(portal)s)
      AND placed.removed_at IS NOT NULL
      AND family.up AND placed.role = 'origin' AND family.member <> family.story
"""


@dataclass(frozen=True, slots=True)
class Meeting:
    """A portal to which a story must not come, since `member` of its family stands there or was written there."""

    story_id: int
    portal_id: int
    member: int
    is_ancestor: bool
    role: str

    @property
    def is_own_version(self) -> bool:
        """Whether that portal's board made its own version of the story."""
        return self.role == "origin" and not self.is_ancestor and self.member != self.story_id


def meetings(*, story_ids: Collection[int], portal: Portal | None = None) -> list[Meeting]:
    """Return where these stories would meet a relative, on one portal or anywhere; inside a transaction.

    Holds their families until its end, so that two members do not come to one portal at the same time. Two queries.
    """
    given = {"stories": list(story_ids), "portal": portal.pk if portal else None}
    with connection.cursor() as cursor:
        cursor.execute(_ROOTS, given)
        for (root,) in cursor.fetchall():
            cursor.execute("SELECT pg_advisory_xact_lock(%s)", [root])
        cursor.execute(_MEETINGS, given)
        return [Meeting(*row) for row in cursor.fetchall()]


def against_placing(*, story_id: int, portal: Portal, itself_is_fine: bool = False) -> str:
    """Return in words why the story must not come to `portal`, or an empty sentence.

    `itself_is_fine`: an own version is to take the place of the story that stands there.
    """
    said = {"portal": portal.title}
    for meeting in meetings(story_ids=[story_id], portal=portal):
        if meeting.member == story_id:
            return _("%(portal)s wrote this story itself.") % said
        if meeting.is_ancestor and meeting.role == "origin":
            return (
                _("The story goes back to one of %(portal)s itself, so it does not return there.")
                % said
            )
        if meeting.is_own_version:
            return _("%(portal)s has a version of its own of this story already.") % said
        return _("Another version of this story stands on %(portal)s already.") % said
    if not itself_is_fine and _stands(story_id, portal):
        return _("The story stands on %(portal)s already.") % said
    return ""


def _stands(story_id: int, portal: Portal) -> bool:
    return portal.placements.filter(story=story_id, removed_at__isnull=True).exists()
