"""Two years on, an auditor proves October: reads it to its texts, takes the dossier home, and is refused all else.

The web server's clock stands two years later; what would have been removed by then was removed.
"""

from __future__ import annotations

import json
import os
import subprocess
import sys
import zipfile
from collections.abc import Iterator
from datetime import date, datetime
from pathlib import Path

import pytest
import time_machine
from django.conf import settings
from django.urls import reverse
from playwright.sync_api import Browser, Page, expect

from portals.audit_log.actions import forget_past_keeping
from portals.auditors.models import AuditorAccess
from portals.boards.models import User
from portals.database.owner import as_owner
from portals.services.shares import Databases
from scoring.auditing.jobs import make_ordered
from scoring.models import AuditDossier
from tests.portals.auditors.cast import OFFICE, lead_of
from tests.scoring.auditing.cast import ANSWER, WHY, Audited
from tests.scoring.auditing.test_dossier import published
from tests.support import moved_clock, processes
from tests.support.axe import violations
from tests.support.signed_in import sign_in

LATER = datetime.fromisoformat("2028-11-16T09:00:00+07:00")
PHONE, DESKTOP = {"width": 360, "height": 780}, {"width": 1280, "height": 900}
# Where somebody wants to look at the pages, not only have them checked.
PICTURES = os.environ.get("DESK_PICTURES")


@pytest.fixture
def later_server(transactional_db: None, own_databases: Databases) -> Iterator[processes.WebServer]:
    library = moved_clock.path_of_library()
    if library is None:
        assert os.environ.get("REQUIRE_FAKETIME") != "1", "libfaketime is not installed"
        pytest.skip("libfaketime is not installed: apt install faketime")
    with processes.web_server(
        own_databases, **moved_clock.moved_environment(LATER, library)
    ) as served:
        yield served


class Walk:
    """Browser windows on the later server; what axe finds is collected."""

    def __init__(self, chromium: Browser, server: processes.WebServer) -> None:
        self.chromium = chromium
        self.base = server.url(settings.PORTALS_ADMIN_HOST).rstrip("/")
        self.problems: list[str] = []

    def of(self, user: User, size: dict[str, int] = DESKTOP) -> Page:
        page = self.chromium.new_context(viewport=size, locale="vi-VN").new_page()
        with time_machine.travel(LATER):
            sign_in(page, self.base, user.username)
        return page

    def goto(self, page: Page, name: str, *args: object) -> int:
        response = page.goto(self.base + reverse(name, args=args))
        assert response is not None
        return response.status

    def look(self, page: Page, name: str) -> None:
        for size in (PHONE, DESKTOP):
            page.set_viewport_size(size)
            page.wait_for_load_state("networkidle")
            if PICTURES:
                page.screenshot(path=Path(PICTURES) / f"{name}-{size['width']}.png", full_page=True)
            assert page.evaluate("document.documentElement.scrollWidth") <= size["width"], name
            self.problems += [
                f"{name}: {violation['id']} {node['html'][:160]}"
                for violation in violations(page, within="#main")
                for node in violation["nodes"]
            ]


def verified(folder: Path) -> int:
    """What the dossier's own verifier says of it, in a process that has no network to need."""
    return subprocess.run(
        [sys.executable, "-I", "cong-bo/verify.py", "cong-bo"], cwd=folder, capture_output=True,
        check=False,
    ).returncode  # fmt: skip


def test_an_auditor_proves_october(
    later_server: processes.WebServer, chromium: Browser, tmp_path: Path
) -> None:
    audited: Audited = published()
    with as_owner():
        forget_past_keeping(now=LATER)
    with time_machine.travel(LATER):
        decision = audited.let_in(
            now=LATER, decided_on=date(2028, 11, 1), starts_on=date(2028, 11, 2),
            last_on=date(2028, 11, 30), first_month=date(2026, 10, 1), last_month=date(2026, 10, 1),
        )  # fmt: skip
    walk, auditor = Walk(chromium, later_server), lead_of(decision)
    page = walk.of(auditor)

    # From the first page to the month, the card, and the text as it stood.
    page.goto(f"{walk.base}/")
    expect(page.get_by_role("main")).to_contain_text(OFFICE)
    walk.look(page, "audit-start")
    page.get_by_role("link", name="10/2026", exact=True).click()
    walk.look(page, "audit-month")
    page.get_by_role("link", name=str(audited.card.portal), exact=True).click()
    for said in (WHY, ANSWER, str(audited.course.deputy), "45/TB-BBT"):
        expect(page.get_by_role("main")).to_contain_text(said)
    walk.look(page, "audit-card")
    walk.goto(page, "scoring:audit_line", audited.card.pk, "B1")
    walk.look(page, "audit-line")
    page.get_by_role("main").locator("a[href*='/bai/']").first.click()
    expect(page.get_by_role("main")).to_contain_text("Đây đúng là nội dung đã được chấm")
    expect(page.get_by_role("main")).to_contain_text("Tin số 1")
    walk.look(page, "audit-evidence")

    # The trail, by words; two months side by side.
    walk.goto(page, "scoring:audit_trail")
    page.fill("[name=q]", WHY)
    page.get_by_role("main").locator("form.desk-filters button").click()
    expect(page.locator("table.listing tbody tr")).to_have_count(1)
    walk.look(page, "audit-trail")
    walk.goto(page, "scoring:audit_compare")
    walk.look(page, "audit-compare")

    # The dossier is ordered, made by a job, and taken home.
    walk.goto(page, "scoring:audit_month", "2026-10")
    page.get_by_role("main").locator("form[action$='/ho-so/'] button").click()
    order = AuditDossier.objects.get()
    with time_machine.travel(LATER):
        make_ordered(order.pk)
    page.reload()
    walk.look(page, "audit-dossiers")
    with page.expect_download() as taken:
        page.locator(f"a[href='{reverse('scoring:audit_dossier_file', args=[order.pk])}']").click()
    with zipfile.ZipFile(taken.value.path()) as archive:
        archive.extractall(tmp_path)
    (folder,) = tmp_path.iterdir()
    assert verified(folder) == 0
    table = folder / "cong-bo/bang-diem-2026-10.json"
    total = json.loads(table.read_bytes())["portals"][0]["total"]
    changed = table.read_bytes().replace(
        f'"total":{total}'.encode(), f'"total":{total + 1}'.encode(), 1
    )
    table.write_bytes(changed)
    assert verified(folder) == 1

    # Nothing else opens, and no form is taken.
    for name in ("scoring:league", "scoring:proceedings", "boards", "audit_decisions", "journal"):
        walk.goto(page, name)
        assert page.url.rstrip("/") != walk.base + reverse(name).rstrip("/") or walk.goto(
            page, name
        ) in {403, 404}
    assert walk.goto(page, "scoring:audit_month", "2026-09") == 404

    # The province's head reads who looked at what; the auditor does not.
    head = walk.of(audited.course.province_head)
    walk.goto(head, "audit_accesses", decision.pk)
    expect(head.get_by_role("main")).to_contain_text(str(auditor))
    expect(head.get_by_role("main")).to_contain_text(str(audited.card.portal))
    walk.look(head, "audit-accesses")
    walk.goto(head, "audit_decision", decision.pk)
    walk.look(head, "audit-decision")
    walk.goto(head, "audit_decision_enter")
    walk.look(head, "audit-enter")
    assert AuditorAccess.objects.filter(status__gte=300).exists()
    assert walk.problems == []
