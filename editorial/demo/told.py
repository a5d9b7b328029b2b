"""The demo's stories on their way into the database, and what upper floors ask of them afterwards."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from django.utils.translation import gettext as _
from tqdm import tqdm

from editorial.bulk_import.actions import StoryImport, import_stories
from editorial.models import ArticlePage, StoryPage
from portals.models import Portal

# What a visitor opens first proves itself. Each takes a job 90 ms: with all the demo's stories it had no other work for
# minutes, while somebody looks at it. `manage.py record_standing` notes the rest.
RECORDED_OF_EACH = 3


class TextsToImport(list[StoryImport]):
    """The texts of all boards, board by board."""


@dataclass(frozen=True)
class ImportedStories:
    """Each text with the portal that wrote it and the page that it became."""

    rows: Sequence[tuple[Portal, StoryImport, StoryPage]]

    def of(self, portal: Portal) -> list[StoryPage]:
        return [page for owner, _text, page in self.rows if owner == portal]

    def news_of_others(self, portal: Portal) -> list[tuple[Portal, StoryPage]]:
        """Return the articles in the news of all portals but this one."""
        return [
            (owner, page)
            for owner, text, page in self.rows
            if owner != portal
            and (text.kind, text.section.section_type_id) == (ArticlePage.story_kind, "tin-tuc")
        ]


def import_all(
    texts: Sequence[StoryImport], portals: Sequence[Portal], *, now: datetime
) -> ImportedStories:
    by_id = {portal.pk: portal for portal in portals}
    with tqdm(total=len(texts), desc=_("Importing stories"), unit=_("story")) as bar:
        pages = import_stories(
            stories=texts,
            actor=None,
            now=now,
            progress=bar.update,
            recorded_of_each=RECORDED_OF_EACH,
        )
    return ImportedStories(
        [
            (by_id[text.section.portal_id], text, page)
            for text, page in zip(texts, pages, strict=True)
        ]
    )
