"""Unpublishing a page by writing only what that changes."""

from __future__ import annotations

from wagtail.actions.unpublish_page import UnpublishPageAction
from wagtail.models import Page


class UnpublishInPlace(UnpublishPageAction):
    """Wagtail's action, its signals included, with one row updated instead of the whole page saved.

    The page's text stays as it is, so its references and its entry in the search of the admin hold. Saving them
    again took more than half the time of a withdrawal, under the locks that dispatches wait for. An action that saves
    with `update_fields` would replace this.
    """

    def _commit_unpublish(self, page: Page) -> None:
        fields = ("live", "has_unpublished_changes", "live_revision", "expired")
        Page.objects.filter(pk=page.pk).update(**{name: getattr(page, name) for name in fields})
