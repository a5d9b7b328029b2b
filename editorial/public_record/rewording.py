"""Words that texts show and that stand with a picture or a file, not in the text: a credit, the name of a file.

Whoever changes them changes public texts without a new version. That is an act of its own: each text is put on record
as it reads from then on, approved by nobody.
"""

from __future__ import annotations

from datetime import datetime

from django.db import transaction
from django.db.models import Q
from wagtail.models import Page

from editorial.models import (
    InformationPage,
    PortalDocument,
    PortalImage,
    PublishedFile,
    PublishedImage,
    StoryPage,
)
from editorial.placements.cache_invalidation import renew_portal_of, renew_where_placed

from .actions import note_story_reads
from .pages import note_page_reads


def follow_rewording(*, item: PortalImage | PortalDocument, now: datetime) -> int:
    """Note for the ledger, and show anew, every public text that shows the words of `item`; return how many.

    In the transaction in which they changed.
    """
    pages = (
        Q(pk__in=PublishedImage.objects.filter(image=item).values("page"))
        if isinstance(item, PortalImage)
        else Q(pk__in=PublishedFile.objects.filter(document=item).values("page"))
    )
    count = 0
    with transaction.atomic():
        # Held as by every other act on them, which keeps the acts on each in their order.
        held = Page.objects.filter(pages, live=True).order_by("pk")
        for page in held.select_for_update(no_key=True):
            text = page.specific
            if isinstance(text, (StoryPage, InformationPage)) and _shows(text, item):
                _put_on_record(text, now)
                count += 1
    return count


def _put_on_record(text: StoryPage | InformationPage, now: datetime) -> None:
    if isinstance(text, StoryPage):
        note_story_reads(story=text, now=now)
        renew_where_placed(story=text)
    else:
        note_page_reads(page=text, now=now)
        renew_portal_of(page=text)


def _shows(text: StoryPage | InformationPage, item: PortalImage | PortalDocument) -> bool:
    """Whether the words of `item` stand in the text: a file may have a name of its own there, a link always has."""
    if isinstance(item, PortalImage):
        return True
    return any(
        block.block_type == "file"
        and not block.value["title"]
        and getattr(block.value["document"], "pk", None) == item.pk
        for block in text.body
    )
