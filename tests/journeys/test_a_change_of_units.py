"""The pages of a change of units and the notice of a portal that opened: for everybody, on a phone too."""

from __future__ import annotations

import os
from datetime import timedelta
from pathlib import Path

import pytest
from django.conf import settings
from django.urls import reverse
from django.utils import timezone
from playwright.sync_api import Browser, Page

from portals.boards.enums import Position
from portals.boards.models import User
from portals.clock import local_date
from portals.models import Portal, Succession
from portals.reforms.actions import ask_for_plan, enter_reform
from portals.reforms.enums import ActDirection
from portals.reforms.jobs import make_plans
from portals.reforms.models import Reform
from portals.reforms.sheet import ReformLine, ReformUnitSpec
from portals.reforms.switch_actions import want_reform_act
from tests.factories import make_member, make_portal, make_province_tree
from tests.support.axe import assert_accessible
from tests.support.signed_in import sign_in

PICTURES = os.environ.get("DESK_PICTURES")
NARROW, WIDE = {"width": 320, "height": 740}, {"width": 1280, "height": 800}


def seen(page: Page, name: str, *, within: str | None = None) -> None:
    """At both widths nothing sticks out and axe finds nothing."""
    for width, size in (("320", NARROW), ("1280", WIDE)):
        page.set_viewport_size(size)
        wide = page.evaluate("document.documentElement.scrollWidth - innerWidth")
        assert wide <= 0, f"{page.url} at {width}: {wide} px too wide"
        if PICTURES:
            page.screenshot(path=Path(PICTURES) / f"{name}-{width}.png", full_page=True)
    assert_accessible(page, within=within)


def planned(province: Portal, district: Portal, communes: list[Portal]) -> tuple[Reform, User]:
    now = timezone.now()
    head = make_member(province, Position.HEAD)
    for one in communes:
        make_member(one, Position.HEAD)
        make_member(one, Position.EDITOR)
    unit = ReformUnitSpec("X1", "Xã Hợp Nhất", "commune", district.code)
    reform = enter_reform(
        title="Sắp xếp xã",
        mandate="Nghị quyết số 12",
        takes_effect_on=local_date(now) + timedelta(days=30),
        lines=[
            *(ReformLine(2 + n, one.code, one.name, result=unit) for n, one in enumerate(communes)),
            ReformLine(9, "", "", result=ReformUnitSpec("X9", "Xã Xa", "commune", district.code)),
        ],
        actor=head,
        now=now,
    )
    ask_for_plan(reform=reform, actor=head, now=now)
    make_plans(now=now)
    want_reform_act(reform=reform, direction=ActDirection.FORWARD, actor=head, now=now)
    return reform, head


@pytest.mark.django_db(transaction=True)
def test_each_page_is_for_everybody(web_server, chromium: Browser) -> None:
    province, district, communes = make_province_tree(2)
    reform, head = planned(province, district, communes)
    context = chromium.new_context(viewport=WIDE, locale="vi-VN")
    page = context.new_page()
    base = f"http://{settings.PORTALS_ADMIN_HOST}:{web_server.port}"
    sign_in(page, base, head.username)
    for name, args in (
        ("reforms", []),
        ("reform_open", []),
        ("reform_rename", []),
        ("reform", [reform.pk]),
        ("reform_boards", [reform.pk]),
        ("reform_board", [reform.pk, "X1"]),
        ("reform_call_off", [reform.pk]),
    ):
        answer = page.goto(base + reverse(name, args=args))
        assert answer is not None
        assert answer.status == 200
        seen(page, name, within="main")

    today = local_date(timezone.now())
    opened = make_portal(overseer=district, name="Xã Mới Mở", opened_on=today)
    for one in communes:
        Portal.objects.filter(pk=one.pk).update(closed_on=today, site=None)
        Succession.objects.create(portal=one, successor=opened, kind="merge", happened_on=today)
    for path, name in (("/", "home"), ("/lien-he/", "contact")):
        page.goto(f"http://{opened.site.hostname}:{web_server.port}{path}")
        assert communes[0].name in page.inner_text("main")
        seen(page, name)
    context.close()
