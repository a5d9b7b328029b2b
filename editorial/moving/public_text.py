"""What of a page is its text, as readers have it, by the names of its fields."""

from __future__ import annotations

from typing import Any

from wagtail.models import Page

# What a page is, and no text of it: its place, its versions, its hours.
_NOT_TEXT = frozenset(
    {
        "pk", "path", "depth", "numchild", "url_path", "slug", "latest_revision", "live_revision", "draft_title",
        "latest_revision_created_at", "last_published_at", "first_published_at", "has_unpublished_changes",
        "translation_key", "locale", "locked", "locked_at", "locked_by", "owner", "live", "go_live_at", "expire_at",
        "expired", "content_type", "index_entries", "alias_of", "portal", "moved_to", "section_type",
        "sensitive_subject", "subject_by_hand", "adapted_from", "wagtail_admin_comments",
    }
)  # fmt: skip


def public_fields_of(page: Page) -> dict[str, Any]:
    """Return the fields of a page that readers see, as a version keeps them."""
    return {
        name: value for name, value in page.serializable_data().items() if name not in _NOT_TEXT
    }
