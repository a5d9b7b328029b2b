"""The text of a story or a standing page as readers see it, rendered without a page around it."""

from __future__ import annotations

from django.conf import settings
from django.template.loader import render_to_string
from django.utils import translation

from editorial.kinds.registry import kind_of
from editorial.models import InformationPage, StoryPage
from editorial.public.queries.images import images_shown, load_renditions
from portals.ledger.shown_text import shown_text_of
from portals.models import Portal

HEADLINE = "editorial/public/components/story_headline.html"
STORY_TEXT = "editorial/public/components/story_text.html"
INFORMATION_TEXT = "editorial/public/components/information_text.html"


def text_shown(page: StoryPage | InformationPage, *, portal: Portal, address: str) -> str:
    """Return the shown text of `page` as it stands at `address` (docs/ledger-format.md, section 8).

    It is the same on every portal. The templates are those of the page, so what is no content there is none here.
    """
    load_renditions(images_shown(page))
    context = {"page": page, "own_address": address}
    if isinstance(page, StoryPage):
        context["facts_template"] = kind_of(page).facts_template
    names = (HEADLINE, STORY_TEXT if isinstance(page, StoryPage) else INFORMATION_TEXT)
    with translation.override(settings.LANGUAGE_CODE):
        return shown_text_of("".join(render_to_string(name, context) for name in names))
