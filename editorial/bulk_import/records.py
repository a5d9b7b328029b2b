"""What an import writes beside the pages: revisions, log, placements, text, files, search entries, references."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import TYPE_CHECKING

from django.contrib.contenttypes.models import ContentType
from wagtail.models import Page, PageLogEntry, ReferenceIndex, Revision
from wagtail.search.backends import get_search_backends

from editorial.kinds.registry import called
from editorial.models import (
    PortalDocument,
    PortalImage,
    PublishedFile,
    PublishedImage,
    StoryPage,
)
from editorial.placements.writing import PlacementSpec, place_new_origins
from editorial.search.stories import index_stories, words_of
from editorial.similarity.signing import sign_published
from editorial.wagtail_patches.references import reference_hash, references_in

if TYPE_CHECKING:
    from portals.boards.models import User

    from .actions import Prepared

VIA = "import"


def write_revisions(items: Sequence[Prepared], *, actor: User | None) -> None:
    """Write one revision a page, which is its latest and its live one. The pages have their places already."""
    base = ContentType.objects.get_for_model(Page)
    revisions = Revision.objects.bulk_create(
        Revision(
            content_type=item.page.content_type,
            base_content_type=base,
            object_id=str(item.page.pk),
            created_at=item.row.published_at,
            user=item.row.author or actor,
            object_str=str(item.page),
            content=item.page.serializable_data(),
        )
        for item in items
    )
    for item, revision in zip(items, revisions, strict=True):
        item.page.latest_revision = item.page.live_revision = revision


def write_what_follows(items: Sequence[Prepared], *, actor: User | None, via: str) -> None:
    """Write all that publishing would have brought. The pages' rows stand."""
    pages = [item.page for item in items]
    PageLogEntry.objects.bulk_create(
        entry for item in items for entry in _log_entries(item, actor=actor, via=via)
    )
    place_new_origins(_place(item, via) for item in items)
    sign_published(pages)
    _write_references(pages)
    index_stories(words_of(page) for page in pages)
    _write_search_entries(pages)


def _log_entries(item: Prepared, *, actor: User | None, via: str) -> Iterable[PageLogEntry]:
    author = item.row.author or actor
    hands = {"wagtail.create": author, "wagtail.publish": item.row.approver or actor or author}
    for action, user in hands.items():
        yield PageLogEntry(
            content_type=item.page.content_type,
            page_id=item.page.pk,
            label=str(item.page)[:255],
            action=action,
            timestamp=item.row.published_at,
            user=user,
            revision=item.page.live_revision,
            content_changed=True,
            data={"portal": item.row.section.portal_id, "via": via},
        )


def _place(item: Prepared, via: str) -> PlacementSpec:
    return PlacementSpec(
        portal_id=item.row.section.portal_id,
        section_id=item.row.section.pk,
        story_id=item.page.pk,
        kind=item.row.kind,
        via=via,
        placed_at=item.row.published_at,
    )


def _write_references(pages: Sequence[StoryPage]) -> None:
    """Record which images, files and pages each story uses; its files and images become available to the public."""
    base = ContentType.objects.get_for_model(Page)
    documents = ContentType.objects.get_for_model(PortalDocument)
    pictures = ContentType.objects.get_for_model(PortalImage)
    references, files, images = [], set(), set()
    for page in pages:
        own_files = called(page.story_kind).files
        for content_type_id, object_id, model_path, content_path in references_in(page):
            references.append(
                ReferenceIndex(
                    content_type=page.content_type,
                    base_content_type=base,
                    object_id=str(page.pk),
                    to_content_type_id=content_type_id,
                    to_object_id=object_id,
                    model_path=model_path,
                    content_path=content_path,
                    content_path_hash=reference_hash(content_path),
                )
            )
            is_shown = model_path.startswith("body.") or model_path in own_files
            if content_type_id == documents.pk and is_shown:
                files.add((page.pk, int(object_id)))
            if content_type_id == pictures.pk:
                images.add((page.pk, int(object_id)))
    ReferenceIndex.objects.bulk_create(references)
    PublishedFile.objects.bulk_create(
        PublishedFile(page_id=story_id, document_id=document_id)
        for story_id, document_id in sorted(files)
    )
    PublishedImage.objects.bulk_create(
        PublishedImage(page_id=story_id, image_id=image_id) for story_id, image_id in sorted(images)
    )


def _write_search_entries(pages: Sequence[StoryPage]) -> None:
    by_model: dict[type[StoryPage], list[StoryPage]] = {}
    for page in pages:
        by_model.setdefault(type(page), []).append(page)
    for backend in get_search_backends(with_auto_update=True):
        for model, some in by_model.items():
            backend.add_bulk(model, some)
