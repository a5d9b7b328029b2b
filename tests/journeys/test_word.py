"""A text comes out of Word: pasted through the clipboard, and uploaded as a document."""

from __future__ import annotations

from pathlib import Path

import pytest
from django.conf import settings
from playwright.sync_api import Browser, Locator, Page, expect

from editorial.models import ArticlePage, PortalImage
from portals.boards.enums import Position
from tests.editorial.docx_import.clipboard import FULL, LIST_ONLY
from tests.editorial.docx_import.documents import document
from tests.factories import make_member, make_portal, make_story
from tests.support.axe import violations
from tests.support.signed_in import sign_in

from .test_checks_of_a_text import open_editor
from .test_review_on_a_phone import DESKTOP, PHONE, PICTURES

PASTE = """(editor, [html, words]) => {
    const carried = new DataTransfer();
    carried.setData('text/html', html);
    carried.setData('text/plain', words);
    editor.focus();
    editor.dispatchEvent(
        new ClipboardEvent('paste', {clipboardData: carried, bubbles: true, cancelable: true})
    );
}"""


@pytest.fixture
def desk(web_server):
    portal = make_portal(name="Xã Đông Thọ")
    author = make_member(portal, Position.EDITOR)
    return f"http://{settings.PORTALS_ADMIN_HOST}:{web_server.port}", portal, author


def editor_of(page: Page) -> Locator:
    return page.locator("#body-root .public-DraftEditor-content").first


def paste(editor: Locator, html: str, words: str = "chữ trơn") -> None:
    editor.click()
    editor.evaluate(PASTE, [html, words])


def saved_body(page: Page, until: str) -> list[tuple[str, object]]:
    """What autosave stored, once it holds `until`."""
    for _ in range(60):
        body = ArticlePage.objects.get().get_latest_revision_as_object().body
        if until in str(body.get_prep_value()):
            return [(block["type"], block["value"]) for block in body.get_prep_value()]
        page.wait_for_timeout(500)
    raise AssertionError(f"{until!r} was not saved")


@pytest.mark.django_db(transaction=True)
class TestPasting:
    def test_keeps_headings_lists_and_tables_as_blocks(self, desk, chromium: Browser) -> None:
        base, portal, author = desk
        story = make_story(portal, author=author, body=[("text", "<p></p>")])
        context = chromium.new_context(viewport=DESKTOP, locale="vi-VN")
        page = context.new_page()
        open_editor(page, base, author, story)
        paste(editor_of(page), FULL)
        heading = page.locator("#body-root input[name$='-text']").first
        expect(heading).to_have_value("Kế hoạch tiêm phòng", timeout=15_000)

        body = saved_body(page, "Kính báo")

        assert [kind for kind, _value in body] == [
            "heading", "text", "heading", "text", "table", "text",
        ]  # fmt: skip
        assert body[0][1] == {"text": "Kế hoạch tiêm phòng", "level": "2"}
        assert body[4][1]["table"]["rows"] == [
            {"values": ["Đông", "120"]},
            {"values": ["Đoài", "85"]},
        ]
        stored = str(body)
        for dress in ("mso-", "Mso", "style", "color", "<span", "<b>", "alert"):
            assert dress not in stored
        context.close()

    def test_of_a_list_stays_where_the_cursor_is(self, desk, chromium: Browser) -> None:
        base, portal, author = desk
        story = make_story(portal, author=author, body=[("text", "<p>Lịch tiêm:</p>")])
        context = chromium.new_context(viewport=DESKTOP, locale="vi-VN")
        page = context.new_page()
        open_editor(page, base, author, story)
        editor_of(page).click()
        page.keyboard.press("End")
        page.keyboard.press("Enter")
        paste(editor_of(page), LIST_ONLY)

        [(kind, value)] = saved_body(page, "Thôn Đoài")

        assert kind == "text"
        assert "Lịch tiêm" in str(value)
        assert str(value).count("<ul>") == 2
        context.close()

    def test_puts_bare_words_where_nothing_can_be_read(self, desk, chromium: Browser) -> None:
        base, portal, author = desk
        story = make_story(portal, author=author, body=[("text", "<p></p>")])
        context = chromium.new_context(viewport=DESKTOP, locale="vi-VN")
        page = context.new_page()
        open_editor(page, base, author, story)
        page.route("**/dan-tu-word/", lambda route: route.abort())
        paste(editor_of(page), FULL, "Chỉ có chữ thôi")
        expect(editor_of(page)).to_contain_text("Chỉ có chữ thôi")
        context.close()

    def test_of_other_text_is_left_to_the_editor(self, desk, chromium: Browser) -> None:
        base, portal, author = desk
        story = make_story(portal, author=author, body=[("text", "<p></p>")])
        context = chromium.new_context(viewport=DESKTOP, locale="vi-VN")
        page = context.new_page()
        open_editor(page, base, author, story)
        asked: list[str] = []
        page.on("request", lambda request: asked.append(request.url))
        paste(editor_of(page), "<p>một <b>hai</b></p>", "một hai")
        expect(editor_of(page)).to_contain_text("một hai")
        assert not [url for url in asked if "dan-tu-word" in url]
        context.close()


@pytest.mark.django_db(transaction=True)
class TestUploading:
    def test_makes_a_draft_on_a_phone(self, desk, chromium: Browser, tmp_path: Path) -> None:
        base, portal, author = desk
        file = tmp_path / "bao-cao.docx"
        file.write_bytes(document())
        context = chromium.new_context(viewport=PHONE, locale="vi-VN")
        page = context.new_page()
        sign_in(page, base, author.username)
        page.goto(f"{base}/tin-bai/{portal.pk}/")
        page.click("a[href$='/tu-tep-word/']")
        page.wait_for_url("**/tu-tep-word/")
        found = violations(page, within=".desk")
        assert [violation["id"] for violation in found] == []
        assert page.evaluate("document.documentElement.scrollWidth") <= PHONE["width"]
        if PICTURES:
            page.screenshot(path=Path(PICTURES) / "word-upload-390.png", full_page=True)
        page.set_input_files("[type=file]", file)
        page.click(".desk button[type=submit]")
        page.wait_for_url("**/edit/")

        story = ArticlePage.objects.get()
        assert PortalImage.objects.get().collection == portal.collection
        expect(page.locator("#id_title")).to_have_value("Xã Đông Thọ tổng kết phong trào")
        if PICTURES:
            page.wait_for_load_state("networkidle")
            page.screenshot(path=Path(PICTURES) / "word-draft-390.png", full_page=True)
        assert [block.block_type for block in story.get_latest_revision_as_object().body] == [
            "text", "heading", "text", "figure", "table",
        ]  # fmt: skip
        context.close()

    def test_says_what_is_wrong_with_a_file(self, desk, chromium: Browser, tmp_path: Path) -> None:
        base, portal, author = desk
        file = tmp_path / "bao-cao.doc"
        file.write_bytes(b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + bytes(600))
        context = chromium.new_context(viewport=PHONE, locale="vi-VN")
        page = context.new_page()
        sign_in(page, base, author.username)
        page.goto(f"{base}/tin-bai/{portal.pk}/tu-tep-word/")
        page.set_input_files("[type=file]", file)
        page.click(".desk button[type=submit]")
        expect(page.locator(".errorlist")).to_contain_text(".docx")
        assert not ArticlePage.objects.exists()
        context.close()
