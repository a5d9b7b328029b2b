"""Each key of the demo's check turns false where what it speaks of is broken."""

from __future__ import annotations

from datetime import timedelta

import pytest
from django.utils import timezone
from wagtail.models import Site

from editorial.demo.checks import READING
from editorial.models import NoticePage, StoryPage
from editorial.public.views import feeds
from portals.boards.enums import Position
from portals.boards.models import BoardMember
from portals.models import Portal
from portals.operations.demo.answering import ANSWERING
from scoring.demo import checks
from scoring.demo.logins import RECEIVED, SCORING, Login
from scoring.demo.people import PASSWORD
from syndication.demo.there_and_back import EMERGENCIES, TRAVELS
from syndication.dispatches.actions import dispatch_story
from syndication.dispatches.audience import Audience
from syndication.enums import AudienceKind, Urgency
from tests.factories import make_member, make_province_tree, published_story
from tests.support.demo import found_by

pytestmark = pytest.mark.django_db


@pytest.fixture
def province() -> Portal:
    province, district, communes = make_province_tree()
    for portal in (province, district, *communes):
        published_story(portal)
    return province


class TestAnswering:
    def test_is_right_where_all_answer(self, province: Portal) -> None:
        found = found_by(ANSWERING)
        assert [one.is_good for one in found.values()] == [True, True]
        assert found["home_pages"].total == 4

    def test_names_a_portal_that_does_not_answer(self, province: Portal) -> None:
        Site.objects.filter(pk=province.site_id).update(hostname="la.example")
        found = found_by(ANSWERING)["home_pages"]
        assert not found.is_good
        assert "la.example" in found.faults[0]

    def test_tells_that_nobody_gets_to_the_desk(self, province: Portal, settings) -> None:
        settings.PORTALS_ADMIN_HOST = "la.example"
        assert not found_by(ANSWERING)["admin_sign_in"].is_good


class TestReading:
    def test_is_right_where_stories_and_feeds_are(self, province: Portal) -> None:
        found = found_by(READING)
        assert [one.is_good for one in found.values()] == [True, True]
        # Each portal has one story, in two feeds.
        assert (found["newest_stories"].total, found["feed_entries"].total) == (4, 8)

    def test_names_a_newest_story_that_does_not_answer(self, province: Portal) -> None:
        StoryPage.objects.filter(pk=StoryPage.objects.first().pk).update(live=False)
        found = found_by(READING)["newest_stories"]
        assert (found.is_good, found.right) == (False, 3)

    def test_names_entries_that_changed_before_they_were_published(
        self, province: Portal, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        monkeypatch.setattr(feeds, "_changed", lambda entry: feeds._published(entry) - timedelta(1))
        found = found_by(READING)["feed_entries"]
        assert (found.is_good, found.right, found.total) == (False, 0, 8)


class TestEmergencies:
    def send(self, province: Portal, story: StoryPage) -> None:
        dispatch_story(
            story=story, audience=Audience(AudienceKind.ALL), due_at=None, mandate="", note="",
            urgency=Urgency.URGENT, actor=make_member(province, Position.HEAD), now=timezone.now(),
        )  # fmt: skip

    def test_are_right_where_each_has_an_end(self, province: Portal) -> None:
        story = published_story(province, notice=True, ends_at=timezone.now() + timedelta(hours=6))
        self.send(province, story)
        assert found_by(EMERGENCIES)["emergencies_end"].is_good

    def test_name_one_without_an_end(self, province: Portal) -> None:
        story = published_story(province, notice=True, ends_at=timezone.now() + timedelta(hours=6))
        self.send(province, story)
        NoticePage.objects.update(ends_at=None)
        found = found_by(EMERGENCIES)["emergencies_end"]
        assert (found.is_good, list(found.faults)) == (False, [story.title])

    def test_prove_nothing_where_none_was_sent(self, province: Portal) -> None:
        assert not found_by(EMERGENCIES)["emergencies_end"].is_good


def test_travels_are_wrong_in_every_key_where_no_worker_runs(province: Portal) -> None:
    for position in (Position.EDITOR, Position.HEAD, Position.DEPUTY):
        make_member(province, position)
    found = found_by(TRAVELS)
    assert {key: one.is_good for key, one in found.items()} == dict.fromkeys(TRAVELS.titles, False)
    assert "Error" not in str([one.faults for one in found.values()])


def test_scorecards_are_wrong_where_a_month_was_not_scored(province: Portal) -> None:
    found = found_by(checks.SCORES)["scorecards"]
    assert (found.is_good, found.right, found.total) == (False, 0, 9)


class TestAccounts:
    @pytest.fixture
    def head(self, province: Portal, monkeypatch: pytest.MonkeyPatch) -> BoardMember:
        commune = Portal.objects.filter(tier="commune").first()
        user = make_member(commune, Position.HEAD)
        user.set_password(PASSWORD)
        user.save()
        login = Login(
            user.username, "Trưởng ban", ((commune.code, Position.HEAD),), (RECEIVED,), (SCORING,)
        )
        monkeypatch.setattr(checks, "LOGINS", (login,))
        return BoardMember.objects.get(user=user)

    def fault(self) -> str:
        return "".join(found_by(checks.ACCOUNTS)["logins"].faults)

    def test_are_right_where_each_gets_in_and_meets_what_is_said(self, head: BoardMember) -> None:
        found = found_by(checks.ACCOUNTS)["logins"]
        assert found.is_good, found.faults

    def test_name_one_with_another_post(self, head: BoardMember) -> None:
        head.position = Position.EDITOR
        head.save()
        assert "EDITOR" in self.fault()

    def test_name_one_with_another_password(self, head: BoardMember) -> None:
        head.user.set_password("mat-khau-khac")  # pragma: allowlist secret
        head.user.save()
        assert "no way in" in self.fault()

    @pytest.mark.parametrize("opens", [True, False])
    def test_name_one_that_opens_other_pages(
        self, head: BoardMember, monkeypatch: pytest.MonkeyPatch, opens: bool
    ) -> None:
        (login,) = checks.LOGINS
        other = Login(
            login.username,
            login.says,
            login.posts,
            (SCORING,) if opens else (),
            () if opens else (RECEIVED,),
        )
        monkeypatch.setattr(checks, "LOGINS", (other,))
        assert (SCORING if opens else RECEIVED) in self.fault()
