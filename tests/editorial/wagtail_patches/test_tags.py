"""Breaks when Wagtail asks for the tags of all in a third place, or by another name."""

import wagtail
from wagtail.admin import filters
from wagtail.images.views import chooser

from editorial.wagtail_patches.tags import no_popular_tags
from tests.support.contracts import lines_with


def test_wagtail_asks_for_popular_tags_in_two_places_and_both_ask_ours():
    asking = {
        file for file, line in lines_with(wagtail, "popular_tags_for_model(") if "def " not in line
    }
    assert asking == {"admin/filters.py", "images/views/chooser.py"}, (
        "Wagtail shows the tags of all portals in another place too: tags.py must reach it."
    )
    for module in (filters, chooser):
        assert module.popular_tags_for_model is no_popular_tags


def test_the_list_it_shows_is_empty(db):
    from editorial.models import PortalImage

    assert list(filters.popular_tags_for_model(PortalImage)) == []
    assert list(filters.popular_tags_for_model(PortalImage, 10)) == []
