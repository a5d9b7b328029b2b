"""Hiding in pictures."""

from __future__ import annotations

import io
from typing import Any

import pytest
from PIL import Image

from portals.redaction.boxes import WHOLE, Box
from portals.redaction.files import redact_image
from portals.redaction.work import redacted_image
from portals.uploads.refusal import UploadRefused

LEFT_HALF = [0, 0, 0, WHOLE // 2, WHOLE]
ORIENTATION = 0x0112
MAKE = 0x010F


def picture(
    kind: str = "JPEG", mode: str = "RGB", colour: Any = "white", *, turn: int = 1
) -> bytes:
    made = Image.new(mode, (80, 40), colour)
    exif = Image.Exif()
    exif[ORIENTATION], exif[MAKE] = turn, "Máy của bà Vân"
    out = io.BytesIO()
    made.save(out, kind, exif=exif)
    return out.getvalue()


def redacted(content: bytes, boxes: list[list[int]]) -> Image.Image:
    return Image.open(io.BytesIO(redacted_image(io.BytesIO(content), boxes=boxes)[1][0]))


def test_what_a_box_covers_is_black_and_the_rest_is_as_it_was() -> None:
    shown = redacted(picture(), [LEFT_HALF]).convert("L")
    assert max(shown.crop((0, 0, 40, 40)).getextrema()) < 40
    assert min(shown.crop((48, 0, 80, 40)).getextrema()) > 200


def test_boxes_are_measured_on_the_upright_picture() -> None:
    shown = redacted(picture(turn=6), [[0, 0, 0, WHOLE, WHOLE // 2]]).convert("L")
    assert shown.size == (40, 80)
    assert max(shown.crop((0, 0, 40, 40)).getextrema()) < 40
    assert min(shown.crop((0, 48, 40, 80)).getextrema()) > 200


def test_nothing_stands_beside_the_pixels() -> None:
    content = redacted_image(io.BytesIO(picture()), boxes=[])[1][0]
    assert not Image.open(io.BytesIO(content)).getexif()
    assert "Máy".encode() not in content


def test_what_is_clear_says_nothing() -> None:
    """Colours below what is clear are kept by a PNG, though nobody sees them."""
    shown = redacted(picture("PNG", "RGBA", (200, 10, 10, 0)), [])
    assert (shown.format, shown.mode) == ("PNG", "RGB")
    assert shown.getextrema() == ((255, 255),) * 3


def test_the_same_comes_of_a_picture_that_never_showed_it() -> None:
    drawn, plain = Image.new("RGB", (80, 40), "white"), Image.new("RGB", (80, 40), "white")
    drawn.paste("red", (3, 3, 37, 37))
    ways = []
    for one in (drawn, plain):
        out = io.BytesIO()
        one.save(out, "PNG")
        ways.append(redacted_image(io.BytesIO(out.getvalue()), boxes=[LEFT_HALF])[1][0])
    assert ways[0] == ways[1]


def test_what_is_no_picture_is_refused_apart() -> None:
    assert redact_image(picture(), [Box(*LEFT_HALF)]).startswith(b"\xff\xd8")
    with pytest.raises(UploadRefused):
        redact_image(b"no picture", [])
    with pytest.raises(UploadRefused):
        redacted(picture(), [[1, 0, 0, 9, 9]])
