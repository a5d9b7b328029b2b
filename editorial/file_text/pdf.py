"""The text of a PDF, page by page, and pictures of pages. Only run apart: PDFium may end its process."""

from __future__ import annotations

import ctypes
import io
from collections.abc import Sequence
from dataclasses import dataclass

import pypdfium2 as pdfium
import pypdfium2.raw as pdfium_c

from .bounds import MOST_PAGES, Enough, Gathered
from .faults import Damaged, Locked
from .pages import PAGE_END, has_words

# What Tesseract was made for. A page larger than A3 is drawn smaller.
DOTS_AN_INCH = 300
MOST_DOTS = 18_000_000


@dataclass
class PdfText:
    """`drawn`: pages with anything on them; `with_text`: those of them that have words of their own."""

    text: str
    pages: int
    pages_read: int
    drawn: int
    with_text: int
    is_cut: bool


def read_pdf(content: bytes) -> PdfText:
    """Read every page up to the bounds. Raises Locked and Damaged."""
    with _opened(content) as pdf:
        pages = len(pdf)
        found = PdfText("", pages, 0, 0, 0, is_cut=pages > MOST_PAGES)
        gathered = Gathered()
        try:
            for number in range(min(pages, MOST_PAGES)):
                _read_page(pdf, number, found, gathered)
        except Enough:
            found.is_cut = True
        found.text = gathered.text.removesuffix(PAGE_END)
        return found


def drawn_pages(content: bytes, numbers: Sequence[int]) -> list[bytes]:
    """Draw pages in grey as PGM files, one for each of `numbers`; empty for one that cannot be drawn."""
    with _opened(content) as pdf:
        return [_drawn(pdf, number) for number in numbers]


def _opened(content: bytes) -> pdfium.PdfDocument:
    try:
        return pdfium.PdfDocument(io.BytesIO(content))
    except pdfium.PdfiumError as error:
        if getattr(error, "err_code", None) == pdfium_c.FPDF_ERR_PASSWORD:
            raise Locked from error
        raise Damaged from error


def _read_page(pdf: pdfium.PdfDocument, number: int, found: PdfText, gathered: Gathered) -> None:
    found.pages_read += 1
    try:
        page = pdf[number]
    except pdfium.PdfiumError:
        # One broken page does not take the others with it.
        gathered.add(PAGE_END)
        return
    try:
        found.drawn += pdfium_c.FPDFPage_CountObjects(page) > 0
        text = _words_on(page)
    finally:
        page.close()
    found.with_text += has_words(text)
    gathered.add(text + PAGE_END)


def _words_on(page: pdfium.PdfPage) -> str:
    try:
        words = page.get_textpage()
    except pdfium.PdfiumError:
        return ""
    try:
        return str(words.get_text_bounded()).replace(PAGE_END, "\n")
    finally:
        words.close()


def _drawn(pdf: pdfium.PdfDocument, number: int) -> bytes:
    try:
        page = pdf[number]
    except (pdfium.PdfiumError, IndexError):
        return b""
    try:
        width, height = page.get_size()
        scale = DOTS_AN_INCH / 72
        if width * height * scale**2 > MOST_DOTS:
            scale = (MOST_DOTS / (width * height)) ** 0.5
        bitmap = page.render(scale=scale, grayscale=True)
        try:
            return _pgm(bitmap)
        finally:
            bitmap.close()
    finally:
        page.close()


def _pgm(bitmap: pdfium.PdfBitmap) -> bytes:
    pixels = ctypes.string_at(bitmap.buffer, bitmap.stride * bitmap.height)
    rows = [
        pixels[line * bitmap.stride : line * bitmap.stride + bitmap.width]
        for line in range(bitmap.height)
    ]
    return f"P5 {bitmap.width} {bitmap.height} 255\n".encode() + b"".join(rows)
