"""The desk's lists and choosers find by the lexemes of the search: accents that were typed, neighbours, synonyms."""

from __future__ import annotations

import pytest
from django.core.management import call_command
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from modelsearch.query import And, Not, PlainText
from wagtail.models import Page
from wagtail.search.backends import get_search_backend

from editorial.models import ArticlePage, PortalImage
from editorial.search.desk_index import bring_up_desk_index
from editorial.search.desk_words import begun_query, desk_query
from portals.boards.enums import Position
from tests.factories import make_image, make_member, make_portal, make_story, published_story
from tests.walls import body, desk_client

pytestmark = pytest.mark.django_db


def found(text: str) -> list[str]:
    return [one.title for one in get_search_backend().search(text, ArticlePage)]


def begun(text: str) -> list[str]:
    return [one.title for one in get_search_backend().autocomplete(text, ArticlePage)]


@pytest.fixture
def stories() -> None:
    portal = make_portal()
    for title in (
        "Đất ở đô thị",
        "Kết quả đạt được",
        "Thi tuyển dụng viên chức",
        "Họp trực tuyến về sử dụng phần mềm",
        "Bảo hiểm y tế cho học sinh",
    ):
        make_story(portal, title=title)


@pytest.mark.usefixtures("stories")
class TestWhatIsTyped:
    def test_with_accents_is_found_with_these(self) -> None:
        assert found("đất") == begun("đất ở") == ["Đất ở đô thị"]
        assert found("đạt") == ["Kết quả đạt được"]

    def test_without_is_found_with_any(self) -> None:
        assert set(found("dat")) == set(begun("dat")) == {"Đất ở đô thị", "Kết quả đạt được"}

    def test_of_neighbours_is_found_where_they_are_some_first(self) -> None:
        assert found("tuyen dung")[0] == begun("tuyen dung")[0] == "Thi tuyển dụng viên chức"
        assert found('"tuyen dung"') == ["Thi tuyển dụng viên chức"]
        assert begun("tuyển dụng") == ["Thi tuyển dụng viên chức"]

    def test_may_be_parted_in_what_is_found(self) -> None:
        assert found("họp phần mềm") == ["Họp trực tuyến về sử dụng phần mềm"]
        assert found("hop mem") == ["Họp trực tuyến về sử dụng phần mềm"]
        # Small words are asked for only where there is nothing else.
        assert found("họp của phần mềm cho") == ["Họp trực tuyến về sử dụng phần mềm"]

    def test_is_found_by_what_it_means(self) -> None:
        assert found("BHYT") == ["Bảo hiểm y tế cho học sinh"]

    def test_is_found_while_it_is_typed(self) -> None:
        assert begun("viên ch") == begun("vien c") == ["Thi tuyển dụng viên chức"]
        assert begun("chức vi") == ["Thi tuyển dụng viên chức"]
        assert begun("vièn ch") == []
        assert begun("đấ") == begun("đất") == ["Đất ở đô thị"]
        assert set(begun("đa")) == {"Đất ở đô thị", "Kết quả đạt được"}

    def test_comes_first_with_the_accents_that_were_typed_last(self) -> None:
        make_story(make_portal(), title="Tính bất biến")
        make_story(make_portal(), title="Tỉnh Bắc Ninh")
        assert begun("tính") == ["Tính bất biến", "Tỉnh Bắc Ninh"]
        assert begun("tỉnh") == ["Tỉnh Bắc Ninh", "Tính bất biến"]

    @pytest.mark.parametrize("text", ["", "…", "'", "\\", "a'b & !", "-", '"'])
    def test_and_is_no_word_breaks_nothing(self, text: str) -> None:
        assert isinstance(found(text), list)
        assert isinstance(begun(text), list)

    def test_may_leave_words_out(self) -> None:
        assert found("dat -đạt") == ["Đất ở đô thị"]
        without = And([PlainText("dat"), Not(PlainText("đạt"))])
        assert [one.title for one in get_search_backend().search(without, ArticlePage)] == [
            "Đất ở đô thị"
        ]

    def test_is_compared_the_stock_way_where_fields_are_named(self) -> None:
        named = get_search_backend().search("đô thị", ArticlePage, fields=["title"])
        assert [one.title for one in named] == ["Đất ở đô thị"]


def test_asks_what_is_known_of_the_words_once(stories: None) -> None:
    with CaptureQueriesContext(connection) as asked:
        found("đất ở đô thị")
    assert len(asked) == 2
    with CaptureQueriesContext(connection) as asked:
        begun("đất ở đô thị")
    assert len(asked) == 1


def test_of_no_words_is_nothing() -> None:
    assert desk_query("…") == begun_query("…") == ("", "")


class TestTheDesk:
    def test_finds_drafts_in_choosers_and_pictures_in_lists(self) -> None:
        portal = make_portal()
        head = make_member(portal, Position.HEAD)
        make_story(portal, title="Đất ở đô thị")
        make_story(portal, title="Kết quả đạt được")
        make_image(portal, title="Đường làng")
        make_image(portal, title="Đuồng lẵng")
        client = desk_client(head)
        shown = body(
            client.get(reverse("wagtailadmin_choose_page_search"), {"q": "đất ở"})
        ).decode()
        assert "Đất ở đô thị" in shown
        assert "Kết quả đạt được" not in shown
        shown = body(client.get(reverse("wagtailimages:index"), {"q": "đường"})).decode()
        assert "Đường làng" in shown
        assert "Đuồng lẵng" not in shown


class TestTheIndexOfTheReleaseBefore:
    def test_is_written_anew(self) -> None:
        portal = make_portal()
        published_story(portal, title="Đất ở đô thị")
        make_image(portal, title="Đường làng")
        as_it_was()
        assert found("đất") == []
        call_command("fill_search")
        assert found("đất") == ["Đất ở đô thị"]
        assert [
            one.title for one in get_search_backend().autocomplete("đường làng", PortalImage)
        ] == ["Đường làng"]
        assert bring_up_desk_index() == 0

    def test_is_read_to_its_end_though_some_of_it_has_no_word(self, monkeypatch) -> None:
        monkeypatch.setattr("editorial.search.desk_index.A_SLICE", 1)
        portal = make_portal()
        for title in ("Đất ở", "Đất đai"):
            make_story(portal, title=title)
        as_it_was()
        number = Page.objects.count()
        assert bring_up_desk_index() >= 2
        assert set(found("đất")) == {"Đất ở", "Đất đai"}
        assert Page.objects.count() == number


def as_it_was() -> None:
    """What a configuration of PostgreSQL made of the texts."""
    with connection.cursor() as cursor:
        cursor.execute(
            """UPDATE wagtailsearch_indexentry SET title = to_tsvector('vi', title_text),
                body = to_tsvector('vi', body_text), autocomplete = to_tsvector('vi', title_text)"""
        )
