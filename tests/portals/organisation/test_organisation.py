"""What a board says of the body behind its portal, what the public reads of it, and who may say it."""

from __future__ import annotations

import json
import re

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils import timezone
from wagtail.models import ModelLogEntry

from portals.boards.enums import Position
from portals.models import EditionChange, Portal
from portals.organisation.actions import (
    UnableToChange,
    change_contact,
    confirm_information,
    remove_unit,
    save_official,
    save_unit,
)
from portals.organisation.enums import OfficialRole, Subject
from portals.organisation.models import Confirmation, Official, Unit
from portals.refusals import NotYourOffice
from tests.factories import make_member, make_portal, make_province_tree
from tests.support.social_accounts import verified_account
from tests.support.visiting import visit
from tests.walls import body, desk_client

pytestmark = pytest.mark.django_db


@pytest.fixture
def portal() -> Portal:
    return make_portal()


@pytest.fixture
def head(portal):
    return make_member(portal, Position.HEAD)


def unit(portal, name: str, *, parent: Unit | None = None) -> Unit:
    return save_unit(
        unit=Unit(portal=portal, name=name, parent=parent), actor=None, now=timezone.now()
    )


def official(portal, name: str, role: OfficialRole = OfficialRole.LEADER, **fields) -> Official:
    return save_official(
        official=Official(portal=portal, name=name, role=role, post="Chức danh", **fields),
        actor=None,
        now=timezone.now(),
    )


def html(portal, path: str) -> str:
    return visit(portal, path).content.decode()


class TestTheChart:
    def test_shows_units_in_units_with_their_people(self, portal) -> None:
        office = unit(portal, "Văn phòng")
        unit(portal, "Tổ Một cửa", parent=office)
        official(portal, "Người Một", unit=office)
        official(portal, "Người Hai", OfficialRole.CONTACT, field="Tiếp công dân")

        page = html(portal, "/to-chuc/")

        nested = r"Văn phòng.*<ul class=\"chart\">\s*<li>.*Tổ Một cửa"
        assert re.search(nested, page, re.DOTALL)
        for text in ("Người Một", "Người Hai", "Tiếp công dân"):
            assert text in page

    def test_costs_the_same_with_few_and_many_units(self, portal) -> None:
        costs = []
        for size in (2, 6):
            for number in range(size):
                top = unit(portal, f"Phòng {size} {number}")
                unit(portal, f"Tổ {size} {number}", parent=top)
                official(portal, f"Người {size} {number}", unit=top)
            with CaptureQueriesContext(connection) as queries:
                visit(portal, "/to-chuc/")
            costs.append(len(queries))
        assert costs[0] == costs[1] <= 15

    def test_of_a_portal_that_said_nothing_says_so(self, portal) -> None:
        answer = visit(portal, "/to-chuc/")
        assert answer.status_code == 200
        assert 'class="empty"' in answer.content.decode()

    def test_shows_no_other_portals_people(self, portal) -> None:
        official(make_portal(), "Người nhà khác")
        assert "Người nhà khác" not in html(portal, "/to-chuc/")

    def test_has_no_rings(self, portal) -> None:
        top = unit(portal, "Trên")
        below = unit(portal, "Dưới", parent=top)
        top.parent = below
        with pytest.raises(UnableToChange):
            save_unit(unit=top, actor=None, now=timezone.now())

    def test_holds_no_unit_of_another_portal(self, portal) -> None:
        foreign = unit(make_portal(), "Khác")
        with pytest.raises(UnableToChange):
            unit(portal, "Của tôi", parent=foreign)
        with pytest.raises(UnableToChange):
            official(portal, "Ai đó", unit=foreign)

    def test_names_a_unit_once_in_its_place(self, portal) -> None:
        unit(portal, "Văn phòng")
        with pytest.raises(UnableToChange):
            unit(portal, "Văn phòng")

    def test_loses_no_people_with_a_unit(self, portal) -> None:
        office = unit(portal, "Văn phòng")
        official(portal, "Người Một", unit=office)
        with pytest.raises(UnableToChange):
            remove_unit(unit=office, actor=None, now=timezone.now())


class TestContact:
    def test_is_shown_on_its_page_and_in_every_footer(self, portal, head) -> None:
        change_contact(
            portal=portal,
            contact={
                "address": "Số 1 phố Mẫu",
                "phone": "0222 000 0000",
                "opening_hours": "07:30–17:00",
                "map_link": "https://www.openstreetmap.org/?mlat=21.1&mlon=106.0",
            },
            actor=head,
            now=timezone.now(),
        )

        page, web_server = html(portal, "/lien-he/"), html(portal, "/")

        assert 'href="https://www.openstreetmap.org/?mlat=21.1&amp;mlon=106.0"' in page
        for text in ("Số 1 phố Mẫu", "07:30–17:00"):
            assert text in page
        assert "Số 1 phố Mẫu" in web_server

    def test_is_told_to_search_engines(self) -> None:
        province, _district, (commune, _other) = make_province_tree()
        verified_account(commune, "youtube", "https://www.youtube.com/@xa")
        change_contact(
            portal=commune,
            contact={"address": "Thôn </script><b>Đông"},
            actor=None,
            now=timezone.now(),
        )
        web_server = html(commune, "/")
        blocks = re.findall(r'<script type="application/ld\+json">(.*?)</script>', web_server)
        told = {one["@type"]: one for one in map(json.loads, blocks)}
        body_behind = told["GovernmentOrganization"]
        assert body_behind["address"] == "Thôn </script><b>Đông"
        assert body_behind["sameAs"] == ["https://www.youtube.com/@xa"]
        assert "parentOrganization" in body_behind
        way = [step["name"] for step in told["BreadcrumbList"]["itemListElement"]]
        assert way == [province.name, _district.name, commune.name]

    def test_renews_the_portals_pages_and_names_the_hand(self, portal, head) -> None:
        EditionChange.objects.all().delete()
        change_contact(portal=portal, contact={"phone": "1"}, actor=head, now=timezone.now())
        assert EditionChange.objects.get().portal_ids == [portal.pk]
        assert ModelLogEntry.objects.get(action="portals.change_contact").user == head


class TestConfirming:
    def test_is_shown_with_its_date(self, portal, head) -> None:
        official(portal, "Người Một")
        confirm_information(
            portal=portal, subject=Subject.ORGANISATION, actor=head, now=timezone.now()
        )
        today = f"{timezone.localdate():%d/%m/%Y}"
        assert today in html(portal, "/to-chuc/")
        assert Confirmation.objects.get().confirmed_by == head

    @pytest.mark.parametrize("position", [Position.EDITOR, Position.CONTRIBUTOR])
    def test_is_the_desks_alone(self, portal, position) -> None:
        member = make_member(portal, position)
        with pytest.raises(NotYourOffice):
            confirm_information(
                portal=portal, subject=Subject.CONTACT, actor=member, now=timezone.now()
            )

    def test_is_not_done_for_another_portal(self, portal) -> None:
        stranger = make_member(make_portal(), Position.HEAD)
        with pytest.raises(NotYourOffice):
            confirm_information(
                portal=portal, subject=Subject.CONTACT, actor=stranger, now=timezone.now()
            )


class TestTheDesk:
    def test_writes_contact_and_organisation(self, portal, head) -> None:
        client = desk_client(head)
        assert client.get(reverse("own_details")).status_code == 302
        assert client.get(reverse("portal_contact", args=[portal.pk])).status_code == 200

        client.post(
            reverse("portal_contact", args=[portal.pk]),
            {"phone": "0222 1"},
        )
        client.post(reverse("unit_add", args=[portal.pk]), {"name": "Văn phòng", "position": 1})
        office = Unit.objects.get()
        client.post(
            reverse("official_add", args=[portal.pk]),
            {
                "role": "leader",
                "name": "Người Một",
                "post": "Chủ tịch",
                "unit": office.pk,
                "position": 1,
            },
        )
        client.post(reverse("portal_confirm", args=[portal.pk]), {"subject": "organisation"})
        page = body(client.get(reverse("portal_details", args=[portal.pk]))).decode()

        assert Portal.objects.get(pk=portal.pk).phone == "0222 1"
        assert Confirmation.objects.get().subject == Subject.ORGANISATION
        for text in ("Văn phòng", "Người Một", "0222 1"):
            assert text in page

    def test_changes_and_removes_entries(self, portal, head) -> None:
        client = desk_client(head)
        office, person = unit(portal, "Văn phòng"), official(portal, "Người Một")
        form = {"name": "Văn phòng mới", "position": 2}
        client.post(reverse("unit_change", args=[office.pk]), form)
        assert Unit.objects.get().name == "Văn phòng mới"
        client.post(reverse("official_remove", args=[person.pk]))
        client.post(reverse("unit_remove", args=[office.pk]))
        assert not Unit.objects.exists()
        assert not Official.objects.exists()

    def test_lists_residential_groups(self, portal, head) -> None:
        client, editor = desk_client(head), desk_client(make_member(portal, Position.EDITOR))
        add = reverse("residential_group_add", args=[portal.pk])
        assert client.post(add, {"name": " Khu phố 1", "position": 1}).status_code == 302
        group = portal.residential_groups.get()
        page = body(client.get(reverse("portal_details", args=[portal.pk]))).decode()
        assert ">Khu phố 1<" in page
        client.post(add, {"name": "Khu phố 1", "position": 2})
        editor.post(add, {"name": "Khu phố 2", "position": 2})
        assert portal.residential_groups.count() == 1
        change = reverse("residential_group_change", args=[group.pk])
        remove = reverse("residential_group_remove", args=[group.pk])
        client.post(change, {"name": "Khu phố Một", "position": 1})
        editor.post(remove)
        assert [one.name for one in portal.residential_groups.all()] == ["Khu phố Một"]
        stranger = desk_client(make_member(make_portal(), Position.HEAD))
        assert stranger.get(change).status_code == stranger.post(remove).status_code == 404
        client.post(remove)
        assert not portal.residential_groups.exists()

    @pytest.mark.parametrize(
        "typed",
        [
            {"map_link": "http://maps.example/x"},
            {"map_link": "javascript:alert(1)"},
            {"email": "khong phai thu"},
            {"phone": "0" * 50},
        ],
    )
    def test_says_what_is_wrong_and_keeps_what_was(self, portal, head, typed) -> None:
        address = reverse("portal_contact", args=[portal.pk])
        assert desk_client(head).post(address, typed).status_code == 422

    def test_is_read_and_not_changed_by_editors(self, portal) -> None:
        client = desk_client(make_member(portal, Position.EDITOR))
        page = body(client.get(reverse("portal_details", args=[portal.pk]))).decode()
        assert reverse("portal_contact", args=[portal.pk]) not in page
        client.post(reverse("unit_add", args=[portal.pk]), {"name": "Văn phòng", "position": 1})
        assert not Unit.objects.exists()

    def test_is_closed_to_other_boards(self, portal) -> None:
        client = desk_client(make_member(make_portal(), Position.HEAD))
        office, person = unit(portal, "Văn phòng"), official(portal, "Người Một")
        for address in (
            reverse("portal_details", args=[portal.pk]),
            reverse("portal_contact", args=[portal.pk]),
            reverse("unit_change", args=[office.pk]),
            reverse("official_change", args=[person.pk]),
            reverse("section_ages", args=[portal.pk]),
            reverse("story_readers", args=[portal.pk]),
        ):
            assert client.get(address).status_code == 404
        assert client.post(reverse("unit_remove", args=[office.pk])).status_code == 404
        assert Unit.objects.exists()
