"""Lists of the desk: what all of them do, and what each shows."""

from __future__ import annotations

import csv
import io
from collections.abc import Callable, Iterator
from typing import Any

import django_filters
import pytest
from bs4 import BeautifulSoup
from django.db import connection
from django.http import Http404
from django.test import RequestFactory
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils import timezone
from openpyxl import load_workbook

from editorial.models import UsefulnessCount
from portals.admin_kit.exports import cut_off
from portals.admin_kit.lists import DeskColumn, DeskList, NumberColumn, TimeColumn
from portals.boards.enums import Position
from portals.clock import local_date
from portals.mail.actions import post
from portals.mail.enums import MailKind
from portals.models import Portal
from tests.editorial.broadcasts.bulletins import make_bulletin
from tests.editorial.procedures.exports import ALL, bring_in
from tests.factories import make_member, make_official, make_portal, make_user, published_story
from tests.syndication.casts import make_cast, send
from tests.syndication.desk import client_of, waiting_proposal
from tests.walls import Things

pytestmark = pytest.mark.django_db

HARM = ("=1+1", "+1", "-1", "@x", "\tx", "\rx")


class NameFilterSet(django_filters.FilterSet):
    q = django_filters.CharFilter(field_name="name", lookup_expr="icontains")
    tier = django_filters.ChoiceFilter(choices=[("commune", "Xã"), ("district", "Huyện")])

    class Meta:
        model = Portal
        fields: list[str] = []


class Names(DeskList):
    """A list as a new room would write it."""

    page_title = "Tên các Cổng"
    paginate_by = 2
    filterset_class = NameFilterSet
    nothing = "Chưa có Cổng nào."
    columns = [
        DeskColumn("name", "Tên", sort_key="name"),
        NumberColumn("level", "Cấp", accessor="tier.level"),
        TimeColumn("at", "Lúc", accessor=lambda portal: portal.told_at),
    ]
    exports = {"csv": "CSV", "xlsx": "XLSX"}
    export_filename = "ten"
    export_headings = {"name": "Tên", "tier.level": "Cấp"}
    noted: list[int]

    def get_base_queryset(self) -> Any:
        return Portal.objects.select_related("tier").order_by("name", "pk")

    def told(self, rows: list[Any]) -> list[Any]:
        at = {row.pk: self.now for row in Portal.objects.filter(pk__in=[row.pk for row in rows])}
        for row in rows:
            row.told_at = at[row.pk]
        return rows

    def note_taken(self, rows: int) -> None:
        self.noted.append(rows)


def listed(view: type[DeskList] = Names, address: str = "", **kwargs: Any) -> DeskList:
    page = view()
    page.noted = []
    request = RequestFactory().get(f"/ten/{address}")
    request.user = make_user()
    page.setup(request, **kwargs)
    return page


def asked(view: type[DeskList] = Names, address: str = "", **kwargs: Any) -> Any:
    page = listed(view, address, **kwargs)
    return page.get(page.request, **kwargs)


def names_in(response: Any) -> list[str]:
    return [row.name for row in response.context_data["object_list"]]


def table_of(response: Any) -> BeautifulSoup:
    context = response.context_data
    html = context["table"].render_html(
        {"view": context["view"], "request": context["view"].request}
    )
    return BeautifulSoup(html, "html.parser")


def taken(response: Any) -> list[list[Any]]:
    if response["Content-Type"].startswith("text/csv"):
        return list(csv.reader(io.StringIO(response.content.decode("utf-8-sig"))))
    sheet = load_workbook(io.BytesIO(response.content)).active
    return [list(row) for row in sheet.iter_rows(values_only=True)]


def queries_of(act: Callable[[], object]) -> int:
    act()
    with CaptureQueriesContext(connection) as captured:
        act()
    return len(captured)


class TestAList:
    def test_shows_a_page_of_its_rows_under_their_headings(self) -> None:
        for name in "bac":
            make_portal(name=name)
        response = asked(address="?p=2")
        table = table_of(response)
        assert [th.get_text(strip=True) for th in table.find_all("th")] == ["Tên", "Cấp", "Lúc"]
        assert names_in(response) == ["c"]
        cells = table.find_all("td")
        # On a phone a row is a card, whose lines say what they are.
        assert [cell["data-label"] for cell in cells] == ["Tên", "Cấp", "Lúc"]
        assert (
            cells[2].time["datetime"]
            == timezone.localtime(response.context_data["view"].now).isoformat()
        )

    def test_is_sorted_by_what_its_columns_offer_and_nothing_else(self) -> None:
        for name in "bac":
            make_portal(name=name)
        assert names_in(asked(address="?ordering=-name")) == ["c", "b"]
        assert names_in(asked(address="?ordering=-code")) == ["a", "b"]
        heading = table_of(asked(address="?ordering=-name")).th
        assert heading["aria-sort"] == "descending"

    def test_is_narrowed_by_what_can_be_read_and_by_nothing_else(self) -> None:
        make_portal(name="Xã Một")
        make_portal(name="Xã Hai")
        assert names_in(asked(address="?q=Một")) == ["Xã Một"]
        assert names_in(asked(address="?q=Một&tier=khongco")) == ["Xã Một"]
        assert names_in(asked(address="?tier=district")) == []

    def test_reads_as_much_for_many_rows_as_for_few(self) -> None:
        class All(Names):
            paginate_by = 100

        def rendered() -> None:
            table_of(asked(All))

        make_portal()
        make_portal()
        before = queries_of(rendered)
        for _ in range(18):
            make_portal()
        assert queries_of(rendered) == before

    def test_says_what_is_to_do_where_there_is_nothing(self) -> None:
        client = client_of(make_member(make_portal(), Position.HEAD))
        address = reverse("journal")
        found = client.get(address, {"text": "không ai làm"}).content.decode()
        assert "Không có thao tác nào phù hợp." in found
        assert f'<a href="{address}">Xem tất cả</a>' in found
        assert "<table" not in found.partition("<main")[2]


class TestTheTableToTakeAway:
    @pytest.mark.parametrize("form", ["csv", "xlsx"])
    def test_holds_no_cell_that_is_a_formula(self, form: str) -> None:
        for name in HARM:
            make_portal(name=f"{name} {form}")
        rows = taken(asked(address=f"?export={form}"))
        assert len(rows) == 1 + len(HARM)
        for row in rows[1:]:
            assert row[0].startswith("'")
            assert row[0][1] in "=+-@\t\r\n"

    @pytest.mark.parametrize("form", ["csv", "xlsx"])
    def test_holds_all_rows_of_the_list_as_it_is_narrowed(self, form: str) -> None:
        for number in range(5):
            make_portal(name=f"Xã {number}")
        make_portal(name="Thị trấn")
        rows = taken(asked(address=f"?q=Xã&p=2&export={form}"))
        assert rows[0] == ["Tên", "Cấp"]
        assert [row[0] for row in rows[1:]] == [f"Xã {number}" for number in range(5)]

    def test_ends_where_it_is_too_long_and_says_so(self) -> None:
        class Few(Names):
            most_exported = 2

        for number in range(3):
            make_portal(name=f"Xã {number}")
        page = listed(Few, "?export=csv")
        rows = taken(page.get(page.request))
        assert [row[0] for row in rows[1:3]] == ["Xã 0", "Xã 1"]
        assert rows[3][0].startswith(cut_off(2, "").strip())
        assert len(rows) == 4
        assert page.noted == [2]

    def test_is_noted_with_the_number_of_its_rows(self) -> None:
        make_portal()
        make_portal()
        page = listed(address="?export=xlsx")
        page.get(page.request)
        assert page.noted == [2]

    def test_is_not_to_be_had_where_none_is_offered(self) -> None:
        class Kept(Names):
            exports: dict[str, str] = {}

        make_portal()
        for form in ("csv", "xlsx", "pdf"):
            response = asked(Kept, f"?export={form}")
            assert response.context_data["items_count"] == 1
        with pytest.raises(Http404):
            asked(Kept, form="csv")

    def test_comes_in_the_form_that_the_address_says(self) -> None:
        make_portal(name="Xã Một")
        assert taken(asked(form="csv"))[1][0] == "Xã Một"
        with pytest.raises(Http404):
            asked(form="pdf")

    def test_costs_the_same_for_many_rows_as_for_few(self) -> None:
        make_portal()
        before = queries_of(lambda: asked(address="?export=csv"))
        for _ in range(12):
            make_portal()
        assert queries_of(lambda: asked(address="?export=csv")) == before


COLUMNS = {
    "outgoing_mail": "Soạn lúc | Nơi nhận | Nội dung | Trạng thái | Số lần thử",
    "journal": "Thời gian | Ai | Thao tác | Nội dung | Cổng",
    "boards": "Cổng | Trưởng ban | Phó Trưởng ban | Thư ký | Hoạt động gần nhất | Thiếu sót",
    "portal_documents": (
        "Văn bản | Cơ quan ban hành | Có hiệu lực từ | Nguồn đăng | Trạng thái | Thao tác"
    ),
    "portal_procedures": (
        "Thủ tục | Mã | Lĩnh vực | Phí, lệ phí | Thời hạn | Liên kết đến Cổng Dịch vụ công"
    ),
    "portal_bulletins": "Bản tin loa | Phát lần đầu | Mức độ | Đài phát | Chữ và tiếng | Đã phát tại đây",
    "portal_stories": "Tiêu đề | Chuyên mục | Nguồn đăng | Đã đăng | Trạng thái | Thao tác",
    "syndication:dispatches": "Tin, bài | Nơi gửi | Nơi nhận | Gửi lúc | Hạn đăng | Tình trạng đăng",
    "syndication:dispatch": "Cổng | Trạng thái | Thời gian | Nơi đăng",
    "syndication:received": "Tin, bài | Nơi gửi | Cổng | Gửi lúc | Trạng thái | Nơi đăng",
    "syndication:proposals": "Tin, bài | Nơi gửi | Nơi nhận | Gửi lúc | Trạng thái | Thao tác",
    "proof:recalls": "Tin, bài | Nơi gỡ | Đã gỡ | Lý do | Trạng thái",
    "proof:recall": "Cổng | Nội dung | Địa chỉ | Trả lời | Trả lời lúc",
    "adapting:adaptations": "Bản của Cổng | Nguồn | Cổng | Tạo lúc | Trạng thái | Thao tác",
    "scoring:rubrics": "Bộ tiêu chí | Cấp | Áp dụng từ | Văn bản quy định | Người soạn | Người ban hành",
    "scoring:league": (
        "Hạng trong cấp | Cổng | Tổng điểm | Xếp loại | Thay đổi so với tháng trước | Các tháng"
        " | Hạng trong cụm"
    ),
    "section_ages": "Chuyên mục | Cập nhật lần cuối | Thời hạn cập nhật | Trạng thái | Thao tác",
    "story_readers": "Tiêu đề | Lượt xem | Hữu ích | Không hữu ích | Tỷ lệ hữu ích",
}


def addresses(cast: Any, things: Things, dispatch: Any) -> Iterator[tuple[str, Any, str]]:
    """Each list with somebody who finds rows in it."""
    head, own = cast.head, make_member(things.portal, Position.HEAD)
    for name in ("outgoing_mail", "journal", "boards", "syndication:dispatches"):
        yield name, head, reverse(name)
    for name in ("scoring:rubrics", "scoring:league"):
        yield name, head, reverse(name)
    for name in ("syndication:received", "syndication:proposals", "proof:recalls"):
        yield name, own, reverse(name)
    yield "adapting:adaptations", own, reverse("adapting:adaptations")
    yield "syndication:dispatch", head, reverse("syndication:dispatch", args=[dispatch.pk])
    yield "proof:recall", own, reverse("proof:recall", args=[things.recall.pk])
    for name in (
        *("portal_documents", "portal_procedures", "portal_stories", "section_ages"),
        *("portal_bulletins", "story_readers"),
    ):
        yield name, own, reverse(name, args=[things.portal.pk])


def test_each_list_has_its_columns_in_their_order() -> None:
    cast = make_cast(at_once=False)
    dispatch = send(cast.story, cast.head)
    waiting_proposal(cast)
    things = Things.of(cast.communes[0], "bimat")
    post(kind=MailKind.ALARM, address="a@example.vn", subject="x", text="x", now=timezone.now())
    story = published_story(cast.communes[0])
    make_official(cast.communes[0])
    make_bulletin(cast.communes[0])
    bring_in(*ALL)
    UsefulnessCount.objects.create(
        portal=things.portal, story=story, day=local_date(timezone.now()), answer="yes", count=1
    )
    found = {}
    for name, person, address in addresses(cast, things, dispatch):
        answer = client_of(person).get(address)
        assert answer.status_code == 200, name
        page = BeautifulSoup(answer.content, "html.parser")
        headings = [th.get_text(" ", strip=True) for th in page.select("main .desk-table th")]
        cells = page.select("main .desk-table td")
        found[name] = " | ".join(headings)
        # Each row says its columns itself, in the same order.
        assert [cell["data-label"] for cell in cells[: len(headings)]] == headings[: len(cells)], (
            name
        )
    assert found == COLUMNS
