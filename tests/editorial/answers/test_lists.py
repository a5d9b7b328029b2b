"""Released answers as they are listed, found, and shown beside what they are about."""

from __future__ import annotations

import re
from datetime import date

import pytest
from bs4 import BeautifulSoup
from django.db import connection
from django.test.utils import CaptureQueriesContext

from editorial.answers.reading import AnswersAsked, answers_asked, found_answers
from editorial.answers.similar import similar_answers
from editorial.answers.text import as_paragraphs
from portals.accountability.beside import answers_before
from portals.addresses import main_origin
from tests.editorial.answers.cast import release, stands
from tests.factories import make_portal, make_province_tree, published_story
from tests.portals.accountability.cases import make_case
from tests.support.visiting import republished, visit

pytestmark = pytest.mark.django_db


@pytest.fixture
def portal():
    return make_portal()


def subjects(portal, **asked) -> list[str]:
    return [one.subject for one in found_answers(portal, AnswersAsked(**asked)).rows]


def test_is_found_by_its_words_with_accents_or_without_wherever_they_stand(portal) -> None:
    stands(portal, subject="Đèn đường", question="Bao giờ?", answer="Trước Tết.")
    stands(portal, subject="Giấy khai sinh", question="Nộp ở đâu?", answer="Tại Bộ phận Một cửa.")
    for text, found in (
        ("đèn đường", ["Đèn đường"]), ("den duong", ["Đèn đường"]), ("tet", ["Đèn đường"]),
        ("MỘT CỬA", ["Giấy khai sinh"]), ("nop o dau", ["Giấy khai sinh"]), ("đèn cửa", []),
    ):  # fmt: skip
        assert subjects(portal, text=text) == found, text


def test_each_filter_narrows_and_the_newest_comes_first(portal) -> None:
    stands(portal, subject="A", kind="feedback", topic="y-te", answered_on=date(2025, 12, 31))
    stands(portal, subject="B", kind="question", topic="giao-duc", answered_on=date(2026, 1, 1))
    stands(portal, subject="C", kind="question", topic="y-te", answered_on=date(2026, 12, 31))
    assert subjects(portal) == ["C", "B", "A"]
    assert subjects(portal, kind="feedback") == ["A"]
    assert subjects(portal, topic="y-te") == ["C", "A"]
    assert subjects(portal, year=2026) == ["C", "B"]
    assert subjects(portal, year=2026, topic="y-te", kind="feedback") == []
    page = visit(portal, "/hoi-dap/?nam=2026&chu-de=y-te")
    options = BeautifulSoup(page.content, "html.parser").select("#loc-loai option")
    assert [one["value"] for one in options] == ["", "question", "feedback"]
    of_topic = visit(portal, "/hoi-dap/chu-de/giao-duc/").content.decode()
    assert ">B<" in of_topic
    assert ">C<" not in of_topic
    feed = visit(portal, "/hoi-dap/rss.xml?chu-de=giao-duc").content.decode()
    assert "<title>B</title>" in feed
    assert "<title>C</title>" not in feed


def test_feeds_say_all_that_xml_can_and_no_topic_that_is_none(portal) -> None:
    # As Word breaks a line.
    stands(portal, subject="Đèn\x0bđường", answer="Một\x0bhai", topic="y-te")
    for form in ("rss.xml", "atom.xml", "feed.json"):
        shown = visit(portal, f"/hoi-dap/{form}?chu-de=%01%3Cx").content.decode()
        assert "Đèn" in shown, form
        assert "\x01" not in shown, form
        assert "chu-de=" not in shown, form
    assert "Đèn đường" in shown or "Đèn\\u000bđường" in shown
    assert "chu-de=y-te" in visit(portal, "/hoi-dap/atom.xml?chu-de=y-te").content.decode()


def test_what_is_no_kind_year_or_page_is_left_out() -> None:
    asked = answers_asked({"loai": "x", "nam": "20²6", "trang": "-1", "q": "a\x00b  c"})
    assert asked == AnswersAsked(text="ab c")
    assert answers_asked({"trang": "0"}).number == 1
    assert answers_asked({"trang": "99999"}).number == 500


def test_pages_of_the_list_hold_each_answer_once(portal) -> None:
    case = make_case(portal)
    for number in range(21):
        stands(portal, subject=f"S{number:02}", case=case if number == 0 else make_case(portal))
    first, second = (found_answers(portal, AnswersAsked(number=number)) for number in (1, 2))
    assert (len(first.rows), first.next, first.previous) == (20, 2, 0)
    assert ([one.subject for one in second.rows], second.next, second.previous) == (["S00"], 0, 1)


def test_only_the_provinces_portal_lists_those_of_others_and_leads_to_them() -> None:
    province, district, (commune, silent) = make_province_tree()
    own = stands(commune, subject="Hỏi xã")
    stands(district, subject="Hỏi sở")
    assert subjects(commune) == ["Hỏi xã"]
    assert subjects(silent) == []
    assert set(subjects(province)) == {"Hỏi xã", "Hỏi sở"}
    page = BeautifulSoup(visit(province, "/hoi-dap/").content, "html.parser")
    assert own.address in [one["href"] for one in page.select("ol.results a")]
    assert visit(province, own.path).status_code == 404
    assert visit(silent, "/").content.decode().count("Hỏi xã") == 0


def test_stands_under_the_story_that_it_is_about_and_on_no_other(portal) -> None:
    story, other = published_story(portal), published_story(portal)
    elsewhere = make_portal()
    stands(portal, subject="Về bài này", about=f"story:{story.pk}")
    stands(elsewhere, subject="Cổng khác", about=f"story:{story.pk}")
    shown = visit(portal, story.public_path()).content.decode()
    assert "Về bài này" in shown
    assert "Cổng khác" not in shown
    assert "Về bài này" not in visit(portal, other.public_path()).content.decode()


def test_names_what_it_is_about_as_long_as_that_stands(portal) -> None:
    story = published_story(portal, title="Thay đèn ở thôn Đông")
    one = stands(portal, about=f"document:{story.pk}")
    republished(story, make_portal())
    assert "Thay đèn ở thôn Đông" in visit(portal, one.path).content.decode()
    story.placements.filter(portal=portal).update(
        removed_at=one.released_at, removal_kind="withdrawn", removal_reason="x"
    )
    assert "Thay đèn ở thôn Đông" not in visit(portal, one.path).content.decode()


class TestText:
    def test_is_paragraphs_without_anything_of_html(self) -> None:
        shown = as_paragraphs("<script>x</script>\r\nHai\n\n\nBa & bốn")
        assert shown == "<p>&lt;script&gt;x&lt;/script&gt;<br>Hai</p><p>Ba &amp; bốn</p>"

    @pytest.mark.parametrize(
        ("text", "leads"),
        [
            ("Xem https://dichvucong.gov.vn/a?b=1&c=2).", True),
            ("Xem https://la.example.com/", False),
            ("Xem https://dichvucong.gov.vn@la.example.com/", False),
            ("Xem https://dichvucong.gov.vn.la.example.com/", False),
            ("Xem javascript:alert(1)", False),
            ("Xem https://bit.ly/abc", False),
        ],
    )
    def test_leads_to_known_hosts_alone(self, text, leads) -> None:
        shown = as_paragraphs(text)
        assert ("<a " in shown) == leads
        if leads:
            assert 'href="https://dichvucong.gov.vn/a?b=1&amp;c=2" rel="nofollow noopener"' in shown
            assert shown.endswith("</a>).</p>")


class TestSimilar:
    def test_finds_what_shares_its_telling_words(self, portal) -> None:
        lamp = stands(portal, subject="Đèn đường thôn Đông hỏng", question="Bao giờ sửa?")
        stands(portal, subject="Học phí lớp một", question="Đóng khi nào?")
        stands(make_portal(), subject="Đèn đường thôn Đông hỏng")
        stands(
            portal, subject="", question="", answer="", salt="", retracted_at=lamp.released_at,
            retraction_reason="Sai",
        )  # fmt: skip
        found = similar_answers(portal, "den duong o thon Dong bi hong, bao gio sua?")
        assert [one.answer for one in found] == [lamp]
        assert similar_answers(portal, "Xin hỏi về việc này") == []
        assert similar_answers(portal, "đèn") == []
        assert similar_answers(portal, "Đăng ký kết hôn với người nước ngoài, đèn đường") == []

    def test_the_likeliest_comes_first_and_of_equals_the_newest(self, portal) -> None:
        subjects = ("Đèn đường hỏng", "Đèn đường thôn Đông hỏng", "Đèn đường cũ hỏng")
        for day, subject in enumerate(subjects, start=1):
            stands(portal, subject=subject, answered_on=date(2026, 11, day))
        text = 'ĐÈN & "đường" -thôn\x00Đông hỏng | ()<->'
        found = [one.answer.subject for one in similar_answers(portal, text)]
        assert found == [subjects[1], subjects[2], subjects[0]]
        assert [one.answer.subject for one in similar_answers(portal, text, most=1)] == [found[0]]

    def test_leaves_the_case_itself_out_for_the_desk_and_gives_no_word_to_a_query(
        self, portal
    ) -> None:
        words = {"subject": "Đèn đường thôn Đông", "text": "Hỏng trước nhà ông Thử, bao giờ sửa?"}
        mine, before = (make_case(portal, **words) for _number in range(2))
        for case, subject in ((mine, "Đèn đường thôn Đông hỏng"), (before, "Đèn đường thôn Đông")):
            stands(portal, subject=subject, case=case)
        with CaptureQueriesContext(connection) as asked:
            found = answers_before(portal, mine)
        assert [one.subject for one in found] == ["Đèn đường thôn Đông"]
        assert len(asked) == 2
        sent = " ".join(query["sql"] for query in asked).lower()
        for word in ("đường", "duong", "thử", "thu", "hong"):
            assert not re.search(rf"\b{word}\b", sent), word


def test_asks_no_more_for_more_answers() -> None:
    province, _district, (commune, silent) = make_province_tree()
    counts = []
    for _size in range(2):
        for portal in (province, commune, silent):
            for number in range(3):
                stands(portal, topic="y-te", subject=f"Đèn đường thôn {number}")
        asked = {}
        for path in (
            "/hoi-dap/?q=den",
            "/hoi-dap/chu-de/y-te/",
            "/hoi-dap/atom.xml",
            "/",
            "/phan-anh/",
        ):
            visit(province, path)
            with CaptureQueriesContext(connection) as queries:
                assert visit(province, path).status_code == 200
            asked[path] = len(queries)
        counts.append(asked)
    assert counts[0] == counts[1]


def test_a_release_stands_in_its_section_and_at_home(portal) -> None:
    one = release(portal)
    for path in ("/", "/phan-anh/"):
        page = BeautifulSoup(visit(portal, path).content, "html.parser")
        assert page.select_one(f'main a[href$="{one.path}"]'), path


def test_leads_to_the_ledger_of_the_province_where_there_is_one(portal) -> None:
    one = stands(portal)
    assert "Về sổ cái" not in visit(portal, one.path).content.decode()
    province = make_portal("province")
    link = BeautifulSoup(visit(portal, one.path).content, "lxml").select_one(".answer-proof a")
    assert link["href"] == f"{main_origin(province)}/so-cai/"
