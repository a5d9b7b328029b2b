"""What a person and a visitor ask for costs the same however many portals there are."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from django.conf import settings
from django.core.cache import cache
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from wagtail.models import Page

from portals.models import Portal
from tests.factories import make_member, make_portal, published_story, section_of
from tests.support.visiting import visit

FEW, MANY = 3, 25


def at_desk(client: Client, address: str) -> Callable[[], object]:
    def ask() -> None:
        answer = client.get(address, headers={"host": settings.PORTALS_ADMIN_HOST})
        assert answer.status_code == 200, (address, answer.status_code)

    return ask


def in_public(portal: Portal, path: str) -> Callable[[], object]:
    def ask() -> None:
        assert visit(portal, path).status_code == 200

    return ask


@pytest.fixture
def acts(db):
    """What is asked for, by name, on one portal with a few stories."""
    province = make_portal("province", host="")
    portal = make_portal(overseer=province)
    stories = [published_story(portal) for _ in range(3)]
    member = make_member(portal)
    client = Client()
    client.force_login(member)
    story, section = stories[0], section_of(portal)
    chooser = reverse("wagtailadmin_choose_page_child", args=[section.pk])
    return {
        "admin home": at_desk(client, "/"),
        "explorer": at_desk(client, reverse("wagtailadmin_explore", args=[portal.root_id])),
        "section": at_desk(client, reverse("wagtailadmin_explore", args=[section.pk])),
        "editor": at_desk(client, reverse("wagtailadmin_pages:edit", args=[story.pk])),
        "preview": at_desk(client, reverse("wagtailadmin_pages:view_draft", args=[story.pk])),
        "chooser": at_desk(client, reverse("wagtailadmin_choose_page")),
        "chooser in a section": at_desk(client, chooser),
        "chooser's search": at_desk(client, reverse("wagtailadmin_choose_page_search") + "?q=tin"),
        "images": at_desk(client, reverse("wagtailimages:index")),
        "image chooser": at_desk(client, reverse("wagtailimages_chooser:choose")),
        "address": lambda: Page.objects.get(pk=story.pk).specific.full_url,
        "public home": in_public(portal, "/"),
        "public section": in_public(portal, "/tin-tuc/"),
        "public story": in_public(portal, story.public_path()),
    }


def queries_of(act: Callable[[], object]) -> list[str]:
    act()
    cache.clear()
    act()
    with CaptureQueriesContext(connection) as captured:
        act()
    return [query["sql"] for query in captured]


class TestFlat:
    def test_queries_are_as_many_at_25_portals_as_at_3(self, acts):
        before = {name: queries_of(act) for name, act in acts.items()}
        for _ in range(MANY - FEW):
            make_portal()
        after = {name: queries_of(act) for name, act in acts.items()}
        assert {name: len(found) for name, found in after.items()} == {
            name: len(found) for name, found in before.items()
        }
        assert max(map(len, after.values())) <= 40

    @pytest.mark.parametrize("name", ["explorer", "section", "public home", "public section"])
    def test_queries_are_as_many_for_nine_stories_as_for_three(self, acts, name):
        before = len(queries_of(acts[name]))
        portal = Portal.objects.order_by("-pk")[0]
        for _ in range(6):
            published_story(portal)
        assert len(queries_of(acts[name])) == before

    def test_root_paths_of_all_sites_are_not_asked_for(self, acts, monkeypatch):
        def refuse() -> None:
            raise AssertionError("asked for the root paths of all sites")

        monkeypatch.setattr("wagtail.models.Site.get_site_root_paths", staticmethod(refuse))
        for act in acts.values():
            act()
