"""A Word document becomes a draft with its pictures; a bad one becomes nothing, and says why."""

from __future__ import annotations

import io
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from django.conf import settings as django_settings
from django.test import Client
from django.urls import reverse
from django.utils import timezone
from PIL import Image
from wagtail.models import Page, PageLogEntry

from editorial.checking.reading import findings_of
from editorial.docx_import import actions as verb
from editorial.docx_import import documents as documents_of_word
from editorial.docx_import.actions import bring_document
from editorial.docx_import.archive import UnableToImportDocument
from editorial.docx_import.reading import MOST_PICTURES
from editorial.models import ArticlePage, NoticePage, PortalImage, TextSignature
from portals.boards.enums import Position
from portals.boards.models import User
from portals.models import Portal
from portals.refusals import NotYourOffice
from tests.factories import make_member, make_portal, section_of

from .documents import changed, document, photo, report, uploaded, with_text

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def own_media(settings: Any, tmp_path: Path) -> Path:
    settings.MEDIA_ROOT = tmp_path
    return tmp_path


@pytest.fixture
def portal() -> Portal:
    return make_portal(name="Xã Đông Thọ")


@pytest.fixture
def author(portal: Portal) -> User:
    return make_member(portal, Position.CONTRIBUTOR)


def bring(portal: Portal, author: User, content: bytes, name: str = "bao-cao.docx", **more: Any):
    brought = bring_document(
        section=section_of(portal),
        file=uploaded(content, name),
        actor=author,
        now=timezone.now(),
        **more,
    )
    assert brought.story is not None
    return brought.story, brought.pictures_left_out


class TestAReport:
    def test_becomes_a_draft_of_our_blocks(self, portal: Portal, author: User) -> None:
        story, left_out = bring(portal, author, document())
        draft = story.get_latest_revision_as_object()
        assert (draft.title, left_out) == ("Xã Đông Thọ tổng kết phong trào", 0)
        assert draft.lead.startswith("Sáng 20/11, xã Đông Thọ")
        assert not story.live
        assert story.owner == author
        image = PortalImage.objects.get()
        raw = [(block["type"], block["value"]) for block in draft.body.get_prep_value()]
        assert raw == [
            ("text", "<p>Hội nghị có 120 đại biểu dự.</p>"),
            ("heading", {"text": "Kết quả", "level": "2"}),
            (
                "text",
                "<ul><li>Đường thôn được mở rộng</li><li>Nhà văn hóa được sửa</li></ul>"
                "<ol><li>Làm sạch</li><li>Trồng hoa</li></ol>",
            ),
            (
                "figure",
                {"image": {"image": image.pk, "decorative": False, "alt_text": ""}, "caption": ""},
            ),
            (
                "table",
                {
                    "caption": "",
                    "table": {
                        "caption": "",
                        "columns": [
                            {"type": "text", "heading": "Thôn"},
                            {"type": "text", "heading": "Số hộ"},
                        ],
                        "rows": [{"values": ["Đông", "85"]}],
                    },
                },
            ),
        ]

    def test_brings_its_pictures_into_the_boards_collection(
        self, portal: Portal, author: User
    ) -> None:
        bring(portal, author, document())
        image = PortalImage.objects.get()
        assert (image.collection, image.uploaded_by_user) == (portal.collection, author)
        assert (image.width, image.height) == (800, 600)

    def test_leaves_the_place_where_a_photo_was_taken_behind(
        self, portal: Portal, author: User
    ) -> None:
        assert b"Camera Bi Mat" in photo()
        bring(portal, author, document())
        content = PortalImage.objects.get().file.read()
        assert b"Camera Bi Mat" not in content
        assert not Image.open(io.BytesIO(content)).getexif()

    def test_asks_for_alt_text_by_the_checks(self, portal: Portal, author: User) -> None:
        story, _left_out = bring(portal, author, document())
        found = {one.code for one in findings_of(story, now=timezone.now())}
        assert {"alt-missing", "caption-missing", "table-title-missing"} <= found

    def test_is_logged_and_signed(self, portal: Portal, author: User) -> None:
        story, _left_out = bring(portal, author, document())
        entry = PageLogEntry.objects.get(action="editorial.import_document")
        assert (entry.user, entry.page_id) == (author, story.pk)
        assert (entry.data["portal"], entry.data["pictures"]) == (portal.pk, 1)
        assert TextSignature.objects.filter(story=story).exists()

    def test_may_become_a_notice(self, portal: Portal, author: User) -> None:
        story, _left_out = bring(portal, author, document(), kind=NoticePage.story_kind)
        assert isinstance(story, NoticePage)

    def test_is_refused_to_a_stranger(self, portal: Portal) -> None:
        stranger = make_member(make_portal(), Position.HEAD)
        with pytest.raises(NotYourOffice):
            bring(portal, stranger, document())


class TestGuessing:
    def test_takes_the_first_short_paragraph_where_there_is_no_heading(
        self, portal: Portal, author: User
    ) -> None:
        def build(made: Any) -> None:
            made.add_paragraph("Thông báo nghỉ lễ")
            made.add_paragraph("Cơ quan nghỉ từ ngày 2/9.")
            made.add_paragraph("Mời quay lại sau.")

        story, _left_out = bring(portal, author, document(build))
        assert (story.title, story.lead) == ("Thông báo nghỉ lễ", "Cơ quan nghỉ từ ngày 2/9.")
        assert story.body[0].value.source == "<p>Mời quay lại sau.</p>"

    def test_falls_back_to_the_name_of_the_file(self, portal: Portal, author: User) -> None:
        content = document(lambda made: made.add_paragraph("chữ " * 300))
        story, _left_out = bring(portal, author, content, name="Báo cáo quý.docx")
        assert (story.title, story.lead) == ("Báo cáo quý", "")

    def test_leaves_a_long_first_paragraph_in_the_text(self, portal: Portal, author: User) -> None:
        def build(made: Any) -> None:
            made.add_heading("Tiêu đề", level=1)
            made.add_paragraph("chữ " * 300)

        story, _left_out = bring(portal, author, document(build))
        assert (story.title, story.lead) == ("Tiêu đề", "")
        assert len(story.body) == 1


OLE = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + b"\x00" * 600
ENTITIES = (
    '<?xml version="1.0"?><!DOCTYPE a [<!ENTITY b "cccccccccc">]>'
    '<w:document xmlns:w="http://schemas.openxmlformats.org/wordprocessingml/2006/main">'
    "<w:body><w:p><w:r><w:t>&b;</w:t></w:r></w:p></w:body></w:document>"
)


def macros() -> bytes:
    return changed(document(), {"word/vbaProject.bin": b"x"})


def with_document(xml: bytes | None) -> bytes:
    return changed(document(), {"word/document.xml": xml})


# Made when they are needed: some unpack to a lot.
BAD_FILES: dict[str, tuple[Callable[[], bytes], str]] = {
    "empty": (lambda: b"", "a.docx"),
    "text": (lambda: b"not a zip", "a.docx"),
    "picture": (photo, "a.docx"),
    "wrong name": (document, "a.pdf"),
    "no name": (document, "docx"),
    "old format": (lambda: OLE, "a.doc"),
    "old format renamed": (lambda: OLE, "a.docx"),
    "macros by name": (document, "a.docm"),
    "macros inside": (macros, "a.docx"),
    "cut short": (lambda: document()[:-2000], "a.docx"),
    "another zip": (lambda: changed(document(), {"[Content_Types].xml": None}), "a.docx"),
    "no document": (lambda: with_document(None), "a.docx"),
    "broken text": (lambda: with_document(b"<w:document"), "a.docx"),
    "entities": (lambda: with_document(ENTITIES.encode()), "a.docx"),
    "entities in UTF-16": (lambda: with_document(ENTITIES.encode("utf-16")), "a.docx"),
    "without end": (lambda: with_text("<w:p>" * 5000 + "</w:p>" * 5000), "a.docx"),
    "no text": (lambda: document(lambda made: None), "a.docx"),
    "bomb": (lambda: changed(document(), {"word/media/a.bin": b"\0" * 160_000_000}), "a.docx"),
    "long text": (lambda: with_document(b"<a>" + b" " * 16_000_000 + b"</a>"), "a.docx"),
}


class TestABadFile:
    @pytest.mark.parametrize("which", BAD_FILES)
    def test_is_refused_with_words_and_leaves_nothing(
        self, which: str, portal: Portal, author: User, own_media: Path
    ) -> None:
        make, name = BAD_FILES[which]
        content = make()
        pages = Page.objects.count()
        with pytest.raises(UnableToImportDocument) as refusal:
            bring(portal, author, content, name)
        assert len(str(refusal.value)) > 20
        assert Page.objects.count() == pages
        assert not PortalImage.objects.exists()
        assert [path for path in own_media.rglob("*") if path.is_file()] == []

    def test_may_not_be_larger_than_we_read(
        self, portal: Portal, author: User, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        monkeypatch.setattr(documents_of_word, "LARGEST_FILE", 1000)
        with pytest.raises(UnableToImportDocument):
            bring(portal, author, document())

    def test_may_not_have_too_many_pictures(self, portal: Portal, author: User) -> None:
        def build(made: Any) -> None:
            for shade in range(MOST_PICTURES + 1):
                made.add_picture(io.BytesIO(photo(color=f"rgb({shade}, 0, 0)", size=(64, 64))))

        with pytest.raises(UnableToImportDocument):
            bring(portal, author, document(build))
        assert not PortalImage.objects.exists()

    def test_leaves_no_file_where_the_database_fails(
        self, portal: Portal, author: User, own_media: Path, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        def fail(_story: object) -> None:
            raise RuntimeError

        monkeypatch.setattr(verb, "sign_draft", fail)
        with pytest.raises(RuntimeError):
            bring(portal, author, document())
        assert not ArticlePage.objects.exists()
        assert not PortalImage.objects.exists()
        assert [path for path in own_media.rglob("*") if path.is_file()] == []

    def test_may_hold_a_picture_that_is_none(self, portal: Portal, author: User) -> None:
        broken = changed(document(), {"word/media/image1.jpg": b"no picture"})
        story, left_out = bring(portal, author, broken)
        assert left_out == 1
        assert "figure" not in {block.block_type for block in story.body}


@pytest.fixture
def desk(author: User) -> Client:
    client = Client(headers={"host": django_settings.PORTALS_ADMIN_HOST})
    client.force_login(author)
    return client


class TestThePage:
    def address(self, portal: Portal) -> str:
        return reverse("document_import", args=[portal.pk])

    def fields(self, portal: Portal, content: bytes | None = None) -> dict[str, Any]:
        sent: dict[str, Any] = {"section": section_of(portal).pk, "kind": "article"}
        if content is not None:
            sent["file"] = uploaded(content)
        return sent

    def test_makes_a_draft_and_opens_it(self, desk: Client, portal: Portal) -> None:
        sent = desk.post(self.address(portal), self.fields(portal, document()))
        story = ArticlePage.objects.get()
        assert sent["location"] == reverse("wagtailadmin_pages:edit", args=[story.pk])

    def test_tells_why_a_file_was_refused(self, desk: Client, portal: Portal) -> None:
        sent = desk.post(self.address(portal), self.fields(portal, b"nothing"))
        assert sent.status_code == 422
        assert not ArticlePage.objects.exists()

    def test_asks_for_a_file(self, desk: Client, portal: Portal) -> None:
        assert desk.post(self.address(portal), self.fields(portal)).status_code == 422
        assert desk.get(self.address(portal)).status_code == 200

    def test_offers_no_section_of_another_portal(self, desk: Client, portal: Portal) -> None:
        other = make_portal()
        sent = desk.post(
            self.address(portal), {**self.fields(other, document()), "kind": "article"}
        )
        assert sent.status_code == 422
        assert not ArticlePage.objects.exists()

    def test_does_not_exist_for_a_stranger(self, desk: Client) -> None:
        other = make_portal()
        assert desk.get(self.address(other)).status_code == 404
        sent = desk.post(self.address(other), self.fields(other, document()))
        assert sent.status_code == 404

    def test_is_found_from_the_list_of_stories(self, desk: Client, portal: Portal) -> None:
        page = desk.get(reverse("portal_stories", args=[portal.pk])).content.decode()
        assert self.address(portal) in page


def test_the_report_is_what_it_says() -> None:
    assert document(report)[:2] == b"PK"
