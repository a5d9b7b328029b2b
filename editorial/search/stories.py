"""The rows of stories: their published text, and what their public files say."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection, Iterable
from dataclasses import dataclass

from django.db import connection
from django.db.models import F

from editorial.kinds.carrying import own_words
from editorial.kinds.registry import called
from editorial.models import PublishedFile, StoryPage
from portals.uploads.scanner import ScanState
from portals.uploads.states import Examination

from .rows import LONGEST_FILES, write_things
from .sources import STORIES, ThingWords


@dataclass(frozen=True, slots=True)
class StoryWords:
    """The published text of one story, as search reads it."""

    story_id: int
    title: str
    lead: str
    body: str
    kind: str = "article"
    number: str = ""
    place: str = ""
    field: str = ""


def index_story(story: StoryPage) -> None:
    """Write the search row of `story` from the text on the instance."""
    index_stories([words_of(story)])


def words_of(story: StoryPage) -> StoryWords:
    """Return the text of `story` as it is on the instance."""
    body = StoryPage._meta.get_field("body").get_searchable_content(story.body)
    own = [words for _place, words in own_words(story)]
    kind = called(story.story_kind)

    def named(field: str) -> str:
        return str(getattr(story, field) or "") if field else ""

    return StoryWords(
        story.pk,
        story.title,
        story.lead,
        "\n".join([*own, *body]),
        kind=story.story_kind,
        number=named(kind.number),
        place=named(kind.place),
        field=named(kind.topic),
    )


def index_stories(words: Iterable[StoryWords]) -> None:
    """Write the search rows of many stories, each named once. Three statements, and one more for many."""
    texts = list(words)
    if not texts:
        return
    files = files_said([text.story_id for text in texts])
    write_things(
        STORIES,
        [
            ThingWords(
                key=str(text.story_id),
                kind=text.kind,
                portal_id=None,
                page_id=text.story_id,
                title=text.title,
                text=text.lead,
                body=text.body,
                files=files.get(text.story_id, ""),
                number=text.number,
                place=text.place,
                field=text.field,
            )
            for text in texts
        ],
    )
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT editorial_search_stand(%s::int[])", [[text.story_id for text in texts]]
        )


def index_again(story_ids: Collection[int]) -> int:
    """Write the rows of live stories anew from what is public of them; return how many there were."""
    stories = StoryPage.objects.filter(pk__in=story_ids, live=True).specific()
    index_stories(words_of(story) for story in stories)
    return len(stories)


def files_said(page_ids: Collection[int]) -> dict[int, str]:
    """Return what the public files of pages say, by page. One query."""
    said: dict[int, list[str]] = defaultdict(list)
    rows = (
        PublishedFile.objects.filter(
            page__in=page_ids,
            document__examination=Examination.FINE,
            document__readfile__text__isnull=False,
            document__readfile__stored_as=F("document__file"),
        )
        .exclude(document__scan_state=ScanState.INFECTED)
        .exclude(document__readfile__text__text="")
        .order_by("page", "document")
        .values_list("page", "document__title", "document__readfile__text__text")
    )
    for page, title, text in rows:
        said[page].append(f"{title}\n{text[:LONGEST_FILES]}")
    return {page: "\n".join(parts) for page, parts in said.items()}
