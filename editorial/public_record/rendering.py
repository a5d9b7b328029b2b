"""The text of a story as readers see it, rendered without a page around it."""

from __future__ import annotations

from django.conf import settings
from django.template.loader import render_to_string
from django.utils import translation

from editorial.kinds.registry import kind_of
from editorial.models import StoryPage
from editorial.public.links import links_on
from editorial.public.queries.images import images_in, load_renditions
from portals.ledger.shown_text import shown_text_of
from portals.models import Portal

TEMPLATE = "editorial/public/components/story_text.html"


def text_shown(story: StoryPage, *, portal: Portal, address: str) -> str:
    """Return the shown text of `story` as it stands on its own portal at `address` (docs/ledger-format.md, section 8).

    The same template as the page's, so what is marked there as no content is none here.
    """
    load_renditions(images_in(story))
    context = {
        "page": story,
        "own_address": address,
        "facts_template": kind_of(story).facts_template,
    }
    with translation.override(settings.LANGUAGE_CODE), links_on(portal, story.body):
        return shown_text_of(render_to_string(TEMPLATE, context))
