"""Every injection of the pack, by the way of a board and by the way of a burglar: none becomes public."""

from __future__ import annotations

import re
from html.parser import HTMLParser

import pytest
from django.utils import timezone
from wagtail.rich_text import RichText

from editorial.bulk_import.actions import StoryImport, UnableToImport, import_stories
from editorial.content_scan.judging import threats_of_page
from editorial.content_scan.kinds import NEVER
from editorial.models import StoryPage
from editorial.review.actions import approve_story, submit_story
from editorial.review.fast_lane import publish_at_once
from portals.boards.enums import Position
from portals.refusals import Refusal
from tests.factories import NOON, make_image, make_member, make_portal, make_story, section_of
from tests.support.visiting import visit

from .injections import INJECTIONS

pytestmark = pytest.mark.django_db
PACK = pytest.mark.parametrize(
    ("where", "what"), [case[1:] for case in INJECTIONS], ids=[case[0] for case in INJECTIONS]
)


@pytest.fixture
def portal():
    return make_portal()


@pytest.fixture
def author(portal):
    return make_member(portal, Position.CONTRIBUTOR)


@pytest.fixture
def deputy(portal):
    return make_member(portal, Position.DEPUTY)


def planted(portal, where, what, **options) -> StoryPage:
    """A draft with `what` in it."""
    image = make_image(portal) if where == "caption" else None
    figure = {"image": image, "alt_text": "Hội nghị", "decorative": False} if image else None
    body = {
        "rich": lambda: ("text", RichText(what)),
        "caption": lambda: ("figure", {"image": figure and image, "caption": what}),
        "quote": lambda: ("quote", {"text": what, "attribution": ""}),
        "heading": lambda: ("heading", {"text": what, "level": "2"}),
        "cell": lambda: ("quote", {"text": "Bảng", "attribution": what}),
    }
    blocks = [("text", RichText("<p>Nội dung của bài.</p>"))]
    if where in body:
        blocks.append(body[where]())
    fields = {where: what} if where in {"title", "lead"} else {}
    return make_story(portal, body=blocks, **fields, **options)


def reviewed(story, author, approver) -> None:
    submit_story(story=story, actor=author, now=timezone.now())
    approve_story(story=story, actor=approver, now=timezone.now())


class Served(HTMLParser):
    """What of a served page could run, hide or lead away."""

    def __init__(self, host: str) -> None:
        super().__init__()
        self.host, self.found = host, list[str]()

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        given = dict(attrs)
        source = given.get("src") or given.get("href") or ""
        if tag in {"iframe", "object", "embed", "base", "style", "marquee", "template", "math"}:
            self.found.append(tag)
        is_data = given.get("type") == "application/ld+json"
        if tag == "script" and not is_data and not source.startswith("/static/"):
            self.found.append(f"script {source}")
        if given.get("http-equiv", "").lower() == "refresh":
            self.found.append("refresh")
        self.found += [name for name in given if re.fullmatch(r"on[a-z]+", name) or name == "style"]
        if re.match(r"\s*(?:java\s*script|vbscript|data)\s*:", source, re.IGNORECASE):
            self.found.append(source)


def test_the_pack_is_large_enough():
    assert len(INJECTIONS) >= 50
    assert len({name for name, _, _ in INJECTIONS}) == len(INJECTIONS)


class TestByTheWayOfABoard:
    @pytest.mark.asvs("1.2.2")
    @PACK
    def test_none_passes_the_review(self, portal, author, deputy, where, what):
        story = planted(portal, where, what, author=author)

        with pytest.raises(Refusal):
            reviewed(story, author, deputy)

        story.refresh_from_db()
        assert not story.live
        assert visit(portal, story.public_path()).status_code == 404

    @PACK
    def test_none_passes_the_fast_lane(self, portal, author, deputy, where, what):
        story = planted(portal, where, what, author=author)
        with pytest.raises(Refusal):
            publish_at_once(story=story, reason="Khẩn cấp.", actor=deputy, now=timezone.now())

        story.refresh_from_db()
        assert not story.live


class TestByTheWayOfABurglar:
    @pytest.mark.asvs("1.3.1")
    @PACK
    def test_nothing_runs_hides_or_leads_away_where_it_is_written_past_every_check(
        self, portal, author, where, what
    ):
        story = planted(portal, where, what, author=author)
        story.get_latest_revision().publish(skip_permission_checks=True)

        answer = visit(portal, StoryPage.objects.get(pk=story.pk).public_path())

        assert answer.status_code == 200
        page = Served(portal.site.hostname)
        page.feed(answer.content.decode())
        assert page.found == []

    @PACK
    def test_the_scan_knows_it(self, portal, author, where, what):
        assert threats_of_page(planted(portal, where, what, author=author))


class TestByTheWayOfAnImport:
    def test_nothing_comes_in_that_no_board_could_publish(self, portal, author):
        rows, never = [], 0
        for _name, where, what in INJECTIONS:
            if where not in {"title", "lead", "rich"}:
                continue
            fields = {"title": "Tin", "lead": "Tóm tắt.", "body": []}
            fields |= (
                {"body": [{"type": "text", "value": what}]} if where == "rich" else {where: what}
            )
            draft = planted(portal, where, what, author=author)
            never += bool(NEVER & {threat.kind for threat in threats_of_page(draft)})
            rows.append(StoryImport(section=section_of(portal), published_at=NOON, **fields))

        with pytest.raises(UnableToImport) as refusal:
            import_stories(stories=rows, actor=None, now=timezone.now())

        assert never >= 50
        assert len({problem.number for problem in refusal.value.problems}) >= never


class TestWhoDecides:
    def test_the_head_may_let_a_link_through(self, portal, author, deputy):
        link = '<p>Xem <a href="https://cua-hang.example.com/">cửa hàng</a>.</p>'
        story = planted(portal, "rich", link, author=author)
        head = make_member(portal, Position.HEAD)
        submit_story(story=story, actor=author, now=timezone.now())

        with pytest.raises(Refusal):
            approve_story(story=story, actor=deputy, now=timezone.now())
        approve_story(story=story, actor=head, now=timezone.now())

        story.refresh_from_db()
        assert story.live
        assert (
            b'<a rel="external" href="https://cua-hang.example.com/">'
            in visit(portal, story.public_path()).content
        )

    @pytest.mark.asvs("1.3.5")
    def test_nobody_lets_the_rest_through(self, portal, author):
        kinds = {
            threat.kind for threat in threats_of_page(planted(portal, "rich", "<p hidden>x</p>"))
        }

        assert kinds <= NEVER
        assert kinds


HONEST = [
    "Ban Tổ chức nghiêm cấm đánh bạc dưới mọi hình thức, bán hàng lấn chiếm lối đi.",
    "Công an xã bắt quả tang nhóm đối tượng xóc đĩa; tăng cường phòng, chống cờ bạc, lô đề, cá độ bóng đá.",
    "Công an xã bắt giữ nhóm trộm cắp; 5 < 6, a > b.",
    "Giá 500.000 đồng, thu 88 tỷ đồng, đường 188, xe 29B-888.88",
    "Trong nhà, cái bàn kê sát cửa; cả cuộc đời; các độ tuổi; tài trợ, xỉu vì nắng.",
    "Liên hệ: an.nguyen@bacninh.gov.vn, 0222.3822.888",
    "Xem https://vanban.chinhphu.vn/?docid=123 và www.bacninh.gov.vn",
    "Đoàn đến từ 北京 và Москва; μm, α, β; 25 °C; m²; ½.",
    "Lễ hội Lim – đêm hội quan họ “Người ơi, người ở đừng về”…",
]


class TestHonestTexts:
    @pytest.mark.parametrize("text", HONEST)
    def test_are_let_alone(self, portal, text):
        assert threats_of_page(planted(portal, "lead", text)) == []

    def test_of_the_editor_are_let_alone(self, portal):
        markup = (
            '<p data-block-key="a1"><b>Đậm</b> <i>nghiêng</i> <a linktype="page" id="3">trang</a> '
            '<a linktype="document" id="4">tệp</a> <a href="https://bacninh.gov.vn/a?b=c#d">Cổng</a> '
            '<a href="mailto:a@bacninh.gov.vn">thư</a> <a href="tel:02223822888">gọi</a></p>'
            '<ul><li data-block-key="b2">một</li></ul><p>a &lt; b &amp; c</p>'
        )

        assert threats_of_page(planted(portal, "rich", markup)) == []
