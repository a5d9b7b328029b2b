"""What of a portal leaves with it: its own public texts, and what they use of its own collection."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from itertools import batched
from pathlib import PurePosixPath
from typing import Any

from editorial.enums import PlacementRole
from editorial.models import InformationPage, Placement, PortalDocument, PortalImage, StoryPage
from editorial.recordings.originals import heard_instead
from portals.models import Portal

from .texts import TakenAlong, addresses_of, pages_linked, used_in

SLICE = 200


def stories_leaving(portal: Portal) -> list[int]:
    own = Placement.objects.standing().on(portal).filter(role=PlacementRole.ORIGIN)
    return list(
        own.filter(story__live=True).order_by("placed_at", "pk").values_list("story", flat=True)
    )


def _pages_below(portal: Portal) -> Any:
    path = portal.root.path if portal.root else "none"
    return InformationPage.objects.filter(path__startswith=path)


def pages_leaving(portal: Portal) -> list[InformationPage]:
    return list(_pages_below(portal).filter(live=True).order_by("path"))


def unpublished_drafts(portal: Portal) -> list[StoryPage]:
    """What was never public, as it was saved last."""
    path = portal.root.path if portal.root else "none"
    never = StoryPage.objects.filter(path__startswith=path, live=False, placements=None)
    return [page.specific.get_latest_revision_as_object() for page in never.order_by("pk")]


def stories_by_id(ids: Sequence[int]) -> Iterator[StoryPage]:
    for some in batched(ids, SLICE):
        found = {page.pk: page for page in StoryPage.objects.filter(pk__in=some).specific()}
        yield from (found[pk] for pk in some if pk in found)


def found_along(
    portal: Portal,
    stories: Sequence[int],
    pages: Sequence[InformationPage],
    drafts: Sequence[StoryPage],
) -> TakenAlong:
    """Find what the texts use of the portal's own collection and may go out, and where their links lead."""
    images: set[int] = set()
    files: set[int] = set()
    named: set[int] = set()
    texts: Iterable[Any] = (*pages, *drafts)
    for some in (stories_by_id(stories), texts):
        for page in some:
            body = page.body.get_prep_value()
            shown, linked = used_in(body)
            images |= shown | {getattr(page, "lead_image_id", None) or 0}
            files |= linked
            named |= pages_linked([body])
    own_images = PortalImage.objects.filter(pk__in=images, collection=portal.collection_id)
    own_files = PortalDocument.objects.filter(
        pk__in=files, collection=portal.collection_id
    ).select_related("recording")
    return TakenAlong(
        {one.pk: media_name("images", one) for one in own_images if one.is_fine},
        {one.pk: media_name("files", one) for one in own_files if one.may_be_public},
        addresses_of(named, portal),
    )


def media_name(folder: str, one: PortalImage | PortalDocument) -> str:
    heard = heard_instead(one) if isinstance(one, PortalDocument) else None
    return f"{folder}/{one.pk}{PurePosixPath((heard or one.file).name).suffix.lower()}"
