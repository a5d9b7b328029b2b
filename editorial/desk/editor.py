"""What follows when a text is saved in the page editor."""

from __future__ import annotations

from django.http import HttpRequest
from wagtail.models import Page

from editorial.models import StoryPage
from editorial.similarity.signing import sign_draft


def sign_what_was_saved(_request: HttpRequest, page: Page) -> None:
    """Hook: sign the draft, so that a copy made of it is known."""
    if isinstance(page, StoryPage):
        sign_draft(page)
