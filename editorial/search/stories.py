"""One searchable row a story."""

from __future__ import annotations

from collections.abc import Sequence

from django.db import connection

from editorial.models import StoryPage, StoryText


def index_story(story: StoryPage) -> None:
    """Store the searchable text of a story as it is on the instance."""
    index_stories([story])


def index_stories(stories: Sequence[StoryPage]) -> None:
    """Store the searchable text of all `stories`, as it is on the instances, in one statement."""
    block = StoryPage._meta.get_field("body").stream_block
    columns: tuple[list[object], ...] = ([], [], [], [])
    for story in stories:
        row = (
            story.pk,
            story.title,
            story.lead,
            " ".join(block.get_searchable_content(story.body)),
        )
        for column, value in zip(columns, row, strict=True):
            column.append(value)
    with connection.cursor() as cursor:
        cursor.execute(
            f"""
            INSERT INTO {StoryText._meta.db_table} (story_id, document)
            SELECT id, setweight(to_tsvector('vi', title), 'A')
                || setweight(to_tsvector('vi', lead), 'B')
                || setweight(to_tsvector('vi', body), 'C')
            FROM unnest(%s::int[], %s::text[], %s::text[], %s::text[]) AS story(id, title, lead, body)
            ON CONFLICT (story_id) DO UPDATE SET document = EXCLUDED.document
            """,
            list(columns),
        )
