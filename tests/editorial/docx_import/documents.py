"""Word documents for tests: orderly ones by python-docx, broken and hostile ones by hand."""

from __future__ import annotations

import io
import zipfile
from collections.abc import Callable

from django.core.files.uploadedfile import SimpleUploadedFile
from docx import Document
from PIL import Image

DOCX = "application/vnd.openxmlformats-officedocument.wordprocessingml.document"


def photo(*, color: str = "seagreen", size: tuple[int, int] = (800, 600), **exif: object) -> bytes:
    """A JPEG that says where it was taken."""
    image = Image.new("RGB", size, color)
    data = Image.Exif()
    data[0x010F] = "Camera Bi Mat"
    gps = data.get_ifd(0x8825)
    gps.update({1: "N", 2: (21.0, 11.0, 9.0), 3: "E", 4: (106.0, 4.0, 22.0)})
    out = io.BytesIO()
    image.save(out, "JPEG", exif=data)
    return out.getvalue()


def document(build: Callable[[Document], None] | None = None) -> bytes:
    made = Document()
    (build or report)(made)
    out = io.BytesIO()
    made.save(out)
    return out.getvalue()


def report(made: Document) -> None:
    """A report as offices write it."""
    made.add_heading("Xã Đông Thọ tổng kết phong trào", level=1)
    made.add_paragraph("Sáng 20/11, xã Đông Thọ tổng kết phong trào xây dựng nông thôn mới.")
    made.add_paragraph("Hội nghị có 120 đại biểu dự.").runs[0].bold = True
    made.add_heading("Kết quả", level=2)
    for line in ("Đường thôn được mở rộng", "Nhà văn hóa được sửa"):
        made.add_paragraph(line, style="List Bullet")
    for line in ("Làm sạch", "Trồng hoa"):
        made.add_paragraph(line, style="List Number")
    made.add_picture(io.BytesIO(photo()))
    table = made.add_table(rows=2, cols=2)
    for row, words in zip(table.rows, (("Thôn", "Số hộ"), ("Đông", "85")), strict=True):
        for cell, word in zip(row.cells, words, strict=True):
            cell.text = word


def uploaded(content: bytes, name: str = "bao-cao.docx") -> SimpleUploadedFile:
    return SimpleUploadedFile(name, content, content_type=DOCX)


def changed(content: bytes, changes: dict[str, bytes | None]) -> bytes:
    """The document with parts replaced, added, or (None) left out."""
    out = io.BytesIO()
    with (
        zipfile.ZipFile(io.BytesIO(content)) as old,
        zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as new,
    ):
        for part in old.infolist():
            if part.filename not in changes:
                new.writestr(part.filename, old.read(part.filename))
        for name, data in changes.items():
            if data is not None:
                new.writestr(name, data)
    return out.getvalue()


def with_text(xml: str) -> bytes:
    """A document whose body is this XML."""
    start = (
        '<?xml version="1.0" encoding="UTF-8"?><w:document xmlns:w='
        '"http://schemas.openxmlformats.org/wordprocessingml/2006/main"><w:body>'
    )
    return changed(
        document(), {"word/document.xml": f"{start}{xml}</w:body></w:document>".encode()}
    )
