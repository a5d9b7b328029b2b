"""Quick writing: one form, one story, pictures that can be shown, and nothing that was typed lost."""

from __future__ import annotations

import io
import re
import struct
import uuid
import zlib

import pillow_heif
import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.urls import reverse
from PIL import Image

from editorial.editor.plain_text import LEAD_LENGTH, read_typed
from editorial.models import ArticlePage, NoticePage, PortalImage, QuickWriting, StoryPage
from portals.boards.enums import Position
from portals.uploads import PHOTOS, UploadRefused, examined
from portals.uploads.pictures import LONGEST_SIDE
from tests.factories import make_member, make_portal, make_user, section_of
from tests.walls import body, desk_client

GPS_LATITUDE = 2
GPS_IFD = 0x8825
ORIENTATION = 0x0112


def photo(
    size: tuple[int, int] = (60, 40), kind: str = "JPEG", *, orientation: int = 1
) -> SimpleUploadedFile:
    """A picture with its left half red, taken in Bắc Ninh by a phone that says so."""
    picture = Image.new("RGB", size, "blue")
    picture.paste("red", (0, 0, size[0] // 2, size[1]))
    exif = Image.Exif()
    exif[ORIENTATION] = orientation
    exif[0x010F] = "Hãng máy"
    exif.get_ifd(GPS_IFD)[GPS_LATITUDE] = (21.0, 11.0, 0.0)
    out = io.BytesIO()
    if kind == "HEIF":
        pillow_heif.from_pillow(picture).save(out, exif=exif.tobytes())
    else:
        picture.save(out, kind, exif=exif.tobytes())
    return SimpleUploadedFile(f"IMG_0001.{kind.lower()}", out.getvalue())


def bomb(width: int = 60_000, height: int = 60_000) -> SimpleUploadedFile:
    """A PNG of a few bytes that says it is a picture of 3.6 thousand million pixels."""

    def chunk(name: bytes, data: bytes) -> bytes:
        return (
            struct.pack(">I", len(data)) + name + data + struct.pack(">I", zlib.crc32(name + data))
        )

    header = struct.pack(">IIBBBBB", width, height, 8, 2, 0, 0, 0)
    content = b"\x89PNG\r\n\x1a\n" + chunk(b"IHDR", header)
    content += chunk(b"IDAT", zlib.compress(b"\0" * 100)) + chunk(b"IEND", b"")
    return SimpleUploadedFile("anh.png", content)


def as_kept(file: SimpleUploadedFile) -> SimpleUploadedFile:
    return examined(file, accepts=PHOTOS)


class TestAPhoto:
    @pytest.mark.parametrize("kind", ["JPEG", "PNG", "WEBP", "HEIF"])
    def test_becomes_a_picture_without_place_and_time(self, kind) -> None:
        with Image.open(as_kept(photo(kind=kind))) as made:
            assert made.format == "JPEG"
            assert made.size == (60, 40)
            assert not made.getexif()
            assert "exif" not in made.info
            assert "icc_profile" not in made.info

    def test_stands_upright(self) -> None:
        with Image.open(as_kept(photo(orientation=6))) as made:
            assert made.size == (40, 60)
            red, _green, blue = made.getpixel((20, 5))
            assert red > blue

    def test_of_a_good_camera_becomes_small(self) -> None:
        with Image.open(as_kept(photo((8000, 6000)))) as made:
            assert made.size == (LONGEST_SIDE, LONGEST_SIDE * 3 // 4)

    def test_with_nothing_behind_it_gets_a_white_ground(self) -> None:
        out = io.BytesIO()
        Image.new("RGBA", (10, 10), (0, 0, 0, 0)).save(out, "PNG")

        with Image.open(as_kept(SimpleUploadedFile("a.png", out.getvalue()))) as made:
            assert min(made.getpixel((5, 5))) > 250

    @pytest.mark.parametrize(
        "file",
        [
            SimpleUploadedFile("anh.jpg", b"<script>alert(1)</script>"),
            SimpleUploadedFile("anh.jpg", b""),
            SimpleUploadedFile("anh.svg", b"<svg xmlns='http://www.w3.org/2000/svg'/>"),
            SimpleUploadedFile("anh.gif", b"GIF89a" + b"\0" * 40),
            SimpleUploadedFile("anh.jpg", photo((400, 400)).read()[:700]),
            SimpleUploadedFile("anh.heic", photo(kind="HEIF").read()[:300]),
            bomb(),
            bomb(13_000, 13_000),
            bomb(11_000, 11_000),
        ],
        ids=["script", "empty", "svg", "gif", "torn", "torn heic", "bomb", "smaller", "smallest"],
    )
    def test_that_is_none_or_too_much_is_refused_in_words(self, file) -> None:
        with pytest.raises(UploadRefused, match=r"ảnh|rỗng|photo|empty"):
            examined(file, accepts=PHOTOS)


class TestTheTypedText:
    def test_begins_with_the_lead(self) -> None:
        typed = read_typed("Câu đầu.\nCùng đoạn.\r\n\r\nĐoạn hai <b>\ndòng hai")

        assert typed.lead == "Câu đầu. Cùng đoạn."
        assert typed.html == "<p>Đoạn hai &lt;b&gt;<br/>dòng hai</p>"

    @pytest.mark.parametrize(
        "sentence", ["Một câu khá dài của bài viết này. ", "khong-co-dau-cach" * 3]
    )
    def test_loses_nothing_where_the_lead_is_cut(self, sentence) -> None:
        typed = read_typed(sentence * 60)

        assert 0 < len(typed.lead) <= LEAD_LENGTH
        joined = (typed.lead + "".join(typed.paragraphs)).replace(" ", "")
        assert joined == (sentence * 60).replace(" ", "")

    def test_may_be_empty(self) -> None:
        assert read_typed(" \n \n").html == ""


@pytest.mark.django_db
class TestThePage:
    @pytest.fixture
    def portal(self):
        return make_portal()

    @pytest.fixture
    def editor(self, portal):
        return make_member(portal, Position.EDITOR)

    def form(self, portal, **fields: object) -> dict[str, object]:
        return {
            "key": str(uuid.uuid4()),
            "portal": portal.pk,
            "title": "Khai mạc lễ hội",
            "text": "Sáng nay lễ hội khai mạc.\n\nĐông đảo người dân tham dự.",
            "section": "tin-tuc",
            "event_at": "2026-11-25T08:00",
            "act": "submit",
            **fields,
        }

    def send(self, user, form, **headers: str):
        return desk_client(user).post(reverse("quick_write"), form, headers=headers)

    def test_gives_a_story_that_waits_for_review(self, portal, editor) -> None:
        response = self.send(
            editor,
            self.form(
                portal,
                **{
                    "photo-0": photo(kind="HEIF"),
                    "alt-0": "Sân đình",
                    "photo-1": photo(),
                    "alt-1": "Cờ",
                    "caption-0": "Sân đình thôn Đông, sáng 25/11",
                    "caption-1": "Rước cờ",
                    "credit": "Lê Thị Mẫu",
                    "byline": "Trần Văn Mẫu",
                    "source": "UBND xã",
                },
            ),
        )

        story = ArticlePage.objects.get()
        assert response.headers["Location"] == reverse("story_review", args=[story.pk])
        assert story.workflow_in_progress
        assert story.get_parent().pk == section_of(portal).pk
        assert story.lead == "Sáng nay lễ hội khai mạc."
        assert story.lead_image_alt == "Sân đình"
        assert story.event_at.isoformat() == "2026-11-25T01:00:00+00:00"
        text, figure = story.get_latest_revision_as_object().body
        assert "Đông đảo" in str(text.value)
        assert figure.value["image"].contextual_alt_text == "Cờ"
        assert (story.lead_image_caption, figure.value["caption"]) == (
            "Sân đình thôn Đông, sáng 25/11",
            "Rước cờ",
        )
        assert (story.byline, story.source) == ("Trần Văn Mẫu", "UBND xã")
        assert {image.credit for image in PortalImage.objects.all()} == {"Lê Thị Mẫu"}
        assert {image.description for image in PortalImage.objects.all()} == {"Sân đình", "Cờ"}
        assert {image.collection for image in PortalImage.objects.all()} == {portal.collection}
        story.get_latest_revision_as_object().full_clean()

    @pytest.mark.parametrize(
        ("kind", "model"), [("notice", NoticePage), ("article", ArticlePage), ("", ArticlePage)]
    )
    def test_gives_the_kind_that_was_chosen(self, portal, editor, kind, model) -> None:
        """And the usual one for what a device kept of a page that did not ask."""
        self.send(editor, self.form(portal, kind=kind))

        assert model.objects.get().workflow_in_progress

    def test_takes_no_kind_that_is_more_than_a_text(self, portal, editor) -> None:
        response = self.send(editor, self.form(portal, kind="document"))

        assert response.status_code == 422
        assert not StoryPage.objects.exists()

    def test_gives_a_draft_where_that_is_wanted(self, portal, editor) -> None:
        self.send(editor, self.form(portal, act="draft", text="", **{"photo-0": photo()}))

        assert not ArticlePage.objects.get().workflow_in_progress

    def test_takes_words_as_long_as_they_may_be(self, portal, editor) -> None:
        words = {"byline": "ă" * 120, "source": "ă" * 160, "credit": "ă" * 150}
        photos = {"photo-0": photo(), "alt-0": "Toàn cảnh", "caption-0": "ă" * 300}

        assert self.send(editor, self.form(portal, **words, **photos)).status_code == 302

        story = ArticlePage.objects.get().get_latest_revision_as_object()
        assert {name: getattr(story, name) for name in ("byline", "source")} == {
            name: words[name] for name in ("byline", "source")
        }
        assert (story.lead_image_caption, story.lead_image.credit) == ("ă" * 300, words["credit"])

    def test_gives_one_story_a_key(self, portal, editor) -> None:
        form = self.form(portal)

        first = self.send(editor, form, accept="application/json")
        form["title"] = "Sửa sau khi gửi"
        again = self.send(editor, form, accept="application/json")

        assert (first.status_code, again.status_code) == (201, 200)
        assert "duyệt · từ" in first.json()["where"]
        assert first.json()["url"] == again.json()["url"]
        assert ArticlePage.objects.get().title == "Khai mạc lễ hội"
        assert QuickWriting.objects.count() == 1

    def test_gives_nothing_for_a_key_of_somebody_else(self, portal, editor) -> None:
        form = self.form(portal)
        self.send(editor, form)

        other = self.send(make_member(portal, Position.EDITOR), form, accept="application/json")

        assert other.status_code == 422
        assert "url" not in other.json()

    def test_keeps_what_was_typed_and_says_what_is_wrong(self, portal, editor) -> None:
        response = self.send(
            editor,
            self.form(portal, **{"photo-0": bomb(), "alt-0": "Toàn cảnh", "photo-1": photo()}),
        )

        page = body(response).decode()
        assert response.status_code == 422
        # Which photo lacks words, at its place.
        assert re.search(r'id="wrong-1">Mô tả', page)
        assert "Khai mạc lễ hội" in page
        assert "Đông đảo người dân" in page
        assert 'value="Toàn cảnh"' in page
        assert not ArticlePage.objects.exists()
        assert not PortalImage.objects.exists()

    @pytest.mark.parametrize(
        "fields",
        [
            {"title": ""},
            {"title": "x" * 300},
            {"text": "   "},
            {"section": "khong-co"},
            {"key": "khong-phai"},
            {"event_at": "hôm qua"},
            {"byline": "x" * 121},
            {"source": "x" * 161},
            {"credit": "x" * 151},
        ],
    )
    def test_refuses_what_is_no_text(self, portal, editor, fields) -> None:
        response = self.send(editor, self.form(portal, **fields), accept="application/json")

        assert response.status_code == 422
        assert response.json()["said"]
        assert not ArticlePage.objects.exists()

    def test_refuses_the_portal_of_another_board(self, portal, editor) -> None:
        response = self.send(editor, self.form(make_portal()))

        assert response.status_code == 422
        assert not ArticlePage.objects.exists()

    def test_offers_only_ones_own_portals(self, portal, editor) -> None:
        other = make_portal(name="Xã Của Người Khác")
        second = make_portal(name="Xã Thứ Hai")
        make_member(second, Position.CONTRIBUTOR, user=editor)

        page = body(desk_client(editor).get(reverse("quick_write"))).decode()

        assert second.name in page
        assert other.name not in page

    def test_begins_in_the_section_that_the_address_names(self, portal, editor) -> None:
        section = section_of(portal, "van-ban")

        page = body(
            desk_client(editor).get(reverse("quick_write"), {"section": section.pk})
        ).decode()

        assert '<option value="van-ban" selected>' in page

    def test_tells_who_holds_no_post_that_there_is_nothing_to_write_for(self, portal) -> None:
        former = make_member(
            portal, Position.EDITOR, ends_on=section_of(portal).portal.opened_on.replace(year=2020)
        )

        for nobody in (former, make_user()):
            answer = desk_client(nobody).get(reverse("quick_write"))
            assert answer.status_code == 302
            assert answer["Location"].startswith(reverse("wagtailadmin_login"))

    def test_holds_nothing_inline(self, portal, editor) -> None:
        response = desk_client(editor).get(reverse("quick_write"))

        policy = response.headers["Content-Security-Policy"]
        assert "unsafe-inline" not in policy
        assert "worker-src 'self'" in policy
        assert "style=" not in body(response).decode()

    def test_has_a_worker_limited_to_itself(self, portal, editor) -> None:
        response = desk_client(editor).get(reverse("quick_worker"))

        assert response.headers["Content-Type"].startswith("text/javascript")
        assert response.headers["Service-Worker-Allowed"] == reverse("quick_write")
        assert "quick_write/quick_write.js" in body(response).decode()

    def test_is_on_no_public_host(self, portal, client) -> None:
        host = portal.site.hostname

        assert client.get("/viet-nhanh/", headers={"host": host}).status_code == 404
        assert client.get("/viet-nhanh/worker.js", headers={"host": host}).status_code == 404
