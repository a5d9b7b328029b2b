"""Sections that come to a successor: their pages, files and addresses, in one step from the old ones; and back."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from datetime import date

import pytest
import time_machine
from django.contrib.contenttypes.models import ContentType
from django.db import connection
from django.http import HttpResponse
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils import translation
from wagtail.models import Page, PageLogEntry

from editorial.enums import RemovalKind
from editorial.models import (
    ActToRecord,
    InformationPage,
    Placement,
    PortalDocument,
    PortalImage,
    StoryPage,
)
from editorial.placements.actions import withdraw_story
from editorial.placements.writing import PlacementSpec, republish
from editorial.standing.readdressing import rename_section
from portals.addresses import main_origin
from portals.boards.enums import Position
from portals.models import Portal
from portals.reforms.actions import ReformNotPossible, UnfitReform, decide_sections
from portals.reforms.enums import ActDirection
from portals.reforms.jobs import make_plans
from portals.reforms.sheet import ReformLine
from portals.reforms.switch_actions import confirm_reform_act, want_reform_act
from portals.refusals import NotYourOffice
from tests.factories import (
    make_document,
    make_member,
    make_portal,
    published_story,
    section_of,
)
from tests.portals.accountability.cases import make_case
from tests.portals.reforms.test_switching import (
    BEFORE,
    LATER,
    THAT_DAY,
    Province,
    province,
    state,
)
from tests.walls import desk_client

__all__ = ["province"]
pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def _english_and_later() -> Iterator[None]:
    with translation.override("en"), time_machine.travel(LATER, tick=True):
        yield


def merging(province: Province, *sections: str) -> list[ReformLine]:
    """The first two communes become one, and these sections of the first come along."""
    first, second = province.merging()
    return [replace(first, sections=sections), second]


def information(portal: Portal, section: str = "gioi-thieu") -> InformationPage:
    page = InformationPage(title="Cơ cấu", intro="Ai làm gì.")
    section_of(portal, section).add_child(instance=page)
    page.save_revision().publish(skip_permission_checks=True)
    return InformationPage.objects.get(pk=page.pk)


def story_with_file(portal: Portal) -> tuple[StoryPage, PortalDocument]:
    document = make_document(portal)
    body = [{"type": "file", "value": {"document": document.pk, "title": "Tệp"}}]
    return published_story(portal, body=body), document


def asked(host: str, path: str) -> HttpResponse:
    return Client(headers={"host": host}).get(path)


def in_one_step(host: str, path: str, to: str) -> None:
    """`path` leads to `to`, which answers by itself."""
    answer = asked(host, path)
    assert (answer.status_code, answer.headers.get("Location")) == (301, to)
    assert answer["Location"].startswith("http")
    _http, _empty, new_host, rest = to.split("/", 3)
    assert asked(new_host.partition(":")[0], f"/{rest}").status_code == 200


def opened_of(province: Province) -> Portal:
    return Portal.objects.select_related("site", "root").get(name="Xã Mới")


class TestMoved:
    def test_stories_are_read_at_the_successor(self, province: Province) -> None:
        old, other, third = province.communes
        story, document = story_with_file(old)
        stays = published_story(old, section="gioi-thieu")
        host, path = old.site.hostname, story.get_url_parts()[2]
        published_story(other)
        placed = Placement.objects.get(story=story)
        spec = PlacementSpec(
            third.pk, section_of(third).pk, story.pk, placed.kind, "dispatch:1", BEFORE
        )
        republish([spec])
        before = dict(StoryPage.objects.values_list("pk", "title"))

        act = province.carry(province.entered(merging(province, "tin-tuc")), THAT_DAY)

        new = opened_of(province)
        to = main_origin(new)
        assert act.findings == {"differences": []}
        in_one_step(host, path, f"{to}/tin-tuc/{story.slug}-{story.pk}/")
        in_one_step(host, document.url, f"{to}{document.url}")
        in_one_step(host, "/tin-tuc/?x=1", f"{to}/tin-tuc/?x=1")
        in_one_step(host, "/tin-tuc/rss.xml", f"{to}/tin-tuc/rss.xml")
        in_one_step(host, f"{path[:-1]}/xac-thuc/", f"{to}{path}xac-thuc/")
        paper = asked(host, f"{path[:-1]}.pdf")
        assert (paper.status_code, paper["Location"]) == (301, f"{to}{path[:-1]}.pdf")
        assert asked(host, f"/gioi-thieu/{stays.slug}-{stays.pk}/").status_code == 200
        feed = asked(new.site.hostname, "/feed.json").json()
        assert [one["url"] for one in feed["items"]] == [f"{to}{path}"]
        assert asked(host, "/atom.xml").content.count(b"at:deleted-entry") == 0
        copy = asked(third.site.hostname, path).content.decode()
        assert f'rel="canonical" href="{to}{path}"' in copy
        assert dict(StoryPage.objects.values_list("pk", "title")) == before
        document.refresh_from_db()
        assert document.collection_id == new.collection_id
        moved = Placement.objects.standing().get(story=story, role="origin")
        assert (moved.portal, moved.placed_at) == (new, placed.placed_at)
        entry = PageLogEntry.objects.get(page=story.pk, action="editorial.move_story")
        assert entry.data == {"from": old.pk, "portal": new.pk, "section": moved.section_id}
        assert not Page.find_problems()[0]

    def test_standing_pages_lead_on_under_each_address_that_they_had(
        self, province: Province
    ) -> None:
        old = province.communes[0]
        host = old.site.hostname
        head = make_member(old, Position.HEAD)
        page = information(old)
        rename_section(
            section=section_of(old, "gioi-thieu"),
            title="Về chúng tôi",
            readdress=True,
            actor=head,
            now=BEFORE,
        )

        province.carry(province.entered(merging(province, "gioi-thieu")), THAT_DAY)

        to = main_origin(opened_of(province))
        for path in ("/gioi-thieu/co-cau/", "/ve-chung-toi/co-cau/"):
            in_one_step(host, path, f"{to}/gioi-thieu/co-cau/")
        for path in ("/gioi-thieu/", "/ve-chung-toi/"):
            in_one_step(host, path, f"{to}/gioi-thieu/")
        noted = ActToRecord.objects.filter(page=page.pk).latest("pk")
        assert noted.body["address"] == f"{to}/gioi-thieu/co-cau/"

    def test_of_two_with_one_name_both_are_read(self, province: Province) -> None:
        first, second, _third = province.communes
        pages = [information(first), information(second)]
        lines = [replace(line, sections=("all",)) for line in province.merging()]

        province.carry(province.entered(lines), THAT_DAY)

        to = main_origin(opened_of(province))
        in_one_step(first.site.hostname, "/gioi-thieu/co-cau/", f"{to}/gioi-thieu/co-cau/")
        twin = f"{to}/gioi-thieu/co-cau-{pages[1].pk}/"
        in_one_step(second.site.hostname, "/gioi-thieu/co-cau/", twin)
        version = InformationPage.objects.get(pk=pages[1].pk).get_latest_revision_as_object()
        assert version.slug == f"co-cau-{pages[1].pk}"

    def test_what_is_taken_over_stays_in_the_archive(self, province: Province) -> None:
        old, _other, third = province.communes
        story, section = published_story(third), section_of(old)
        republish([PlacementSpec(old.pk, section.pk, story.pk, "article", "dispatch:1", BEFORE)])
        host = old.site.hostname

        province.carry(province.entered(merging(province, "tin-tuc")), THAT_DAY)

        assert asked(host, "/tin-tuc/").status_code == 200
        assert asked(host, story.get_url_parts()[2]).status_code == 200

    def test_a_file_that_a_page_uses_which_stays_stays(self, province: Province) -> None:
        old = province.communes[0]
        story, document = story_with_file(old)
        body = [{"type": "file", "value": {"document": document.pk, "title": "Tệp"}}]
        published_story(old, section="gioi-thieu", body=body)
        host = old.site.hostname

        province.carry(province.entered(merging(province, "tin-tuc")), THAT_DAY)

        document.refresh_from_db()
        assert document.collection_id == old.collection_id
        assert asked(host, document.url).status_code == 200
        assert asked(opened_of(province).site.hostname, document.url).status_code == 200

    def test_of_a_unit_that_stays_a_section_goes_and_its_place_stays(
        self, province: Province
    ) -> None:
        old, other, _third = province.communes
        story = published_story(old)
        host, path = old.site.hostname, story.get_url_parts()[2]

        province.carry(province.entered(giving_up(province)), THAT_DAY)

        in_one_step(host, path, f"{main_origin(other)}{path}")
        assert asked(host, "/tin-tuc/").status_code == 200

    def test_statements_do_not_grow_with_pages(self, province: Province) -> None:
        counts = []
        # Asked for once a process.
        ContentType.objects.get_for_models(Page, PortalDocument, PortalImage)
        for number in (1, 12):
            province.communes = [make_portal(overseer=province.district) for _ in range(3)]
            for _ in range(number):
                published_story(province.communes[0])
            unit = province.unit(name=f"Xã Mới {number}")
            lines = province.lines(*((one, unit, "") for one in province.communes[:2]))
            reform = province.entered([replace(lines[0], sections=("tin-tuc",)), lines[1]])
            with CaptureQueriesContext(connection) as asked_for:
                province.carry(reform, THAT_DAY)
            # Collections stand in the order of their names.
            counts.append(sum("wagtailcore_collection" not in one["sql"] for one in asked_for))

        assert counts[0] == counts[1]


def giving_up(province: Province) -> list[ReformLine]:
    """The first commune gives its news to the second; both go on."""
    first, second, _third = province.communes
    units = [
        province.unit(code=one.code, name=one.name, overseer=province.district.code)
        for one in (first, second)
    ]
    lines = province.lines(
        (first, units[0], ""), (second, units[1], "continue"), (first, units[1], "part")
    )
    return [replace(lines[0], kind="continue"), lines[1], replace(lines[2], sections=("tin-tuc",))]


class TestTakenBack:
    def test_everything_is_as_it_was(self, province: Province) -> None:
        old = province.communes[0]
        story, document = story_with_file(old)
        host, path = old.site.hostname, story.get_url_parts()[2]
        before = state()
        reform = province.entered(merging(province, "all"))
        province.carry(reform, THAT_DAY)
        assert asked(host, path).status_code == 301

        act = province.take_back(reform, LATER)

        assert act.findings == {"kept": []}
        assert state() == before
        for address in (path, document.url, "/tin-tuc/", "/gioi-thieu/"):
            assert asked(host, address).status_code == 200
        assert not Page.find_problems()[0]
        province.carry(reform, LATER)
        in_one_step(host, path, f"{main_origin(opened_of(province))}{path}")

    def test_one_that_the_ledger_names_stays_and_leads_back(self, province: Province) -> None:
        old = province.communes[0]
        story, page = published_story(old), information(old)
        path = story.get_url_parts()[2]
        reform = province.entered(merging(province, "all"))
        province.carry(reform, THAT_DAY)
        new = opened_of(province)

        act = province.take_back(reform, LATER)

        assert [one["row"] for one in act.findings["kept"]] == [str(new.pk)]
        assert asked(old.site.hostname, page.public_path()).status_code == 200
        for address in (path, page.public_path()):
            in_one_step(new.site.hostname, address, f"{main_origin(old)}{address}")

    def test_one_that_got_a_request_stays_and_leads_back(self, province: Province) -> None:
        old = province.communes[0]
        path = published_story(old).get_url_parts()[2]
        reform = province.entered(merging(province, "tin-tuc"))
        province.carry(reform, THAT_DAY)
        new = opened_of(province)
        make_case(new, now=LATER)

        act = province.take_back(reform, LATER)

        assert {"table": "portals_portal", "row": str(new.pk), "columns": []} in act.findings[
            "kept"
        ]
        in_one_step(new.site.hostname, path, f"{main_origin(old)}{path}")

    def test_what_was_taken_down_since_stays_so_and_is_named(self, province: Province) -> None:
        old = province.communes[0]
        story, other = published_story(old), published_story(old)
        host = old.site.hostname
        reform = province.entered(merging(province, "tin-tuc"))
        province.carry(reform, THAT_DAY)
        new = opened_of(province)
        head = make_member(new, Position.HEAD)
        withdraw_story(
            story=StoryPage.objects.get(pk=story.pk).specific,
            kind=RemovalKind.IN_ERROR,
            reason="Nhầm",
            actor=head,
            now=LATER,
        )

        act = province.take_back(reform, LATER)

        assert {(one["table"], one["row"]) for one in act.findings["kept"]} >= {
            ("wagtailcore_page", str(story.pk))
        }
        assert not Placement.objects.standing().filter(story=story).exists()
        assert asked(host, story.get_url_parts()[2] if story.live else "/").status_code in {
            200,
            410,
        }
        assert Placement.objects.standing().get(story=other).portal == old

    def test_what_was_written_since_stays_with_its_page(self, province: Province) -> None:
        old = province.communes[0]
        story = published_story(old)
        reform = province.entered(merging(province, "tin-tuc"))
        province.carry(reform, THAT_DAY)
        page = StoryPage.objects.get(pk=story.pk).specific
        page.title = "Sửa ở nơi mới"
        page.save_revision().publish(skip_permission_checks=True)
        Placement.objects.standing().filter(story=story).update(pinned_until=LATER)

        province.take_back(reform, LATER)

        own = Placement.objects.standing().select_related("story").get(story=story)
        assert (own.portal, own.story.title) == (old, "Sửa ở nơi mới")
        assert own.pinned_until == LATER

    def test_at_one_that_goes_on_addresses_lead_back_and_new_pages_keep_their_places(
        self, province: Province
    ) -> None:
        old, other, _third = province.communes
        story = published_story(old)
        path = story.get_url_parts()[2]
        reform = province.entered(giving_up(province))
        province.carry(reform, THAT_DAY)
        new = published_story(old, title=story.title)

        province.take_back(reform, LATER)

        back = Placement.objects.standing().select_related("section", "story").get(story=story)
        in_one_step(other.site.hostname, path, f"{main_origin(old)}{back.path}")
        pages = StoryPage.objects.filter(pk__in=[story.pk, new.pk]).order_by("path")
        assert [page.pk for page in pages] == [new.pk, story.pk]
        assert len({page.slug for page in pages}) == 2
        assert not Page.find_problems()[0]
        section = section_of(old)
        assert (section.numchild, section.get_children().count()) == (2, 2)


class TestEntered:
    @pytest.mark.parametrize(
        ("sections", "kind", "reason"),
        [
            (("khong-co",), "", "has no section khong-co"),
            (("all", "tin-tuc"), "", "not both"),
            (("tin-tuc",), "rename", "moves sections"),
        ],
    )
    def test_what_cannot_move_is_refused(
        self, province: Province, sections: tuple[str, ...], kind: str, reason: str
    ) -> None:
        first, second = merging(province, *sections)
        lines = [replace(first, kind=kind), second] if not kind else [replace(first, kind=kind)]
        with pytest.raises(UnfitReform) as unfit:
            province.entered(lines)
        assert reason in " ".join(one.reason for one in unfit.value.bad)

    def test_they_move_on_the_first_of_a_month_only(self, province: Province) -> None:
        with pytest.raises(UnfitReform) as unfit:
            province.entered(merging(province, "tin-tuc"), day=date(2031, 7, 2))
        assert [(one.line, "first day of a month" in one.reason) for one in unfit.value.bad] == [
            (2, True)
        ]
        reform = province.entered(merging(province), day=date(2031, 7, 2))
        with pytest.raises(UnfitReform):
            decide_sections(
                reform=reform,
                rows=reform.rows.all(),
                sections=["tin-tuc"],
                actor=province.head,
                now=BEFORE,
            )

    def test_a_section_goes_to_one_place(self, province: Province) -> None:
        units = [province.unit(code=f"S{part}", name=f"Xã {part}") for part in "ab"]
        first = province.communes[0]
        one, other = province.lines((first, units[0], ""), (first, units[1], ""))
        for sections in (("tin-tuc", "gioi-thieu"), ("all",)):
            with pytest.raises(UnfitReform) as unfit:
                province.entered(
                    [replace(one, sections=("tin-tuc",)), replace(other, sections=sections)]
                )
            assert [bad.line for bad in unfit.value.bad] == [3]
        province.entered(
            [replace(one, sections=("tin-tuc",)), replace(other, sections=("gioi-thieu",))]
        )

    def test_the_plan_counts_them(self, province: Province) -> None:
        old = province.communes[0]
        published_story(old)
        information(old)

        reform = province.entered(merging(province, "tin-tuc"))

        (move,) = reform.plans.get().content["moves"]
        assert (move["portal"], move["into"]) == (old.pk, "Xã Mới")
        assert [(one["code"], one["pages"]) for one in move["sections"]] == [("tin-tuc", 1)]


class TestDecided:
    def test_on_the_desk_until_it_is_confirmed(self, province: Province) -> None:
        published_story(province.communes[0])
        reform = province.entered(province.merging())
        desk = desk_client(province.head)
        first, second = reform.rows.order_by("position")
        address = reverse("reform_sections", args=[reform.pk])

        shown = desk.get(address).content.decode()
        assert "Xã Mới" in shown
        desk.post(address, {"rows": [first.pk], "sections": ["tin-tuc"]})

        first.refresh_from_db()
        assert (first.sections, second.sections) == (["tin-tuc"], [])
        make_plans(now=BEFORE)
        page = desk.get(reverse("reform", args=[reform.pk])).content.decode()
        assert "Sections that move" in page
        assert address in page
        desk.post(address, {"rows": [first.pk, second.pk], "everything": "on"})
        assert [row.sections for row in reform.rows.all()] == [["all"], ["all"]]
        refused = desk.post(address, {"rows": [first.pk], "sections": ["khong-co"]})
        assert refused.status_code == 200

        act = want_reform_act(
            reform=reform, direction=ActDirection.FORWARD, actor=province.head, now=BEFORE
        )
        confirm_reform_act(act=act, actor=province.deputy, now=BEFORE)
        with pytest.raises(ReformNotPossible, match="called off first"):
            decide_sections(
                reform=reform, rows=[first], sections=[], actor=province.head, now=BEFORE
            )

    def test_not_by_others_and_not_for_a_unit_that_goes_on(self, province: Province) -> None:
        reform = province.entered(giving_up(province))
        editor = make_member(province.portal, Position.EDITOR)
        rows = list(reform.rows.all())
        with pytest.raises(NotYourOffice):
            decide_sections(reform=reform, rows=rows, sections=[], actor=editor, now=BEFORE)

        decide_sections(
            reform=reform, rows=rows, sections=["gioi-thieu"], actor=province.head, now=BEFORE
        )

        said = {row.kind: row.sections for row in reform.rows.all()}
        assert said == {"continue": [], "part": ["gioi-thieu"]}
