"""Letters of a citizen as PDFs, with words in them that must not be seen, or the same without these words."""

from __future__ import annotations

import io
from functools import cache

import pikepdf
import pypdfium2 as pdfium
import typst
from pikepdf import Array, Dictionary, Name, String
from PIL import Image

from portals.typeset import _fonts

NAME = "Nguyễn Thị Hồng Vân"
SECRETS = (NAME.upper(), "027189004512", "0912 345 678", "van@example.vn")
OUTSIDE = ("Kính", "gửi", "UBND", "Ễ", "Số", "điện", "thoại:", "thư:", "Trân", "trọng")
# `secret` shows its words or leaves their room empty; what it is set beside stays where it is.
_LETTER = """
#set page(width: 400pt, height: 240pt, margin: 20pt)
#set text(font: "Be Vietnam Pro", size: 11pt, lang: "vi")
#let secret(it) = {secret}
Kính gửi UBND xã Ễ

#secret[{name}]

Số CCCD #secret[{identity}] và điện thoại: #secret[{phone}]

thư: #secret[van\\@example.vn]

Trân trọng
"""


@cache
def letter(*, with_secrets: bool = True) -> bytes:
    """A letter of one page; without its secrets the same page has gaps, wide and high to the point."""
    name, identity, phone, _mail = SECRETS
    written = _LETTER.format(
        secret="it" if with_secrets else "hide(it)", name=name, identity=identity, phone=phone
    )
    return typst.compile(
        written.encode(), format="pdf", font_paths=_fonts(), ignore_system_fonts=True, timestamp=0
    )


def turned(
    content: bytes, degrees: int = 0, crop: tuple[int, int, int, int] | None = None
) -> bytes:
    out = io.BytesIO()
    with pikepdf.open(io.BytesIO(content)) as pdf:
        page = pdf.pages[0]
        page.Rotate = degrees
        if crop:
            page.CropBox = Array(list(crop))
        pdf.save(out)
    return out.getvalue()


def loaded(content: bytes) -> bytes:
    """The same with all that a PDF can carry besides its pages, in a version behind the first."""
    out = io.BytesIO()
    with pikepdf.open(io.BytesIO(content)) as pdf:
        pdf.docinfo["/Author"] = NAME
        with pdf.open_metadata() as meta:
            meta["dc:creator"] = [NAME]
        pdf.attachments["so.txt"] = b"027189004512"
        pdf.Root.OpenAction = Dictionary(S=Name.JavaScript, JS=String("app.alert(1)"))
        pdf.pages[0].Annots = Array(
            [
                Dictionary(
                    Type=Name.Annot, Subtype=Name.Text, Rect=Array([0, 0, 9, 9]), Contents=NAME
                )
            ]
        )
        pdf.save(out)
    return out.getvalue() + b"\n% 027189004512\n%%EOF\n"


def pages(count: int) -> bytes:
    out = io.BytesIO()
    with pikepdf.new() as pdf:
        for _page in range(count):
            pdf.add_blank_page(page_size=(50, 50))
        pdf.save(out)
    return out.getvalue()


def drawn(commands: str) -> bytes:
    """A page of 200 to 100 points on which `commands` draw, with Helvetica at hand as /H."""
    out = io.BytesIO()
    with pikepdf.new() as pdf:
        pdf.add_blank_page(page_size=(200, 100))
        page = pdf.pages[0]
        page.Contents = pdf.make_stream(commands.encode())
        font = Dictionary(Type=Name.Font, Subtype=Name.Type1, BaseFont=Name.Helvetica)
        page.Resources = Dictionary(Font=Dictionary(H=font))
        pdf.save(out)
    return out.getvalue()


def filled(value: str) -> bytes:
    """A form with one field that was filled in."""
    out = io.BytesIO()
    with pikepdf.new() as pdf:
        pdf.add_blank_page(page_size=(200, 100))
        font = Dictionary(Type=Name.Font, Subtype=Name.Type1, BaseFont=Name.Helvetica)
        shown = pdf.make_stream(f"BT /H 12 Tf 2 4 Td ({value}) Tj ET".encode())
        shown.Type, shown.Subtype = Name.XObject, Name.Form
        shown.BBox, shown.Resources = Array([0, 0, 150, 20]), Dictionary(Font=Dictionary(H=font))
        place, looks = Array([10, 40, 160, 60]), Dictionary(N=shown)
        field = Dictionary(Type=Name.Annot, Subtype=Name.Widget, FT=Name.Tx, F=4)
        field.T, field.V, field.Rect, field.AP = String("a"), String(value), place, looks
        kept = pdf.make_indirect(field)
        pdf.pages[0].Annots = Array([kept])
        pdf.Root.AcroForm = Dictionary(Fields=Array([kept]))
        pdf.save(out)
    return out.getvalue()


def said(content: bytes, page: int = 0) -> str:
    """The words that a reader can select."""
    pdf = pdfium.PdfDocument(content)
    try:
        return str(pdf[page].get_textpage().get_text_range())
    finally:
        pdf.close()


def seen(content: bytes, page: int = 0) -> Image.Image:
    pdf = pdfium.PdfDocument(content)
    try:
        return pdf[page].render(scale=2).to_pil().convert("L")
    finally:
        pdf.close()


def all_bytes(content: bytes) -> bytes:
    """The file as it is, and each stream and each string of it unpacked."""
    parts = [content]
    with pikepdf.open(io.BytesIO(content)) as pdf:
        for found in pdf.objects:
            if isinstance(found, pikepdf.Stream):
                raw = found.get("/Filter") == Name.DCTDecode
                parts.append(found.read_raw_bytes() if raw else found.read_bytes())
            parts.append(repr(found).encode())
    return b"\n".join(parts)
