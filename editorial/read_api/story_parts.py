"""What stands with the stories of one page: origins, files, corrections; each asked once for all of them."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection, Sequence
from dataclasses import dataclass

from editorial.models import Correction, Placement, PortalDocument, PublishedFile
from editorial.models.file_text import ReadFile as StoredReading
from portals.addresses import main_hostname, main_origin

from .classes import classes_of
from .items import ApiCorrection, ApiFile, CanonicalPlace


@dataclass(frozen=True, slots=True)
class StoryParts:
    """By the ids of stories."""

    canonical: dict[int, CanonicalPlace]
    files: dict[int, list[ApiFile]]
    corrections: dict[int, list[ApiCorrection]]
    classes: dict[int, str]


def parts_of_stories(placements: Sequence[Placement]) -> StoryParts:
    """Five queries, whatever the number of stories."""
    ids = [one.story_id for one in placements]
    hosts = {one.story_id: main_origin(one.portal) for one in placements}
    return StoryParts(_origins(ids), _files(ids, hosts), _corrections(ids), classes_of(ids))


def _origins(story_ids: Collection[int]) -> dict[int, CanonicalPlace]:
    written = (
        Placement.objects.standing()
        .local()
        .filter(story__in=story_ids, portal__site__isnull=False)
        .select_related("portal__site", "section", "story")
    )
    return {
        one.story_id: CanonicalPlace(
            portal=main_hostname(one.portal),
            portal_name=one.portal.name,
            url=main_origin(one.portal) + one.path,
        )
        for one in written
    }


def _files(story_ids: Collection[int], hosts: dict[int, str]) -> dict[int, list[ApiFile]]:
    rows = (
        PublishedFile.objects.filter(page__in=story_ids).select_related("document").order_by("pk")
    )
    used = [(row.page_id, row.document) for row in rows if row.document.may_be_public]
    digests = digests_of([document.pk for _page, document in used])
    found: dict[int, list[ApiFile]] = defaultdict(list)
    for page_id, document in used:
        found[page_id].append(told_file(document, hosts[page_id], digests.get(document.pk, "")))
    return found


def digests_of(document_ids: Collection[int]) -> dict[int, str]:
    """Return the SHA-256 of those that were read, by the ids of files. One query."""
    read = StoredReading.objects.filter(document__in=document_ids, text__isnull=False)
    return dict(read.values_list("document", "text__digest"))


def told_file(document: PortalDocument, origin: str, digest: str) -> ApiFile:
    return ApiFile(
        title=document.title,
        url=origin + document.url,
        length=document.file_size,
        sha1=document.file_hash,
        sha256=digest,
    )


def _corrections(story_ids: Collection[int]) -> dict[int, list[ApiCorrection]]:
    found: dict[int, list[ApiCorrection]] = defaultdict(list)
    public = Correction.objects.filter(story__in=story_ids, published_at__isnull=False)
    for one in public.order_by("published_at", "pk"):
        if one.published_at is not None:
            found[one.story_id].append(ApiCorrection(at=one.published_at, text=one.text))
    return found
