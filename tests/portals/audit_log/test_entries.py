"""A line written for a verb in a hurry is the line that Wagtail would have written."""

from __future__ import annotations

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from wagtail.log_actions import log
from wagtail.models import ModelLogEntry, PageLogEntry

from portals.audit_log.entries import log_model_act, log_page_act
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


class TestALineAboutWhatIsNoPage:
    def test_is_the_same_as_wagtail_s(self) -> None:
        person, action = make_member(make_portal()), "walls.refused"
        log(instance=person, action=action, user=person, data=DATA)
        log_model_act(instance=person, action=action, actor=person, data=DATA)

        compared = {*COMPARED, "object_id"} - {"page_id"}
        first, second = ModelLogEntry.objects.filter(action=action).values(*compared)
        assert first == second

    def test_takes_one_statement(self, django_assert_num_queries) -> None:
        person = make_member(make_portal())
        log_model_act(instance=person, action="walls.refused", actor=person, data=DATA)
        with django_assert_num_queries(1):
            log_model_act(instance=person, action="walls.refused", actor=person, data=DATA)

    def test_names_a_known_act(self) -> None:
        with pytest.raises(ValueError, match=r"walls\.nothing"):
            log_model_act(instance=make_portal(), action="walls.nothing", actor=None, data={})
