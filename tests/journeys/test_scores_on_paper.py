"""The league and a scorecard, printed on A4 from the browser of whoever decides."""

from __future__ import annotations

import os
from decimal import Decimal
from pathlib import Path

import pypdfium2
import pytest
from django.conf import settings
from django.urls import reverse
from playwright.sync_api import Browser, Page

from portals.boards.enums import Position
from scoring.assessing.facts import EnteredFact, enter_facts
from scoring.models import Scorecard
from scoring.rounds.actions import score_month
from tests.factories import make_member, make_portal, make_user
from tests.scoring.cast import OCTOBER, SNAPSHOT, adopt_default, local, make_province, write
from tests.support import processes
from tests.support.signed_in import sign_in

PASSWORD = "mat-khau-thu-123"  # pragma: allowlist secret
COMMUNES = 30
# In points.
A4 = (595, 842)
# Where somebody wants to look at the sheets, not only have them checked.
PICTURES = os.environ.get("DESK_PICTURES")


@pytest.fixture
def printer(web_server: processes.WebServer, chromium: Browser):
    """October of thirty communes, and what prints a page of the province's head."""
    province, head, deputy = make_province()
    adopt_default(head, deputy, tiers=("commune",))
    communes = [make_portal(overseer=province) for _ in range(COMMUNES)]
    write(communes[0], local(2026, 10, 5, 9), 1, title="Tin của xã một", words=60)
    enter_facts(
        month=OCTOBER, actor=head, now=SNAPSHOT,
        facts=[EnteredFact(communes[0], "requests.answered", Decimal("0.4"), 9, "Sổ theo dõi")],
    )  # fmt: skip
    score_month(month=OCTOBER, actor=head, now=SNAPSHOT)
    make_member(province, Position.EDITOR, user=make_user("bientapvien", password=PASSWORD))
    context = chromium.new_context(locale="vi-VN", color_scheme="dark")
    page = context.new_page()
    sign_in(page, web_server.url(settings.PORTALS_ADMIN_HOST), "bientapvien")
    yield Printer(page, web_server, communes)
    context.close()


class Printer:
    def __init__(self, page: Page, web_server: processes.WebServer, communes: list) -> None:
        self.page, self.web_server, self.communes = page, web_server, communes

    def sheets(self, name: str, path: str) -> list[str]:
        """The words of each sheet; every sheet is an A4."""
        self.page.goto(self.web_server.url(settings.PORTALS_ADMIN_HOST, path))
        pdf = pypdfium2.PdfDocument(self.page.pdf(prefer_css_page_size=True))
        found = []
        for number, sheet in enumerate(pdf, start=1):
            assert tuple(round(side) for side in sheet.get_size()) == A4
            found.append(" ".join(sheet.get_textpage().get_text_range().split()))
            if PICTURES:
                sheet.render(scale=1.5).to_pil().save(Path(PICTURES) / f"{name}-{number}.png")
        return found


class TestTheLeague:
    def test_is_a_table_with_its_heading_on_each_sheet(self, printer: Printer) -> None:
        sheets = printer.sheets("league", f"{reverse('scoring:league')}?all")
        whole = "\n".join(sheets)

        assert "Bảng xếp hạng, 10/2026" in sheets[0]
        assert [sheet for sheet in sheets if "Tổng điểm" not in sheet] == []
        assert [one.name for one in printer.communes if one.name not in whole] == []
        # Thirty rows of two lines each.
        assert len(sheets) <= 3
        for clicked in ("Lấy bảng", "Hiện", "Đăng xuất", "Tìm kiếm"):
            assert clicked not in whole


class TestAScorecard:
    def test_names_portal_month_and_every_line(self, printer: Printer) -> None:
        card = Scorecard.objects.get(portal=printer.communes[0])
        sheets = printer.sheets("card", reverse("scoring:scorecard", args=[card.pk]))
        whole = "\n".join(sheets)

        assert f"{card.portal.name}, 10/2026" in sheets[0]
        for line in card.lines["criteria"]:
            assert f"{line['code']} {line['name']}" in whole
        assert len(sheets) <= 7
        assert "Đăng xuất" not in whole
