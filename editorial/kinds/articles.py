"""News: a brief or a feature."""

from __future__ import annotations

from django.utils.translation import gettext_lazy as _

from editorial.models import ArticlePage

from .registry import ContentKind, HomeList, KindCheck

ARTICLES = ContentKind(
    model=ArticlePage,
    label=_("News"),
    plural=_("News"),
    write_label=_("Write a story"),
    search_value="tin",
    left_behind={
        "related_stories": "they stand on the portal that chose them, perhaps on no other"
    },
    related="related_stories",
    home_list=HomeList.NEWS,
    counts_as_original=True,
    checks=frozenset({KindCheck.LENGTH}),
)
