"""A scorer goes through eighteen communes: few pages, one click, all else by keyboard; by buttons without scripts."""

from __future__ import annotations

import os
from dataclasses import dataclass, field
from datetime import date
from pathlib import Path

import pytest
from django.conf import settings
from django.urls import reverse
from playwright.sync_api import Browser, Page

from portals.boards.enums import Position
from scoring.course.actions import enter_draw, move_on_by_clock, name_draw, open_proceedings
from scoring.models import FactEntry, PublicDraw, RecheckedCard, Round, Scorecard
from scoring.rounds.actions import score_month
from tests.factories import make_member, make_portal
from tests.scoring.cast import OCTOBER, SNAPSHOT, VERIFIED, adopt_default, local, make_province
from tests.support.axe import assert_accessible
from tests.support.signed_in import sign_in

COMMUNES = 18
MONTH = "2026-10"
PICTURES = os.environ.get("DESK_PICTURES")
NARROW, WIDE = {"width": 360, "height": 740}, {"width": 1280, "height": 800}


@dataclass
class Counted:
    """What a person does, and how many pages come for it."""

    page: Page
    loads: int = 0
    keys: int = 0
    clicks: list[str] = field(default_factory=list)

    def __post_init__(self) -> None:
        self.page.on("load", self._loaded)

    def _loaded(self, _page: Page) -> None:
        self.loads += 1

    def type(self, label: str, text: str, line: str) -> None:
        self.page.locator(f"#{line}").get_by_label(label, exact=True).fill(text)
        self.keys += len(text)

    def press(self, key: str) -> None:
        self.page.keyboard.press(key)
        self.keys += 1


def picture(page: Page, name: str) -> None:
    if PICTURES:
        page.screenshot(path=Path(PICTURES) / f"{name}.png", full_page=True)


def fits(page: Page) -> list[str]:
    return page.evaluate(
        "[...document.querySelectorAll('main *')].filter("
        "e => e.checkVisibility() && e.getBoundingClientRect().right > innerWidth + 1"
        " && !e.closest('.sidebar, .w-sr-only, thead')).map(e => e.outerHTML.slice(0, 120))"
    )


def make_months(*, with_districts: bool):
    """October of eighteen communes: scored by their district, or by the province where there is none."""
    province, head, deputy = make_province()
    adopt_default(head, deputy, tiers=("commune",))
    scorer = make_portal("district", overseer=province) if with_districts else province
    communes = [make_portal(overseer=scorer) for _ in range(COMMUNES)]
    other = make_portal(overseer=make_portal("district", overseer=province))
    score_month(month=OCTOBER, actor=None, now=SNAPSHOT)
    open_proceedings(round_=Round.objects.get(), now=SNAPSHOT)
    return make_member(scorer, Position.SECRETARY), communes, other


@pytest.mark.django_db(transaction=True)
@pytest.mark.parametrize("with_districts", [True, False], ids=["districts", "no-districts"])
def test_goes_through_eighteen_communes(web_server, chromium: Browser, with_districts) -> None:
    scorer, communes, other = make_months(with_districts=with_districts)
    base = f"http://{settings.PORTALS_ADMIN_HOST}:{web_server.port}"
    context = chromium.new_context(viewport=WIDE, locale="vi-VN")
    page = context.new_page()
    sign_in(page, base, scorer.username)
    mine = len(communes) + (0 if with_districts else 1)

    page.goto(f"{base}{reverse('scoring:assess_list')}?month={MONTH}")
    assert f"Đã xong: 0/{mine} Cổng" in page.inner_text("main")
    picture(page, f"list-{with_districts}")
    counted = Counted(page)
    page.locator(".score-acts .button").first.click()
    counted.clicks.append("go on")
    for number in range(mine):
        page.wait_for_selector("#F2")
        if not number:
            picture(page, f"assess-{with_districts}")
            assert_accessible(page, within="main .nice-padding")
        counted.type("Trên tổng số", "0", "F1")
        counted.type("Minh chứng", "Không có tin", "F1")
        counted.type("Đạt", "4", "F2")
        counted.type("Trên tổng số", "4", "F2")
        counted.type("Minh chứng", "Đủ 4 mục", "F2")
        with page.expect_navigation():
            counted.press("Control+Enter")

    assert page.url == f"{base}{reverse('scoring:assess_list')}?month={MONTH}"
    assert f"Đã xong: {mine}/{mine} Cổng" in page.inner_text("main")
    assert FactEntry.objects.filter(portal__in=communes, entered_by=scorer).count() == 2 * COMMUNES
    # A page a portal and the one at the end; one click for all of them.
    assert counted.loads == mine + 1
    assert len(counted.clicks) == 1

    for width, view in (("360", NARROW), ("1280", WIDE)):
        page.set_viewport_size(view)
        for name, path in (
            ("criterion", reverse("scoring:judge_criterion", args=[MONTH, "F2"])),
            ("assess", reverse("scoring:assess", args=[MONTH, communes[0].pk])),
            ("register", reverse("scoring:enter_register", args=[MONTH])),
            ("list", f"{reverse('scoring:assess_list')}?month={MONTH}"),
        ):
            page.goto(base + path)
            assert_accessible(page, within="main .nice-padding")
            assert fits(page) == [], (name, width)
            picture(page, f"{name}-{width}-{with_districts}")
    if with_districts:
        answer = page.goto(base + reverse("scoring:assess", args=[MONTH, other.pk]))
        assert answer.status == 404
    context.close()


@pytest.mark.django_db(transaction=True)
def test_works_without_javascript_and_moves_by_keys_with_it(web_server, chromium: Browser) -> None:
    scorer, communes, _other = make_months(with_districts=True)
    base = f"http://{settings.PORTALS_ADMIN_HOST}:{web_server.port}"
    first, second, *_rest = sorted(communes, key=lambda one: (one.name, one.pk))
    context = chromium.new_context(viewport=WIDE, locale="vi-VN", java_script_enabled=False)
    page = context.new_page()
    sign_in(page, base, scorer.username)
    page.goto(base + reverse("scoring:assess", args=[MONTH, first.pk]))
    page.fill("[name=line-F2-done]", "4")
    page.fill("[name=line-F2-cases]", "4")
    page.fill("[name=line-F2-source]", "Đủ 4 mục")
    page.click("button[name=onward]")
    assert page.url == base + reverse("scoring:assess", args=[MONTH, second.pk])
    assert FactEntry.objects.get().portal == first
    context.close()

    context = chromium.new_context(viewport=WIDE, locale="vi-VN")
    page = context.new_page()
    sign_in(page, base, scorer.username)
    page.goto(base + reverse("scoring:judge_criterion", args=[MONTH, "F2"]))
    names = []
    for key in ("Alt+ArrowDown", "Alt+ArrowDown", "Alt+ArrowUp"):
        page.keyboard.press(key)
        names.append(page.evaluate("document.activeElement.name"))
    assert names == [f"line-{one.pk}-done" for one in (first, second, first)]
    assert Scorecard.objects.exists()
    context.close()


@pytest.mark.django_db(transaction=True)
def test_the_province_reads_scorers_side_by_side(web_server, chromium: Browser) -> None:
    """The draw is held and entered, one card is drawn: the page with all that stands on it, narrow and wide."""
    province, head, deputy = make_province()
    adopt_default(head, deputy, tiers=("commune",))
    name_draw(
        month=OCTOBER, name="Xổ số miền Bắc, giải đặc biệt", drawn_on=date(2026, 11, 2),
        actor=head, now=local(2026, 10, 20, 9),
    )  # fmt: skip
    for _ in range(3):
        district = make_portal("district", overseer=province)
        make_portal(overseer=district)
    score_month(month=OCTOBER, actor=None, now=SNAPSHOT)
    open_proceedings(round_=Round.objects.get(), now=SNAPSHOT)
    for actor in (head, deputy):
        enter_draw(
            draw=PublicDraw.objects.get(), result="04217", actor=actor, now=local(2026, 11, 2, 19)
        )
    move_on_by_clock(now=VERIFIED)
    card = RecheckedCard.objects.get().card_id
    base = f"http://{settings.PORTALS_ADMIN_HOST}:{web_server.port}"
    context = chromium.new_context(locale="vi-VN")
    page = context.new_page()
    sign_in(page, base, head.username)
    for width, view in (("360", NARROW), ("1280", WIDE)):
        page.set_viewport_size(view)
        for name, path in (
            ("scorers", f"{reverse('scoring:scorers')}?month={MONTH}"),
            ("recheck", reverse("scoring:recheck", args=[card])),
            ("draw", reverse("scoring:name_draw", args=["2026-12"])),
        ):
            page.goto(base + path)
            assert_accessible(page, within="main .nice-padding")
            assert fits(page) == [], (name, width)
            picture(page, f"{name}-{width}")
    context.close()
