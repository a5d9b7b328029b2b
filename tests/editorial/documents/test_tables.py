"""The register as a table for readers, and the board's list of its documents."""

from __future__ import annotations

import csv
import io
from datetime import date
from typing import Any

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils import timezone
from openpyxl import load_workbook

from editorial.documents.register import table
from editorial.enums import RemovalKind
from editorial.placements.actions import withdraw_story
from editorial.review.actions import submit_story
from portals.boards.enums import Position
from portals.models import Portal
from tests.factories import make_member, make_official, make_portal
from tests.support.visiting import republished, visit
from tests.walls import desk_client

pytestmark = pytest.mark.django_db


@pytest.fixture
def portal() -> Portal:
    return make_portal()


def taken(portal: Portal, query: str = "", form: str = "csv") -> list[list[Any]]:
    """The rows of the table under its heading."""
    answer = visit(portal, f"/van-ban/danh-muc.{form}{query}")
    assert answer.status_code == 200
    assert f"danh-muc-van-ban.{form}" in answer["Content-Disposition"]
    if form == "xlsx":
        sheet = load_workbook(io.BytesIO(answer.content)).worksheets[0]
        return [list(row) for row in sheet.iter_rows(values_only=True)][1:]
    return list(csv.reader(io.StringIO(answer.content.decode("utf-8-sig"))))[1:]


class TestATableForReaders:
    @pytest.mark.parametrize("form", ["csv", "xlsx"])
    def test_holds_what_the_register_lists(self, portal: Portal, form: str) -> None:
        document = make_official(
            portal, number="96/QĐ-UBND", issued_on=date(2021, 3, 18), issuer="UBND xã",
            lead="Về việc thử", field="y-te",
        )  # fmt: skip
        other = make_portal()
        sent = republished(
            make_official(other, number="5/2020/NQ-HĐND", document_kind="nghi-quyet",
                          issued_on=date(2020, 1, 2), effective_on=None),
            portal, section="van-ban",
        )  # fmt: skip
        make_official(portal, is_public=False)
        make_official(other)
        first, second = taken(portal, form=form)
        assert first[:6] == [
            *("96/QĐ-UBND", "Quyết định", "UBND xã", "18/03/2021", "18/03/2021", "Về việc thử")
        ]
        assert first[-1].endswith(document.public_path())
        assert portal.site.hostname in second[-1]
        assert second[-1].endswith(sent.path)
        assert second[7] == "có"

    def test_is_narrowed_as_the_register_is(self, portal: Portal) -> None:
        make_official(portal, number="1/QĐ-UBND", issued_on=date(2021, 1, 1))
        make_official(portal, number="2/QĐ-UBND", issued_on=date(2022, 1, 1))
        make_official(portal, number="3/QĐ-UBND", issued_on=date(2021, 1, 2))
        assert [row[0] for row in taken(portal, "?nam=2021")] == ["3/QĐ-UBND", "1/QĐ-UBND"]
        assert [row[0] for row in taken(portal, "?nam=2021&sap-xep=so")] == [
            "3/QĐ-UBND",
            "1/QĐ-UBND",
        ]

    def test_holds_no_formula(self, portal: Portal) -> None:
        make_official(portal, lead="=HYPERLINK(1)", issuer="+UBND")
        (row,) = taken(portal)
        assert (row[2], row[5]) == ("'+UBND", "'=HYPERLINK(1)")

    def test_ends_where_it_is_too_long_and_says_so(
        self, portal: Portal, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        for _ in range(2):
            make_official(portal)
        monkeypatch.setattr(table, "MOST_LISTED", 2)
        assert len(taken(portal)) == 2
        make_official(portal)
        rows = taken(portal)
        assert len(rows) == 3
        assert len(rows[-1]) == 1
        assert "2" in rows[-1][0]

    def test_forgets_what_was_withdrawn(self, portal: Portal) -> None:
        document = make_official(portal)
        withdraw_story(
            story=document, kind=RemovalKind.WITHDRAWN, reason="Đăng nhầm.",
            actor=make_member(portal, Position.HEAD), now=timezone.now(),
        )  # fmt: skip
        assert taken(portal) == []

    def test_is_of_the_register_alone(self, portal: Portal) -> None:
        make_official(portal)
        assert visit(portal, "/tin-tuc/danh-muc.csv").status_code == 404
        assert visit(portal, "/khong-co/danh-muc.csv").status_code == 404

    def test_is_offered_by_the_register_as_it_is_narrowed(self, portal: Portal) -> None:
        make_official(portal, issued_on=date(2021, 1, 1))
        page = visit(portal, "/van-ban/?nam=2021&trang=1").content.decode()
        assert 'href="/van-ban/danh-muc.csv?nam=2021"' in page

    def test_costs_the_same_for_many_rows(self, portal: Portal) -> None:
        def queries() -> int:
            with CaptureQueriesContext(connection) as asked:
                taken(portal)
            return len(asked)

        make_official(portal)
        taken(portal)
        first = queries()
        for _ in range(3):
            make_official(portal)
        assert queries() == first


class TestTheBoardsList:
    @pytest.fixture
    def desk(self, portal: Portal) -> Client:
        return desk_client(make_member(portal, Position.EDITOR))

    def rows(self, desk: Client, portal: Portal, **query: str) -> dict[str, tuple[str, str]]:
        answer = desk.get(reverse("portal_documents", args=[portal.pk]), query)
        assert answer.status_code == 200
        return {
            one.number: (one.told_origin, one.told_state)
            for one in answer.context["page_obj"].object_list
        }

    def test_tells_of_each_where_it_is_from_and_how_far_it_is(
        self, portal: Portal, desk: Client
    ) -> None:
        author = make_member(portal, Position.CONTRIBUTOR)
        make_official(portal, number="1/QĐ-UBND")
        make_official(portal, number="2/QĐ-UBND", is_public=False)
        under_review = make_official(portal, number="3/QĐ-UBND", is_public=False, author=author)
        submit_story(story=under_review, actor=author, now=timezone.now())
        withdrawn = make_official(portal, number="4/QĐ-UBND")
        withdraw_story(
            story=withdrawn, kind=RemovalKind.WITHDRAWN, reason="Đăng nhầm.",
            actor=make_member(portal, Position.HEAD), now=timezone.now(),
        )  # fmt: skip
        other = make_portal()
        republished(make_official(other, number="5/QĐ-UBND"), portal, section="van-ban")
        make_official(other, number="6/QĐ-UBND")
        make_official(other, number="7/QĐ-UBND", is_public=False)
        assert self.rows(desk, portal) == {
            "1/QĐ-UBND": ("Của Cổng", "Đang đăng"),
            "2/QĐ-UBND": ("Của Cổng", "bản nháp"),
            "3/QĐ-UBND": ("Của Cổng", "đang duyệt"),
            "4/QĐ-UBND": ("Của Cổng", "Đã gỡ"),
            "5/QĐ-UBND": ("Nơi khác gửi", "Đang đăng"),
        }

    def test_is_narrowed(self, portal: Portal, desk: Client) -> None:
        make_official(portal, number="1/QĐ-UBND", issued_on=date(2021, 1, 1), field="y-te")
        make_official(
            portal, number="2/KH-UBND", document_kind="ke-hoach", lead="Kế hoạch trồng cây",
            is_public=False,
        )  # fmt: skip
        for query, numbers in (
            ({"q": "1/qd ubnd"}, ["1/QĐ-UBND"]),
            ({"q": "trồng cây"}, ["2/KH-UBND"]),
            ({"document_kind": "ke-hoach"}, ["2/KH-UBND"]),
            ({"field": "y-te"}, ["1/QĐ-UBND"]),
            ({"year": "2021"}, ["1/QĐ-UBND"]),
            ({"state": "public"}, ["1/QĐ-UBND"]),
            ({"state": "not-public"}, ["2/KH-UBND"]),
            ({"year": "x"}, ["2/KH-UBND", "1/QĐ-UBND"]),
        ):
            assert list(self.rows(desk, portal, **query)) == numbers, query

    def test_is_closed_to_another_board(self, portal: Portal) -> None:
        stranger = desk_client(make_member(make_portal(), Position.HEAD))
        address = reverse("portal_documents", args=[portal.pk])
        assert stranger.get(address).status_code == 404
        own = stranger.get(reverse("documents"))
        assert own.status_code == 302
        assert own["Location"] != address

    def test_may_be_taken_away(self, portal: Portal, desk: Client) -> None:
        make_official(portal, number="1/QĐ-UBND")
        answer = desk.get(reverse("portal_documents", args=[portal.pk]), {"export": "csv"})
        rows = list(csv.reader(io.StringIO(answer.content.decode("utf-8-sig"))))
        assert rows[1][:2] == ["1/QĐ-UBND", "Quyết định"]
        assert rows[1][-2:] == ["Của Cổng", "Đang đăng"]

    def test_costs_the_same_for_many_rows(self, portal: Portal, desk: Client) -> None:
        def queries() -> int:
            self.rows(desk, portal)
            with CaptureQueriesContext(connection) as asked:
                self.rows(desk, portal)
            return len(asked)

        make_official(portal)
        first = queries()
        for _ in range(3):
            make_official(portal)
        assert queries() == first
