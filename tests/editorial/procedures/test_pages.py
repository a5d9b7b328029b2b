"""A procedure's page, the sheet to take along, and the centres of the province."""

from __future__ import annotations

import json
import re
from datetime import date, timedelta
from typing import Any

import pytest
from django.conf import settings
from django.utils import timezone

from editorial.procedures.models import Procedure, ServiceLink, ServicePoint
from editorial.procedures.public import centres, views
from editorial.procedures.saying import fee_in_words, hours_in_words, time_in_words
from portals.models import Portal
from tests.editorial.procedures.centres import day, open_centre
from tests.editorial.procedures.conftest import Town
from tests.editorial.procedures.exports import BIRTH, PERMIT, SHOP, bring_in
from tests.factories import NOON, make_official
from tests.support.visiting import visit

SHOP_PAGE = "/thu-tuc/1.001612/"


def html_of(portal: Portal, path: str = SHOP_PAGE) -> str:
    response = visit(portal, path)
    assert response.status_code == 200
    return " ".join(response.content.decode().split())


class TestPage:
    def test_answers_first_what_how_much_how_long_and_where(self, town: Town) -> None:
        html = html_of(town.commune)
        answer = html[html.index('class="procedure-answer"') :]
        answer = re.sub(r"<[^>]+>", "", answer[: answer.index("</dl>")])
        for told in (
            "2 giấy tờ",
            "Giấy đề nghị đăng ký hộ kinh doanh",
            "100.000 đồng",
            "3 ngày làm việc",
        ):
            assert told in answer
        assert "Bất kỳ nơi tiếp nhận nào trong tỉnh" in answer

    def test_names_the_papers_by_case_with_their_forms(self, town: Town) -> None:
        html = html_of(town.commune)
        assert "<h3>Hộ gia đình cùng đăng ký</h3>" in html
        assert f'href="{SHOP["giay_to"][0]["mau_lien_ket"]}"' in html
        assert "1 bản chính" in html
        assert "1 bản sao" in html

    def test_leads_to_the_centre_of_the_body_where_boundaries_count(self, town: Town) -> None:
        assert "ất kỳ nơi tiếp nhận" not in html_of(town.justice, "/thu-tuc/2.000635/")
        open_centre(town.justice, name="Bộ phận một cửa Sở Tư pháp")
        assert "Bộ phận một cửa Sở Tư pháp" in html_of(town.justice, "/thu-tuc/2.000635/")

    def test_leads_to_documents_that_stand_here_and_to_central_law_elsewhere(
        self, town: Town
    ) -> None:
        central = {"so": "01/2021/NĐ-CP", "ten": "Nghị định về đăng ký doanh nghiệp"}
        bring_in(SHOP | {"can_cu": [*SHOP["can_cu"], central]}, BIRTH, PERMIT)
        basis = "/van-ban/so/96-qd-ubnd/?ngay=2021-03-18"
        html = html_of(town.commune)
        assert basis not in html
        assert "Quyết định thử, 96/QĐ-UBND" in html
        assert "vbpl.vn" in html
        make_official(town.commune, number="96/QĐ-UBND", issued_on=date(2021, 3, 18))
        assert f'href="{basis}"' in html_of(town.commune)
        assert visit(town.commune, basis).status_code == 302

    def test_tells_engines_of_the_service(self, town: Town) -> None:
        scripts = re.findall(
            r'<script type="application/ld\+json"[^>]*>(.*?)</script>', html_of(town.commune)
        )
        told = next(one for one in map(json.loads, scripts) if one["@type"] == "GovernmentService")
        assert told["identifier"] == "1.001612"
        assert told["offers"][0] | {"price": "100000", "priceCurrency": "VND"} == told["offers"][0]
        assert told["availableChannel"][1]["serviceUrl"] == SHOP["lien_ket"]
        assert told["availableChannel"][0]["serviceLocation"]["telephone"] == "0222 000 009"

    def test_is_found_only_where_it_is_handled(self, town: Town) -> None:
        assert visit(town.justice, SHOP_PAGE).status_code == 404
        assert visit(town.commune, "/thu-tuc/2.000635/").status_code == 404
        assert visit(town.commune, "/thu-tuc/9.999999/").status_code == 404
        assert visit(town.province, "/thu-tuc/2.000635/").status_code == 200

    def test_says_when_it_is_no_longer_in_the_catalogue(self, town: Town) -> None:
        bring_in(BIRTH, PERMIT, now=NOON + timedelta(days=1))
        response = visit(town.commune, SHOP_PAGE)
        assert response.status_code == 410
        assert f"{NOON.date() + timedelta(days=1):%d/%m/%Y}" in response.content.decode()
        assert visit(town.commune, f"{SHOP_PAGE}giay-to/").status_code == 410

    def test_shows_the_newest_version(self, town: Town) -> None:
        bring_in(SHOP | {"so_ngay": 2}, BIRTH, PERMIT, now=NOON + timedelta(days=1))
        html = html_of(town.commune)
        assert "2 ngày làm việc" in html
        assert "3 ngày làm việc" not in html

    def test_needs_no_script_and_has_none_inline(self, town: Town) -> None:
        for path in (SHOP_PAGE, f"{SHOP_PAGE}giay-to/", "/tthc/", "/thu-tuc/noi-nop/"):
            html = html_of(town.commune, path)
            assert not re.search(r"\sstyle=|\son\w+=|javascript:", html)


class TestLinkToTheServicePortal:
    def said(self, town: Town, **state: Any) -> tuple[str, str | None]:
        ServiceLink.objects.filter(url=SHOP["lien_ket"]).update(**state)
        response = visit(town.commune, SHOP_PAGE)
        found = re.search(r'class="file-kind service-(\w+)"', response.content.decode())
        return (found[1] if found else ""), response.get("X-Fresh-Until")

    def test_is_told_as_it_is_known(self, town: Town) -> None:
        now = timezone.now()
        assert self.said(town, checked_at=None)[0] == "unknown"
        assert self.said(town, checked_at=now, status=200)[0] == "works"
        assert self.said(town, checked_at=now, status=403)[0] == "works"
        assert self.said(town, checked_at=now, status=503, failures=1)[0] == "unsure"
        assert self.said(town, checked_at=now, status=503, failures=2)[0] == "broken"
        assert self.said(town, checked_at=now, status=None, failures=2)[0] == "broken"

    def test_is_an_old_one_after_seven_days(self, town: Town) -> None:
        now = timezone.now()
        edge = timedelta(days=7)
        told, until = self.said(
            town, checked_at=now - edge + timedelta(hours=1), status=200, failures=0
        )
        assert told == "works"
        assert until is not None
        assert abs(float(until) - (now + timedelta(hours=1)).timestamp()) < 5
        assert self.said(town, checked_at=now - edge, status=200) == ("old", None)

    def test_is_not_there_where_the_catalogue_has_none(self, town: Town) -> None:
        bring_in(SHOP | {"lien_ket": ""}, BIRTH, PERMIT)
        assert "service-" not in html_of(town.commune)


class TestWords:
    def test_of_fees(self, town: Town) -> None:
        def said(code: str) -> str:
            procedure = Procedure.objects.get(code=code, ended_on=None)
            return fee_in_words(list(procedure.procedurefee_rows.order_by("position")))

        assert said("1.001612") == "100.000 đồng"
        assert said("1.001193") == "không thu phí"
        assert said("2.000635") == "từ 100.000 đồng đến 200.000 đồng"
        fees = [{"so_tien": 0}, {"noi_dung": "Theo diện tích"}]
        bring_in(SHOP | {"phi": fees}, BIRTH | {"phi": fees[1:]}, PERMIT)
        assert "trường hợp khác" in said("1.001612")
        assert said("1.001193") == "Theo diện tích"
        span = [{"so_tien": 50_000}, {"so_tien": 100_000}, *fees[1:]]
        bring_in(SHOP | {"phi": span}, BIRTH, PERMIT)
        assert said("1.001612").startswith("từ 50.000 đồng đến 100.000 đồng; trường hợp khác")

    def test_of_time(self) -> None:
        assert time_in_words(Procedure(working_days=0)) == "trong ngày làm việc"
        assert time_in_words(Procedure(working_days=15, time_words="x")) == "15 ngày làm việc"
        assert time_in_words(Procedure(time_words="Theo lịch hẹn")) == "Theo lịch hẹn"

    def test_of_hours(self) -> None:
        week = [day(number, "07:30", "11:30", "13:30", "17:00") for number in (1, 2, 3, 5)]
        assert hours_in_words([day(6, "07:30", "11:30"), *week]) == [
            "Thứ Hai – thứ Tư: 07:30–11:30, 13:30–17:00",
            "Thứ Sáu: 07:30–11:30, 13:30–17:00",
            "Thứ Bảy: 07:30–11:30",
        ]


class TestCentres:
    def names(self, portal: Portal, query: str = "") -> list[str]:
        return [one.name for one in visit(portal, f"/thu-tuc/noi-nop/{query}").context["centres"]]

    def test_are_those_of_all_portals_on_each(self, town: Town) -> None:
        open_centre(town.justice, name="Một cửa Sở Tư pháp", address="Đường Lý Thái Tổ")
        assert len(self.names(town.province)) == 2
        assert self.names(town.commune, "?q=ly thai to") == ["Một cửa Sở Tư pháp"]
        # Names of places are found without accents, however they are typed.
        assert self.names(town.commune, "?q=Lý Thái Tổ") == ["Một cửa Sở Tư pháp"]
        assert self.names(town.commune, "?q=tran hung dao") == []

    def test_say_their_hours_and_never_that_they_are_open_now(self, town: Town) -> None:
        html = html_of(town.commune, "/thu-tuc/noi-nop/")
        assert "Thứ Hai – thứ Sáu: 07:30–11:30, 13:30–17:00" in html
        assert "đang mở" not in html.lower()
        assert "Quầy số 1" in html

    def test_begin_with_that_of_the_portal(self, town: Town) -> None:
        assert visit(town.commune, "/thu-tuc/noi-nop/").context["own"] is not None
        assert visit(town.commune, "/thu-tuc/noi-nop/?q=x").context["own"] is None
        assert visit(town.justice, "/thu-tuc/noi-nop/").context["own"] is None

    def test_are_left_out_once_they_closed_or_their_portal_did(self, town: Town) -> None:
        open_centre(town.justice)
        ServicePoint.objects.filter(portal=town.justice).update(ended_on=NOON.date())
        assert len(self.names(town.province)) == 1
        Portal.objects.filter(pk=town.commune.pk).update(site=None)
        assert self.names(town.province) == []

    def test_are_paged_through(self, town: Town, monkeypatch: pytest.MonkeyPatch) -> None:
        for module in (centres, views):
            monkeypatch.setattr(module, "CENTRES_A_PAGE", 1)
        open_centre(town.justice, name="Một cửa Sở Tư pháp")
        first, second = (self.names(town.province, f"?q=&trang={number}") for number in (1, 2))
        assert first == ["Một cửa Sở Tư pháp"]
        assert len(second) == 1
        assert 'trang=2"' in html_of(town.province, "/thu-tuc/noi-nop/")
        assert self.names(town.province, "?trang=3") == []
        # The next page of what was looked for.
        html = html_of(town.province, "/thu-tuc/noi-nop/?q=M%E1%BB%99t+c%E1%BB%ADa")
        assert "trang=2" not in html
        html = html_of(town.province, "/thu-tuc/noi-nop/?q=th%E1%BB%AD")
        assert 'href="/thu-tuc/noi-nop/?q=th%E1%BB%AD&amp;trang=2"' in html


class TestSheet:
    def test_is_one_of_boxes_with_all_that_one_needs(self, town: Town) -> None:
        html = html_of(town.commune, f"{SHOP_PAGE}giay-to/")
        assert html.count('class="tick-box"') == 2
        for told in ("100.000 đồng", "3 ngày làm việc", "Mẫu số 01", "0222 000 009"):
            assert told in html
        assert 'content="noindex, follow"' in html


@pytest.mark.parametrize(
    "path", ["/thu-tuc/", "/thu-tuc/1/", "/thu-tuc/1.001612.x/", "/thu-tuc/1.0016120/"]
)
def test_other_addresses_lead_nowhere(town: Town, path: str) -> None:
    assert visit(town.commune, path).status_code == 404


def test_is_kept_by_the_page_cache_under_the_names_that_it_reads() -> None:
    assert settings.PORTALS_PAGE_QUERY["section"] >= {"q", "linh-vuc", "su-kien", "trang"}
    assert settings.PORTALS_PAGE_QUERY["service_points"] == {"q", "trang"}
