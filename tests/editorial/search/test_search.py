"""Search on one portal: by words without accents, by document number, newest first."""

from __future__ import annotations

import unicodedata
from datetime import timedelta

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from modelsearch.index import insert_or_update_object
from wagtail.search.models import IndexEntry

from editorial.models import Placement, StoryText
from editorial.search import stories as search
from editorial.search.stories import (
    SearchOrder,
    StoryWords,
    asked,
    find_stories,
    index_stories,
    index_story,
)
from editorial.search.words import words_in
from editorial.templatetags.story_marks import marked
from portals.addresses import main_origin
from portals.models import Portal
from tests.factories import NOON, make_portal, make_story, published_story
from tests.support.visiting import republished, visit

pytestmark = pytest.mark.django_db


@pytest.fixture
def portal() -> Portal:
    return make_portal("province")


def titles(portal: Portal, text: str, order: SearchOrder = SearchOrder.NEWEST) -> list[str]:
    return [item.title for item in find_stories(portal, text, order=order).stories]


class TestFinding:
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
    def test_needs_no_accents(self, portal: Portal, text: str) -> None:
        published_story(portal, title="Tỉnh Bắc Ninh đón xuân")
        assert titles(portal, text) == ["Tỉnh Bắc Ninh đón xuân"]

    @pytest.mark.parametrize(
        "text",
        ["123/QĐ-UBND", "123/qd-ubnd", "123/qđ-ubnd", '"123/QĐ-UBND"', "quyết định 123/QĐ-UBND"],
    )
    def test_knows_document_numbers(self, portal: Portal, text: str) -> None:
        published_story(portal, title="Quyết định 123/QĐ-UBND về quy hoạch")
        published_story(portal, title="Quyết định 321/QĐ-UBND, 123 hộ dân")
        assert titles(portal, text) == ["Quyết định 123/QĐ-UBND về quy hoạch"]

    def test_leaves_out_a_word_with_a_dash(self, portal: Portal) -> None:
        published_story(portal, title="Lễ hội Lim")
        published_story(portal, title="Lễ hội Đồng Kỵ")
        assert titles(portal, "lễ hội -lim") == ["Lễ hội Đồng Kỵ"]

    def test_reads_title_lead_and_body(self, portal: Portal) -> None:
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

    @pytest.mark.parametrize(
        "text", ["'", '"', "&|!()", "-", "a:*", "\\", '"a', "<->", "%", "\x00"]
    )
    def test_survives_any_typing(self, portal: Portal, text: str) -> None:
        assert visit(portal, "/tim-kiem/", data={"q": text}).status_code == 200

    def test_covers_what_stands_here_and_nothing_else(self, portal: Portal) -> None:
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


class TestOrder:
    @pytest.fixture
    def festival(self, portal: Portal) -> None:
        best = published_story(portal, title="Hội Lim", lead="Hội Lim năm nay")
        newest = published_story(portal, title="Tin khác", lead="Có nhắc hội Lim")
        Placement.objects.filter(story=best).update(placed_at=NOON)
        Placement.objects.filter(story=newest).update(placed_at=NOON + timedelta(days=1))

    def test_is_newest_first(self, portal: Portal, festival: None) -> None:
        assert titles(portal, "hội lim") == ["Tin khác", "Hội Lim"]

    def test_can_be_best_first(self, portal: Portal, festival: None) -> None:
        assert titles(portal, "hội lim", SearchOrder.RANK) == ["Hội Lim", "Tin khác"]

    def test_stops_at_the_newest_and_says_so(
        self, portal: Portal, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        monkeypatch.setattr(search, "MOST_MATCHES", 2)
        monkeypatch.setattr(search, "MOST_COUNTED", 1)
        for number in range(3):
            story = published_story(portal, title=f"Họp dân {number}")
            Placement.objects.filter(story=story).update(placed_at=NOON + timedelta(days=number))
        found = find_stories(portal, "họp dân", order=SearchOrder.RANK)
        assert (found.total, found.more, found.goes_on) == (1, True, False)
        assert {item.title for item in found.stories} == {"Họp dân 1", "Họp dân 2"}


class TestIndexing:
    def test_writes_one_statement_however_many(self, portal: Portal) -> None:
        stories = [make_story(portal) for _ in range(3)]
        words = [StoryWords(story.pk, story.title, story.lead, "") for story in stories]
        with CaptureQueriesContext(
            connection,
        ) as queries:
            index_stories(words)
        assert len(queries) == 1
        assert StoryText.objects.count() == 3

    def test_again_replaces_the_text(self, portal: Portal) -> None:
        story = published_story(portal, title="Tên cũ")
        story.title = "Tên mới"
        index_story(story)
        assert find_stories(portal, "mới", order=SearchOrder.NEWEST).total == 1
        assert find_stories(portal, "cũ", order=SearchOrder.NEWEST).total == 0

    def test_of_nothing_does_nothing(self, django_assert_num_queries: object) -> None:
        with django_assert_num_queries(0):
            index_stories([])

    def test_cuts_a_text_too_long_for_the_database(self, portal: Portal) -> None:
        story = make_story(portal)
        index_stories([StoryWords(story.pk, "x", "y", " ".join(f"tu{n}" for n in range(300_000)))])
        assert StoryText.objects.filter(story=story).exists()


class TestMarking:
    def test_escapes_what_the_text_holds(self, portal: Portal) -> None:
        published_story(portal, title="Hội <script>alert(1)</script> Lim", lead="\ue000giả\ue001")
        html = visit(portal, "/tim-kiem/", data={"q": "hoi lim"}).content.decode()
        assert "<mark>Hội</mark> &lt;script&gt;" in html
        assert "<script>" not in html

    @pytest.mark.parametrize(
        ("query", "html"),
        [
            ("hoi", "<mark>Hội</mark> Lim &amp; <mark>hội</mark> Đền Đô"),
            ("HỘI LIM", "<mark>Hội</mark> <mark>Lim</mark> &amp; <mark>hội</mark> Đền Đô"),
            ("den-do", "Hội Lim &amp; hội <mark>Đền</mark> <mark>Đô</mark>"),
            ('"den do" -lim', "Hội Lim &amp; hội <mark>Đền</mark> <mark>Đô</mark>"),
            ('đền or -"hội lim"', "Hội Lim &amp; hội <mark>Đền</mark> Đô"),
            ("li", "Hội Lim &amp; hội Đền Đô"),
        ],
    )
    def test_marks_whole_words_that_were_asked_for(self, query: str, html: str) -> None:
        assert marked("Hội Lim & hội Đền Đô", words_in(asked(query))) == html

    def test_marks_a_text_that_is_not_composed(self) -> None:
        text = unicodedata.normalize("NFD", "Hội Lim")
        assert marked(text, words_in("hoi")).startswith("<mark>")


class TestEverywhere:
    def test_finds_each_story_once_where_it_was_written(self, portal: Portal) -> None:
        commune = make_portal(name="Phường Vũ Ninh")
        taken = published_story(portal, title="Hội chợ làng nghề")
        republished(taken, commune)
        published_story(commune, title="Hội chợ phường")
        found = find_stories(None, "hội chợ", order=SearchOrder.NEWEST)
        assert [item.title for item in found.stories] == ["Hội chợ phường", "Hội chợ làng nghề"]
        assert found.stories[0].source == commune.name
        assert found.stories[0].address.startswith(f"{main_origin(commune)}/")

    def test_is_never_stored_since_the_others_editions_are_not_asked(self, portal: Portal) -> None:
        response = visit(portal, "/tim-kiem/", data={"q": "hội", "pham-vi": "tat-ca"})
        assert response["Cache-Control"] == "no-store"

    def test_costs_one_query_as_on_one_portal(
        self, portal: Portal, django_assert_num_queries: object
    ) -> None:
        published_story(portal, title="Hội chợ")
        for where in (portal, None):
            for order in SearchOrder:
                with django_assert_num_queries(1):
                    find_stories(where, "hội chợ", order=order)

    def test_says_that_it_goes_on(self, portal: Portal) -> None:
        for number in range(3):
            published_story(portal, title=f"Hội chợ {number}")
        pages = [
            find_stories(portal, "hội chợ", order=SearchOrder.RANK, offset=offset, limit=2)
            for offset in (0, 2, 4)
        ]
        assert [len(page.stories) for page in pages] == [2, 1, 0]
        assert [page.goes_on for page in pages] == [True, False, False]
        assert {page.total for page in pages} == {3}


class TestTheIndexOfTheAdmin:
    """Wagtail's own, of every page; it is written on each save, autosaves too."""

    def test_is_written_without_a_scan_of_the_whole(self, portal: Portal) -> None:
        story = make_story(portal)
        with CaptureQueriesContext(connection) as queries:
            insert_or_update_object(story)
        said = [query["sql"] for query in queries]
        written = [sql for sql in said if f"INSERT INTO {IndexEntry._meta.db_table}" in sql]
        assert len(written) == 1
        others = " ".join(sql for sql in said if sql not in written).lower()
        assert "avg(" not in others
        assert "title_norm" not in others

    def test_is_not_written_with_every_key(self, settings: object) -> None:
        assert 3000 <= settings.WAGTAIL_AUTOSAVE_INTERVAL <= 5000
