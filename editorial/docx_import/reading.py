"""Reading a .docx: its text as blocks, its pictures, and a guess at title and lead. Only run apart (`documents.py`)."""

from __future__ import annotations

from pathlib import PurePath
from typing import IO, Any

import mammoth
from django.utils.translation import gettext as _

from editorial.stored_text import plain
from portals.refusals import Refusal
from portals.text import nfc
from portals.uploads.budget import MOST_PIXELS, UploadBudget
from portals.uploads.inspecting import Inspected, refuse_unfit

from .archive import UnableToImportDocument, refuse_unsafe
from .markup import Block, blocks_of_markup
from .pictures import clean_picture

MOST_PICTURES = 30
# So many photos of a phone, as they come.
MOST_PICTURES_PIXELS = 3 * MOST_PIXELS
LONGEST_TITLE = 255
LONGEST_LEAD = 600
_STYLES = "p[style-name='Title'] => h1:fresh\np[style-name='Subtitle'] => p:fresh"


def pasted(file: IO[bytes]) -> Inspected:
    """Return the blocks of markup in UTF-8, and how many pictures stayed behind."""
    read = blocks_of_markup(file.read().decode("utf-8", "replace"))
    return {"blocks": read.blocks, "pictures_left_out": read.pictures_left_out}, []


def document(file: IO[bytes], *, name: str) -> Inspected:
    """Read a .docx; raises UnableToImportDocument or another Refusal for everything else, in words for who chose it."""
    refuse_unsafe(file)
    # Pictures are drawn one after the other, which takes the memory of one.
    budget = UploadBudget(pixels=MOST_PICTURES_PIXELS)
    refuse_unfit(file, "docx", budget)
    pictures: dict[str, tuple[bytes, str]] = {}
    seen = 0

    def keep(image: Any) -> dict[str, str]:
        nonlocal seen
        seen += 1
        if seen > MOST_PICTURES:
            raise UnableToImportDocument(
                _("The document has more than %(count)s pictures. Split it, or take some out.")
                % {"count": MOST_PICTURES}
            )
        with image.open() as opened:
            cleaned = clean_picture(opened.read(), budget)
        if cleaned is None:
            return {"src": ""}
        key = f"picture-{seen}"
        pictures[key] = cleaned
        return {"src": key}

    file.seek(0)
    try:
        markup = mammoth.convert_to_html(
            file,
            style_map=_STYLES,
            include_embedded_style_map=False,
            convert_image=mammoth.images.img_element(keep),
        ).value
        read = blocks_of_markup(markup, pictures=pictures)
    # Want of memory is no fault that is known of the document.
    except (Refusal, MemoryError):
        raise
    # A stranger's file may break its reader in any way; whoever sent it can only try another.
    except Exception as error:
        raise UnableToImportDocument(
            _("This document cannot be read. Open it in Word, save it anew as .docx and try again.")
        ) from error
    if not read.blocks:
        raise UnableToImportDocument(_("The document holds no text."))
    title, lead, blocks = _guess(read.blocks, fallback=PurePath(name).stem)
    told = {
        "title": title,
        "lead": lead,
        "blocks": blocks,
        "pictures": [[key, ending] for key, (_content, ending) in pictures.items()],
        "pictures_left_out": read.pictures_left_out,
    }
    return told, [content for content, _ending in pictures.values()]


def _guess(blocks: list[Block], *, fallback: str) -> tuple[str, str, list[Block]]:
    """Take title and lead off the text: the first heading, and the first paragraph after it that is short enough."""
    rest = list(blocks)
    title = ""
    heading = next((n for n, block in enumerate(rest) if block["type"] == "heading"), None)
    # A heading far down is that of a part.
    if heading is not None and heading <= 1:
        title = rest.pop(heading)["value"]["text"]
        _rise(rest)
    elif first := _take_paragraph(rest, 0, LONGEST_TITLE):
        title = first
    lead = _take_paragraph(rest, heading or 0, LONGEST_LEAD) if rest else ""
    return (title or nfc(fallback))[:LONGEST_TITLE], lead, rest


def _rise(blocks: list[Block]) -> None:
    """Where the title was the only main heading, those below it are main headings now."""
    headings = [block["value"] for block in blocks if block["type"] == "heading"]
    if headings and all(heading["level"] == "3" for heading in headings):
        for heading in headings:
            heading["level"] = "2"


def _take_paragraph(blocks: list[Block], place: int, longest: int) -> str:
    """Take the first paragraph of the text at `place` away and return its words; "" where it is too long."""
    if place >= len(blocks) or blocks[place]["type"] != "text":
        return ""
    markup = blocks[place]["value"]
    first, end, after = markup.partition("</p>")
    words = plain(first + end).replace("\n", " ")
    if not first.startswith("<p>") or not words or len(words) > longest:
        return ""
    if after:
        blocks[place] = {"type": "text", "value": after}
    else:
        del blocks[place]
    return words
