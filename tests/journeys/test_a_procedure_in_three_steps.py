"""A shop owner and a farmer on phones look for papers, fee and time, from a commune's home page and the province's."""

from __future__ import annotations

from typing import Any

import pytest
from django.utils import timezone
from playwright.sync_api import Browser, expect
from pypdfium2 import PdfDocument

from portals.models import Portal
from tests.editorial.procedures.centres import open_centre
from tests.editorial.procedures.exports import BIRTH, SHOP, bring_in
from tests.factories import make_portal
from tests.support import processes

pytestmark = pytest.mark.django_db(transaction=True)
PHONE = {"width": 360, "height": 740}
FITS = "document.documentElement.scrollWidth <= document.documentElement.clientWidth"
LAND: dict[str, Any] = SHOP | {
    "ma": "1.012817", "ten": "Chi trả tiền bồi thường, hỗ trợ khi Nhà nước thu hồi đất",
    "linh_vuc": "Bồi thường, hỗ trợ, tái định cư", "su_kien": ["dat-dai"], "phi": [{"so_tien": 0}],
    "so_ngay": 10, "tu_khoa": ["đền bù đất"], "can_cu": [],
}  # fmt: skip


class TestInThreeSteps:
    @pytest.mark.parametrize("begins_at", ["commune", "province"])
    def test_papers_fee_and_time_are_found(
        self, chromium: Browser, web_server: processes.WebServer, begins_at: str
    ) -> None:
        commune = self.prepare()
        home = commune if begins_at == "commune" else Portal.objects.get(tier="province")
        context = chromium.new_context(viewport=PHONE, java_script_enabled=False, locale="vi-VN")
        page = context.new_page()

        # The shop owner. One: the event of a life, on the home page.
        page.goto(web_server.url(home.site.hostname, "/"))
        page.get_by_role("link", name="Mở cửa hàng, kinh doanh").click()
        assert page.evaluate(FITS)
        # Two: the procedure, with fee and time beside it already.
        expect(page.locator(".result").first).to_contain_text("100.000 đồng")
        page.get_by_role("link", name=SHOP["ten"]).click()
        # Three: the first screen answers.
        answer = page.locator(".procedure-answer")
        box = answer.bounding_box()
        assert box["y"] + box["height"] <= PHONE["height"]
        for told in (
            "2 giấy tờ",
            "100.000 đồng",
            "3 ngày làm việc",
            "Bất kỳ nơi tiếp nhận nào trong tỉnh",
        ):
            expect(answer).to_contain_text(told)
        assert page.evaluate(FITS)

        # The farmer types what people call it, without accents.
        page.goto(web_server.url(home.site.hostname, "/"))
        page.locator("#tim-thu-tuc").fill("den bu dat")
        page.locator("#tim-thu-tuc").press("Enter")
        page.get_by_role("link", name=LAND["ten"]).click()
        for told in ("Không thu phí", "10 ngày làm việc"):
            expect(page.locator(".procedure-answer")).to_contain_text(told)
        context.close()

    def test_the_list_of_papers_is_for_one_sheet(
        self, chromium: Browser, web_server: processes.WebServer
    ) -> None:
        host = self.prepare().site.hostname
        context = chromium.new_context(locale="vi-VN")
        page = context.new_page()
        page.goto(web_server.url(host, "/thu-tuc/1.001612/giay-to/"))
        assert len(PdfDocument(page.pdf(format="A4"))) == 1
        context.close()

    def prepare(self) -> Portal:
        long = [{"ten": f"Giấy tờ cần nộp thứ {number}", "ban_sao": 1} for number in range(12)]
        bring_in(SHOP, BIRTH | {"giay_to": BIRTH["giay_to"] + long}, LAND, now=timezone.now())
        province = make_portal("province")
        commune = make_portal("commune", overseer=province)
        open_centre(commune)
        return commune
