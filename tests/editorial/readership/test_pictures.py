"""The pages of numbers with something in them: as wide as a phone, and to be read with a screen reader."""

from __future__ import annotations

import os
from datetime import timedelta
from pathlib import Path

import pytest
from django.urls import reverse
from django.utils import timezone
from playwright.sync_api import Browser

from portals.boards.enums import Position
from portals.clock import local_date
from portals.visits.models import DayReaders, DayShare, FormerYear, PageViews
from tests.factories import make_member, make_province_tree, published_story
from tests.support.axe import RULES, violations
from tests.test_desk_pages import HOST, serve_styles
from tests.walls import body, desk_client

pytestmark = pytest.mark.django_db

ALONE = """
    .sidebar, aside { display: none !important; }
    html, body, .wrapper, .content-wrapper, .content, main { height: auto !important; max-height: none !important;
      overflow: visible !important; margin-inline: 0 !important; inset: auto !important; position: static !important; }
"""
SHARES = {
    "kind": {"home": 300, "article": 500, "document": 120, "search": 60, "file": 20},
    "referrer": {"own": 400, "search": 280, "direct": 170, "social": 100, "state": 50},
    "device": {"phone": 700, "computer": 260, "tablet": 40},
    "hour": {str(hour): 10 + (hour * 37) % 90 for hour in range(5, 23)},
    "left": {"machine": 180, "network": 2_300},
}


def test_are_accessible_and_fit_a_phone(chromium: Browser) -> None:
    province, _district, (commune, _other) = make_province_tree()
    story, today = published_story(commune), local_date(timezone.now())
    section = story.get_parent()
    for back in range(1, 61):
        day = today - timedelta(days=back)
        for aspect, values in SHARES.items():
            DayShare.objects.bulk_create(
                DayShare(
                    portal=commune,
                    day=day,
                    aspect=aspect,
                    value=value,
                    views=views * (70 + back * 13 % 60) // 100 + 1,
                )
                for value, views in values.items()
            )
        DayShare.objects.create(
            portal=commune, day=day, aspect="section", value=str(section.pk), views=620
        )
        DayReaders.objects.create(portal=commune, day=day, readers=400 + back)
        DayReaders.objects.create(portal=None, day=day, readers=900 + back)
        PageViews.objects.create(portal=commune, page=story, day=day, views=40)
    FormerYear.objects.create(
        portal=commune,
        year=2019,
        views=1_234_567,
        source="Báo cáo số 12/BC-VP ngày 5/1/2020",
        entered_at=timezone.now(),
    )
    pages = {
        "portal": body(
            desk_client(make_member(commune, Position.HEAD)).get(
                reverse("portal_readership", args=[commune.pk])
            )
        ),
        "below": body(
            desk_client(make_member(province, Position.HEAD)).get(reverse("readership_below"))
        ),
    }
    folder = os.environ.get("READERSHIP_PICTURES", "")
    for name, html in pages.items():
        for width in (360, 1280):
            context = chromium.new_context(
                viewport={"width": width, "height": 900}, locale="vi-VN", java_script_enabled=True
            )
            context.route("**/*", serve_styles)
            tab = context.new_page()
            tab.goto(f"{HOST}/static/")
            tab.set_content(html.decode(), wait_until="load")
            # Without its scripts the sidebar lies over a phone's page.
            tab.add_style_tag(content=ALONE)
            if folder:
                tab.screenshot(path=Path(folder) / f"{name}-{width}.png", full_page=True)
            wide = tab.evaluate(
                "[...document.querySelectorAll('.readership *')]"
                ".filter(one => !one.closest('.readership-wide, svg')"
                " && one.getBoundingClientRect().right > innerWidth + 1).map(one => one.outerHTML.slice(0, 90))"
            )
            assert wide == [], (name, width)
            if width == 1280:
                faults = [
                    (rule["id"], node["html"][:140])
                    for rule in violations(tab, rules=RULES)
                    for node in rule["nodes"]
                ]
                assert faults == [], name
            context.close()
