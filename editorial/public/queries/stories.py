"""One story on one portal: whether it stands there, and what belongs beside it."""

from __future__ import annotations

from editorial.kinds.registry import called, kind_of
from editorial.models import Placement, RelatedStory, StoryPage
from editorial.querysets import PlacementQuerySet
from editorial.search.alike import alike_stories
from portals.models import Portal

NEIGHBOURS, ALIKE = 5, 3
# The story itself is read once it is known to be shown.
_OF_PLACEMENT = (
    *("portal", "section", "story", "role", "kind", "placed_at"),
    *("removed_at", "removal_kind", "removal_reason"),
    *(
        "section__title",
        "section__slug",
        "section__section_type",
        "story__title",
        "story__slug",
        "story__path",
    ),
)


def placement_on(portal: Portal, story_id: int) -> Placement | None:
    """Return how the story stands on `portal`: its standing placement, else its last removed one, else None.

    One query for what stands. Apart, since each of the two has an index; asked together, all that the portal ever
    showed would be read.
    """
    found = (
        Placement.objects.on(portal)
        .filter(story=story_id)
        .select_related("story", "section")
        .only(*_OF_PLACEMENT)
    )
    gone = found.filter(removed_at__isnull=False).order_by("-removed_at", "-pk")
    return found.standing().first() or gone.first()


def live_story(placement: Placement) -> StoryPage | None:
    """Return the published page behind `placement` as what it is, or None if it is not live. One query."""
    pages = called(placement.kind).model._default_manager.select_related("lead_image")
    return pages.filter(pk=placement.story_id, live=True).first()


def related_on(portal: Portal, story: StoryPage) -> list[Placement]:
    """Return the stories that `story` names to read next, as far as they stand on `portal`, in its order."""
    rows = kind_of(story).related
    named: list[RelatedStory] = list(getattr(story, rows).all()) if rows else []
    if not named:
        return []
    places = {item.story_id: place for place, item in enumerate(named)}
    standing = Placement.objects.standing().on(portal).filter(story__in=places).for_lists()
    return sorted(standing, key=lambda placement: places[placement.story_id])


def beside(portal: Portal, placement: Placement) -> tuple[list[Placement], list[Placement]]:
    """Return what stands on `portal` about the same subject, and the newest others of its section.

    For a story that names none to read next. Two queries.
    """
    alike = alike_stories(portal, placement.story_id, most=ALIKE)
    about = Placement.objects.standing().on(portal).filter(story__in=alike).for_lists()
    newest = _newest_of_section(placement)[: NEIGHBOURS + len(alike)]
    rows = {row.story_id: row for row in about.union(newest)}
    related = [row for story_id in alike if (row := rows.get(story_id))]
    others = [row for row in rows.values() if row not in related]
    others.sort(key=lambda row: (row.placed_at, row.pk), reverse=True)
    return related, others[:NEIGHBOURS]


def neighbours_of(placement: Placement) -> list[Placement]:
    """Return the newest other stories of the same section. One query."""
    return list(_newest_of_section(placement)[:NEIGHBOURS])


def _newest_of_section(placement: Placement) -> PlacementQuerySet:
    return (
        Placement.objects.standing()
        .filter(portal=placement.portal_id, section=placement.section_id)
        .exclude(pk=placement.pk)
        .newest_first()
        .for_lists()
    )
