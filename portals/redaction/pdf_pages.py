"""Pages of a PDF as pictures and as words. Only run apart: PDFium may end its process."""

from __future__ import annotations

import ctypes
import io
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass

import pypdfium2 as pdfium
import pypdfium2.raw as pdfium_c
from django.utils.translation import gettext as _
from PIL import Image

from portals.uploads.archives import damaged
from portals.uploads.refusal import UploadRefused

from .boxes import WHOLE, Rectangle

MOST_PAGES = 60
DOTS_AN_INCH = 150
POINTS_AN_INCH = 72
# Of one page: a sheet of A3 and some. What is larger is drawn coarser.
MOST_DOTS = 6_000_000
SHORTEST_SIDE = 8
# Of a page; more makes no sense to any reader.
MOST_SIGNS = 40_000
# Between what a page measures and what boxes do.
_FINE = 10
# So many points apart the scale of a page is measured, since its edges are told in whole numbers.
_SPAN = 1_000
_HYPHENS = {0x02, 0xFFFE}


@dataclass(frozen=True, slots=True)
class PageSigns:
    """The signs of a page in the order of its text, and where each stands; None for what only parts words.

    `aspect` is its width by its height.
    """

    text: str
    places: tuple[Rectangle | None, ...]
    aspect: float


class _Shown:
    """Where points of a page are shown: turned, cropped, from the top, in the measure of boxes."""

    def __init__(self, page: pdfium.PdfPage) -> None:
        self._page = page
        self._zero = self._asked(0, 0)
        self._right = self._away(self._asked(_SPAN, 0))
        self._up = self._away(self._asked(0, _SPAN))

    def rectangle(self, left: float, bottom: float, right: float, top: float) -> Rectangle:
        corners = [self._at(x, y) for x in (left, right) for y in (bottom, top)]
        across, down = zip(*corners, strict=True)
        return Rectangle(min(across), min(down), max(across), max(down))

    def _at(self, x: float, y: float) -> tuple[float, float]:
        (across, down), right, up = self._zero, self._right, self._up
        return across + x * right[0] + y * up[0], down + x * right[1] + y * up[1]

    def _asked(self, x: float, y: float) -> tuple[float, float]:
        across, down = ctypes.c_int(), ctypes.c_int()
        fine = WHOLE * _FINE
        pdfium_c.FPDF_PageToDevice(self._page.raw, 0, 0, fine, fine, 0, x, y, across, down)
        return across.value / _FINE, down.value / _FINE

    def _away(self, point: tuple[float, float]) -> tuple[float, float]:
        return (point[0] - self._zero[0]) / _SPAN, (point[1] - self._zero[1]) / _SPAN


@contextmanager
def opened_pdf(content: bytes) -> Iterator[pdfium.PdfDocument]:
    """Open a PDF. Raises UploadRefused for what is locked, damaged or too long."""
    try:
        pdf = pdfium.PdfDocument(io.BytesIO(content))
    except pdfium.PdfiumError as error:
        if getattr(error, "err_code", None) == pdfium_c.FPDF_ERR_PASSWORD:
            raise UploadRefused(locked()) from error
        raise UploadRefused(damaged()) from error
    try:
        if len(pdf) == 0:
            raise UploadRefused(damaged())
        if len(pdf) > MOST_PAGES:
            raise UploadRefused(
                _("The PDF has more than %(count)s pages. Split it.") % {"count": MOST_PAGES}
            )
        # What was filled in is drawn by this alone.
        pdf.init_forms()
        yield pdf
    finally:
        pdf.close()


def locked() -> str:
    return _("The file is locked with a password, so it cannot be examined. Save it without one.")


@contextmanager
def opened_page(pdf: pdfium.PdfDocument, number: int) -> Iterator[pdfium.PdfPage]:
    """Open a page. One that is broken is a refusal of all: nothing is left out without a word."""
    # What was filled in and remarked is made a part of the page, so that its words are among the page's.
    with _page(pdf, number) as page:
        pdfium_c.FPDFPage_Flatten(page.raw, pdfium_c.FLAT_NORMALDISPLAY)
    with _page(pdf, number) as page:
        width, height = page.get_size()
        if not (width > 0 and height > 0):
            raise UploadRefused(damaged())
        yield page


@contextmanager
def _page(pdf: pdfium.PdfDocument, number: int) -> Iterator[pdfium.PdfPage]:
    try:
        page = pdf[number]
    except (pdfium.PdfiumError, IndexError) as error:
        raise UploadRefused(damaged()) from error
    try:
        yield page
    finally:
        page.close()


def picture_of(page: pdfium.PdfPage) -> Image.Image:
    """Draw what a reader sees of it, upright and cropped, with remarks and what was filled in."""
    width, height = page.get_size()
    scale = DOTS_AN_INCH / POINTS_AN_INCH
    scale = min(scale, (MOST_DOTS / (width * height)) ** 0.5)
    scale = max(scale, SHORTEST_SIDE / min(width, height))
    if width * height * scale**2 > 2 * MOST_DOTS:
        # As thin as a hair, and as long as a street.
        raise UploadRefused(damaged())
    bitmap = page.render(scale=scale, may_draw_forms=True, fill_color=(255, 255, 255, 255))
    try:
        return bitmap.to_pil().convert("RGB")
    finally:
        bitmap.close()


def signs_of(page: pdfium.PdfPage) -> PageSigns:
    """Return the signs of its text, also of those that nobody sees."""
    width, height = page.get_size()
    aspect = width / height
    try:
        words = page.get_textpage()
    except pdfium.PdfiumError:
        return PageSigns("", (), aspect)
    try:
        count = min(words.count_chars(), MOST_SIGNS)
        text = "".join(_sign(words, at) for at in range(count))
        shown = _Shown(page)
        places = tuple(_place(shown, words, at) for at in range(count))
    finally:
        words.close()
    return PageSigns(text, places, aspect)


def _sign(words: pdfium.PdfTextPage, at: int) -> str:
    code = pdfium_c.FPDFText_GetUnicode(words.raw, at)
    if code in _HYPHENS:
        return "-"
    is_sign = 0x20 <= code < 0xD800 or 0xE000 <= code <= 0x10FFFF
    return chr(code) if is_sign or code in {0x09, 0x0A} else " "


def _place(shown: _Shown, words: pdfium.PdfTextPage, at: int) -> Rectangle | None:
    if pdfium_c.FPDFText_IsGenerated(words.raw, at) == 1:
        return None
    edges = _tight(words, at) or _loose(words, at)
    return shown.rectangle(*edges) if edges else None


def _tight(words: pdfium.PdfTextPage, at: int) -> tuple[float, float, float, float] | None:
    left, right, bottom, top = (ctypes.c_double() for _side in range(4))
    found = pdfium_c.FPDFText_GetCharBox(words.raw, at, left, right, bottom, top)
    if not found or right.value <= left.value or top.value <= bottom.value:
        return None
    return left.value, bottom.value, right.value, top.value


def _loose(words: pdfium.PdfTextPage, at: int) -> tuple[float, float, float, float] | None:
    """The room of a sign that has no shape of its own, as below a scan."""
    room = pdfium_c.FS_RECTF()
    if not pdfium_c.FPDFText_GetLooseCharBox(words.raw, at, room):
        return None
    if room.right <= room.left or room.top <= room.bottom:
        return None
    return room.left, room.bottom, room.right, room.top
