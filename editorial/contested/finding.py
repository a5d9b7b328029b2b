"""Which text a request contests, and who wrote it."""

from __future__ import annotations

from typing import TYPE_CHECKING

from wagtail.models import Revision

from editorial.models import Placement, StoryPage
from editorial.public.queries.origins import ended_at_origin
from portals.accountability.contested import ContestedFact
from portals.addresses import main_origin

if TYPE_CHECKING:
    from portals.accountability.models import CitizenCase

# A document or a sheet is contested by its page, as any story is.
_KINDS = frozenset({"story", "document", "disclosure"})


def contested_story_id(about: str) -> int | None:
    """Return the id of the page that a request names by its key (`story:12`), or None for no such key."""
    kind, _colon, pk = about.partition(":")
    known = kind in _KINDS and pk.isascii() and pk.isdigit() and len(pk) < 18
    return int(pk) if known else None


def contested_text(case: CitizenCase) -> ContestedFact | None:
    """Return what a request contests, as it stands, or stood last, on the portal that wrote it. Five queries at most.

    None for what never stood anywhere, and for what a closed portal took down.
    """
    story_id = contested_story_id(case.about)
    origin = last_origin(story_id) if story_id is not None else None
    if origin is None:
        return None
    story, is_down = origin.story, origin.removed_at is not None
    if is_down and origin.portal.closed_on is not None:
        return None
    source = standing_origin(story.adapted_from_id) if story.adapted_from_id else None
    return ContestedFact(
        portal=origin.portal,
        title=origin.removal_title if is_down else story.title,
        address=main_origin(origin.portal) + origin.path,
        authors=_authors(story),
        made_from=source.portal if source is not None else None,
        taken_down_at=origin.removed_at,
    )


def authors_of_contested(case: CitizenCase) -> frozenset[int]:
    """Return the ids of who wrote what a request contests, also of what was taken down. Two queries."""
    story = StoryPage.objects.filter(pk=contested_story_id(case.about)).first()
    return _authors(story) if story is not None else frozenset()


def standing_origin(story_id: int) -> Placement | None:
    """Where a public story stands of its own. One query."""
    standing = Placement.objects.standing().local().filter(story=story_id, story__live=True)
    return standing.select_related("portal__site", "section", "story").first()


def last_origin(story_id: int) -> Placement | None:
    """Where a story stands of its own, or stood last. Two queries at most."""
    return standing_origin(story_id) or ended_at_origin(story_id)


def _authors(story: StoryPage) -> frozenset[int]:
    """Return the ids of who wrote any version up to the public one. What came without versions has its owner."""
    versions = Revision.objects.for_instance(story).filter(user__isnull=False)
    if story.live_revision_id:
        versions = versions.filter(pk__lte=story.live_revision_id)
    authors = set(versions.values_list("user_id", flat=True))
    return frozenset(authors | ({story.owner_id} if story.owner_id else set()))
