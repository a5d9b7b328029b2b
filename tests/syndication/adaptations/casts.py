"""A province's story with an image and a file, and a commune that makes its own version."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from django.utils import timezone

from editorial.models import ArticlePage, PortalDocument, PortalImage
from editorial.review.actions import approve_story, submit_story
from portals.boards.enums import Position
from portals.boards.models import User
from portals.models import Portal
from syndication.adaptations.actions.making import adapt_story
from syndication.adaptations.actions.taking import compare, take_changes
from syndication.adaptations.models import Adaptation
from syndication.jobs import place_dispatch
from tests.factories import (
    make_document,
    make_image,
    make_member,
    make_province_tree,
    published_story,
    section_of,
)
from tests.syndication.casts import place_at_once, send

FIRST = "<p>Chợ đêm mở cửa lúc 18 giờ thứ Bảy.</p>"
SECOND = "<p>Vé gửi xe miễn phí trong tuần đầu.</p>"


@dataclass
class Cast:
    province: Portal
    commune: Portal
    other: Portal
    head: User
    editor: User
    chief: User
    image: PortalImage
    file: PortalDocument
    source: ArticlePage

    def adapt(self) -> Adaptation:
        return adapt_story(
            source=self.source,
            section=section_of(self.commune),
            actor=self.editor,
            now=timezone.now(),
        )

    def publish(self, adaptation: Adaptation) -> ArticlePage:
        """Have the board review and publish the latest draft of its own version."""
        submit_story(story=adaptation.copy, actor=self.editor, now=timezone.now())
        approve_story(story=adaptation.copy, actor=self.chief, now=timezone.now())
        return ArticlePage.objects.get(pk=adaptation.copy_id)

    def rewrite(self, **fields: Any) -> ArticlePage:
        """Publish the source anew with other words."""
        return rewrite(self.source, **fields)

    def take(self, adaptation: Adaptation, taken=(), kept=(), **options: Any) -> Adaptation:
        adaptation.refresh_from_db()
        given = {
            "mark": compare(adaptation).mark,
            "actor": self.editor,
            "now": timezone.now(),
            **options,
        }
        return take_changes(adaptation=adaptation, taken=set(taken), kept=set(kept), **given)


def rewrite(story: ArticlePage, **fields: Any) -> ArticlePage:
    page = ArticlePage.objects.get(pk=story.pk)
    for name, value in fields.items():
        if name == "body":
            value = page.body.stream_block.to_python(value)
        setattr(page, name, value)
    page.save_revision().publish(skip_permission_checks=True)
    return ArticlePage.objects.get(pk=story.pk)


def blocks(*texts: str, image: PortalImage | None = None, file: PortalDocument | None = None):
    told = [
        {"id": f"b{number}", "type": "text", "value": text}
        for number, text in enumerate(texts, start=1)
    ]
    if image:
        shown = {"image": image.pk, "alt_text": "Chợ đêm", "decorative": False}
        told.append({"id": "f", "type": "figure", "value": {"image": shown, "caption": "Cổng chợ"}})
    if file:
        told.append({"id": "d", "type": "file", "value": {"document": file.pk, "title": ""}})
    return told


def make_adapting_cast() -> Cast:
    province, _district, (commune, other) = make_province_tree(2)
    image, file = make_image(province), make_document(province)
    source = published_story(
        province,
        title="Chợ đêm mở cửa",
        lead="Từ thứ Bảy tuần này.",
        lead_image=image,
        lead_image_alt="Cổng chợ đêm",
        body=blocks(FIRST, SECOND, image=image, file=file),
    )
    head = make_member(province, Position.HEAD)
    for portal in (commune, other):
        place_at_once(portal)
    place_dispatch(dispatch_id=send(source, head).pk)
    return Cast(
        province=province,
        commune=commune,
        other=other,
        head=head,
        editor=make_member(commune, Position.EDITOR),
        chief=make_member(commune, Position.HEAD),
        image=image,
        file=file,
        source=ArticlePage.objects.get(pk=source.pk),
    )


def make_adapted() -> tuple[Cast, Adaptation]:
    """The same with the commune's own version, reviewed and public."""
    cast = make_adapting_cast()
    made = cast.adapt()
    cast.publish(made)
    return cast, made
