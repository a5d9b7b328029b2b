"""The handbook on the desk: who reads and who writes it, and where it is offered."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, replace
from datetime import UTC, datetime

import pytest
from django.urls import reverse
from wagtail.models import ModelLogEntry

from portals.boards.enums import Position
from portals.boards.models import User
from portals.learning import pages, queries
from portals.learning.actions import UnableToWritePage, restore_page, write_page
from portals.learning.models import ProvincePage
from portals.learning.pages import shipped_pages
from portals.learning.queries import handbook_page
from portals.refusals import NotYourOffice
from tests.factories import make_member, make_portal, make_user
from tests.support.kept import built_once
from tests.walls import body, desk_client

NOW = datetime(2026, 11, 20, 2, tzinfo=UTC)
SLUG = "gui-duyet"


@dataclass
class Cast:
    secretary: User
    editor_of_province: User
    head_of_commune: User


def gathered() -> Cast:
    province = make_portal("province")
    commune = make_portal("commune")
    return Cast(
        make_member(province, Position.SECRETARY),
        make_member(province, Position.EDITOR),
        make_member(commune, Position.HEAD),
    )


@pytest.fixture(scope="module")
def people(django_db_setup: None, django_db_blocker: object) -> Iterator[Cast]:
    with built_once(django_db_blocker, gathered) as cast:
        yield cast


def write(actor: User, **changes: str) -> ProvincePage:
    told = {
        "slug": SLUG,
        "title": "Gửi duyệt ở tỉnh ta",
        "text": "1. Bấm [[Gửi duyệt]].",
        "read_mark": shipped_pages()[SLUG].mark,
    }
    return write_page(**(told | changes), actor=actor, now=NOW)


@pytest.mark.django_db
class TestWriting:
    def test_the_provinces_words_stand_and_say_who_and_when(self, people: Cast) -> None:
        write(people.secretary)
        standing = handbook_page(SLUG)
        assert standing is not None
        assert standing.page.title == "Gửi duyệt ở tỉnh ta"
        assert not standing.has_newer
        answer = desk_client(people.head_of_commune).get(reverse("handbook_read", args=[SLUG]))
        shown = body(answer).decode()
        assert "Bản của tỉnh" in shown
        assert "09:00 20/11/2026" in shown
        assert reverse("write_handbook", args=[SLUG]) not in shown
        assert ModelLogEntry.objects.get(action="learning.write_page").data == {"slug": SLUG}

    def test_the_nearly_allowed_are_refused(self, people: Cast) -> None:
        for actor in (people.editor_of_province, people.head_of_commune):
            with pytest.raises(NotYourOffice):
                write(actor)
            assert desk_client(actor).get(reverse("write_handbook", args=[SLUG])).status_code == 404
            assert (
                desk_client(actor).post(reverse("restore_handbook", args=[SLUG])).status_code == 404
            )
        assert not ProvincePage.objects.exists()

    @pytest.mark.parametrize(
        "wrong", [{"text": " "}, {"title": ""}, {"slug": "khong-co"}, {"read_mark": "khac"}]
    )
    def test_what_cannot_stand_is_refused(self, people: Cast, wrong: dict[str, str]) -> None:
        with pytest.raises(UnableToWritePage):
            write(people.secretary, **wrong)
        assert not ProvincePage.objects.exists()

    def test_the_second_of_two_writers_is_told(self, people: Cast) -> None:
        write(people.secretary)
        with pytest.raises(UnableToWritePage):
            write(people.secretary, text="khác")

    def test_the_shipped_text_comes_back(self, people: Cast) -> None:
        write(people.secretary)
        restore_page(slug=SLUG, actor=people.secretary, now=NOW)
        standing = handbook_page(SLUG)
        assert standing is not None
        assert standing.page == shipped_pages()[SLUG]
        kept = ModelLogEntry.objects.get(action="learning.restore_page").data
        assert kept["text"] == "1. Bấm [[Gửi duyệt]]."
        with pytest.raises(UnableToWritePage):
            restore_page(slug=SLUG, actor=people.secretary, now=NOW)
        with pytest.raises(NotYourOffice):
            restore_page(slug=SLUG, actor=people.head_of_commune, now=NOW)

    def test_a_later_shipped_text_is_told_to_whoever_keeps_it(
        self, people: Cast, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        write(people.secretary)
        shipped = shipped_pages()
        later = {**shipped, SLUG: replace(shipped[SLUG], text="Bản mới")}
        for module in (pages, queries):
            monkeypatch.setattr(module, "shipped_pages", lambda: later)
        told = "Bản gốc của các trang sau đã thay đổi"
        index = reverse("handbook_index")
        assert told in body(desk_client(people.secretary).get(index)).decode()
        assert told not in body(desk_client(people.head_of_commune).get(index)).decode()

    def test_the_form_keeps_what_was_typed(self, people: Cast) -> None:
        client, address = desk_client(people.secretary), reverse("write_handbook", args=[SLUG])
        typed = {"title": "Của ta", "text": "Đã gõ", "read_mark": "cũ"}
        refused = body(client.post(address, typed)).decode()
        assert "Đã gõ" in refused
        assert "Trong lúc đó có người đã sửa trang này" in refused
        typed["read_mark"] = shipped_pages()[SLUG].mark
        assert client.post(address, typed).status_code == 302
        assert ProvincePage.objects.get().title == "Của ta"


@pytest.mark.django_db
class TestReading:
    def test_pages_about_the_way_in_open_to_whoever_is_outside(self) -> None:
        outside = desk_client(None)
        assert outside.get(reverse("handbook_read", args=["dang-nhap"])).status_code == 200
        for name, arguments in (
            ("handbook_read", [SLUG]),
            ("handbook_read", ["khong-co"]),
            ("handbook_index", []),
            ("handbook_paper", ["writer"]),
        ):
            assert outside.get(reverse(name, args=arguments)).status_code == 302, name

    def test_somebody_without_a_post_reads_why_nothing_opens(self) -> None:
        client, page = desk_client(make_user()), reverse("handbook_read", args=["nhiem-ky"])
        assert page in body(client.get(reverse("account_login"))).decode()
        assert client.get(page).status_code == 200

    def test_the_index_begins_with_what_the_person_does_and_is_searched(self, people: Cast) -> None:
        client = desk_client(people.head_of_commune)
        answer = client.get(reverse("handbook_index"))
        assert [group[1] for group in answer.context["groups"]][:3] == [True, True, False]
        found = client.get(reverse("handbook_index"), {"q": "dinh chinh"})
        assert found.context["found"][0].slug == "dinh-chinh"
        assert b"handbook__group" not in body(found)

    def test_it_is_printed_whole_or_for_a_role(self, people: Cast) -> None:
        client = desk_client(people.head_of_commune)
        paper = client.get(reverse("handbook_paper", args=["auditor"]))
        assert body(paper).startswith(b"%PDF")
        assert client.get(reverse("handbook_paper", args=["khong-co"])).status_code == 404

    def test_papers_to_hand_over_are_printed(self, people: Cast) -> None:
        client = desk_client(people.head_of_commune)
        paper = client.get(reverse("handbook_handover", args=["doan-kiem-tra"]))
        assert body(paper).startswith(b"%PDF")
        assert client.get(reverse("handbook_handover", args=["khong-co"])).status_code == 404


@pytest.mark.django_db
class TestOffering:
    def test_help_on_a_page_opens_the_page_for_its_task(self, people: Cast) -> None:
        client = desk_client(people.head_of_commune)
        for name, slug in (("review_list", "duyet-bai"), ("wagtailimages:index", "anh-va-mo-ta")):
            shown = body(client.get(reverse(name))).decode()
            assert f'href="{reverse("handbook_read", args=[slug])}"' in shown, name

    def test_a_failed_sign_in_offers_how_it_is_done(self) -> None:
        answer = desk_client(None).post(
            reverse("account_login"), {"login": "khong-co", "password": "sai"}
        )
        shown = body(answer).decode()
        assert "Xem cách làm:" in shown
        assert reverse("handbook_read", args=["dang-nhap"]) in shown

    def test_a_closed_door_tells_how_it_is_done(self, people: Cast) -> None:
        pressed = desk_client(people.head_of_commune).get(reverse("syndication:place"))
        assert pressed.status_code == 405
        assert reverse("handbook_read", args=["tin-cap-tren"]) in body(pressed).decode()

    def test_a_refusal_offers_how_it_is_done_and_an_empty_form_offers_nothing(
        self, people: Cast
    ) -> None:
        board = people.head_of_commune.posts.get().board
        address = reverse("board_delegation", args=[board.portal_id])
        client = desk_client(people.head_of_commune)
        assert "Xem cách làm:" not in body(client.get(address)).decode()
        shown = body(client.post(address, {"receiver": ""})).decode()
        assert "Xem cách làm:" in shown
        assert reverse("handbook_read", args=["uy-quyen"]) in shown
