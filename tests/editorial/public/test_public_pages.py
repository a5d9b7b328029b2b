"""Public pages: what they show, and that their cost does not grow."""

from __future__ import annotations

import re
from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
from django.db import connection
from django.test import RequestFactory
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from editorial.appearance import own_blocks as home_page
from editorial.models import InformationPage, Placement
from editorial.public.queries import sections
from editorial.public.queries.home import LOCAL_NEWS, NOTICES, home_stories
from editorial.public.queries.sections import ListMark, UnreadableMark, stories_in
from editorial.public.views import portals
from editorial.public.views.errors import server_error
from portals.models import Portal
from tests.factories import (
    NOON,
    make_image,
    make_portal,
    make_province_tree,
    published_story,
    section_of,
)
from tests.support.visiting import republished, visit

pytestmark = pytest.mark.django_db

# One of them for the block of answers.
MOST_QUERIES = 16
# Links in a text cost none.
# One of them for the answers about it, one for what is about the same subject.
MOST_QUERIES_OF_A_STORY = 14


@pytest.fixture(autouse=True)
def own_media(settings: object, tmp_path: object) -> None:
    settings.MEDIA_ROOT = tmp_path


def count_queries(view: Callable[[], object]) -> int:
    view()  # the first visit makes what later ones find: renditions, content types
    with CaptureQueriesContext(connection) as queries:
        view()
    return len(queries)


def fill(portal: Portal, province: Portal, *, stories: int) -> None:
    """Own and republished stories and notices, with images."""
    image = make_image(province)
    for _ in range(stories):
        pictured = {"lead_image": image, "lead_image_alt": "Ảnh"}
        published_story(portal, **pictured)
        published_story(portal, notice=True, section="chi-dao")
        republished(published_story(province, **pictured), portal)


def shown_on_home(portal: Portal) -> dict[str, Any]:
    """What each block of the home page shows, by its code."""
    places = visit(portal, "/").context["blocks"].values()
    return {item.block.code: item.shown for place in places for item in place}


class TestTheFrame:
    def test_is_kept_for_each_place_in_the_menu(self, settings: object) -> None:
        settings.PORTALS_KNOWN_SECONDS = 30
        province, _district, _communes = make_province_tree()
        published_story(province, section="tin-tuc")
        at_home, in_section = '/" aria-current="page"', '/tin-tuc/" aria-current="true"'
        for _ in range(2):
            home_page = visit(province, "/").content.decode()
            section = visit(province, "/tin-tuc/").content.decode()
            assert at_home in home_page
            assert in_section not in home_page
            assert in_section in section
            assert at_home not in section

    def test_holds_what_was_searched_for_only_once(self, settings: object) -> None:
        settings.PORTALS_KNOWN_SECONDS = 30
        province = make_portal("province")
        assert "lời lẽ riêng" in visit(province, "/tim-kiem/?q=lời+lẽ+riêng").content.decode()
        assert "lời lẽ riêng" not in visit(province, "/").content.decode()


class TestSectionsAtHome:
    def test_show_what_the_news_above_do_not(self) -> None:
        portal = make_portal()
        older = [published_story(portal, section="chi-dao") for _ in range(6)]
        newer = [published_story(portal) for _ in range(9)]
        for number, story in enumerate([*older, *newer]):
            at = NOON + timedelta(hours=number)
            Placement.objects.filter(story=story).update(placed_at=at)

        blocks = visit(portal, "/").context["blocks"]
        main = {item.block.code: item.shown for item in blocks["main"]}

        news = [main["lead"], *main["news"]["news"]]
        expected = [story.pk for story in [*reversed(newer), older[-1]]]
        assert [item.story_id for item in news] == expected
        assert [item.story_id for item in main["chi-dao"]] == [
            story.pk for story in reversed(older[1:5])
        ]
        assert "tuyen-truyen" not in main


class TestMembers:
    def test_are_named_by_the_home_page_where_they_are_few(self) -> None:
        province, _district, _communes = make_province_tree()
        commune = make_portal(name="Phường Vũ Ninh", overseer=province)
        assert commune.name in visit(province, "/").content.decode()

    def test_are_counted_by_tier_where_they_are_many(self, monkeypatch: pytest.MonkeyPatch) -> None:
        monkeypatch.setattr(home_page, "MOST_MEMBERS", 2)
        province = make_portal("province")
        for number in range(3):
            make_portal(name=f"Phường Số {number}", overseer=province)
        html = visit(province, "/").content.decode()
        assert "Phường Số" not in html
        assert "/cac-cong/?cap=commune" in html
        assert '<span class="count">3</span>' in html


class TestTheHomePage:
    def test_costs_the_same_at_any_number_of_stories_and_portals(self) -> None:
        province, district, (commune, _other) = make_province_tree()
        costs = {}
        for size in (2, 8):
            fill(commune, province, stories=size)
            for portal in (province, district, commune):
                costs[portal.pk, size] = count_queries(lambda portal=portal: visit(portal, "/"))
            for _ in range(size):
                make_portal(overseer=district)
        for portal in (district, commune):
            assert costs[portal.pk, 2] == costs[portal.pk, 8]
        assert max(costs.values()) <= MOST_QUERIES

    def test_leads_with_the_newest_own_story(self) -> None:
        province, _district, (commune, _other) = make_province_tree()
        own = published_story(commune, title="Tin của xã")
        republished(published_story(province, title="Tin của tỉnh"), commune)
        shown = shown_on_home(commune)
        assert shown["lead"].story_id == own.pk
        assert [item.story.title for item in shown["republished"]] == ["Tin của tỉnh"]
        assert shown["republished"][0].source_portal == province

    def test_of_a_silent_portal_never_leads_with_what_came_from_above(self) -> None:
        province, _district, (commune, _other) = make_province_tree()
        republished(published_story(province, title="Tin của tỉnh"), commune)
        shown = shown_on_home(commune)
        assert "lead" not in shown
        assert [item.story.title for item in shown["republished"]] == ["Tin của tỉnh"]

    def test_shows_own_notices_before_newer_ones_from_above(self) -> None:
        province, _district, (commune, _other) = make_province_tree()
        own = published_story(commune, notice=True, section="chi-dao")
        for _ in range(NOTICES):
            republished(published_story(province, notice=True, section="chi-dao"), commune)
        notices = shown_on_home(commune)["notices"]
        assert len(notices) == NOTICES
        assert [item.story_id == own.pk for item in notices] == [True] + [False] * (NOTICES - 1)

    def test_shows_notices_by_the_day_they_are_about(self) -> None:
        portal, now = make_portal(), timezone.now()
        for title, event_at in (
            ("Tuần sau", now + timedelta(days=7)),
            ("Ngày mai", now + timedelta(days=1)),
            ("Hôm qua", now - timedelta(days=1)),
            ("Không có ngày", None),
        ):
            published_story(portal, notice=True, title=title, event_at=event_at)

        shown = [item.story.title for item in shown_on_home(portal)["notices"]]

        assert shown == ["Ngày mai", "Tuần sau", "Không có ngày", "Hôm qua"]

    def test_shows_the_day_a_notice_is_about_and_its_place(self) -> None:
        portal = make_portal()
        published_story(
            portal,
            notice=True,
            place="Thôn Đông",
            event_at=datetime(2027, 3, 9, 1, tzinfo=UTC),
            ends_at=timezone.now() + timedelta(days=2),
        )
        html = visit(portal, "/").content.decode()
        assert '<time class="day" datetime="2027-03-09">' in html
        assert "<span>Thôn Đông</span>" in html

    def test_of_an_empty_portal_says_so(self) -> None:
        html = visit(make_portal(), "/").content.decode()
        assert html.count('class="empty"') == 1

    def test_shows_no_other_portals_stories(self) -> None:
        province, _district, (commune, other) = make_province_tree()
        soon = timezone.now() + timedelta(days=1)
        for section in ("tin-tuc", "chi-dao", "tuyen-truyen"):
            for _ in range(LOCAL_NEWS + 1):
                published_story(other, section=section, title="Chuyện nhà người")
        published_story(other, notice=True, title="Chuyện nhà người")
        for notice in (False, True):
            story = published_story(province, notice=notice, title="Chuyện nhà người")
            republished(story, other)
        Placement.objects.filter(story=story).update(pinned_until=soon)

        assert "Chuyện nhà người" not in visit(commune, "/").content.decode()
        shown = home_stories(commune, timezone.now())
        assert (shown.pinned, shown.lead, shown.news, shown.notices) == ([], None, [], [])
        assert (shown.republished, dict(shown.sections), shown.changes_at) == ([], {}, None)

    def test_shows_neither_what_was_taken_down_nor_news_from_above_that_is_old(self) -> None:
        province, _district, (commune, _other) = make_province_tree()
        now = timezone.now()
        recent, old, gone = (published_story(province) for _ in range(3))
        for story in (recent, old, gone):
            republished(story, commune)
        placed = Placement.objects.filter(portal=commune)
        placed.filter(story=recent).update(placed_at=now - timedelta(days=60))
        placed.filter(story=old).update(placed_at=now - timedelta(days=60, seconds=1))
        placed.filter(story=gone).update(
            removed_at=timezone.now(), removal_kind="taken_down", removal_reason="x"
        )

        shown = home_stories(commune, now).republished

        assert [one.story_id for one in shown] == [recent.pk]

    def test_tells_what_is_to_come_by_its_day_whatever_is_newer(self) -> None:
        province, _district, (commune, _other) = make_province_tree()
        now, hour = timezone.now(), timedelta(hours=1)
        ours = published_story(commune, notice=True, title="Họp dân", event_at=now + hour)
        above = published_story(province, notice=True, event_at=now + hour / 2)
        over = published_story(commune, notice=True, event_at=now - hour)
        republished(above, commune)
        newer = [published_story(commune, notice=True) for _ in range(NOTICES)]
        placed = Placement.objects.filter(portal=commune, story__in=[ours, above, over])
        placed.update(placed_at=now - timedelta(days=2))

        shown = [one.story_id for one in home_stories(commune, now).notices]

        assert shown == [ours.pk, *(one.pk for one in reversed(newer[1:]))]
        Placement.objects.filter(story__in=newer[2:]).update(
            removed_at=timezone.now(), removal_kind="taken_down", removal_reason="x"
        )
        shown = [one.story_id for one in home_stories(commune, now).notices]
        assert shown == [ours.pk, newer[1].pk, newer[0].pk, over.pk, above.pk]

    def test_has_a_pinned_story_on_top_until_its_hour(self) -> None:
        portal = make_portal()
        now = timezone.now()
        story, newer = published_story(portal), published_story(portal)
        Placement.objects.filter(story=story).update(pinned_until=now)

        before = home_stories(portal, now - timedelta(seconds=1))
        after = home_stories(portal, now)

        assert ([one.story_id for one in before.pinned], before.lead.story_id) == (
            [story.pk], newer.pk,
        )  # fmt: skip
        assert before.news == []
        assert (before.changes_at, after.changes_at) == (now, None)
        assert (after.pinned, [one.story_id for one in after.news]) == ([], [story.pk])


class TestASection:
    def test_costs_the_same_at_any_number_of_stories(self) -> None:
        province, _district, (commune, _other) = make_province_tree()
        costs = []
        for size in (2, 8):
            fill(commune, province, stories=size)
            costs.append(count_queries(lambda: visit(commune, "/tin-tuc/")))
        assert costs[0] == costs[1] <= MOST_QUERIES

    def test_leads_from_page_to_page_and_leaves_nothing_out(
        self, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        monkeypatch.setattr(sections, "STORIES_A_PAGE", 2)
        portal = make_portal()
        for number in range(5):
            story = published_story(portal)
            # Two at the same instant, as an import writes them.
            instant = NOON + timedelta(hours=number // 2)
            Placement.objects.filter(story=story).update(placed_at=instant)
        everything = list(Placement.objects.newest_first())
        section = section_of(portal)
        first = stories_in(section)
        second = stories_in(section, older_than=first.older)
        third = stories_in(section, older_than=second.older)
        assert [*first.placements, *second.placements, *third.placements] == everything
        assert first.newer is None
        assert third.older is None
        assert stories_in(section, newer_than=third.newer).placements == second.placements
        back = stories_in(section, newer_than=second.newer)
        assert (back.placements, back.newer) == (first.placements, None)

    @pytest.mark.parametrize(
        "mark", ["x", "1", "1-", "-1", "1-x", "²-1", "9" * 30 + "-1", "1-" + "9" * 30]
    )
    def test_refuses_marks_that_nobody_wrote(self, mark: str) -> None:
        portal = make_portal()
        with pytest.raises(UnreadableMark):
            ListMark.read(mark)
        assert visit(portal, "/tin-tuc/", data={"truoc": mark}).status_code == 404

    def test_shows_its_standing_pages(self) -> None:
        portal = make_portal()
        page = InformationPage(title="Cơ cấu tổ chức", body=[("text", "<p>Văn phòng</p>")])
        section_of(portal, "gioi-thieu").add_child(instance=page)
        path = page.public_path()
        assert f'href="{path}"' in visit(portal, "/gioi-thieu/").content.decode()
        assert "Văn phòng" in visit(portal, path).content.decode()
        assert visit(make_portal(), path).status_code == 404

    def test_hides_a_standing_page_that_is_not_live(self) -> None:
        portal = make_portal()
        page = InformationPage(title="Nháp", live=False)
        section_of(portal, "gioi-thieu").add_child(instance=page)
        assert visit(portal, page.public_path()).status_code == 404
        assert page.public_path() not in visit(portal, "/gioi-thieu/").content.decode()


class TestAStandingPage:
    def test_names_the_others_of_its_section_at_the_same_cost(self) -> None:
        portal = make_portal()
        section = section_of(portal, "gioi-thieu")

        def add(title: str, *, live: bool = True) -> InformationPage:
            page = InformationPage(title=title, live=live, body=[("text", "<p>Văn phòng</p>")])
            return section.add_child(instance=page)

        shown = add("Cơ cấu tổ chức")
        costs = []
        for titles in (("Lịch sử",), ("Địa lý", "Di sản", "Làng nghề")):
            for title in titles:
                add(title)
            costs.append(count_queries(lambda: visit(portal, shown.public_path())))
        add("Nháp", live=False)
        others = visit(portal, shown.public_path()).context["others"]
        assert [page.title for page in others] == ["Lịch sử", "Địa lý", "Di sản", "Làng nghề"]
        assert costs[0] == costs[1] <= MOST_QUERIES


class TestAStory:
    def test_costs_the_same_with_few_and_many_around_it(self) -> None:
        province, _district, (commune, _other) = make_province_tree()
        image = make_image(province)
        linked = [published_story(province) for _ in range(6)]

        def text(count: int) -> list[tuple[str, object]]:
            links = [f'<a linktype="page" id="{page.pk}">x</a>' for page in linked[:count]]
            figure = {"image": image, "caption": ""}
            return [("text", link) for link in links] + [("figure", figure)] * count

        few = published_story(province, body=text(1))
        many = published_story(province, body=text(6))
        paths = [republished(story, commune).path for story in (few, many)]
        costs = [count_queries(lambda path=path: visit(commune, path)) for path in paths]
        assert costs[0] == costs[1] <= MOST_QUERIES_OF_A_STORY

    def test_says_when_something_was_but_keeps_the_field_of_times_for_notices(self) -> None:
        portal = make_portal()
        times = {"event_at": datetime(2024, 11, 26, 1, tzinfo=UTC)}
        told = visit(portal, published_story(portal, **times).public_path()).content.decode()
        assert "26/11/2024" in told
        assert "notice-facts" not in told
        notice = published_story(portal, notice=True, **times)
        html = visit(portal, notice.public_path()).content.decode()
        assert "08:00, thứ Ba 26/11/2024" in html

    def test_names_who_took_each_picture_below_it(self) -> None:
        portal = make_portal()
        image = make_image(portal)
        image.credit = "Nguyễn Văn Mẫu <b>"
        image.save()
        story = published_story(
            portal,
            lead_image=image,
            lead_image_alt="Hội làng",
            lead_image_caption="Hội làng.",
            body=[("figure", {"image": image, "caption": ""})],
        )
        html = visit(portal, story.public_path()).content.decode()
        captions = re.findall(r"<figcaption>(.*?)</figcaption>", html)
        credit = '<span class="credit">Ảnh: Nguyễn Văn Mẫu &lt;b&gt;</span>'
        assert [text.strip() for text in captions] == [f"Hội làng. {credit}", credit]

    def test_shows_a_notices_place_and_end(self) -> None:
        portal = make_portal()
        notice = published_story(
            portal, notice=True, place="Nhà văn hóa thôn Đông", ends_at=timezone.now()
        )
        html = visit(portal, notice.public_path()).content.decode()
        assert "Nhà văn hóa thôn Đông" in html

    def test_names_related_stories_only_where_they_stand(self) -> None:
        province, _district, (commune, _other) = make_province_tree()
        near, far = published_story(province), published_story(province)
        story = published_story(province).specific
        story.related_stories = [
            story.related_stories.model(story_id=page.pk) for page in (far, near)
        ]
        story.save_revision().publish(skip_permission_checks=True)
        republished(near, commune)
        related = visit(commune, republished(story, commune).path).context["related"]
        assert [item.story_id for item in related] == [near.pk]


class TestTheListOfPortals:
    def test_tells_units_of_one_name_apart(self) -> None:
        province = make_portal("province")
        for name in ("Thành phố Đông", "Thị xã Tây"):
            make_portal(
                name="Phường Ninh Xá",
                overseer=make_portal("district", name=name, overseer=province),
            )
        html = visit(province, "/cac-cong/").content.decode()
        assert "Phường Ninh Xá (thành phố Đông)" in html
        assert "Phường Ninh Xá (thị xã Tây)" in html

    def test_costs_the_same_at_any_number_of_portals(self) -> None:
        province, district, _communes = make_province_tree()
        few = count_queries(lambda: visit(province, "/cac-cong/"))
        for _ in range(6):
            make_portal(overseer=district)
        assert count_queries(lambda: visit(province, "/cac-cong/")) == few

    def test_is_searched_by_name_without_accents_and_by_tier(self) -> None:
        province = make_portal("province", name="Tỉnh Đông Đô")
        make_portal(name="Phường Đông Ngàn", overseer=province)
        make_portal(name="Phường Vũ Ninh", overseer=province)

        def found(query: str) -> list[str]:
            page = visit(province, f"/cac-cong/?{query}").context["found"]
            return [branch.known_as for branch in page.branches]

        assert found("q=dong") == ["Tỉnh Đông Đô", "Phường Đông Ngàn"]
        assert found("q=ngan+dong") == ["Phường Đông Ngàn"]
        assert found("q=dong&cap=commune") == ["Phường Đông Ngàn"]
        assert found("q=%25") == []
        assert len(found("cap=commune")) == 2

    def test_tells_units_of_one_name_apart_when_searched(self) -> None:
        province = make_portal("province")
        for name in ("Thành phố Đông", "Thị xã Tây"):
            make_portal(
                name="Phường Ninh Xá",
                overseer=make_portal("district", name=name, overseer=province),
            )
        found = visit(province, "/cac-cong/?q=ninh+xa").context["found"]
        assert {branch.known_as for branch in found.branches} == {
            "Phường Ninh Xá (thành phố Đông)",
            "Phường Ninh Xá (thị xã Tây)",
        }

    def test_is_leafed_through_where_there_are_many(self, monkeypatch: pytest.MonkeyPatch) -> None:
        monkeypatch.setattr(portals, "MOST_AS_TREE", 3)
        monkeypatch.setattr(portals, "PORTALS_A_PAGE", 2)
        province, _district, _communes = make_province_tree()
        pages = [visit(province, f"/cac-cong/?trang={number}").context for number in (1, 2, 3)]
        names = [branch.portal.pk for page in pages for branch in page["found"].branches]
        assert len(names) == len(set(names)) == 4
        assert [page["next"] for page in pages] == [2, 0, 0]

    @pytest.mark.parametrize("query", ["trang=x", "trang=-1", "trang=99999", "cap=%00", "q=%00"])
    def test_stands_what_nobody_would_ask(self, query: str) -> None:
        assert visit(make_portal(), f"/cac-cong/?{query}").status_code == 200


class TestTheErrorPage:
    def test_reads_nothing_from_the_database(
        self, rf: RequestFactory, django_assert_num_queries: object
    ) -> None:
        request = rf.get("/")
        request.portal = make_portal()
        with django_assert_num_queries(0):
            response = server_error(request)
        assert response.status_code == 500
        assert request.portal.title in response.content.decode()

    def test_stands_without_a_portal(self, rf: RequestFactory) -> None:
        assert server_error(rf.get("/")).status_code == 500
