"""A journalist on a phone looks for decision 96/QĐ-UBND of 18/03/2021, from a commune's home page: three steps."""

from __future__ import annotations

import json
from datetime import date

import pytest
from playwright.sync_api import Browser, expect

from portals.models import Portal
from tests.factories import make_document, make_official, make_portal
from tests.support import processes
from tests.support.visiting import republished

pytestmark = pytest.mark.django_db(transaction=True)
PHONE = {"width": 360, "height": 740}
FITS = "document.documentElement.scrollWidth <= document.documentElement.clientWidth"


class TestAJournalist:
    @pytest.mark.parametrize("begins_at", ["commune", "province"])
    def test_reaches_a_decision_its_file_and_its_facts_in_three_steps(
        self,
        chromium: Browser,
        web_server: processes.WebServer,
        settings: object,
        begins_at: str,
    ) -> None:
        settings.MEDIA_ROOT = web_server.env.get("MEDIA_ROOT", settings.MEDIA_ROOT)
        province = make_portal("province")
        commune = make_portal("commune", overseer=province)
        self.publish(province, commune)
        home = {"commune": commune, "province": province}[begins_at]
        context = chromium.new_context(viewport=PHONE, java_script_enabled=False, locale="vi-VN")
        page = context.new_page()
        page.goto(web_server.url(home.site.hostname, "/"))

        # One: the number, as thumbs type it.
        page.locator(".banner input[name=q]").fill("96/qd ubnd 2021")
        page.locator(".banner .search-button").click()
        assert page.evaluate(FITS)

        # Two: the first result.
        first = page.locator(".result a").first
        expect(first).to_have_text("Quyết định 96/QĐ-UBND ngày 18/03/2021")
        first.click()
        expect(page.locator("h1")).to_have_text("Quyết định 96/QĐ-UBND ngày 18/03/2021")
        facts = page.locator(".document-facts")
        for fact in ("Ủy ban nhân dân tỉnh Thử", "18/03/2021", "Nguyễn Văn Mẫu"):
            expect(facts).to_contain_text(fact)
        assert page.evaluate(FITS)

        # Three: its file, which is on the first screen.
        file = page.locator(".document-files a").first
        assert file.bounding_box()["y"] < PHONE["height"]
        answer = web_server.http.get(home.site.hostname, file.get_attribute("href") or "")
        assert answer.status == 200
        context.close()

    def publish(self, province: Portal, commune: Portal) -> None:
        """The decision, sent to the commune, among others of its number."""
        issuer = "Ủy ban nhân dân tỉnh Thử"
        file = make_document(province, content=b"%PDF-1.7 thu", name="96-qd-ubnd.pdf")
        decision = make_official(
            province, number="96/QĐ-UBND", issued_on=date(2021, 3, 18), issuer=issuer,
            signer="Nguyễn Văn Mẫu", lead="Về việc thành lập trạm y tế lưu động",
            body=json.dumps([{"type": "file", "value": {"document": file.pk, "title": ""}}]),
        )  # fmt: skip
        republished(decision, commune, section="van-ban")
        make_official(province, number="96/QĐ-UBND", issued_on=date(2022, 3, 18), issuer=issuer)
        make_official(commune, number="196/QĐ-UBND", lead="Theo Quyết định 96/QĐ-UBND năm 2021")
