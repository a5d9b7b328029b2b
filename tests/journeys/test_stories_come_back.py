"""Stories that come back changed, in a real browser: an own version that follows its source, a recall with its
certificate, a local story picked and sent on.
"""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest
from django.conf import settings as django_settings
from playwright.sync_api import Browser, Page, expect

from editorial.models import Correction, Placement, StoryPage
from portals.boards.enums import Position
from syndication.adaptations.models import Adaptation
from syndication.jobs import place_dispatch
from syndication.models import Dispatch, Recall
from syndication.recalls.models import RecallCertificate
from tests.factories import make_member, make_province_tree, make_user, published_story
from tests.support import processes
from tests.support.axe import assert_accessible
from tests.support.signed_in import sign_in
from tests.syndication.adaptations.casts import FIRST, SECOND, blocks, rewrite
from tests.syndication.casts import place_at_once, send

PASSWORD = "mat-khau-thu-123"
PHONE = {"width": 320, "height": 700}
DESK = {"width": 1280, "height": 900}
NOTE = "Giờ mở cửa đúng là 19 giờ."


@pytest.fixture
def portals(transactional_db: None):
    top, _district, communes = make_province_tree(communes=2)
    make_member(top, Position.HEAD, user=make_user("truongban", password=PASSWORD))
    make_member(top, Position.SECRETARY, user=make_user("thuky", password=PASSWORD))
    make_member(communes[0], Position.EDITOR, user=make_user("bientapvien.xa", password=PASSWORD))
    make_member(communes[0], Position.HEAD, user=make_user("truongban.xa", password=PASSWORD))
    return top, communes


@pytest.fixture
def source(portals) -> StoryPage:
    top, communes = portals
    for portal in communes:
        place_at_once(portal)
    story = published_story(
        top, title="Chợ đêm mở cửa", lead="Từ thứ Bảy.", body=blocks(FIRST, SECOND)
    )
    head = top.board.members.get(position=Position.HEAD).user
    place_dispatch(dispatch_id=send(story, head).pk)
    return story


@pytest.fixture
def worker(
    web_server: processes.WebServer, readied: processes.Readied, tmp_path: Path
) -> Iterator[None]:
    with readied.running("rqworker", "default", "proof", log=tmp_path / "worker.log"):
        yield


@pytest.fixture
def signed_in(chromium: Browser, web_server: processes.WebServer):
    contexts = []

    def open_for(username: str, viewport: dict[str, int] = DESK) -> Page:
        context = chromium.new_context(
            locale="vi-VN", timezone_id="Asia/Ho_Chi_Minh", viewport=viewport
        )
        context.set_default_timeout(20_000)
        contexts.append(context)
        page = context.new_page()
        sign_in(page, web_server.url(django_settings.PORTALS_ADMIN_HOST), username)
        return page

    yield open_for
    for context in contexts:
        context.close()


def go(page: Page, web_server: processes.WebServer, path: str) -> Page:
    page.goto(web_server.url(django_settings.PORTALS_ADMIN_HOST, path))
    overflow = page.evaluate(
        "document.documentElement.scrollWidth - document.documentElement.clientWidth"
    )
    assert overflow <= 0, f"{path} scrolls sideways"
    return page


def test_an_own_version_follows_its_source(portals, source, web_server, signed_in, page) -> None:
    _top, communes = portals
    editor = signed_in("bientapvien.xa", PHONE)
    go(editor, web_server, f"/tin/{source.pk}/bien-tap/")
    assert_accessible(editor, within="#main")
    editor.locator("#main button[type=submit]").last.click()
    expect(editor.locator("[name=title]")).to_have_value("Chợ đêm mở cửa")
    made = Adaptation.objects.get()
    StoryPage.objects.get(pk=made.copy_id).get_latest_revision().publish(
        skip_permission_checks=True
    )
    own = StoryPage.objects.get(pk=made.copy_id)
    head = portals[0].board.members.get(position=Position.HEAD).user
    Correction.objects.create(story=source, text=NOTE, written_by=head, written_at=made.made_at)
    rewrite(source, body=blocks(FIRST.replace("18 giờ", "19 giờ"), SECOND))

    page.goto(web_server.url(communes[0].site.hostname, own.public_path()))
    expect(page.get_by_role("main")).to_contain_text("Biên tập từ tin của")
    expect(page.get_by_role("main")).to_contain_text(NOTE)
    assert_accessible(page)

    go(editor, web_server, "/viec/")
    editor.get_by_role("link", name="Xem thay đổi").first.click()
    expect(editor.locator("ins")).to_have_text("19 ")
    assert_accessible(editor, within="#main")
    editor.get_by_role("button", name="Lưu quyết định").click()
    expect(editor.get_by_role("heading", level=1)).to_contain_text("Chợ đêm mở cửa")
    draft = StoryPage.objects.get(pk=own.pk).get_latest_revision_as_object()
    assert "19 giờ" in str(draft.body)
    assert "18 giờ" in str(StoryPage.objects.get(pk=own.pk).body)


def test_a_recall_is_certified(portals, source, web_server, worker, signed_in) -> None:
    head = signed_in("truongban")
    go(head, web_server, f"/tin/{source.pk}/go/")
    head.select_option("[name=kind]", "in_error")
    head.fill("[name=reason]", "Nhầm ngày khai trương")
    assert_accessible(head, within="#main")
    head.locator("#main button[type=submit]").last.click()
    expect(head.locator("[data-waiting]")).to_be_visible()

    # The page counts up by itself, without a reload, until the certificate stands there.
    expect(head.get_by_role("link", name="Bản xác nhận (PDF)")).to_be_visible(timeout=60_000)
    assert_accessible(head, within="#main")
    with head.expect_download() as download:
        head.get_by_role("link", name="Bản xác nhận (PDF)").click()
    assert Path(download.value.path()).read_bytes().startswith(b"%PDF")
    assert RecallCertificate.objects.get().proof.recall == Recall.objects.get()
    head.set_viewport_size(PHONE)
    go(head, web_server, f"/luot-go/{Recall.objects.get().pk}/")


def test_a_local_story_is_picked_and_sent_on(portals, web_server, worker, signed_in) -> None:
    top, communes = portals
    story = published_story(communes[0], title="Hội làng Diềm mở cửa")
    secretary = signed_in("thuky", PHONE)
    go(secretary, web_server, "/tin-co-so/")
    expect(secretary.get_by_role("heading", name="Hội làng Diềm mở cửa")).to_be_visible()
    assert_accessible(secretary, within="#main")
    secretary.get_by_role("link", name="Chọn đăng").first.click()
    secretary.locator("[name=sends_on]").check()
    assert_accessible(secretary, within="#main")
    secretary.locator("#main button[type=submit]").last.click()
    expect(secretary.locator(".messages")).to_be_visible()

    dispatch = Dispatch.objects.get()
    assert (dispatch.sender, dispatch.story_id) == (top, story.pk)
    assert Placement.objects.standing().filter(story=story, portal=top).exists()
    editor = signed_in("bientapvien.xa", PHONE)
    go(editor, web_server, f"/tin/{story.pk}/duong-di/")
    expect(editor.locator("#main")).to_contain_text(top.name)
    assert_accessible(editor, within="#main")
