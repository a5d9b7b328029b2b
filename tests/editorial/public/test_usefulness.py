"""Was this information useful? Counted by day, for nobody in particular, and not by the thousand."""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta

import pytest
from django.core.cache import cache
from django.test import Client
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from redis.exceptions import ConnectionError as NoConnection

from editorial.enums import RemovalKind, Usefulness
from editorial.models import UsefulnessCount
from editorial.placements.actions import take_down, withdraw_story
from editorial.public.rating import count_answer
from editorial.public.views import usefulness
from editorial.standing.readers import readers_on
from portals.boards.enums import Position
from portals.clock import local_date
from portals.visits.models import PageViews
from tests.factories import make_member, make_portal, make_province_tree, published_story
from tests.support.visiting import republished, visit
from tests.walls import body, desk_client

pytestmark = pytest.mark.django_db


def answer(portal, story, text: str = "co", *, address: str = "198.51.100.7", **headers: str):
    return Client(enforce_csrf_checks=True).post(
        f"/huu-ich/{story.pk}/",
        {"tra-loi": text},
        headers={"host": portal.site.hostname, **headers},
        REMOTE_ADDR=address,
    )


def counts() -> dict[str, int]:
    return dict(UsefulnessCount.objects.values_list("answer", "count"))


class TestAnAnswer:
    def test_is_counted_and_leads_back_to_the_story(self) -> None:
        portal = make_portal()
        story = published_story(portal)

        answers = [answer(portal, story, text) for text in ("co", "co", "khong")]

        assert {one.status_code for one in answers} == {303}
        assert answers[0]["Location"] == f"{story.public_path()}#da-ghi-nhan"
        assert counts() == {"co": 2, "khong": 1}

    def test_leaves_nothing_at_the_visitor_and_nothing_of_them(self) -> None:
        portal = make_portal()
        response = answer(portal, published_story(portal))
        assert not response.cookies
        row = UsefulnessCount.objects.values().get()
        assert set(row) == {"id", "portal_id", "story_id", "day", "answer", "count"}

    def test_counts_for_the_portal_where_it_was_given(self) -> None:
        province, _district, (commune, _other) = make_province_tree()
        story = published_story(province)
        placement = republished(story, commune)
        assert answer(commune, story)["Location"].startswith(placement.path)
        assert UsefulnessCount.objects.get().portal == commune

    def test_counts_for_the_day_of_the_province(self) -> None:
        portal = make_portal()
        story = published_story(portal)
        for minute, answers in ((59, 1), (60, 2)):
            now = datetime(2024, 11, 27, 16, tzinfo=UTC) + timedelta(minutes=minute)
            for _number in range(answers):
                count_answer(portal=portal, story_id=story.pk, answer=Usefulness.YES, now=now)
        assert set(UsefulnessCount.objects.values_list("day", "count")) == {
            (date(2024, 11, 27), 1),
            (date(2024, 11, 28), 2),
        }

    def test_about_what_was_taken_down_here_is_not_counted(self) -> None:
        province, _district, (commune, _other) = make_province_tree()
        story = published_story(province)
        placement = republished(story, commune)
        take_down(
            placement=placement,
            reason="Không hợp địa bàn.",
            actor=make_member(commune, Position.HEAD),
            now=timezone.now(),
        )
        assert answer(commune, story).status_code == 404
        assert answer(province, story).status_code == 303

    @pytest.mark.parametrize("text", ["", "x", "yes", "co\x00"])
    def test_of_another_form_is_refused(self, text) -> None:
        portal = make_portal()
        assert answer(portal, published_story(portal), text).status_code == 400
        assert counts() == {}

    @pytest.mark.asvs("3.5.1")
    @pytest.mark.parametrize("site", ["cross-site", "same-site"])
    def test_sent_by_another_site_is_refused(self, site) -> None:
        portal = make_portal()
        response = answer(portal, published_story(portal), **{"sec-fetch-site": site})
        assert response.status_code == 400
        assert counts() == {}

    def test_about_what_does_not_stand_here_is_not_counted(self) -> None:
        portal = make_portal()
        withdrawn = published_story(portal)
        withdraw_story(
            story=withdrawn,
            kind=RemovalKind.IN_ERROR,
            reason="Sai.",
            actor=make_member(portal, Position.HEAD),
            now=timezone.now(),
        )
        for story in (withdrawn, published_story(make_portal())):
            assert answer(portal, story).status_code == 404
        assert counts() == {}

    def test_is_only_taken_as_a_form(self) -> None:
        portal = make_portal()
        assert visit(portal, f"/huu-ich/{published_story(portal).pk}/").status_code == 405


class TestAFlood:
    def test_about_one_story_stops(self) -> None:
        portal = make_portal()
        story = published_story(portal)
        statuses = [answer(portal, story).status_code for _ in range(8)]
        assert statuses == [303] * usefulness.MOST_A_STORY + [429] * 3
        assert counts() == {"co": usefulness.MOST_A_STORY}
        assert answer(portal, story, address="198.51.100.8").status_code == 303

    @pytest.mark.asvs("2.4.1")
    def test_about_all_stories_stops(self, monkeypatch) -> None:
        monkeypatch.setattr(usefulness, "MOST_AT_ALL", 2)
        portal = make_portal()
        statuses = [answer(portal, published_story(portal)).status_code for _ in range(3)]
        assert statuses == [303, 303, 429]

    def test_from_one_network_of_the_long_addresses_stops(self) -> None:
        portal = make_portal()
        story = published_story(portal)
        statuses = [
            answer(portal, story, address=f"2001:db8:1:2::{number}").status_code
            for number in range(1, 8)
        ]
        assert statuses[-1] == 429

    def test_is_not_let_through_where_nobody_can_count_it(self, monkeypatch) -> None:
        def lost(*_: object) -> None:
            raise NoConnection

        monkeypatch.setattr(cache, "add", lost)
        portal = make_portal()
        response = answer(portal, published_story(portal))
        assert response.status_code == 503
        assert response["Cache-Control"] == "no-store"
        assert counts() == {}


class TestAStoryPage:
    def test_asks_without_script(self) -> None:
        portal = make_portal()
        story = published_story(portal)
        html = visit(portal, story.public_path()).content.decode()
        assert _("Was this information useful?") in html
        assert f'action="/huu-ich/{story.pk}/"' in html
        assert "csrf" not in html


class TestTheBoard:
    def test_sees_what_was_said_of_its_stories(self) -> None:
        portal = make_portal()
        story = published_story(portal, title="Lịch tiêm chủng")
        for text in ("co", "co", "khong"):
            answer(portal, story, text)
        client = desk_client(make_member(portal, Position.EDITOR))

        page = body(client.get(reverse("story_readers", args=[portal.pk]))).decode()

        assert "Lịch tiêm chủng" in page
        assert "67 %" in page

    def test_sees_how_often_its_stories_were_looked_at(self) -> None:
        portal, other = make_portal(), make_portal()
        little, much = (published_story(portal, title=title) for title in ("Ít", "Nhiều"))
        today = local_date(timezone.now())
        for place, story, views in ((portal, little, 3), (portal, much, 1200), (other, little, 9)):
            PageViews.objects.create(portal=place, page=story, day=today, views=views)
        answer(portal, little)

        readers = readers_on(portal, since=today, until=today)

        assert [(one.title, one.views, one.share) for one in readers] == [
            ("Nhiều", 1200, None),
            ("Ít", 3, 100),
        ]
        client = desk_client(make_member(portal, Position.EDITOR))
        page = body(client.get(reverse("story_readers", args=[portal.pk]))).decode()
        assert "1.200" in page

    def test_sees_the_days_that_it_asks_for(self) -> None:
        portal = make_portal()
        story = published_story(portal)
        day = timedelta(days=1)
        noon = datetime(2024, 11, 27, 5, tzinfo=UTC)
        count_answer(portal=portal, story_id=story.pk, answer=Usefulness.YES, now=noon)
        PageViews.objects.create(portal=portal, page=story, day=noon.date(), views=4)
        that = noon.date()
        for since, until, views in [
            (that, that, [4]),
            (that - day, that + day, [4]),
            (that - day, that - day, []),
            (that + day, that + day, []),
        ]:
            assert [one.views for one in readers_on(portal, since=since, until=until)] == views

    def test_sees_what_was_said_on_its_own_portal_alone(self) -> None:
        province, _district, (commune, _other) = make_province_tree()
        story = published_story(province)
        republished(story, commune)
        answer(province, story, "khong")
        answer(commune, story, "co")
        today = local_date(timezone.now())
        for portal, share in ((province, 0), (commune, 100)):
            assert [one.share for one in readers_on(portal, since=today, until=today)] == [share]
