"""Followed searches: whoever follows words is told once of what newly has them, in the scope that was asked."""

from __future__ import annotations

from datetime import timedelta
from urllib.parse import urlencode

import pytest
from django.utils import timezone
from django.utils.html import escape

from editorial.alerting.actions import keep_search, refresh_searches
from editorial.alerting.searches import (
    ComingTo,
    answered_searches,
    key_of_search,
    one_spelling,
    read_key,
)
from editorial.models import FollowedSearch
from editorial.placements.writing import PlacementSpec, republish
from editorial.search.actions import add_synonym
from portals.alerts.enums import AlertFrequency
from portals.alerts.links import confirming_token
from portals.alerts.models import AlertMailing, AlertPlace, Follow
from portals.alerts.registry import find_followed
from portals.boards.enums import Position
from portals.clock import local_date
from portals.mail.enums import MailKind
from portals.mail.models import OutgoingMail
from portals.models import Portal
from tests.factories import (
    make_member,
    make_portal,
    make_province_tree,
    published_by_wagtail,
    published_story,
    section_of,
)
from tests.portals.alerts.followed import ask_to_follow, followed, write
from tests.support.visiting import visit

pytestmark = pytest.mark.django_db
DAY = timedelta(days=1)


@pytest.fixture
def portal():
    return make_portal()


def search(portal, words: str = "cắt điện", reach: str = "o-day", kind: str = "") -> str:
    return f"search:{portal.pk}/{reach}/{kind}/{words}"


def follow_now(portal, about: str, address: str = "lan@example.vn"):
    return followed(
        portal, address, about=about, frequency=AlertFrequency.AT_ONCE, now=timezone.now()
    )


def noon():
    return timezone.localtime(timezone.now() + DAY).replace(hour=12)


def told() -> list[str]:
    return [mail.subject for mail in write(noon())]


class TestTheQuestion:
    def test_says_nothing_that_a_stranger_typed(self, portal) -> None:
        words = "trúng thưởng, gọi 0900 000 000"
        wanted = ask_to_follow(portal, about=search(portal, words), now=timezone.now())
        question = OutgoingMail.objects.get(kind=MailKind.CONFIRMING)
        assert portal.title in question.text
        assert "trúng" not in question.subject + question.text + question.html
        link = f"/theo-doi/xac-nhan/{confirming_token(wanted)}/"
        assert words in visit(portal, link).content.decode()

    def test_names_to_its_own_mailbox_what_it_follows_already(self, portal) -> None:
        follow_now(portal, search(portal))
        ask_to_follow(portal, about=search(portal), now=timezone.now())
        assert "“cắt điện”" in OutgoingMail.objects.get(kind=MailKind.CONFIRMING).text


class TestWhatIsTold:
    def test_is_what_newly_has_the_words(self, portal) -> None:
        published_by_wagtail(portal, title="Lịch cắt điện tuần trước")
        follow_now(portal, search(portal))
        published_by_wagtail(portal, title="Lịch cắt điện tuần này")
        published_by_wagtail(portal, title="Cất điện thoại khi họp")
        assert told() == ["Lịch cắt điện tuần này"]

    def test_is_found_as_the_search_finds_it(self, portal) -> None:
        """Without accents as with any, and by what means the same."""
        add_synonym(
            term="mất điện",
            meaning="cắt điện",
            is_one_way=False,
            actor=make_member(make_portal("province"), Position.HEAD),
            now=timezone.now(),
        )
        follow_now(portal, search(portal, "mất điện"), "lan@example.vn")
        follow_now(portal, search(portal, "cat dien"), "hoa@example.vn")
        published_by_wagtail(portal, title="Lịch cắt điện tuần này")
        assert len(told()) == 2

    def test_is_told_once_a_mailbox_however_many_searches_answer(self, portal) -> None:
        for about in (search(portal), search(portal, "lịch"), f"portal:{portal.pk}"):
            follow_now(portal, about)
        published_by_wagtail(portal, title="Lịch cắt điện tuần này")
        assert len(told()) == 1

    def test_is_of_the_portal(self, portal) -> None:
        follow_now(portal, search(portal))
        elsewhere = published_by_wagtail(make_portal(), title="Lịch cắt điện")
        assert told() == []
        republish([_place(elsewhere, portal)])
        assert told() == ["Lịch cắt điện"]
        assert portal.site.hostname in AlertPlace.objects.get().address

    def test_is_of_units_below_where_these_are_asked(self) -> None:
        province, district, (commune, _other) = make_province_tree()
        for unit in (province, district):
            follow_now(unit, search(unit, reach="duoi"), f"nguoi{unit.pk}@example.vn")
        published_by_wagtail(make_portal(), title="Lịch cắt điện")
        assert not AlertPlace.objects.exists()
        published_by_wagtail(commune, title="Lịch cắt điện")
        assert {place.about for place in AlertPlace.objects.all()} == {
            search(province, reach="duoi"), search(district, reach="duoi"),
        }  # fmt: skip

    def test_is_of_all_portals_where_all_are_asked_and_told_where_it_was_written(self) -> None:
        portal, writer = make_portal(), make_portal()
        follow_now(portal, search(portal, reach="tat-ca"))
        story = published_by_wagtail(writer, title="Lịch cắt điện")
        republish([_place(story, make_portal())])
        (place,) = AlertPlace.objects.all()
        assert writer.site.hostname in place.address

    def test_is_of_the_kind_that_was_asked_for(self, portal) -> None:
        follow_now(portal, search(portal, kind="notice"))
        published_by_wagtail(portal, title="Chuyện cắt điện")
        published_by_wagtail(portal, title="Lịch cắt điện", notice=True)
        assert told() == ["Lịch cắt điện"]

    def test_is_nothing_before_the_mailbox_confirmed(self, portal) -> None:
        ask_to_follow(portal, about=search(portal), now=timezone.now())
        assert not FollowedSearch.objects.exists()
        published_by_wagtail(portal, title="Lịch cắt điện")
        assert not AlertPlace.objects.exists()

    def test_is_urgent_where_the_story_is(self, portal) -> None:
        followed(portal, about=search(portal), frequency=AlertFrequency.WEEKLY, now=timezone.now())
        story = published_by_wagtail(make_portal(), title="Lịch cắt điện")
        republish([_place(story, portal)], pinned_until=timezone.now() + DAY)
        write(noon())
        assert AlertMailing.objects.get().kind == "urgent"


def _place(story, portal) -> PlacementSpec:
    section = section_of(portal)
    return PlacementSpec(portal.pk, section.pk, story.pk, "article", "thử", timezone.now())


class TestItsCost:
    def test_is_of_searches_and_not_of_followers(self, portal, django_assert_num_queries) -> None:
        story = published_story(portal, title="Lịch cắt điện")
        for number in range(3):
            follow_now(portal, search(portal), f"nguoi{number}@example.vn")
        assert FollowedSearch.objects.count() == 1
        for some in ([ComingTo(story.pk, portal.pk)], [ComingTo(story.pk, pk) for pk in range(50)]):
            with django_assert_num_queries(1):
                answered_searches(some)


class TestTheKey:
    @pytest.mark.parametrize(
        "about",
        [
            "search:{pk}/o-day//cắt  điện", "search:{pk}/o-day//Cắt điện", "search:{pk}/o-day//",
            "search:{pk}/o-day//-điện", "search:{pk}/o-day/person/cắt điện", "search:{pk}/x//cắt điện",
            "search:0{pk}/o-day//cắt điện", "search:{pk}/o-day", "search:0/o-day//cắt điện",
            "search:{pk}/o-day//" + "a" * 151, "search:{pk}/o-day//ca\x00",
            "search:{pk}/o-day//ca\u202et", "search:{pk}/o-day//c\u200bat", "search:{pk}/o-day//ca\x1b",
            "search:{pk}/duoi//cắt điện",
        ],
    )  # fmt: skip
    def test_is_nothing_else(self, portal, about) -> None:
        assert find_followed([about.format(pk=portal.pk)], now=timezone.now()) == {}

    def test_has_any_words_to_the_longest(self, portal) -> None:
        for words in ("a" * 150, "12/qđ-ubnd", '"cắt điện" -nước', "a/b/c"):
            key = search(portal, words)
            assert set(find_followed([key], now=timezone.now())) == {key}

    def test_is_one_for_all_ways_of_typing(self, portal) -> None:
        decomposed = "Ca\u0306\u0301t  ĐIỆN "
        query = {"q": decomposed, "loai": "thong-bao", "pham-vi": "tat-ca"}
        assert key_of_search(portal, query) == search(portal, reach="tat-ca", kind="notice")
        assert one_spelling(decomposed) == one_spelling("c\u200bắt\u00a0điện\x1b") == "cắt điện"

    def test_is_none_of_what_cannot_be_followed(self, portal) -> None:
        for query in ({}, {"q": "..."}, {"q": "a " * 150}, {"q": "a", "loai": "thu-tuc"}):
            assert key_of_search(portal, query) == ""

    def test_is_looked_up_for_many_as_for_one(self, django_assert_num_queries) -> None:
        province, district, _communes = make_province_tree()
        keys = [search(unit, reach="duoi") for unit in (province, district)]
        for some in (keys[:1], keys):
            with django_assert_num_queries(2):
                assert set(find_followed(some, now=timezone.now())) == set(some)

    def test_is_of_an_open_portal(self, portal) -> None:
        now = timezone.now()
        assert find_followed([search(portal)], now=now)
        Portal.objects.filter(pk=portal.pk).update(closed_on=local_date(now))
        assert find_followed([search(portal)], now=now) == {}


class TestKeeping:
    def test_ends_with_the_last_follower(self, portal) -> None:
        follow_now(portal, search(portal))
        assert refresh_searches(now=timezone.now()) == 0
        assert FollowedSearch.objects.exists()
        Follow.objects.all().delete()
        assert refresh_searches(now=timezone.now()) == 1
        assert not FollowedSearch.objects.exists()

    def test_makes_what_is_a_day_old_anew(self, portal) -> None:
        now = timezone.now()
        keep_search(search(portal), now)
        follow_now(portal, search(portal))
        FollowedSearch.objects.update(find="'x'", made_at=now)
        refresh_searches(now=now + DAY)
        assert FollowedSearch.objects.get().find == "'x'"
        refresh_searches(now=now + DAY + timedelta(seconds=1))
        assert "_" in FollowedSearch.objects.get().find

    def test_begins_for_who_was_confirmed_without_it(self, portal) -> None:
        follow_now(portal, search(portal))
        FollowedSearch.objects.all().delete()
        refresh_searches(now=timezone.now())
        assert read_key(FollowedSearch.objects.get().about) is not None


class TestThePages:
    def test_offer_what_was_searched_for(self, portal) -> None:
        published_story(portal, title="Lịch cắt điện")
        found = visit(
            portal, "/tim-kiem/?q=c%E1%BA%AFt+%C4%91i%E1%BB%87n&loai=tin-bai"
        ).content.decode()
        link = "/theo-doi/?q=c%E1%BA%AFt+%C4%91i%E1%BB%87n&amp;loai=tin-bai"
        assert link in found or link.replace("tin-bai", "tin-tuc") in found

    def test_offer_nothing_of_procedures_or_of_no_words(self, portal) -> None:
        for query in ("q=a&loai=thu-tuc", "xem=tat-ca", "q=%22%22"):
            assert "/theo-doi/?" not in visit(portal, f"/tim-kiem/?{query}").content.decode()

    def test_take_it_into_the_form(self, portal) -> None:
        page = visit(portal, "/theo-doi/?q=C%E1%BA%AFt+%C4%91i%E1%BB%87n").content.decode()
        assert f'value="{search(portal)}" selected' in page
        assert 'role="alert"' not in page

    def test_say_what_cannot_be_followed(self, portal) -> None:
        page = visit(portal, "/theo-doi/?q=" + "a+" * 100).content.decode()
        assert 'role="alert"' in page


class TestItsFeed:
    @pytest.mark.parametrize(("reach", "kind"), [("o-day", ""), ("tat-ca", "notice")])
    def test_says_the_same(self, portal, reach: str, kind: str) -> None:
        published_story(portal, title="Lịch cắt điện tuần này", notice=True)
        published_story(portal, title="Lịch cắt nước tuần này", notice=True)
        about = search(portal, reach=reach, kind=kind)
        feed = find_followed([about], now=timezone.now())[about].feed
        html = visit(portal, f"/theo-doi/?{urlencode({'theo': about})}").content.decode()
        assert f'href="{escape(feed)}"' in html
        answer = visit(portal, feed).content.decode()
        assert ("Lịch cắt điện tuần này" in answer, "cắt nước" in answer) == (True, False)
