"""The desk's menu: the words of the person's role, few of them, and none that leads to a refusal."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

import pytest
import time_machine
from django.db import connection
from django.http import HttpRequest
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from wagtail.admin.menu import MenuItem, SubmenuMenuItem, admin_menu

from portals.admin_kit.desk_menu import menu_entries, on_a_board
from portals.boards.enums import Position
from portals.boards.models import User
from portals.inbox.registry import sources
from portals.models import Portal
from tests.factories import make_member, make_portal, make_province_tree
from tests.portals.auditors.cast import INSIDE, lead_of, let_in
from tests.support.kept import once_a_file
from tests.walls import desk_client

pytestmark = pytest.mark.django_db

EDITOR = ["Việc", "Viết", "Bài của tôi", "Tin cấp trên", "Điểm và lỗi", "Thêm"]
HEAD = ["Việc", "Duyệt", "Tin cấp trên", "Điểm và lỗi", "Ban", "Cổng"]
SECRETARY = ["Việc", "Gửi", "Nhận", "Bài", "Ban", "Cài đặt"]
SCORER = ["Việc", "Chấm điểm", "Xếp hạng", "Ban cấp dưới", "Gửi", "Bài", "Thêm"]
PROVINCE = ["Việc", "Chờ ký", "Toàn tỉnh", "Gửi và gỡ", "Ban", "Giám sát", "Bài", "Thêm"]
AUDITOR = ["Kỳ đã công bố", "Hồ sơ", "Nhật ký"]
MOST = 8


@dataclass
class Cast:
    portals: dict[str, Portal]
    people: dict[str, User]


def test_counts_kinds_that_there_are() -> None:
    kinds = {source.kind for source in sources()}

    assert {kind for entry in menu_entries() for kind in entry.counts} <= kinds


def _cast() -> Cast:
    province, district, (commune, other) = make_province_tree()
    department = make_portal("department", overseer=province)
    people = {
        "cộng tác viên xã": make_member(commune, Position.CONTRIBUTOR),
        "biên tập xã": make_member(commune, Position.EDITOR),
        "thư ký xã": make_member(commune, Position.SECRETARY),
        "trưởng ban xã": make_member(commune, Position.HEAD),
        "cộng tác viên huyện": make_member(district, Position.CONTRIBUTOR),
        "biên tập tỉnh": make_member(province, Position.EDITOR),
        "trưởng ban sở": make_member(department, Position.HEAD),
        "trưởng ban huyện": make_member(district, Position.HEAD),
        "thư ký tỉnh": make_member(province, Position.SECRETARY),
        "phó ban tỉnh": make_member(province, Position.DEPUTY),
        "thanh tra": lead_of(let_in(make_member(province, Position.HEAD))),
        "người hai ban": make_member(commune, Position.CONTRIBUTOR),
    }
    make_member(other, Position.HEAD, user=people["người hai ban"])
    return Cast({"xã": commune, "xã bên": other}, people)


WORDS = {
    "cộng tác viên xã": EDITOR,
    "biên tập xã": EDITOR,
    "thư ký xã": HEAD,
    "trưởng ban xã": HEAD,
    "cộng tác viên huyện": EDITOR,
    "biên tập tỉnh": EDITOR,
    "trưởng ban sở": HEAD,
    "trưởng ban huyện": SCORER,
    "thư ký tỉnh": SECRETARY,
    "phó ban tỉnh": PROVINCE,
    "thanh tra": AUDITOR,
    "người hai ban": EDITOR,
}

built, untold = once_a_file(_cast)


@pytest.fixture
def cast(untold: Cast) -> Iterator[Cast]:
    with time_machine.travel(INSIDE, tick=False):
        yield untold


def request_of(client: Client) -> HttpRequest:
    """A request of the person, as the frame of a page knows it."""
    request: HttpRequest = client.get(reverse("own_texts")).wsgi_request
    request.user = User.objects.get(pk=request.user.pk)
    for known in ("desk_portals", "desk_positions"):
        request.__dict__.pop(known, None)
    return request


def menu_of(request: HttpRequest) -> list[MenuItem]:
    return sorted(admin_menu.menu_items_for_request(request), key=lambda item: item.order)


def leaves(items: list[MenuItem], request: HttpRequest) -> Iterator[MenuItem]:
    for item in items:
        if isinstance(item, SubmenuMenuItem):
            yield from item.menu.menu_items_for_request(request)
        else:
            yield item


def test_each_role_has_its_few_words_and_each_leads_to_a_page_that_opens(cast) -> None:
    open_to_all = {str(entry.url) for entry in menu_entries() if entry.shown is on_a_board}
    opened: set[str] = set()
    refused = []
    for name, user in cast.people.items():
        client = desk_client(user)
        request = request_of(client)
        items = menu_of(request)
        assert [str(item.label) for item in items] == WORDS[name], name
        assert len(items) <= MOST
        for item in leaves(items, request):
            address = str(item.url)
            # What opens for whoever sits on a board is opened once, by those who may least.
            if address in opened & open_to_all:
                continue
            opened.add(address)
            if client.get(address, follow=True).status_code != 200:
                refused.append((name, address))

    assert refused == []
    assert opened >= {entry.url for entry in menu_entries()}


def test_offers_the_tree_of_pages_to_the_board_of_the_province_alone(cast) -> None:
    offered = set()
    for name, user in cast.people.items():
        request = request_of(desk_client(user))
        names = {item.name for item in leaves(menu_of(request), request)}
        assert "explorer" not in names
        if "page-tree" in names:
            offered.add(name)
    assert offered == {"biên tập tỉnh", "thư ký tỉnh", "phó ban tỉnh"}


def test_asks_no_more_for_several_boards(cast) -> None:
    asked = []
    for name in ("trưởng ban xã", "người hai ban"):
        request = request_of(desk_client(cast.people[name]))
        with CaptureQueriesContext(connection) as queries:
            menu_of(request)
        asked.append(len(queries))

    assert asked[0] == asked[1] <= 8
