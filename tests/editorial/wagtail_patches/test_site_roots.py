"""Breaks when Wagtail's page asks for its site by another name, or its address by another method."""

import pytest
import wagtail
from wagtail.models import Page

from editorial.wagtail_patches import site_roots
from portals.framework_patches.marks import settle_site
from tests.factories import make_portal, published_story
from tests.support.contracts import lines_with

pytestmark = pytest.mark.django_db


def test_a_plain_page_of_wagtail_asks_the_tree_for_its_site(rf, django_assert_num_queries):
    story = published_story(make_portal())
    root = site_roots.site_root_of(Page.objects.get(pk=story.pk))
    page = Page.objects.get(pk=story.pk)
    with django_assert_num_queries(1):
        # Its portal. Wagtail's own way reads all sites, and the cache of them.
        found = page.get_url_parts(rf.get("/"))
    assert found is not None
    assert found[0] == root.site_id, "Wagtail takes the site of a page from elsewhere now."


def test_it_has_no_address_by_itself_and_says_so(rf):
    page = Page.objects.get(pk=published_story(make_portal()).pk)
    assert page.url is None
    assert page.get_url(rf.get("/")) is None


def test_the_address_of_its_story_is_ours(rf):
    story = published_story(make_portal())
    address = site_roots.site_root_of(story).root_url + story.public_path()
    request = rf.get("/")
    settle_site(request, None)
    assert story.url == story.get_url(request) == address
    settle_site(request, story.portal_of_page().site)
    assert story.get_url(request) == story.public_path()


def test_wagtail_still_asks_by_the_names_that_are_replaced():
    asks = {
        line
        for file, line in lines_with(wagtail, "_get_relevant_site_root_paths")
        if file == "models/pages.py"
    }
    assert "possible_sites = self._get_relevant_site_root_paths(request)" in asks, (
        "Page.get_url_parts asks for its sites by another name: site_roots.py replaces nothing now."
    )
    (defined,) = [line for line in asks if line.startswith("def ")]
    assert defined == "def _get_relevant_site_root_paths(self, cache_object=None):"
    urls = [
        line for file, line in lines_with(wagtail, "url = property(") if file == "models/pages.py"
    ]
    assert "url = property(get_url)" in urls, "Page.url is made of another method now."
