"""The rows of stories: their published text, and what their public files say."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection, Iterable, Iterator
from dataclasses import dataclass

from django.db import connection, transaction
from django.db.models import F
from django.db.models.functions import Left
from wagtail.models import Page

from editorial.kinds.carrying import own_words
from editorial.kinds.registry import KindTable, called
from editorial.models import PublishedFile, StoryPage
from portals.uploads.scanner import public_states
from portals.uploads.states import Examination

from .outdated import files_read_at
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
    tables = [" | ".join(row) for table in kind.tables(story.specific) for row in _words_in(table)]

    def named(field: str) -> str:
        return str(getattr(story, field) or "") if field else ""

    return StoryWords(
        story.pk,
        story.title,
        story.lead,
        "\n".join([*own, *body, *tables]),
        kind=story.story_kind,
        number=named(kind.number),
        place=named(kind.place),
        field=named(kind.topic),
    )


def _words_in(table: KindTable) -> Iterator[list[str]]:
    """Yield the rows without their figures, by which nobody looks for a table."""
    for row in table.rows:
        yield [cell for place, cell in enumerate(row) if cell and place not in table.numbers]


@transaction.atomic
def index_stories(words: Iterable[StoryWords]) -> None:
    """Write the search rows of many stories, each named once. Five statements, and one more for many."""
    texts = list(words)
    if not texts:
        return
    ids = [text.story_id for text in texts]
    # Asked before the texts: what is read in between is found to be newer than this, and written at the next round.
    times = files_read_at(ids)
    files = files_said(ids)
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
        cursor.execute("SELECT editorial_search_stand(%s::int[])", [ids])
        cursor.execute(_MADE_OF, [ids, [times.get(pk) for pk in ids]])


_MADE_OF = """
    UPDATE editorial_searchthing AS thing SET published_at = page.last_published_at, files_at = told.files_at
    FROM unnest(%s::int[], %s::timestamptz[]) AS told (page_id, files_at)
    JOIN wagtailcore_page AS page ON page.id = told.page_id
    WHERE thing.page_id = told.page_id
"""


@transaction.atomic
def index_again(story_ids: Collection[int]) -> int:
    """Write the rows of live stories anew from what is public of them; return how many there were.

    Whoever publishes one of them meanwhile waits, or is waited for.
    """
    # Of another's page that was taken off meanwhile nothing is written; one that is being published is waited for.
    live = Page.objects.filter(pk__in=story_ids, live=True).order_by("pk")
    ids = list(live.select_for_update(no_key=True).values_list("pk", flat=True))
    stories = StoryPage.objects.filter(pk__in=ids).specific()
    index_stories(words_of(story) for story in stories)
    return len(stories)


def files_said(page_ids: Collection[int]) -> dict[int, str]:
    """Return what the public files of pages say, by page. One query."""
    said: dict[int, list[str]] = defaultdict(list)
    rows = (
        PublishedFile.objects.filter(
            page__in=page_ids,
            document__examination=Examination.FINE,
            document__scan_state__in=public_states(),
            document__readfile__text__isnull=False,
            document__readfile__stored_as=F("document__file"),
        )
        .exclude(document__readfile__text__text="")
        .order_by("page", "document")
        .values_list(
            "page", "document__title", Left("document__readfile__text__text", LONGEST_FILES)
        )
    )
    for page, title, text in rows:
        said[page].append(f"{title}\n{text}")
    return {page: "\n".join(parts) for page, parts in said.items()}
