"""The words that images and documents are marked with, of which the framework shows everybody everybody's."""

from __future__ import annotations

from django.db.models import Model, QuerySet
from taggit.models import Tag
from wagtail.admin import filters
from wagtail.images.views import chooser


def no_popular_tags(_model: type[Model], _count: int = 10) -> QuerySet[Tag]:
    return Tag.objects.none()


def offer_no_tags_of_others() -> None:
    """Let lists and choosers of files offer no tags: the ten most used are counted over the files of all portals.

    The framework has no setting or hook for it, which would replace this; it asks by these names in two of its
    modules.
    """
    for module in (filters, chooser):
        if not hasattr(module, "popular_tags_for_model"):
            raise LookupError(f"{module.__name__} asks for popular tags by another name now")
        module.popular_tags_for_model = no_popular_tags
