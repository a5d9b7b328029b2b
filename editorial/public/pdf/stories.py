"""Setting a story as a PDF."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from django.utils import timezone
from django.utils.translation import gettext as _

from editorial.kinds.registry import KindTable, kind_of
from portals.clock import LOCAL_ZONE
from portals.typeset import typeset

from .rich_text import flow_pieces

if TYPE_CHECKING:
    from collections.abc import Iterable
    from datetime import datetime

    from editorial.models import Correction, PortalImage, StoryPage
    from portals.models import Portal

TEMPLATE = "editorial/public/pdf/story.typ"
IMAGE_SPEC = "width-960|format-jpeg|jpegquality-80"
MOST_IMAGES = 20


def typeset_story(
    story: StoryPage,
    *,
    portal: Portal,
    address: str,
    source: str,
    original: str = "",
    corrections: Iterable[Correction] = (),
) -> bytes:
    """Return `story` as a PDF: with the frame of `portal`, the address it is read at, and where it was written.

    `original`: the address of the PDF that the ledger proves, where this is another one.

    Its images are made for the PDF once. Takes some tens of milliseconds beside them.
    """
    given = _Given()
    told = {
        "title": story.title,
        "lead": story.lead,
        "agency": portal.agency,
        "portal": portal.title,
        "address": address,
        "facts": _facts(story, source),
        "image": given.picture(story.lead_image, story.lead_image_alt, story.lead_image_caption),
        "blocks": [
            *map(_table_of_kind, kind_of(story).tables(story)),
            *(block for one in story.body if (block := given.block(one)) is not None),
        ],
        "corrections": [_correction(one) for one in corrections],
        "correction": _("Correction"),
        "byline": story.byline,
        "keywords": [portal.title],
        "original": _("Original with proof: %(address)s") % {"address": original}
        if original
        else "",
        "saved": _("Saved from %(address)s") % {"address": address},
        "page": _("Page"),
    }
    published = story.last_published_at or timezone.now()
    return typeset(TEMPLATE, told, at=published, files=given.images)


class _Given:
    """The images that the text needs, under the names by which the template finds them."""

    def __init__(self) -> None:
        self.images: dict[str, bytes] = {}

    def picture(self, image: PortalImage | None, alt: str, caption: str) -> dict[str, str] | None:
        if image is None or not image.is_fine or len(self.images) >= MOST_IMAGES:
            return None
        rendition = image.get_rendition(IMAGE_SPEC)
        name = f"image-{len(self.images)}.jpg"
        with rendition.file.storage.open(rendition.file.name, "rb") as file:
            self.images[name] = file.read()
        credit = _("Photo: %(credit)s") % {"credit": image.credit} if image.credit else ""
        below = f"{caption} ({credit})" if caption and credit else caption or credit
        return {"file": name, "alt": alt or str(_("Image")), "caption": below}

    def block(self, block: Any) -> dict[str, Any] | None:
        value = block.value
        match block.block_type:
            case "text":
                return {"kind": "text", "pieces": flow_pieces(value.source)}
            case "heading":
                return {"kind": "heading", "text": value["text"], "level": int(value["level"])}
            case "quote":
                return {"kind": "quote", "text": value["text"], "by": value["attribution"] or ""}
            case "table":
                return _table(value)
            case "figure":
                image = value["image"]
                alt = getattr(image, "contextual_alt_text", "") or ""
                picture = self.picture(image, alt, value["caption"] or "")
                words = value.get("text") or ""
                return picture and {"kind": "figure", **picture, "words": words}
            case "file":
                document = value["document"]
                title = value["title"] or (document.title if document else "")
                return {"kind": "note", "text": _("Attached file: %(title)s") % {"title": title}}
            case "video":
                return {"kind": "note", "text": f"{value['title']}: {value['url']}"}
        return None


def _table(value: Any) -> dict[str, Any]:
    table = value["table"]
    return {
        "kind": "table",
        "caption": value["caption"],
        "head": [str(column["heading"]) for column in table.columns],
        "rows": [
            ["" if cell.value is None else str(cell.value) for cell in row] for row in table.rows
        ],
        "numbers": [],
    }


def _table_of_kind(table: KindTable) -> dict[str, Any]:
    return {
        "kind": "table",
        "caption": table.caption,
        "head": table.head,
        "rows": table.rows,
        "numbers": sorted(table.numbers),
    }


def _facts(story: StoryPage, source: str) -> list[str]:
    facts = []
    if story.first_published_at:
        facts.append(_("Published %(time)s") % {"time": _moment(story.first_published_at)})
    if story.is_corrected and story.last_published_at:
        facts.append(_("Updated %(time)s") % {"time": _moment(story.last_published_at)})
    if source or story.source:
        facts.append(_("Source: %(name)s") % {"name": source or story.source})
    if story.event_at:
        facts.append(_("When: %(time)s") % {"time": _moment(story.event_at)})
    return [*facts, *map(str, kind_of(story).facts(story))]


def _correction(correction: Correction) -> str:
    moment = correction.published_at
    return f"{_moment(moment)}: {correction.text}" if moment else correction.text


def _moment(moment: datetime) -> str:
    return f"{moment.astimezone(LOCAL_ZONE):%d/%m/%Y %H:%M}"
