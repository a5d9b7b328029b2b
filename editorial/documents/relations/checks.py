"""What must hold of the stored states of documents. Asked by `doctor`."""

from __future__ import annotations

from portals.operations.checking import Check

from .states import wrongly_stored

CHECKS = (
    Check(
        "documents.force",
        "the stored state of each document is the one that is derived",
        wrongly_stored,
    ),
    Check(
        "documents.day",
        "the states of all documents are those of the day",
        """
        SELECT 'document ' || document.storypage_ptr_id FROM editorial_officialdocumentpage AS document
        JOIN wagtailcore_page AS page ON page.id = document.storypage_ptr_id
        LEFT JOIN editorial_documentforce AS force ON force.page_id = page.id
        WHERE page.first_published_at < %(now)s - interval '1 hour'
            AND (force.derived_on IS NULL OR force.derived_on < %(today)s - 1)
        """,
    ),
)
