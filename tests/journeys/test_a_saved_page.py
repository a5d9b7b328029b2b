"""A page as a browser saves it has the text that the ledger holds, by every reader of such pages."""

from __future__ import annotations

from datetime import timedelta

import pytest
from django.utils import timezone
from playwright.sync_api import Browser

from editorial.models import StoryPage
from editorial.public_record.rendering import text_shown
from portals.ledger.shown_text import shown_text_of
from tests.factories import make_document, make_portal, published_story
from tests.portals.ledger.test_verify import verify
from tests.portals.ledger.verifying_page import VerifyingPage
from tests.support import processes
from tests.support.axe import assert_accessible
from tests.support.visiting import republished

pytestmark = pytest.mark.django_db(transaction=True)

# What Chromium does to links as it saves a page: absolute, in its own spelling.
SAVED = """() => {
    for (const link of document.querySelectorAll("a[href]")) link.setAttribute("href", link.href);
    return "<!DOCTYPE html>\\n<!-- saved from url=(0014)about:internet -->\\n" + document.documentElement.outerHTML;
}"""


def stories() -> list[StoryPage]:
    portal = make_portal()
    linked = published_story(portal)
    rich = (
        f'<p>Xem <a linktype="page" id="{linked.pk}">tin trước</a>, <a href="https://khac.example.vn/tìm?a=b&amp;c">đây</a>,'
        f' <a href="http://{portal.site.hostname}/lien-he/">Sở</a> và <a href="mailto:a@example.vn">thư</a>.</p>'
        "<ol><li>10<sup>2</sup> m</li><li><s>cũ</s> mới<ul><li>trong</li></ul></li></ol>"
        "<blockquote>Lời</blockquote><hr><h3>Mục</h3>"
    )
    columns = [{"type": "text", "heading": "Thôn"}, {"type": "number", "heading": "Hộ"}]
    table = {
        "columns": columns,
        "rows": [{"values": ["Đông", "12"]}, {"values": ["", "7"]}],
        "caption": "",
    }
    body = [
        ("heading", {"text": "Tiến độ", "level": "2"}),
        ("text", rich),
        ("quote", {"text": "Một\n\nhai", "attribution": "Ông Ví Dụ"}),
        ("table", {"caption": "Số hộ", "table": table}),
        ("video", {"url": "https://www.youtube.com/watch?v=abcdefghijk", "title": "Phim"}),
        ("file", {"document": make_document(portal), "title": "Biểu mẫu"}),
    ]
    now = timezone.now()
    notice = published_story(
        portal,
        notice=True,
        body=body,
        place="Thôn Đông",
        event_at=now,
        ends_at=now + timedelta(days=3),
    )
    return [published_story(portal, body=body, byline="Mai", source="Báo Ví Dụ"), notice]


def test_has_the_text_of_the_ledger_and_only_that(
    chromium: Browser, web_server: processes.WebServer
) -> None:
    elsewhere = make_portal()
    context = chromium.new_context(locale="vi-VN", viewport={"width": 320, "height": 800})
    verifier = VerifyingPage.opened(chromium.new_context())
    for story in stories():
        portal = story.portal_of_page()
        held = text_shown(story, portal=portal, address="https://a.example.vn/tin-tuc/a-1/")
        for host, path in (
            (portal.site.hostname, story.public_path()),
            (elsewhere.site.hostname, republished(story, elsewhere).path),
        ):
            page = context.new_page()
            page.goto(web_server.url(host, path))
            assert_accessible(page)
            assert page.evaluate("document.documentElement.scrollWidth") == 320
            saved = page.evaluate(SAVED)
            page.close()
            assert shown_text_of(saved) == held
            assert verify.shown_text(saved)[1] == held
            assert lines_of(verifier, saved) == held
            altered = saved.replace(f"{story.title}</h1>", f"{story.title}!</h1>")
            assert shown_text_of(altered) != held
            assert (
                lines_of(verifier, altered)
                == verify.shown_text(altered)[1]
                == shown_text_of(altered)
            )
    context.close()
    verifier.page.context.close()


def lines_of(verifier: VerifyingPage, html: str) -> str:
    lines = verifier.page.evaluate("(html) => shownText(html).lines", html)
    return "".join(f"{line}\n" for line in lines)
