"""The search: exact accents first, pairs of syllables as words, numbers, kinds, scopes, and what is never found."""

from __future__ import annotations

import unicodedata
from datetime import date, timedelta
from typing import Any

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.utils import timezone
from psycopg.types.range import DateRange

from editorial.models import Placement, SearchThing, Synonym
from editorial.placements.writing import PlacementSpec, republish
from editorial.search import candidates
from editorial.search.actions import add_synonym
from editorial.search.asking import Strictness
from editorial.search.finding import EVERYWHERE, FoundThings, SearchOrder, SearchScope, find_things
from editorial.search.jobs import bring_up_sources
from editorial.search.narrowing import Narrowing
from editorial.search.snippets import cut_at_marks, marks_of, snippet
from editorial.search.stories import StoryWords, index_stories, index_story
from editorial.search.vocabulary import count_words
from portals.boards.enums import Position
from portals.clock import local_date
from portals.models import Portal, PortalAddress
from tests.factories import (
    NOON,
    make_member,
    make_official,
    make_portal,
    make_story,
    published_story,
    section_of,
)
from tests.support.visiting import republished, visit

pytestmark = pytest.mark.django_db
NEWEST, RANK = SearchOrder.NEWEST, SearchOrder.RANK


@pytest.fixture
def portal() -> Portal:
    return make_portal("province")


def on(portal: Portal, text: str, **options: Any) -> FoundThings:
    return find_things(SearchScope(portal), text, **options)


def titles(portal: Portal, text: str, **options: object) -> list[str]:
    return [one.title for one in on(portal, text, **options).things]


class TestAccents:
    @pytest.mark.parametrize(
        "text",
        [
            "bac ninh",
            "Bắc Ninh",
            "BẮC NINH",
            unicodedata.normalize("NFD", "Bắc Ninh"),
            '"bắc ninh"',
        ],
    )
    def test_need_not_be_typed(self, portal: Portal, text: str) -> None:
        published_story(portal, title="Quê hương Bắc Ninh đón xuân")
        assert titles(portal, text) == ["Quê hương Bắc Ninh đón xuân"]

    def test_typed_are_meant(self, portal: Portal) -> None:
        published_story(portal, title="Giao đất cho dân")
        published_story(portal, title="Xã đạt chuẩn nông thôn mới")
        published_story(portal, title="Đặt tên đường")
        assert titles(portal, "đất") == ["Giao đất cho dân"]
        assert len(titles(portal, "dat")) == 3

    def test_of_another_tone_find_what_has_the_letters(self, portal: Portal) -> None:
        published_story(portal, title="Đăng ký khai sinh cho trẻ")
        found = on(portal, "khai sính")
        assert [one.title for one in found.things] == ["Đăng ký khai sinh cho trẻ"]
        assert found.strictness is Strictness.FOLDED

    @pytest.mark.parametrize(
        ("text", "title"),
        [("hoà giải", "Tổ hòa giải"), ("kĩ thuật", "Hạ tầng kỹ thuật"), ("quí", "Báo cáo quý")],
    )
    def test_are_read_in_either_spelling(self, portal: Portal, text: str, title: str) -> None:
        published_story(portal, title=title)
        found = on(portal, text)
        assert [one.title for one in found.things] == [title]
        assert found.is_exact


class TestPairs:
    def test_are_words(self, portal: Portal) -> None:
        published_story(portal, title="Tuyển dụng viên chức")
        published_story(portal, title="Cổng trực tuyến hướng dẫn sử dụng")
        for text in ("tuyển dụng", "tuyen dung"):
            assert titles(portal, text) == ["Tuyển dụng viên chức"]

    def test_end_at_punctuation(self, portal: Portal) -> None:
        published_story(portal, title="Họp về tuyển, dụng cụ học tập")
        assert titles(portal, "tuyển dụng") == []

    def test_that_are_known_bind_what_is_between(self, portal: Portal) -> None:
        for number in range(3):
            published_story(portal, title=f"Thu hồi đất dự án {number}")
        published_story(portal, title="Thu ngân sách, hồi phục kinh tế, dự báo đất và án phí")
        count_words()
        assert len(titles(portal, "thu hồi đất dự án")) == 3

    def test_of_a_phrase_stand_side_by_side(self, portal: Portal) -> None:
        published_story(portal, title="Kế hoạch phát triển kinh tế")
        published_story(portal, title="Kinh tế phát triển theo kế hoạch")
        assert titles(portal, '"phát triển kinh tế"') == ["Kế hoạch phát triển kinh tế"]

    def test_a_word_with_a_dash_is_left_out(self, portal: Portal) -> None:
        published_story(portal, title="Lễ hội Lim")
        published_story(portal, title="Lễ hội Đồng Kỵ")
        assert titles(portal, "lễ hội -lim") == ["Lễ hội Đồng Kỵ"]

    def test_how_it_is_asked_is_not_looked_for(self, portal: Portal) -> None:
        published_story(portal, title="Đăng ký khai sinh tại xã")
        assert titles(portal, "khai sinh ở đâu?") == ["Đăng ký khai sinh tại xã"]


class TestNumbers:
    @pytest.mark.parametrize(
        "text",
        [
            "123/QĐ-UBND",
            "123/qd-ubnd",
            "QĐ 123",
            "123 ubnd",
            "qd-ubnd 123",
            "quyết định 123/QĐ-UBND",
            "0123/QĐ",
        ],
    )
    def test_are_known_by_a_part(self, portal: Portal, text: str) -> None:
        made = make_official(portal, number="123/QĐ-UBND")
        make_official(portal, number="321/QĐ-UBND", lead="Về việc hỗ trợ 123 hộ dân")
        assert titles(portal, text)[0] == made.title

    def test_in_a_text_are_phrases(self, portal: Portal) -> None:
        published_story(portal, title="Quyết định 123/QĐ-UBND về quy hoạch")
        published_story(portal, title="Quyết định 321/QĐ-UBND, 123 hộ dân")
        assert titles(portal, "123/QĐ-UBND") == ["Quyết định 123/QĐ-UBND về quy hoạch"]


class TestOrder:
    def test_puts_a_title_before_a_mention(self, portal: Portal) -> None:
        published_story(portal, title="Hội Lim", lead="Hội Lim năm nay")
        newer = published_story(portal, title="Tin khác", lead="Có nhắc hội Lim")
        Placement.objects.filter(story=newer).update(placed_at=timezone.now())
        assert titles(portal, "hội lim") == ["Hội Lim", "Tin khác"]
        assert titles(portal, "hội lim", order=NEWEST) == ["Tin khác", "Hội Lim"]

    def test_puts_new_before_old(self, portal: Portal) -> None:
        for years in (3, 0, 1):
            story = published_story(portal, title=f"Họp dân lần {years}")
            Placement.objects.filter(story=story).update(
                placed_at=timezone.now() - timedelta(days=365 * years)
            )
        assert titles(portal, "họp dân") == ["Họp dân lần 0", "Họp dân lần 1", "Họp dân lần 3"]

    def test_ranks_the_newest_of_each_kind(
        self, portal: Portal, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        monkeypatch.setattr(candidates, "MOST_MATCHES", 2)
        for number in range(4):
            story = published_story(portal, title=f"Họp dân {number}")
            Placement.objects.filter(story=story).update(placed_at=NOON + timedelta(days=number))
        make_official(portal, number="1/QĐ-UBND", lead="Họp dân")
        count_words()
        found = on(portal, "họp dân")
        assert "Họp dân 0" not in {one.title for one in found.things}
        assert len(found.things) == 4


class TestWhatIsFound:
    def test_is_what_stands_here(self, portal: Portal) -> None:
        commune = make_portal()
        taken = published_story(portal, title="Hội chợ làng nghề")
        published_story(portal, title="Hội chợ khác")
        make_story(commune, title="Hội chợ chưa đăng")
        gone = published_story(commune, title="Hội chợ đã gỡ")
        republished(taken, commune)
        Placement.objects.filter(story=gone).update(
            removed_at=NOON + timedelta(days=9999), removal_kind="withdrawn"
        )
        assert titles(commune, "hội chợ") == ["Hội chợ làng nghề"]
        assert {one.title for one in find_things(EVERYWHERE, "hội chợ").things} == {
            "Hội chợ làng nghề",
            "Hội chợ khác",
        }

    def test_stands_in_one_place_of_a_unit_and_below(self, portal: Portal) -> None:
        commune, other = make_portal(), make_portal()
        published_story(commune, title="Hội chợ xã")
        published_story(other, title="Hội chợ nơi khác")
        below = SearchScope(below=(portal.pk, commune.pk))
        assert [one.title for one in find_things(below, "hội chợ").things] == ["Hội chợ xã"]

    def test_goes_with_the_withdrawal(self, portal: Portal) -> None:
        commune = make_portal()
        story = published_story(portal, title="Hội chợ")
        republished(story, commune)
        Placement.objects.filter(story=story).update(
            removed_at=NOON + timedelta(days=9999), removal_kind="withdrawn"
        )
        for scope in (SearchScope(portal), SearchScope(commune), EVERYWHERE):
            assert find_things(scope, "hội chợ").total == 0

    def test_comes_back_with_another_placement(self, portal: Portal) -> None:
        story = published_story(portal, title="Hội chợ")
        commune = make_portal()
        assert titles(commune, "hội chợ") == []
        spec = PlacementSpec(commune.pk, section_of(commune).pk, story.pk, "article", "", NOON)
        republish([spec])
        assert titles(commune, "hội chợ") == ["Hội chợ"]
        assert SearchThing.objects.get(page=story).places == [portal.pk, SearchThing.TRAVELS]

    def test_has_its_words_in_title_lead_and_body(self, portal: Portal) -> None:
        story = published_story(
            portal,
            title="Tiêu đề",
            lead="Tóm tắt riêng",
            body=[
                ("text", "<p>Thân <b>bài</b></p>"),
                ("quote", {"text": "Lời hay", "attribution": ""}),
            ],
        )
        for text in ("tiêu đề", "tóm tắt riêng", "thân bài", "lời hay"):
            assert titles(portal, text) == [story.title]

    def test_is_of_any_kind(self, portal: Portal) -> None:
        bring_up_sources()
        assert portal.name in titles(portal, portal.name)
        assert "Tin tức - Sự kiện" in titles(portal, "tin tức")

    def test_follows_a_name(self, portal: Portal) -> None:
        portal.name = "Tỉnh Sông Cầu"
        portal.save()
        assert titles(portal, "sông cầu") == ["Tỉnh Sông Cầu"]

    def test_is_written_anew_with_the_text(self, portal: Portal) -> None:
        story = published_story(portal, title="Tin cũ")
        story.title = "Tin mới"
        index_story(story)
        assert titles(portal, "tin mới") == ["Tin mới"]
        assert titles(portal, '"tin cũ"') == []

    def test_may_be_very_long(self, portal: Portal) -> None:
        story = published_story(portal)
        index_stories([StoryWords(story.pk, "x", "y", " ".join(f"tu{n}" for n in range(300_000)))])
        assert SearchThing.objects.get(page=story).portal_id == portal.pk

    def test_takes_as_many_queries_whatever_there_is(self, portal: Portal) -> None:
        counts = []
        for number in (1, 20):
            for at in range(number):
                published_story(portal, title=f"Hội chợ {number} {at}")
            with CaptureQueriesContext(connection) as queries:
                on(portal, "hội chợ")
            counts.append(len(queries))
        assert counts[0] == counts[1] <= 3


class TestASection:
    def test_that_holds_nothing_is_not_found(self, portal: Portal) -> None:
        bring_up_sources()
        assert find_things(EVERYWHERE, "tin tức").total == 0
        assert self.on_the_page(portal) == []
        published_story(portal, title="Chuyện khác")
        there = find_things(EVERYWHERE, "tin tức")
        assert [one.title for one in there.things] == ["Tin tức - Sự kiện"]
        assert self.on_the_page(portal) == ["Tin tức - Sự kiện"]

    def on_the_page(self, portal: Portal) -> list[str]:
        found = visit(portal, "/tim-kiem/", data={"q": "tin tức"}).context["found"]
        return [one.title for one in found.things]


class TestAClosedPortal:
    def test_is_read_under_its_main_address(self, portal: Portal) -> None:
        closed = make_portal()
        published_story(closed, title="Hội chợ xưa")
        host = closed.site.hostname
        Portal.objects.filter(pk=closed.pk).update(site=None)
        (found,) = find_things(EVERYWHERE, "hội chợ").things
        assert found.address.startswith(f"http://{host}")

    def test_that_nobody_serves_is_not_found(self, portal: Portal) -> None:
        closed = make_portal()
        published_story(closed, title="Hội chợ xưa")
        published_story(portal, title="Hội chợ nay")
        Portal.objects.filter(pk=closed.pk).update(site=None)
        today = local_date(timezone.now())
        for ends, total in ((today + timedelta(days=1), 2), (today, 1)):
            PortalAddress.objects.filter(portal=closed).update(
                period=DateRange(date(2020, 1, 1), ends)
            )
            found = find_things(EVERYWHERE, "hội chợ")
            assert found.total == len(found.things) == total


class TestWithoutWords:
    def test_the_newest_come_first_with_their_numbers(self, portal: Portal) -> None:
        for number in range(3):
            story = published_story(portal, title=f"Tin {number}")
            Placement.objects.filter(story=story).update(
                placed_at=NOON + timedelta(days=40 * number)
            )
        found = on(portal, "", narrowing=Narrowing(kind="article"))
        assert [one.title for one in found.things] == ["Tin 2", "Tin 1", "Tin 0"]
        assert found.facets["month"] == {"202411": 1, "202501": 1, "202502": 1}
        assert found.facets["kind"]["article"] == 3


class TestSynonyms:
    def test_find_what_is_called_otherwise(self, portal: Portal) -> None:
        published_story(portal, title="Cấp giấy chứng nhận quyền sử dụng đất")
        Synonym.objects.all().delete()
        assert titles(portal, "sổ đỏ") == []
        add_synonym(
            term="sổ đỏ",
            meaning="giấy chứng nhận quyền sử dụng đất",
            is_one_way=False,
            actor=make_member(portal, Position.HEAD),
            now=NOON,
        )
        for text in ("sổ đỏ", "so do", "làm sổ đỏ ở đâu"):
            assert titles(portal, text) == ["Cấp giấy chứng nhận quyền sử dụng đất"], text
        published_story(portal, title="Mất sổ đỏ")
        assert "Mất sổ đỏ" in titles(portal, "giấy chứng nhận quyền sử dụng đất")

    def test_of_one_way_are_not_turned_round(self, portal: Portal) -> None:
        published_story(portal, title="Chuyện cò đất")
        add_synonym(
            term="cò đất",
            meaning="môi giới bất động sản",
            is_one_way=True,
            actor=make_member(portal, Position.HEAD),
            now=NOON,
        )
        assert titles(portal, "môi giới bất động sản") == []


class TestMarks:
    @pytest.mark.parametrize(
        ("asked", "marked"),
        [
            ("đất", ["Đất"]),
            ("đất đai", ["Đất đai"]),
            ("tuyển dụng", ["tuyển dụng"]),
            ("dat", ["Đất", "đạt", "Đặt"]),
        ],
    )
    def test_are_what_was_found(self, portal: Portal, asked: str, marked: list[str]) -> None:
        published_story(portal, title="Đất đai, tuyển dụng, dụng cụ: đạt, Đặt")
        found = on(portal, asked)
        marks = marks_of(found.asked, found.known, found.strictness)
        pieces = cut_at_marks(found.things[0].title, marks)
        assert [piece for piece, is_marked in pieces if is_marked] == marked

    def test_lead_into_the_body(self, portal: Portal) -> None:
        text = "<p>Mở đầu chung. Thời hạn nộp hồ sơ là ngày 5. Kết thúc.</p>"
        published_story(portal, title="Thông báo", lead="Tóm tắt", body=[("text", text)])
        found = on(portal, "nộp hồ sơ")
        marks = marks_of(found.asked, found.known, found.strictness)
        one = found.things[0]
        assert snippet(one.text, one.body, marks) == "Thời hạn nộp hồ sơ là ngày 5."


class TestThePage:
    @pytest.mark.parametrize(
        "text",
        [
            "'",
            '"',
            "&|!()",
            "-",
            "a:*",
            "\\",
            '"a',
            "<->",
            "%",
            "\x00",
            "=",
            "@article",
            "#1",
            "a_b",
        ],
    )
    def test_survives_any_typing(self, portal: Portal, text: str) -> None:
        published_story(portal, title="Tin")
        assert visit(portal, "/tim-kiem/", data={"q": text}).status_code == 200

    @pytest.mark.parametrize("text", ["-lim", "-lim -đồng", "'", '"', "?"])
    def test_asks_for_a_word(self, portal: Portal, text: str) -> None:
        published_story(portal, title="Lễ hội Đồng Kỵ")
        answer = visit(portal, "/tim-kiem/", data={"q": text})
        assert answer.context["found"].total == 0
        assert "Hãy gõ" in answer.content.decode()

    def test_narrows_without_words(self, portal: Portal) -> None:
        published_story(portal, title="Tin một")
        page = visit(portal, "/tim-kiem/", data={"loai": "tin"}).content.decode()
        assert "Tin một" in page
        assert "1 kết quả" in page
