"""A line written for a verb in a hurry is the line that Wagtail would have written."""

from __future__ import annotations

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from wagtail.log_actions import log
from wagtail.models import PageLogEntry

from portals.audit_log.entries import log_page_act
from tests.factories import make_member, make_portal, published_story

pytestmark = pytest.mark.django_db
ACTION, DATA = "syndication.recall", {"portal": 1, "reason": "Sai"}
COMPARED = ("action", "label", "data", "user_id", "page_id", "content_type_id", "uuid")


class TestALine:
    def test_is_the_same_as_wagtail_s(self) -> None:
        portal = make_portal()
        head, story = make_member(portal), published_story(portal)
        log(instance=story, action=ACTION, user=head, data=DATA)
        log_page_act(page=story, action=ACTION, actor=head, data=DATA)

        first, second = PageLogEntry.objects.filter(action=ACTION).values(*COMPARED)
        assert first == second

    def test_takes_one_statement(self) -> None:
        portal = make_portal()
        head, story = make_member(portal), published_story(portal)
        log_page_act(page=story, action=ACTION, actor=head, data=DATA)
        with CaptureQueriesContext(connection) as queries:
            log_page_act(page=story, action=ACTION, actor=head, data=DATA)
        assert len(queries) == 1

    def test_names_a_known_act(self) -> None:
        story = published_story(make_portal())
        with pytest.raises(ValueError, match=r"syndication\.nothing"):
            log_page_act(page=story, action="syndication.nothing", actor=None, data={})
