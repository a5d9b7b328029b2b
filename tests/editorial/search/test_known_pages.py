"""Pages beside sections and stories are found by what people type for them, and lead somewhere."""

from __future__ import annotations

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from editorial.press.models import PressCorner
from editorial.public import known_pages
from editorial.public.known_pages import EVERY, INSTALL, KNOWN_PAGES, TELLS
from editorial.search.finding import EVERYWHERE, SearchScope, find_things
from editorial.search.jobs import bring_up_sources
from editorial.search.portal_names import other_names_of
from portals.addresses import main_origin
from portals.models import Portal
from tests.factories import NOON, make_portal
from tests.support.visiting import visit

pytestmark = pytest.mark.django_db


def first(portal: Portal, text: str) -> str:
    found = find_things(SearchScope(portal), text).things
    return found[0].address if found else ""


class TestKnownPages:
    @pytest.mark.parametrize(
        "name", [one.name for one in known_pages.known_pages().values() if one.on == EVERY]
    )
    def test_stand_on_every_portal(self, name: str) -> None:
        page = known_pages.known_pages()[name]
        assert visit(make_portal(), page.path).status_code == 200

    @pytest.mark.parametrize(
        "name", [one.name for one in known_pages.known_pages().values() if one.on == INSTALL]
    )
    def test_of_the_install_stand_on_its_own_portal_alone(self, name: str) -> None:
        page = known_pages.known_pages()[name]
        province, commune = make_portal("province"), make_portal()
        assert visit(province, page.path).status_code == 200
        told = {thing.key for thing in KNOWN_PAGES.things(None)}
        assert f"{province.pk}-{name}" in told
        assert f"{commune.pk}-{name}" not in told

    def test_of_rooms_are_told_by_each_of_them(self) -> None:
        wanted = {one.name for one in known_pages.known_pages().values() if one.on == TELLS}
        assert wanted == set(known_pages.pages_that_rooms_tell())

    def test_of_a_room_stand_where_it_says_something(self) -> None:
        silent, telling = make_portal(), make_portal()
        PressCorner.objects.create(portal=telling, changed_at=NOON)
        told = {thing.key for thing in KNOWN_PAGES.things(None)}
        assert f"{telling.pk}-press_corner" in told
        assert f"{silent.pk}-press_corner" not in told

    def test_cannot_be_told_where_all_portals_have_them(self) -> None:
        with pytest.raises(ValueError, match="contact"):
            known_pages.only_where("contact", set)

    def test_are_asked_for_in_as_many_queries_for_many_portals(self) -> None:
        counts = []
        for number in (1, 4):
            for _ in range(number):
                make_portal()
            with CaptureQueriesContext(connection) as asked:
                list(KNOWN_PAGES.things(None))
            counts.append(len(asked))
        assert counts[0] == counts[1]

    @pytest.mark.parametrize(
        ("text", "path"),
        [
            ("số điện thoại", "/lien-he/"),
            ("dia chi email", "/lien-he/"),
            ("chủ tịch", "/to-chuc/"),
            ("cán bộ một cửa", "/thu-tuc/noi-nop/"),
            ("chính sách quyền riêng tư", "/quyen-rieng-tu/"),
            ("danh sách các cổng", "/cac-cong/"),
        ],
    )
    def test_are_found_by_what_people_type(self, text: str, path: str) -> None:
        portal = make_portal("province")
        bring_up_sources()
        assert first(portal, text) == path

    def test_of_another_portal_are_found_by_its_name(self) -> None:
        make_portal("province")
        commune = make_portal(name="Phường Suối Hoa")
        bring_up_sources()
        found = find_things(EVERYWHERE, "số điện thoại phường Suối Hoa").things
        assert found[0].address == f"{main_origin(commune)}/lien-he/"


class TestPortalNames:
    @pytest.mark.parametrize(
        ("name", "others"),
        [
            (
                "Phường Vũ Ninh",
                {"UBND phường Vũ Ninh", "UBND Vũ Ninh", "UBND P Vũ Ninh", "P Vũ Ninh"},
            ),
            ("Thành phố Bắc Ninh", {"TP Bắc Ninh", "UBND TP Bắc Ninh"}),
            ("Sở Giáo dục và Đào tạo", {"Sở GDĐT"}),
            ("Sở Lao động - Thương binh và Xã hội", {"Sở LĐTBXH"}),
            ("Thanh tra", set()),
        ],
    )
    def test_are_what_people_type(self, name: str, others: set[str]) -> None:
        told = {one.lower() for one in other_names_of(Portal(name=name, tier_id="commune"))}
        assert {one.lower() for one in others} <= told
        assert name.lower() in told
