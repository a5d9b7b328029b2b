"""Which rows of stories are not made of what is public now: a text of a node of before, a file read or judged later."""

from __future__ import annotations

from collections.abc import Collection
from datetime import datetime

from django.db import connection

from editorial.kinds.registry import content_kinds
from editorial.models import PortalDocument, PublishedFile, StoryPage
from editorial.models.file_text import FileText, ReadFile

from .sources import STORIES

# When something was last learned of the public files of a page.
_FILES_AT = f"""
    SELECT shown.page_id, max(greatest(words.read_at, read.seen_at, document.scanned_at)) AS at
    FROM {PublishedFile._meta.db_table} AS shown
    JOIN {PortalDocument._meta.db_table} AS document ON document.id = shown.document_id
    LEFT JOIN {ReadFile._meta.db_table} AS read ON read.document_id = document.id
    LEFT JOIN {FileText._meta.db_table} AS words ON words.id = read.text_id
    {{where}}
    GROUP BY shown.page_id
"""
# Rows that nodes of a release before made, which knew no tables, say themselves that they are of what is public.
_WITH_TABLES = """
    UPDATE editorial_searchthing SET published_at = NULL WHERE kind = ANY(%s::text[]) AND published_at IS NOT NULL
"""
_OUTDATED = f"""
    SELECT page.id FROM {StoryPage._meta.db_table} AS story
    JOIN wagtailcore_page AS page ON page.id = story.page_ptr_id AND page.live
    LEFT JOIN editorial_searchthing AS thing ON thing.page_id = page.id
    LEFT JOIN ({_FILES_AT.format(where="")}) AS files ON files.page_id = page.id
    WHERE page.id <> ALL(%(but)s::int[]) AND (thing.id IS NULL OR thing.portal_id IS NOT NULL
        AND (thing.published_at IS DISTINCT FROM page.last_published_at
            OR thing.files_at IS DISTINCT FROM files.at))
    ORDER BY page.first_published_at DESC NULLS LAST, page.id DESC LIMIT %(most)s
"""
# What stands nowhere any more is not kept to be found by mistake. A publication that is under way holds its row.
_EMPTY = f"""
    UPDATE editorial_searchthing
    SET words = ''::tsvector, shown = '{{}}', digest = '', published_at = NULL, files_at = NULL
    WHERE source = '{STORIES}' AND portal_id IS NULL AND shown <> '{{}}'
"""


def outdated_stories(most: int, but: Collection[int] = ()) -> list[int]:
    """Return the ids of live stories whose rows are missing or of before, the newest first. One query."""
    with connection.cursor() as cursor:
        cursor.execute(_OUTDATED, {"but": list(but), "most": most})
        return [pk for (pk,) in cursor.fetchall()]


def files_read_at(page_ids: Collection[int]) -> dict[int, datetime]:
    """Return when something was last learned of the public files of these pages. One query."""
    with connection.cursor() as cursor:
        cursor.execute(
            _FILES_AT.format(where="WHERE shown.page_id = ANY(%s::int[])"), [list(page_ids)]
        )
        return dict(cursor.fetchall())


def empty_withdrawn() -> int:
    """Forget the words of stories that stand nowhere any more; return of how many."""
    with connection.cursor() as cursor:
        cursor.execute(_EMPTY)
        return cursor.rowcount


def take_tables_for_outdated() -> int:
    """Have the rows of all stories that show tables made anew; return how many. One statement."""
    kinds = [kind.code for kind in content_kinds() if kind.has_tables]
    with connection.cursor() as cursor:
        cursor.execute(_WITH_TABLES, [kinds])
        return cursor.rowcount
