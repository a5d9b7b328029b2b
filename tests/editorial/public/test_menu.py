"""What menus and maps lead to: groups of sections that have something to show, or that owe it."""

from __future__ import annotations

from datetime import UTC, date, datetime

import pytest
import time_machine
from bs4 import BeautifulSoup
from django.db import connection
from django.test.utils import CaptureQueriesContext

from editorial.enums import RemovalKind
from editorial.models import InformationPage, SectionPage
from editorial.placements.actions import withdraw_story
from editorial.public.menu import GROUPS, menu_groups
from editorial.public.queries.sections import PortalSection, portal_sections
from editorial.public.section_contents import register
from editorial.public.section_lists import registered_lists
from editorial.reception.models import ReceptionOffice
from portals.addresses import main_origin
from portals.boards.enums import Position
from portals.duties.keeping import keep_duties
from portals.duties.models import Obligation
from portals.models import Portal
from portals.organisation.enums import OfficialRole
from portals.organisation.models import Official
from tests.factories import (
    make_member,
    make_official,
    make_portal,
    make_province_tree,
    published_story,
    section_of,
)
from tests.portals.duties.cast import make_duty
from tests.support.sheets import FORM, make_disclosure
from tests.support.visiting import republished, visit

pytestmark = pytest.mark.django_db
NOW = datetime(2026, 11, 25, 5, 0, tzinfo=UTC)
TODAY = date(2026, 11, 25)


@pytest.fixture(autouse=True)
def _now():
    with time_machine.travel(NOW, tick=False):
        yield


def soup(portal: Portal, path: str) -> BeautifulSoup:
    return BeautifulSoup(visit(portal, path).content, "html.parser")


def in_menu(portal: Portal) -> set[str]:
    links = soup(portal, "/").select(".menu-panel a")
    return {str(link["href"]).strip("/") for link in links} - {
        "",
        "so-do",
        "cac-cong",
        "gui-cau-hoi",
    }


def in_sitemap(portal: Portal) -> str:
    return visit(portal, "/sitemap-trang.xml").content.decode()


class TestWhatIsListed:
    def test_only_sections_with_something_to_show(self) -> None:
        portal, other = make_portal(), make_portal()
        assert in_menu(portal) == set()
        published_story(portal, section="tin-tuc")
        republished(published_story(other), portal, "chi-dao")
        section_of(portal, "an-sinh").add_child(instance=InformationPage(title="Quỹ"))
        section_of(portal, "dau-tu").add_child(instance=InformationPage(title="Nháp", live=False))
        published_story(other, section="dat-dai")
        assert in_menu(portal) == {"tin-tuc", "chi-dao", "an-sinh"}
        assert in_menu(other) == {"tin-tuc", "dat-dai"}
        sitemap, people = in_sitemap(portal), str(soup(portal, "/so-do/").main)
        for slug, listed in (("tin-tuc", True), ("an-sinh", True), ("dat-dai", False)):
            assert (f"/{slug}/<" in sitemap) is listed
            assert (f'href="/{slug}/"' in people) is listed

    def test_the_first_story_and_the_last(self) -> None:
        portal = make_portal()
        story = published_story(portal, section="tin-tuc")
        assert "tin-tuc" in in_menu(portal)
        withdraw_story(
            story=story,
            kind=RemovalKind.WITHDRAWN,
            reason="Sai",
            actor=make_member(portal, Position.HEAD),
            now=NOW,
        )
        assert "tin-tuc" not in in_menu(portal)
        assert "/tin-tuc/<" not in in_sitemap(portal)

    def test_a_register_counts_documents_that_stand_elsewhere(self) -> None:
        portal = make_portal()
        make_official(portal, section="chi-dao")
        assert in_menu(portal) == {"chi-dao", "van-ban"}

    def test_people_and_units_of_this_body(self) -> None:
        portal, other = make_portal(), make_portal()
        Official.objects.create(
            portal=other, role=OfficialRole.LEADER, name="Lê Mẫu", post="Chủ tịch"
        )
        assert in_menu(portal) == set()
        assert in_menu(other) == {"gioi-thieu", "lanh-dao"}
        assert "/to-chuc/" not in str(soup(portal, "/lanh-dao/").select(".reading-main"))

    def test_what_a_room_registers(self, monkeypatch: pytest.MonkeyPatch) -> None:
        from django.db.models import Q

        monkeypatch.setattr("editorial.public.section_contents._contents", [])
        portal, other = make_portal(), make_portal()
        register("loa", lambda asked: Q(portal=portal) if asked == portal else Q(pk__in=[]))
        assert (in_menu(portal), in_menu(other)) == ({"loa"}, set())

    def test_prices_of_land_from_above(self) -> None:
        province, _district, (commune, _other) = make_province_tree()
        stranger = make_portal()
        make_disclosure(province, form="bang-gia-dat", year=2026, quarter=None)
        assert "dat-dai" in in_menu(commune)
        assert "dat-dai" not in in_menu(stranger)

    def test_days_of_reception(self) -> None:
        portal, other = make_portal(), make_portal()
        ReceptionOffice.objects.create(portal=portal, place="Trụ sở", changed_at=NOW)
        assert in_menu(portal) == {"lich-lam-viec", "phan-anh"}
        assert in_menu(other) == set()

    def test_one_that_its_board_took_out_leads_to_the_register_still(self) -> None:
        portal = make_portal()
        document = make_official(portal, section="chi-dao")
        SectionPage.objects.filter(portal=portal, section_type="van-ban").update(
            show_in_menus=False
        )
        assert in_menu(portal) == {"chi-dao"}
        page = visit(portal, document.public_path().replace("/van-ban/", "/chi-dao/"))
        assert '"/van-ban/?' in page.content.decode()
        assert "/van-ban/<" in in_sitemap(portal)

    def test_in_the_same_queries_whatever_there_is(self) -> None:
        portal = make_portal()
        published_story(portal)

        def asked() -> int:
            with CaptureQueriesContext(
                connection,
            ) as queries:
                portal_sections(portal, TODAY)
            return len(queries)

        before = asked()
        for code in ("chi-dao", "dau-tu", "an-sinh"):
            published_story(portal, section=code)
            make_official(portal)
        assert asked() == before == 1
        assert len(list(registered_lists())) > 5


class TestWhatIsOwed:
    @pytest.fixture
    def portal(self) -> Portal:
        portal = make_portal()
        # Due on 15 October; citizens are told five working days later.
        make_duty(fulfilled_by=f"disclosure:{FORM}", section="dat-dai", title="Chỉ tiêu quý")
        keep_duties(now=datetime.fromisoformat("2026-10-02T08:00:00+07:00"))
        Obligation.objects.exclude(starts_on=date(2026, 7, 1)).delete()
        return portal

    @pytest.mark.parametrize(("day", "shown"), [(21, False), (22, True)])
    def test_stays_in_sight_from_the_day_on_which_citizens_are_told(
        self, portal: Portal, day: int, shown: bool
    ) -> None:
        told = Obligation.objects.get().told_at
        assert f"{told:%Y-%m-%d}" == "2026-10-22"
        with time_machine.travel(datetime(2026, 10, day, 4, 0, tzinfo=UTC), tick=False):
            assert ("dat-dai" in in_menu(portal)) is shown
            assert ("/dat-dai/<" in in_sitemap(portal)) is shown

    def test_says_what_is_missing(self, portal: Portal) -> None:
        other = make_portal()
        page = soup(portal, "/dat-dai/").get_text(" ")
        assert page.count("Chỉ tiêu quý") == 1
        assert "dat-dai" not in in_menu(other)
        assert "Chỉ tiêu quý" not in soup(other, "/dat-dai/").get_text(" ")

    def test_also_in_a_section_of_no_list_of_its_own(self, portal: Portal) -> None:
        portal_duty = Obligation.objects.get().duty
        portal_duty.section = "tuyen-truyen"
        portal_duty.save()
        page = soup(portal, "/tuyen-truyen/")
        [missing] = page.select("#con-thieu")
        assert "Chỉ tiêu quý" in str(missing.find_parent("section"))
        assert "tuyen-truyen" in in_menu(portal)
        assert "dat-dai" not in in_menu(portal)


class TestAnEmptySection:
    def test_says_so_and_leads_to_whoever_has_it(self) -> None:
        province, district, (commune, neighbour) = make_province_tree()
        published_story(neighbour, section="dat-dai")
        page = soup(commune, "/dat-dai/")
        assert page.select_one("meta[name=robots]")["content"] == "noindex, follow"
        assert page.select(".empty ul a") == []
        published_story(province, section="dat-dai")
        [link] = soup(commune, "/dat-dai/").select(".empty ul a")
        assert link["href"] == f"{main_origin(province)}/dat-dai/"
        # Nor to a section that is not public, or holds a draft.
        SectionPage.objects.filter(portal=district, section_type="dat-dai").update(live=False)
        published_story(district, section="dat-dai")
        assert len(soup(commune, "/dat-dai/").select(".empty ul a")) == 1
        SectionPage.objects.filter(portal=district, section_type="dat-dai").update(live=True)
        links = soup(commune, "/dat-dai/").select(".empty ul a")
        assert [province.name in link.get_text() for link in links] == [False, True]

    def test_not_one_that_has_something(self) -> None:
        province, _district, (commune, _other) = make_province_tree()
        published_story(province, section="dat-dai")
        published_story(commune, section="dat-dai")
        page = soup(commune, "/dat-dai/")
        assert page.select(".empty") == []
        assert page.select_one("meta[name=robots]") is None


class TestGroups:
    def section(self, code: str, **changes: bool) -> PortalSection:
        told = {"in_menus": True, "has_content": True, "is_owed": False} | changes
        return PortalSection(1, code.title(), code, code, **told)

    def test_have_every_standard_section_once(self) -> None:
        from editorial.models import SectionType

        grouped = [code for group in GROUPS for code in group.section_types]
        assert sorted(grouped) == sorted(SectionType.objects.values_list("code", flat=True))

    def test_show_what_is_listed_in_their_order(self) -> None:
        shown = menu_groups(
            [
                self.section("loa"),
                self.section("tin-tuc"),
                self.section("dat-dai", has_content=False),
                self.section("ngan-sach", has_content=False, is_owed=True),
                self.section("dau-tu", in_menus=False),
                self.section("cua-rieng"),
            ],
            "tin-tuc",
        )
        assert [(group.code, [one.slug for one in group.sections]) for group in shown] == [
            ("tin", ["tin-tuc", "loa"]),
            ("cong-khai", ["ngan-sach"]),
            ("khac", ["cua-rieng"]),
        ]
        assert [group.is_current for group in shown] == [True, False, False]
        assert [group.only is not None for group in shown] == [False, True, True]

    def test_the_bar_leads_to_an_only_section_itself(self) -> None:
        portal = make_portal()
        published_story(portal, section="tin-tuc")
        page = soup(portal, "/tin-tuc/")
        [link] = page.select(".menu-bar a[href='/tin-tuc/']")
        assert link["aria-current"] == "true"
        assert page.select(".menu-bar details") == []
        # Whoever wants to ask finds it in bar and panel, though nothing was answered yet.
        for part in (".menu-bar", ".menu-panel"):
            assert page.select(f"{part} a[href='/gui-cau-hoi/']")
        published_story(portal, section="chi-dao")
        [group] = soup(portal, "/tin-tuc/").select(".menu-bar details")
        assert [link["href"] for link in group.select("a")] == ["/tin-tuc/", "/chi-dao/"]
        assert "is-current" in group.summary["class"]
