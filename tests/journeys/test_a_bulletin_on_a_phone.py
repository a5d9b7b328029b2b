"""An editor records a bulletin on a phone; the head hears it; a citizen follows the text, and reads the week."""

from __future__ import annotations

import io
import os
import wave
from pathlib import Path

import pytest
from django.conf import settings
from django.utils import timezone
from playwright.sync_api import Browser, Page, Route, expect

from editorial.broadcasts.models import BroadcastPage
from editorial.recordings.models import Captions, Recording
from portals.boards.enums import Position
from portals.models import Portal
from tests.editorial.broadcasts.bulletins import caption, make_bulletin, make_sound
from tests.factories import make_member, make_portal, section_of
from tests.support.axe import violations
from tests.support.processes import WebServer
from tests.support.signed_in import sign_in

pytestmark = pytest.mark.django_db(transaction=True)
PHONE = {"width": 360, "height": 740}
NARROWEST, DESKTOP = {"width": 320, "height": 740}, {"width": 1280, "height": 800}
# Where somebody wants to look at the pages, not only have them checked.
PICTURES = os.environ.get("DESK_PICTURES")
FITS = "document.documentElement.scrollWidth <= document.documentElement.clientWidth"
# A browser of tests has no microphone: a tone stands for it.
MICROPHONE = """
    navigator.mediaDevices.getUserMedia = async () => {
        const context = new AudioContext();
        const tone = context.createOscillator();
        const heard = context.createMediaStreamDestination();
        tone.connect(heard);
        tone.start();
        await context.resume();
        return heard.stream;
    };
"""


def silence(seconds: int = 6) -> bytes:
    written = io.BytesIO()
    with wave.open(written, "wb") as sound:
        sound.setnchannels(1)
        sound.setsampwidth(1)
        sound.setframerate(8000)
        sound.writeframes(b"\x80" * 8000 * seconds)
    return written.getvalue()


def looked_at(page: Page, name: str, *, within: str | None = None) -> None:
    for size in (NARROWEST, DESKTOP):
        page.set_viewport_size(size)
        assert page.evaluate(FITS), f"{name} is wider than {size['width']}"
        if PICTURES:
            page.screenshot(path=Path(PICTURES) / f"{name}-{size['width']}.png", full_page=True)
    found = violations(page, within=within)
    assert [(one["id"], [node["target"] for node in one["nodes"]]) for one in found] == []


def test_from_the_phone_to_the_citizen(chromium: Browser, web_server: WebServer) -> None:
    commune = make_portal("commune", name="Xã Đông Thọ", overseer=make_portal("province"))
    make_member(commune, Position.HEAD)
    editor = make_member(commune, Position.EDITOR)
    context = chromium.new_context(viewport=PHONE, locale="vi-VN")
    context.add_init_script(MICROPHONE)
    page = context.new_page()
    desk = web_server.url(settings.PORTALS_ADMIN_HOST, "")
    sign_in(page, desk, editor.username)

    page.goto(f"{desk}/ban-tin-loa/dang/")
    looked_at(page, "form")
    page.set_viewport_size(PHONE)
    page.get_by_role("button", name="Ghi âm").press("Enter")
    expect(page.locator("[data-state]")).to_contain_text("Đang ghi")
    stop = page.get_by_role("button", name="Dừng")
    expect(stop).to_be_focused()
    expect(page.locator("[data-state]")).to_contain_text("0:01")
    stop.press("Enter")
    expect(page.locator("[data-heard]")).to_be_visible()
    if PICTURES:
        page.screenshot(path=Path(PICTURES) / "form-recorded-360.png", full_page=True)
    page.get_by_label("Tiêu đề").fill("Tiêm phòng dại cho chó, mèo")
    page.get_by_role("button", name="Gửi duyệt").click()
    expect(page.locator("audio")).to_have_attribute("aria-label", "Tiêm phòng dại cho chó, mèo")
    posted = BroadcastPage.objects.get()
    assert posted.workflow_in_progress
    assert posted.recording.file_size > 0
    context.close()

    _citizen(chromium, web_server, commune)


def _citizen(chromium: Browser, web_server: WebServer, commune: Portal) -> None:
    sound = make_sound(commune)
    told = make_bulletin(
        commune,
        aired_at=timezone.now(),
        title="Lịch tiêm phòng",
        recording=sound,
        body=[{"type": "text", "value": "<p>Mời bà con đi tiêm phòng. Nhớ mang sổ &amp; thẻ.</p>"}],
    )
    Captions.objects.all().delete()
    caption(Recording.objects.get(document=sound), told, last="Nhớ mang sổ & thẻ.")
    host = commune.site.hostname
    context = chromium.new_context(viewport=PHONE, locale="vi-VN")
    page = context.new_page()
    heard = silence()

    def play(route: Route) -> None:
        route.fulfill(body=heard, headers={"Content-Type": "audio/wav", "Accept-Ranges": "none"})

    page.route("**/am-thanh/*/ban-tin.mp3", play)
    page.route("**/am-thanh/*/ban-tin.ogg", play)
    page.goto(web_server.url(host, told.public_path()))
    following = page.get_by_role("button", name="Câu sau")
    following.focus()
    page.keyboard.press(".")
    expect(page.locator(".body .being-read")).to_have_text("Nhớ mang sổ & thẻ.")
    page.keyboard.press(",")
    expect(page.locator(".body .being-read")).to_have_text("Mời bà con đi tiêm phòng.")
    page.locator(".body .cue").last.click()
    expect(page.locator(".body .being-read")).to_have_text("Nhớ mang sổ & thẻ.")
    page.get_by_label("Tốc độ").select_option("1.5")
    assert page.evaluate("document.querySelector('audio').playbackRate") == 1.5
    # Nobody is held: from the last of the buttons on goes the page.
    page.get_by_label("Tốc độ").press("Tab")
    expect(page.get_by_role("link", name="Tải MP3")).to_be_focused()
    looked_at(page, "bulletin")
    page.goto(web_server.url(host, f"/{section_of(commune, 'loa').slug}/"))
    expect(page.get_by_role("link", name="Lịch tiêm phòng")).to_be_visible()
    looked_at(page, "week")
    if PICTURES:
        page.goto(web_server.url(host, "/"))
        page.screenshot(path=Path(PICTURES) / "home-320.png", full_page=True)
    context.close()
