"""What this room registers."""

from __future__ import annotations

from editorial.editor import row_links
from editorial.placements import publications, standing_changes
from portals.database.cloned import keep_from_clone
from portals.social import subjects

from .following import PostsEnd, set_posts_right
from .links import ways_of_rows
from .subject import STORIES


def install() -> None:
    row_links.register(ways_of_rows)
    subjects.register(STORIES)
    publications.register(set_posts_right)
    # A ruling corrects a story without a version of it.
    publications.register_for_notes(set_posts_right)
    standing_changes.register(PostsEnd())
    # Posts stay in the real install, and so does what they are about.
    keep_from_clone("social_posts_storypost")
