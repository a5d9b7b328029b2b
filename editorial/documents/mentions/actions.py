"""Keeping which documents public texts name: written at publication, ended with it, filled in when a document comes.

A number with its day means the document of that day. Without one it means the only document of that number that was
issued when the text was: where several were, nobody knows which, and the page of the number shows them all.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from datetime import datetime

from django.db import connection, transaction
from django.db.models import Exists, OuterRef

from editorial.document_numbers.mentions import MentionInText, mentions_in
from editorial.models import (
    DocumentMention,
    MentionsRead,
    OfficialDocumentPage,
    Placement,
    StoryPage,
)
from editorial.stored_text import text_of_page, words_of_text
from portals.clock import local_date
from portals.pagecache.cache_invalidation import change_editions

# A text that names more is a register itself, and its page no longer read.
MOST_OF_A_TEXT = 200
READ_AT_ONCE = 200


def note_mentions(stories: Iterable[StoryPage]) -> None:
    """Read the texts on the instances and keep what they name in place of what was kept. A fixed number of queries."""
    stories = [story for story in stories if story.last_published_at is not None]
    rows = [row for story in stories for row in _rows_of(story)]
    ids = [story.pk for story in stories]
    with transaction.atomic():
        before = DocumentMention.objects.filter(story__in=ids)
        named = list(before.values_list("number_key", "document"))
        keys = {key for key, _document in named}
        if named:
            before.delete()
        DocumentMention.objects.bulk_create(rows)
        MentionsRead.objects.bulk_create(
            [MentionsRead(story=story, text_at=story.last_published_at) for story in stories],
            update_conflicts=True,
            unique_fields=["story"],
            update_fields=["text_at"],
        )
        # What the former text named is cited by one text fewer.
        _renew({document for _key, document in named if document is not None})
        find_meant(keys | {row.number_key for row in rows})


def find_meant(number_keys: Iterable[str], *, without: int = 0) -> int:
    """Say anew which document each mention of these numbers means; return how many changed. Two statements.

    `without` is the page of a document that is about to end.
    """
    keys = sorted(set(number_keys))
    if not keys:
        return 0
    document = OfficialDocumentPage._meta.db_table
    with connection.cursor() as cursor:
        cursor.execute(
            f"""
            UPDATE editorial_documentmention AS mention SET document_id = found.meant
            FROM (
                SELECT named.id, named.document_id AS before, (
                    SELECT CASE WHEN count(*) = 1 THEN min(storypage_ptr_id) END
                    FROM {document} AS document
                    WHERE document.number_key = named.number_key AND document.identity <> ''
                        AND storypage_ptr_id NOT IN (%s, named.story_id)
                        AND CASE WHEN named.issued_on IS NULL THEN document.issued_on <= named.cited_on
                            ELSE document.issued_on = named.issued_on END
                ) AS meant
                FROM editorial_documentmention AS named WHERE named.number_key = ANY(%s)
            ) AS found
            WHERE mention.id = found.id AND mention.document_id IS DISTINCT FROM found.meant
            RETURNING mention.story_id, found.before, found.meant
            """,
            [without, keys],
        )
        changed = cursor.fetchall()
    _renew({page_id for row in changed for page_id in row if page_id is not None})
    return len(changed)


def read_missing(*, limit: int) -> int:
    """Read public texts whose mentions are not kept: imported ones, and those from before there were any.

    Returns how many. Safe to repeat and to run twice at once.
    """
    kept = MentionsRead.objects.filter(
        story=OuterRef("pk"), text_at__gte=OuterRef("last_published_at")
    )
    missing = StoryPage.objects.filter(live=True, last_published_at__isnull=False)
    ids = list(missing.exclude(Exists(kept)).order_by("pk").values_list("pk", flat=True)[:limit])
    for start in range(0, len(ids), READ_AT_ONCE):
        some = ids[start : start + READ_AT_ONCE]
        with transaction.atomic():
            held = StoryPage.objects.select_for_update(of=("self",)).filter(pk__in=some, live=True)
            plain = {story.pk: story for story in held}
            documents = OfficialDocumentPage.objects.filter(pk__in=plain)
            note_mentions((plain | {document.pk: document for document in documents}).values())
    return len(ids)


def follow_publication(*, story: StoryPage, now: datetime) -> None:
    """Keep what the published version names; find who named this document before. For `placements.publications`."""
    note_mentions([story])
    if isinstance(story, OfficialDocumentPage):
        find_meant([story.number_key, *_former_keys(story)])


class MentionsEnd:
    """What was withdrawn names nothing any more, and nobody names it. For `placements.withdrawals`."""

    rank = 80

    def lock(self, story: StoryPage) -> None:
        """Nothing: the rows are the story's own, and whoever changes them holds the story."""

    def settle(self, *, story: StoryPage, now: datetime, reason: str) -> None:
        named = DocumentMention.objects.filter(story=story)
        _renew(set(named.exclude(document=None).values_list("document", flat=True)))
        named.delete()
        MentionsRead.objects.filter(story=story).delete()
        document = OfficialDocumentPage.objects.filter(pk=story.pk).first()
        if document is not None:
            find_meant([document.number_key, *_former_keys(document)], without=document.pk)


def _former_keys(document: OfficialDocumentPage) -> Sequence[str]:
    """The numbers by which it is meant so far: one that was corrected leaves the mentions of the wrong one."""
    meant = DocumentMention.objects.filter(document=document.pk)
    return list(meant.values_list("number_key", flat=True).distinct())


def _rows_of(story: StoryPage) -> list[DocumentMention]:
    document = story if isinstance(story, OfficialDocumentPage) else None
    rows: dict[tuple[str, object], DocumentMention] = {}
    for found in mentions_in(words_of_text(text_of_page(story))):
        if document is not None and _is_itself(found, document):
            continue
        key = (found.number.key, found.day)
        if key in rows or len(rows) == MOST_OF_A_TEXT:
            continue
        rows[key] = DocumentMention(
            story=story,
            number=found.spelt,
            number_key=found.number.key,
            issued_on=found.day,
            cited_on=document.issued_on if document else local_date(story.last_published_at),
            position=len(rows) + 1,
            is_central=found.is_central,
        )
    return list(rows.values())


def _is_itself(found: MentionInText, document: OfficialDocumentPage) -> bool:
    return found.number.key == document.number_key and found.day in (None, document.issued_on)


def _renew(page_ids: set[int]) -> None:
    """Have every portal on which one of these stands show it anew."""
    if page_ids:
        standing = Placement.objects.standing().filter(story__in=page_ids)
        change_editions(portal_ids=standing.values_list("portal", flat=True).distinct())
