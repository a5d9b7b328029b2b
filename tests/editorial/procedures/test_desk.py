"""The desk: a board's own centre, the procedures of a portal, and the export of the catalogue."""

from __future__ import annotations

from datetime import time
from typing import Any

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import connection
from django.test.utils import CaptureQueriesContext
from wagtail.models import ModelLogEntry

from editorial.procedures.centres.actions import CentreDetails, end_centre, keep_centre
from editorial.procedures.models import (
    CatalogueFile,
    PointHours,
    PointOfficer,
    Procedure,
    ServicePoint,
)
from portals.boards.enums import Position
from portals.models import EditionChange, Portal
from portals.refusals import NotYourOffice, Refusal
from tests.editorial.procedures.centres import day, open_centre
from tests.editorial.procedures.conftest import Town
from tests.editorial.procedures.exports import ALL, BIRTH, PERMIT, SHOP, bring_in, lines_of
from tests.factories import NOON, make_member
from tests.support.visiting import visit
from tests.walls import desk_client

FORM = {
    "name": "Trung tâm Phục vụ hành chính công xã Thử",
    "address": "Số 5 đường Thử",
    "phone": "0222 111 222",
    "1-morning_from": "07:30",
    "1-morning_to": "11:30",
    "1-afternoon_from": "13h30",
    "1-afternoon_to": "17:00",
    "6-morning_from": "08:00",
    "6-morning_to": "11:00",
    "officer-3-post": "Quầy số 3",
    "officer-3-name": "Trần Thị Mẫu",
}


def centre_page(portal: Portal) -> str:
    return f"/noi-tiep-nhan/{portal.pk}/"


class TestOwnCentre:
    def test_is_kept_by_the_standing_editors_of_its_board(self, town: Town) -> None:
        client = desk_client(make_member(town.justice, Position.SECRETARY))
        EditionChange.objects.all().delete()
        response = client.post(centre_page(town.justice), FORM)
        assert response.status_code == 302
        point = ServicePoint.objects.get(portal=town.justice)
        assert (point.phone, point.ended_on) == ("0222 111 222", None)
        hours = list(PointHours.objects.filter(point=point).order_by("weekday"))
        assert [(one.weekday, one.afternoon_from) for one in hours] == [
            (1, time(13, 30)),
            (6, None),
        ]
        assert [one.name for one in PointOfficer.objects.filter(point=point)] == ["Trần Thị Mẫu"]
        assert EditionChange.objects.filter(portal_ids=None).exists()
        entry = ModelLogEntry.objects.get(action="procedures.keep_centre", object_id=str(point.pk))
        assert entry.data["portal"] == town.justice.pk
        # Another portal shows it at once.
        assert "0222 111 222" in visit(town.commune, "/thu-tuc/noi-nop/").content.decode()

    def test_is_one_that_is_changed_and_not_a_second(self, town: Town) -> None:
        client = desk_client(make_member(town.commune, Position.HEAD))
        client.post(centre_page(town.commune), FORM)
        point = ServicePoint.objects.get(portal=town.commune)
        assert point.address == "Số 5 đường Thử"
        assert PointHours.objects.filter(point=point).count() == 2
        html = client.get(centre_page(town.commune)).content.decode()
        assert 'value="Quầy số 3"' in html
        assert 'value="13:30"' in html

    def test_is_nobody_elses(self, town: Town) -> None:
        point = ServicePoint.objects.get(portal=town.commune)
        people = (
            make_member(town.province, Position.HEAD),
            make_member(town.justice, Position.SECRETARY),
            make_member(town.commune, Position.EDITOR),
        )
        told = {"details": CentreDetails("x", "y"), "hours": [], "officers": [], "now": NOON}
        for person in people:
            with pytest.raises(NotYourOffice):
                keep_centre(portal=town.commune, actor=person, **told)
            with pytest.raises(NotYourOffice):
                end_centre(point=point, actor=person, now=NOON)
        for person, status in zip(people, (404, 404, 200), strict=True):
            assert desk_client(person).get(centre_page(town.commune)).status_code == status
        desk_client(people[2]).post(centre_page(town.commune), FORM)
        point.refresh_from_db()
        assert point.address == "Số 1 đường Thử"

    @pytest.mark.parametrize(
        ("wrong", "field"),
        [
            ({"name": ""}, "name"),
            ({"address": " "}, "address"),
            ({"1-morning_to": ""}, "1-morning_to"),
            ({"1-morning_from": ""}, "1-morning_from"),
            ({"1-morning_to": "07:30"}, "1-morning_to"),
            ({"1-afternoon_to": "05:00"}, "1-afternoon_to"),
            ({"1-afternoon_from": "11:29"}, "1-afternoon_from"),
            ({"1-morning_from": "bảy rưỡi"}, "1-morning_from"),
            ({"officer-3-post": ""}, "officer-3-post"),
            ({"email": "khong-phai"}, "email"),
            ({name: "" for name in FORM if "-m" in name or "-a" in name}, "1-morning_from"),
        ],
    )
    def test_says_beside_the_field_what_is_wrong_and_keeps_what_was_typed(
        self, town: Town, wrong: dict[str, str], field: str
    ) -> None:
        client = desk_client(make_member(town.commune, Position.HEAD))
        response = client.post(centre_page(town.commune), FORM | wrong)
        assert response.status_code == 422
        assert list(response.context["form"].errors) == [field]
        assert 'value="0222 111 222"' in response.content.decode()
        assert ServicePoint.objects.get().address == "Số 1 đường Thử"

    def test_is_refused_by_the_database_where_hours_contradict_each_other(self, town: Town) -> None:
        with pytest.raises(Refusal):
            keep_centre(
                portal=town.justice, details=CentreDetails("x", "y"), hours=[day(1, "11:30", "07:30")],
                officers=[], actor=None, now=NOON,
            )  # fmt: skip
        assert not ServicePoint.objects.filter(portal=town.justice).exists()

    def test_is_closed_and_opened_again(self, town: Town) -> None:
        head = make_member(town.commune, Position.HEAD)
        client = desk_client(head)
        client.post(centre_page(town.commune), {"end": "1"})
        point = ServicePoint.objects.get()
        assert point.ended_on is not None
        assert EditionChange.objects.latest("pk").forbids_stale
        with pytest.raises(Refusal):
            end_centre(point=point, actor=head, now=NOON)
        assert visit(town.commune, "/thu-tuc/noi-nop/").context["total"] == 0
        open_centre(town.commune, actor=head)
        assert visit(town.commune, "/thu-tuc/noi-nop/").context["total"] == 1

    def test_offers_usual_hours_the_first_time(self, town: Town) -> None:
        client = desk_client(make_member(town.justice, Position.HEAD))
        html = client.get("/noi-tiep-nhan/", follow=True).content.decode()
        assert html.count('value="07:30"') == 5


class TestProcedures:
    def test_are_those_of_the_portal_to_read(self, town: Town) -> None:
        client = desk_client(make_member(town.commune, Position.CONTRIBUTOR))
        html = client.get("/thu-tuc/", follow=True).content.decode()
        assert "Đăng ký khai sinh" in html
        assert PERMIT["ten"] not in html
        assert "/thu-tuc/nhap/" not in html
        found = client.get(f"/thu-tuc/{town.commune.pk}/?q=ho kinh doanh").content.decode()
        assert SHOP["ten"] in found
        assert "Đăng ký khai sinh" not in found
        assert client.get(f"/thu-tuc/{town.justice.pk}/").status_code == 404

    def test_show_their_versions_and_their_link(self, town: Town) -> None:
        bring_in(SHOP | {"so_ngay": 2}, BIRTH, PERMIT)
        shop = Procedure.objects.get(code=SHOP["ma"], ended_on=None)
        client = desk_client(make_member(town.commune, Position.HEAD))
        page = client.get(f"/thu-tuc/{town.commune.pk}/{shop.pk}/")
        assert [one.version for one in page.context["versions"]] == [2, 1]
        assert SHOP["lien_ket"] in page.content.decode()
        permit = Procedure.objects.get(code=PERMIT["ma"])
        assert client.get(f"/thu-tuc/{town.commune.pk}/{permit.pk}/").status_code == 404

    def test_take_as_many_queries_for_any_number(self, town: Town) -> None:
        client = desk_client(make_member(town.province, Position.HEAD))

        def queries() -> int:
            with CaptureQueriesContext(connection) as caught:
                assert client.get(f"/thu-tuc/{town.province.pk}/").status_code == 200
            return len(caught)

        queries()
        few = queries()
        bring_in(*ALL, *(SHOP | {"ma": f"1.{place:06}"} for place in range(20)))
        assert queries() == few


class TestCatalogue:
    def send(self, client: Any, *rows: Any) -> Any:
        file = SimpleUploadedFile("danh-muc.jsonl", b"".join(lines_of(rows)))
        return client.post("/thu-tuc/nhap/", {"file": file}, follow=True)

    def test_is_closed_to_all_but_the_standing_editors_of_the_province(self, town: Town) -> None:
        secretary = make_member(town.province, Position.SECRETARY)
        self.send(desk_client(secretary), *ALL)
        sent = CatalogueFile.objects.get(closed_at=None)
        for person in (
            make_member(town.province, Position.EDITOR), make_member(town.commune, Position.HEAD),
        ):  # fmt: skip
            client = desk_client(person)
            for address in ("/thu-tuc/nhap/", f"/thu-tuc/nhap/{sent.pk}/"):
                assert client.get(address).status_code in {302, 403}
                client.post(address, {"drop": "1"})
        sent.refresh_from_db()
        assert sent.closed_at is None

    def test_is_looked_at_and_then_made_so(self, town: Town) -> None:
        client = desk_client(make_member(town.province, Position.SECRETARY))
        page = self.send(client, SHOP | {"so_ngay": 2}, PERMIT)
        html = page.content.decode()
        assert BIRTH["ten"] in html
        assert Procedure.objects.filter(code=SHOP["ma"]).count() == 1
        client.post(page.wsgi_request.path, {})
        assert not Procedure.objects.filter(code=BIRTH["ma"], ended_on=None).exists()
        assert Procedure.objects.get(code=SHOP["ma"], ended_on=None).working_days == 2

    def test_shows_every_fault_by_line_and_column_and_cannot_be_carried_out(
        self, town: Town
    ) -> None:
        client = desk_client(make_member(town.province, Position.SECRETARY))
        page = self.send(client, SHOP | {"so_ngay": "ba"}, BIRTH | {"ten": ""})
        html = page.content.decode()
        assert "<td>so_ngay</td>" in html
        assert "<td>ten</td>" in html
        # What it would end is not known: a line that cannot be read is none that vanished.
        assert PERMIT["ten"] not in html
        client.post(page.wsgi_request.path, {})
        assert Procedure.objects.filter(ended_on=None).count() == 3

    def test_asks_whether_an_export_that_ends_many_is_whole(self, town: Town) -> None:
        rows = [SHOP | {"ma": f"1.{place:06}"} for place in range(12)]
        bring_in(*ALL, *rows)
        client = desk_client(make_member(town.province, Position.HEAD))
        page = self.send(client, *ALL)
        assert 'name="ends_many"' in page.content.decode()
        client.post(page.wsgi_request.path, {})
        assert Procedure.objects.filter(ended_on=None).count() == 15
        client.post(page.wsgi_request.path, {"ends_many": "1"})
        assert Procedure.objects.filter(ended_on=None).count() == 3

    def test_takes_no_other_file(self, town: Town) -> None:
        client = desk_client(make_member(town.province, Position.HEAD))
        file = SimpleUploadedFile("danh-muc.csv", b"ma,ten\n")
        assert client.post("/thu-tuc/nhap/", {"file": file}).status_code == 422
        assert not CatalogueFile.objects.filter(closed_at=None).exists()
