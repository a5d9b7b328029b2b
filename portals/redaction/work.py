"""What is done with a file in the process apart that `portals.uploads.apart` starts. `files.py` asks for it."""

from __future__ import annotations

import io
from collections.abc import Iterable, Sequence
from dataclasses import astuple
from typing import IO, Any

from django.utils.translation import gettext as _
from PIL import Image, ImageDraw

from portals.uploads.budget import UploadBudget
from portals.uploads.pictures import encoded, is_of_lines, opened_picture, upright
from portals.uploads.refusal import UploadRefused

from .boxes import Box, ProposedBox
from .pdf_pages import opened_page, opened_pdf, picture_of, signs_of
from .pdf_words import in_lines, proposed_on, readable_words, words_of_page
from .pdf_writing import PdfOfPictures

type Done = tuple[dict[str, Any], list[bytes]]
PREVIEW_QUALITY = 80


def redacted_pdf(file: IO[bytes], *, boxes: Sequence[Sequence[int]]) -> Done:
    painted = [Box(*edges) for edges in boxes]
    made = PdfOfPictures()
    with opened_pdf(file.read()) as pdf:
        _refuse_off_pages(painted, len(pdf))
        for number in range(len(pdf)):
            here = [box for box in painted if box.page == number]
            with opened_page(pdf, number) as page:
                picture = picture_of(page)
                _paint(picture, here)
                words = readable_words(words_of_page(signs_of(page)), picture, here)
                is_turned = page.get_rotation() != 0
                made.add(picture, page.get_size(), in_lines(words) if is_turned else words)
        pages = len(pdf)
    return {"pages": pages}, [made.content()]


def proposed_boxes(
    file: IO[bytes], *, names_given: Sequence[str], known_public: Sequence[str]
) -> Done:
    pages: list[tuple[int, int, bool]] = []
    found: list[ProposedBox] = []
    with opened_pdf(file.read()) as pdf:
        for number in range(len(pdf)):
            with opened_page(pdf, number) as page:
                signs = signs_of(page)
                width, height = page.get_size()
            pages.append((round(width), round(height), bool(signs.text.strip())))
            found += proposed_on(number, signs, names_given=names_given, known_public=known_public)
    boxes = [(list(astuple(one.box)), str(one.kind), one.why) for one in found]
    return {"pages": pages, "boxes": boxes}, []


def drawn_page(file: IO[bytes], *, number: int, boxes: Sequence[Sequence[int]]) -> Done:
    """A page as a picture, with boxes painted as they will be."""
    with opened_pdf(file.read()) as pdf, opened_page(pdf, number) as page:
        picture = picture_of(page)
    _paint(picture, [box for box in (Box(*edges) for edges in boxes) if box.page == number])
    out = io.BytesIO()
    picture.save(out, "JPEG", quality=PREVIEW_QUALITY)
    return {"width": picture.width, "height": picture.height}, [out.getvalue()]


def all_pages_drawn(file: IO[bytes]) -> Done:
    """Each page as a picture."""
    pictures: list[bytes] = []
    with opened_pdf(file.read()) as pdf:
        for number in range(len(pdf)):
            with opened_page(pdf, number) as page:
                out = io.BytesIO()
                picture_of(page).save(out, "JPEG", quality=PREVIEW_QUALITY)
            pictures.append(out.getvalue())
    return {"pages": len(pictures)}, pictures


def redacted_image(file: IO[bytes], *, boxes: Sequence[Sequence[int]]) -> Done:
    painted = [Box(*edges) for edges in boxes]
    _refuse_off_pages(painted, 1)
    with opened_picture(file) as opened:
        lines = is_of_lines(opened)
        picture = _flat(upright(opened, UploadBudget()))
        _paint(picture, painted)
        content = encoded(picture, lines)
    return {"kind": "image/png" if lines else "image/jpeg"}, [content]


def _flat(picture: Image.Image) -> Image.Image:
    """On white: what is clear has a colour all the same, and may say something."""
    if picture.mode != "RGBA":
        return picture
    ground = Image.new("RGB", picture.size, "white")
    ground.paste(picture, mask=picture)
    return ground


def _paint(picture: Image.Image, boxes: Iterable[Box]) -> None:
    draw = ImageDraw.Draw(picture)
    for box in boxes:
        draw.rectangle(box.pixels(*picture.size), fill="black")


def _refuse_off_pages(boxes: Iterable[Box], pages: int) -> None:
    if any(box.page >= pages for box in boxes):
        raise UploadRefused(
            _(
                "Something is to be hidden on a page that the file does not have. Open the file anew."
            )
        )
