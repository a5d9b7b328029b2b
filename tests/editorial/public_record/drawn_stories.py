"""Stories drawn by lot, with every block, and words that browsers, databases and people write in more than one way."""

from __future__ import annotations

import random
import unicodedata
from dataclasses import dataclass, field
from datetime import timedelta

from django.utils import timezone
from django.utils.html import escape

from editorial.models import Placement, PortalDocument, PortalImage, StoryPage
from portals.boards.enums import Position
from portals.boards.models import User
from portals.models import Portal
from syndication.adaptations.actions.making import adapt_story
from tests.factories import (
    make_document,
    make_image,
    make_member,
    make_province_tree,
    published_by_wagtail,
    published_story,
    section_of,
)
from tests.support.visiting import republished

WORDS = """
    hồ sơ trực tuyến tỷ lệ giải quyết đúng hạn xã phường ngày tháng năm kết quả tiếp nhận thông báo lịch tiêm chủng
    nông thôn mới cải cách hành chính số điện thoại đường dây nóng ủy ban nhân dân hội đồng Nguyễn Huệ Quế Võ Gia Bình
""".split()  # noqa: SIM905  (words of one language, read as such)
# As they come from keyboards, Word and other people's systems.
ODD = (
    "R&D", "a < b > c", '"trong ngoặc"', "“cong”", "l'eau", "2024–2026", "—", "…", "100\u00a0%", "1.208", "3,5", "½",
    "H₂O", "m²", "№ 5", "\u200bkhông", "mềm\u00admại", "😀", "ﬁn", "x  y", "&amp;", "&nbsp;", "</p>",
    "<script>", "{{ page }}",
)  # fmt: skip
OUTSIDE = (
    "https://khac.example.vn/tìm kiếm?q=tên 'x'&b=1#mục-2",
    "HTTPS://Khac.Example.VN:443/A/../b",
    "http://thủ-tục.example.vn/",
    "https://khac.example.vn/%C3%A9?x=<1>",
    "https://khac.example.vn",
    "mailto:vanthu@example.vn",
    "tel:+84 222 123",
    "//khac.example.vn/x",
    "/lien-he/",
    "../cung-chuyen-muc/",
    "#muc-2",
    "?trang=2",
)  # fmt: skip


@dataclass
class DrawnScene:
    """The portals and things that drawn stories are made of."""

    lot: random.Random
    province: Portal
    portals: list[Portal]
    heads: dict[int, User]
    images: dict[int, PortalImage]
    files: dict[int, PortalDocument]
    linked: list[StoryPage] = field(default_factory=list)

    @classmethod
    def made(cls, lot: random.Random) -> DrawnScene:
        province, district, communes = make_province_tree(2)
        portals = [district, *communes]
        heads = {portal.pk: make_member(portal, Position.HEAD) for portal in (province, *portals)}
        scene = cls(
            lot, province, portals, heads,
            images={portal.pk: make_image(portal) for portal in portals},
            files={portal.pk: make_document(portal) for portal in portals},
        )  # fmt: skip
        scene.linked = [published_story(portal) for portal in portals for _ in range(2)]
        # One that stands on all of them.
        for portal in portals[1:]:
            republished(scene.linked[0], portal)
        return scene

    def story(self) -> StoryPage:
        """A public story; now and then it is a board's own version of another's."""
        lot, portal = self.lot, self.lot.choice(self.portals)
        is_notice = lot.random() < 0.3
        fields: dict[str, object] = {"notice": is_notice}
        if is_notice:
            fields |= {"place": self.words(4), "ends_at": timezone.now() + timedelta(days=3)}
            fields |= {"event_at": timezone.now() + timedelta(days=lot.randint(1, 3))}
        if lot.random() < 0.5:
            fields |= {"lead_image": self.images[portal.pk], "lead_image_alt": self.words(4)}
            fields |= {"lead_image_caption": self.words(6)}
        story = published_by_wagtail(
            portal,
            title=f"{self.words(7)} {lot.randint(1, 10**6)}",
            lead=self.words(20),
            body=[self.block(portal) for _ in range(lot.randint(2, 7))],
            byline=lot.choice(["", self.words(2)]),
            source=lot.choice(["", self.words(3)]),
            **fields,
        )
        return self.own_version(story) if lot.random() < 0.15 else story

    def own_version(self, source: StoryPage) -> StoryPage:
        owner = source.portal_of_page()
        portal = self.lot.choice([one for one in self.portals if one != owner])
        made = adapt_story(
            source=source, section=section_of(portal), actor=self.heads[portal.pk], now=timezone.now()
        )  # fmt: skip
        copy = made.copy.get_latest_revision_as_object()
        copy.lead = self.words(12)
        copy.save_revision().publish(skip_permission_checks=True)
        return type(copy).objects.get(pk=copy.pk)

    def placed(self, story: StoryPage) -> list[Placement]:
        """Where it stands: at home, and as a rule on another portal too."""
        home = Placement.objects.get(story=story.pk, role="origin", removed_at=None)
        others = [one for one in self.portals if one.pk != home.portal_id]
        if story.adapted_from_id is None and self.lot.random() < 0.7:
            republished(story, self.lot.choice(others))
        standing = Placement.objects.standing().filter(story=story.pk)
        return list(standing.select_related("portal__site", "section", "story"))

    def words(self, most: int) -> str:
        lot = self.lot
        some = [
            lot.choice(ODD) if lot.random() < 0.12 else lot.choice(WORDS)
            for _ in range(lot.randint(2, max(most, 2)))
        ]
        text = "".join(f"{word}{lot.choice([' ', ' ', ' ', ', ', chr(0xA0)])}" for word in some)
        # The last word is plain, so that the whole is never only a sign.
        text += lot.choice(WORDS)
        return unicodedata.normalize("NFD", text) if lot.random() < 0.2 else text

    def block(self, portal: Portal) -> dict[str, object]:
        sort = self.lot.choice(
            ["text"] * 4 + ["heading", "figure", "quote", "table", "file", "video"]
        )
        return {"type": sort, "value": getattr(self, f"_{sort}")(portal)}

    def _text(self, portal: Portal) -> str:
        parts = [
            self.lot.choice([self._paragraph, self._paragraph, self._list])(portal)
            for _ in range(3)
        ]
        return "".join(parts)

    def _paragraph(self, portal: Portal) -> str:
        lot, words = self.lot, escape(self.words(16))
        marked = lot.choice(["{}", "<b>{}</b>", "<i>{}</i>", "{}<br/>", "<b><i>{}</i></b>"])
        return f"<p>{marked.format(words)} {self._link(portal)}{escape(self.words(5))}.</p>"

    def _link(self, portal: Portal) -> str:
        text, lot = escape(self.words(2)), self.lot
        return lot.choice(
            [
                "",
                f'<a href="{escape(lot.choice(OUTSIDE))}">{text}</a> ',
                f'<a linktype="page" id="{lot.choice(self.linked).pk}">{text}</a> ',
                f'<a linktype="page" id="{section_of(portal).pk}">{text}</a> ',
                f'<a linktype="document" id="{self.files[portal.pk].pk}">{text}</a> ',
            ]
        )

    def _list(self, portal: Portal) -> str:
        tag, inner = self.lot.choice(["ul", "ol"]), ""
        if self.lot.random() < 0.4:
            inner = f"<ul><li>{escape(self.words(4))}</li><li>{self._link(portal)}{escape(self.words(3))}</li></ul>"
        return f"<{tag}><li>{escape(self.words(6))}{inner}</li><li>{escape(self.words(6))}</li></{tag}>"

    def _heading(self, _portal: Portal) -> dict[str, object]:
        return {"text": self.words(5)[:150], "level": self.lot.choice("23")}

    def _figure(self, portal: Portal) -> dict[str, object]:
        decorative = self.lot.random() < 0.2
        image = {"image": self.images[portal.pk].pk, "decorative": decorative}
        image["alt_text"] = "" if decorative else self.words(5)
        return {"image": image, "caption": self.lot.choice(["", self.words(6)])}

    def _quote(self, _portal: Portal) -> dict[str, object]:
        return {
            "text": f"{self.words(9)}\n\n{self.words(4)}\n{self.words(4)}",
            "attribution": self.words(3),
        }

    def _table(self, _portal: Portal) -> dict[str, object]:
        rows = [
            {"values": [self.words(3), str(self.lot.randint(1, 10**6) / 100)]}
            for _ in range(self.lot.randint(1, 4))
        ]
        columns = [
            {"type": "text", "heading": self.words(2)},
            {"type": "number", "heading": self.words(2)},
        ]
        return {
            "caption": self.words(5),
            "table": {"columns": columns, "rows": rows, "caption": ""},
        }

    def _file(self, portal: Portal) -> dict[str, object]:
        return {"document": self.files[portal.pk].pk, "title": self.lot.choice(["", self.words(4)])}

    def _video(self, _portal: Portal) -> dict[str, object]:
        return {"url": "https://www.youtube.com/watch?v=abc&t=1", "title": self.words(4)}
