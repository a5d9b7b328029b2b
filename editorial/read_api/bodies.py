"""The text of a story for programs: the markup that readers see, with nothing in it that runs or styles."""

from __future__ import annotations

import re

import nh3
from bs4 import BeautifulSoup
from django.conf import settings
from django.template.loader import render_to_string
from django.utils import translation

from editorial.models import StoryPage
from editorial.public.queries.images import images_shown, load_renditions
from portals.content_security.markup import PUBLIC, SCHEMES, TAGS

BODY = "editorial/read_api/body.html"
_TAGS = TAGS | {
    *("figure", "figcaption", "img", "cite", "span", "div"),
    *("table", "caption", "thead", "tbody", "tr", "th", "td"),
}
_ATTRIBUTES = {
    **PUBLIC,
    "img": {"src", "alt", "width", "height"},
    "th": {"scope", "colspan", "rowspan"},
    "td": {"colspan", "rowspan"},
}
_ADDRESSES = {"href", "src"}
_BLANKS = re.compile(r"[ \t\r\f\v\u00a0]*\n\s*")


def body_markup(story: StoryPage, origin: str) -> str:
    """Return the body as HTML whose addresses are whole: those of this install begin with `origin`."""
    load_renditions(images_shown(story))
    with translation.override(settings.LANGUAGE_CODE):
        markup = render_to_string(BODY, {"page": story})

    def whole(_tag: str, name: str, value: str) -> str:
        is_path = name in _ADDRESSES and value.startswith("/") and not value.startswith("//")
        return origin + value if is_path else value

    return nh3.clean(
        markup,
        tags=set(_TAGS),
        clean_content_tags={"script", "style", "template"},
        attributes={tag: set(names) for tag, names in _ATTRIBUTES.items()},
        attribute_filter=whole,
        url_schemes=SCHEMES,
        link_rel=None,
    ).strip()


def words_of_markup(markup: str) -> str:
    """Return the words alone, a line for each part."""
    words = BeautifulSoup(markup, "html.parser").get_text("\n")
    return _BLANKS.sub("\n", words).strip()
