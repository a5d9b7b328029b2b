"""Files with words in them, made here: typeset, scanned, written in an office program, in letters of old fonts."""

from __future__ import annotations

import io
import os
import shutil
import zipfile
from collections.abc import Sequence

import pytest
import typst
from docx import Document
from openpyxl import Workbook
from PIL import Image

DECISION = (
    "Quyết định phê duyệt quy hoạch chi tiết xây dựng khu dân cư thôn Đông, phường Võ Cường,"
    " tỉnh Bắc Ninh, kèm theo bản đồ tỷ lệ 1/500 và danh mục công trình."
)
# As fonts of before Unicode have programs hand it on.
IN_TCVN3 = """ñy ban nh©n d©n tØnh B¾c Ninh
Céng hßa x· héi chñ nghÜa ViÖt Nam
§éc lËp - Tù do - H¹nh phóc
Sè: 96/Q§-UBND
QuyÕt ®Þnh vÒ viÖc phª duyÖt quy ho¹ch chi tiÕt khu d©n c­ ph­êng Vâ C­êng"""
IN_VNI = """UÛY BAN NHAÂN DAÂN TÆNH BAÉC NINH
COÄNG HOØA XAÕ HOÄI CHUÛ NGHÓA VIEÄT NAM
Ñoäc laäp - Töï do - Haïnh phuùc
Soá: 96/QÑ-UBND
Quyeát ñònh veà vieäc pheâ duyeät quy hoaïch chi tieát khu daân cö"""
# What is found where a font's letters have no meaning.
MEANINGLESS = (
    "7KRQJ EiR WX\\HW QK FiF 1LQK Yj EDQ QJjQK FyP OLrQ TXDQ Vã NK{QJ WrQ GkQ FKtQK KjQK SKtD"
)

needs_tesseract = pytest.mark.skipif(
    shutil.which("tesseract") is None and os.environ.get("REQUIRE_TESSERACT") != "1",
    reason="Tesseract is not installed.",
)


def typeset(*pages: str) -> bytes:
    """A PDF with a text layer. A page may be empty."""
    return typst.compile(_source(pages))


def scanned(*pages: str, dpi: int = 150) -> bytes:
    """A PDF whose pages are pictures of these words."""
    pictures = typst.compile(_source(pages), format="png", ppi=dpi)
    sheets = [
        Image.open(io.BytesIO(one)).convert("L")
        for one in (pictures if isinstance(pictures, list) else [pictures])
    ]
    out = io.BytesIO()
    sheets[0].save(out, "PDF", save_all=True, append_images=sheets[1:], resolution=dpi)
    return out.getvalue()


def docx(*paragraphs: str, table: Sequence[Sequence[str]] = ()) -> bytes:
    document = Document()
    if table:
        made = document.add_table(len(table), len(table[0]))
        for row, cells in zip(made.rows, table, strict=True):
            for cell, words in zip(row.cells, cells, strict=True):
                cell.text = words
    for words in paragraphs:
        document.add_paragraph(words)
    out = io.BytesIO()
    document.save(out)
    return out.getvalue()


def xlsx(*rows: Sequence[object], sheet: str = "Dự toán") -> bytes:
    book = Workbook()
    book.active.title = sheet
    for row in rows:
        book.active.append(list(row))
    out = io.BytesIO()
    book.save(out)
    return out.getvalue()


def odt(content: str) -> bytes:
    """`content`: markup of the body."""
    text = "urn:oasis:names:tc:opendocument:xmlns:text:1.0"
    office = "urn:oasis:names:tc:opendocument:xmlns:office:1.0"
    body = f'<o:document-content xmlns:o="{office}" xmlns:t="{text}">{content}</o:document-content>'
    return archive({"mimetype": "application/vnd.oasis.opendocument.text", "content.xml": body})


def archive(parts: dict[str, str]) -> bytes:
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as made:
        for name, content in parts.items():
            made.writestr(name, content)
    return out.getvalue()


def _source(pages: Sequence[str]) -> bytes:
    # Words only: nothing in them is markup.
    shown = [f"#{_string(page)}" if page else "" for page in pages]
    return ("#set text(size: 13pt)\n" + "\n#pagebreak()\n".join(shown)).encode()


def _string(words: str) -> str:
    return '"' + words.replace("\\", "\\\\").replace('"', '\\"').replace("\n", "\\n") + '"'
