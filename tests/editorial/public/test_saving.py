"""A story as a PDF, and what search engines are told of it."""

from __future__ import annotations

import json
import re
from datetime import timedelta

import pypdfium2
import pytest
from django.utils import timezone

from editorial.enums import RemovalKind
from editorial.models import Correction
from editorial.placements.actions import withdraw_story
from editorial.public.pdf import stories as saved
from editorial.public.pdf.rich_text import flow_pieces
from editorial.public.pdf.stories import typeset_story
from portals.addresses import main_origin
from portals.boards.enums import Position
from tests.factories import (
    make_document,
    make_image,
    make_member,
    make_portal,
    make_province_tree,
    published_story,
)
from tests.support.visiting import republished, visit

pytestmark = pytest.mark.django_db
HOSTILE = '#panic("x") $x^2$ \\ *đậm* <a> `mã` [liên kết] @tham-chiếu // chú thích'


@pytest.fixture(autouse=True)
def own_media(settings: object, tmp_path: object) -> None:
    settings.MEDIA_ROOT = tmp_path


def pdf_path(path: str) -> str:
    return f"{path.rstrip('/')}.pdf"


def structured(portal, path: str) -> dict[str, dict]:
    html = visit(portal, path).content.decode()
    blocks = re.findall(r'<script type="application/ld\+json">(.*?)</script>', html)
    return {one["@type"]: one for one in map(json.loads, blocks)}


class TestThePdf:
    def test_is_offered_and_answers_as_a_file_to_keep(self) -> None:
        portal = make_portal()
        story = published_story(portal, title="Thông báo tiêm chủng")
        path = pdf_path(story.public_path())
        assert f'href="{path}"' in visit(portal, story.public_path()).content.decode()

        answer = visit(portal, path)

        assert answer.status_code == 200
        assert answer["Content-Type"] == "application/pdf"
        assert answer["Content-Disposition"] == f'attachment; filename="{story.slug}.pdf"'
        assert answer.content.startswith(b"%PDF-")

    def test_names_who_took_the_pictures(self, monkeypatch) -> None:
        portal = make_portal()
        image = make_image(portal)
        image.credit = "Nguyễn Văn Mẫu"
        image.save()
        story = published_story(
            portal,
            lead_image=image,
            lead_image_alt="Hội làng",
            lead_image_caption="Hội làng.",
            body=[("figure", {"image": image, "caption": ""})],
        )
        told = []
        monkeypatch.setattr(saved, "typeset", lambda _to, given, **_: told.append(given) or b"")

        visit(portal, pdf_path(story.public_path()))

        (given,) = told
        assert given["image"]["caption"] == "Hội làng. (Ảnh: Nguyễn Văn Mẫu)"
        assert given["blocks"][0]["caption"] == "Ảnh: Nguyễn Văn Mẫu"

    def test_holds_every_kind_of_block_and_takes_none_of_it_for_orders(self) -> None:
        portal = make_portal()
        image = make_image(portal)
        story = published_story(
            portal,
            title=HOSTILE,
            lead=HOSTILE,
            lead_image=image,
            lead_image_alt=HOSTILE,
            lead_image_caption=HOSTILE,
            byline=HOSTILE[:100],
            body=[
                ("text", f"<p>{HOSTILE.replace('<a>', '')}</p><ul><li>Một</li></ul>"),
                ("heading", {"text": HOSTILE, "level": "3"}),
                ("quote", {"text": HOSTILE, "attribution": HOSTILE}),
                ("figure", {"image": image, "caption": HOSTILE, "text": "Ba xã một cầu"}),
                ("file", {"document": make_document(portal), "title": HOSTILE}),
                ("video", {"url": "https://youtu.be/x", "title": HOSTILE}),
            ],
        )
        written = typeset_story(
            story,
            portal=portal,
            address="https://x/",
            source=HOSTILE,
            corrections=[Correction(text=HOSTILE, published_at=timezone.now())],
        )
        assert written.startswith(b"%PDF-")
        sheets = pypdfium2.PdfDocument(written)
        said = " ".join(sheet.get_textpage().get_text_range() for sheet in sheets)
        assert "Ba xã một cầu" in " ".join(said.split())

    def test_is_the_same_while_the_story_is(self) -> None:
        portal = make_portal()
        path = pdf_path(published_story(portal).public_path())
        assert visit(portal, path).content == visit(portal, path).content

    def test_of_another_spelling_leads_to_the_right_one(self) -> None:
        portal = make_portal()
        story = published_story(portal)
        answer = visit(portal, f"/chi-dao/khac-{story.pk}.pdf")
        assert (answer.status_code, answer["Location"]) == (301, pdf_path(story.public_path()))

    def test_is_gone_with_its_story(self) -> None:
        portal = make_portal()
        story = published_story(portal)
        withdraw_story(
            story=story,
            kind=RemovalKind.IN_ERROR,
            reason="Đăng sai số liệu.",
            actor=make_member(portal, Position.HEAD),
            now=timezone.now(),
        )
        answer = visit(portal, pdf_path(story.public_path()))
        assert answer.status_code == 410
        assert "Đăng sai số liệu." in answer.content.decode()

    def test_of_a_story_that_stands_elsewhere_is_not_here(self) -> None:
        story = published_story(make_portal())
        assert visit(make_portal(), pdf_path(story.public_path())).status_code == 404


class TestRichText:
    def test_becomes_paragraphs_items_and_runs(self) -> None:
        pieces = flow_pieces(
            "<p>Một <b>hai <i>ba</i></b> &amp; <a href='x'>bốn</a></p>"
            "<ol><li>Năm</li><li>Sáu</li></ol><ul><li>Bảy</li></ul><p></p>"
        )
        assert [(one["mark"], "".join(run["text"] for run in one["runs"])) for one in pieces] == [
            ("", "Một hai ba & bốn"),
            ("1.", "Năm"),
            ("2.", "Sáu"),
            ("•", "Bảy"),
        ]
        styles = [(run["text"], run["bold"], run["italic"]) for run in pieces[0]["runs"]]
        assert ("hai ", True, False) in styles
        assert ("ba", True, True) in styles

    @pytest.mark.parametrize("html", ["", "<", "<li>x", "</ul>x", "x<ul>y", "<p><p>x", "<b>x"])
    def test_that_is_broken_loses_no_words(self, html) -> None:
        said = "".join(run["text"] for piece in flow_pieces(html) for run in piece["runs"])
        assert ("x" in said) == ("x" in html)
        assert ("y" in said) == ("y" in html)


class TestSearchEngines:
    def test_are_told_of_a_news_story_by_its_origins_address(self) -> None:
        province, _district, (commune, _other) = make_province_tree()
        story = published_story(
            province,
            title='Tin "một" </script>',
            lead_image=make_image(province),
            lead_image_alt="Ảnh",
            byline="Ban Biên tập",
        )
        placement = republished(story, commune)

        told = structured(commune, placement.path)["NewsArticle"]

        assert told["headline"] == 'Tin "một" </script>'
        assert told["url"] == main_origin(province) + story.public_path()
        assert told["publisher"]["name"] == province.agency
        logo = told["publisher"].pop("logo")
        assert told["author"] == told["publisher"]
        assert logo["url"].startswith(f"{main_origin(province)}/static/")
        assert told["creditText"] == "Ban Biên tập"
        assert told["image"][0].startswith(f"{main_origin(commune)}/media/")
        assert told["datePublished"] <= told["dateModified"]

    def test_are_told_of_the_site_and_its_search(self) -> None:
        portal = make_portal()
        origin = main_origin(portal)

        told = structured(portal, "/")["WebSite"]

        assert told["name"] == portal.title
        search = told["potentialAction"]["target"]["urlTemplate"]
        assert search == f"{origin}/tim-kiem/?q={{search_term_string}}"

    def test_are_told_when_and_where_a_notice_is(self) -> None:
        portal = make_portal()
        now = timezone.now()
        notice = published_story(
            portal,
            notice=True,
            place="Nhà văn hóa",
            event_at=now,
            ends_at=now + timedelta(hours=2),
        )
        told = structured(portal, notice.public_path())["Event"]
        assert told["location"]["name"] == "Nhà văn hóa"
        assert told["startDate"] < told["endDate"]

    def test_are_told_of_no_event_without_a_time(self) -> None:
        portal = make_portal()
        notice = published_story(portal, notice=True)
        assert "Event" not in structured(portal, notice.public_path())

    def test_are_told_the_way_to_the_page(self) -> None:
        portal = make_portal()
        story = published_story(portal, title="Tin")
        steps = structured(portal, story.public_path())["BreadcrumbList"]["itemListElement"]
        assert [step["name"] for step in steps] == [portal.name, "Tin tức - Sự kiện", "Tin"]
        assert steps[-1]["item"] == main_origin(portal) + story.public_path()
