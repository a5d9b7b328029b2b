"""A reader's look at a story is counted by the page itself, and the board sees it."""

from __future__ import annotations

import pytest
from django.utils import timezone
from playwright.sync_api import Browser

from portals.visits.actions import write_down
from portals.visits.queries import views_by_portal
from tests.factories import make_portal, published_story
from tests.support import processes

pytestmark = pytest.mark.django_db(transaction=True)


def test_a_story_that_is_seen_is_counted_once_and_without_a_cookie(
    chromium: Browser, web_server: processes.WebServer
) -> None:
    portal = make_portal()
    story = published_story(portal)
    # Not "HeadlessChrome": what calls itself a machine is not counted.
    context = chromium.new_context(user_agent="Mozilla/5.0 (X11; Linux x86_64) Chrome/150.0")
    page = context.new_page()
    said: list[str] = []
    page.on("console", lambda message: said.append(message.text))
    for _look in range(2):
        with page.expect_request("**/-/visits/*") as asked:
            page.goto(web_server.url(portal.site.hostname, story.public_path()))
        assert asked.value.response().status == 204

    # A home page is counted too.
    with page.expect_request("**/-/visits/*") as asked:
        page.goto(web_server.url(portal.site.hostname, "/"))
    assert asked.value.response().status == 204

    assert write_down(now=timezone.now()) == 3
    assert views_by_portal(story.pk) == {portal.pk: 2}
    assert context.cookies() == []
    assert said == []
    context.close()
