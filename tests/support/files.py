"""Files that people send, honest and otherwise, made here byte by byte."""

from __future__ import annotations

import io
import struct
import zipfile
from collections.abc import Mapping

import pikepdf
from django.core.files.uploadedfile import SimpleUploadedFile
from docx import Document
from openpyxl import Workbook
from pikepdf import Array, Dictionary, Name, String
from PIL import Image

TYPES = "[Content_Types].xml"
SECTOR = 512


def upload(name: str, content: bytes) -> SimpleUploadedFile:
    return SimpleUploadedFile(name, content)


def picture(kind: str = "JPEG", size: tuple[int, int] = (40, 30)) -> bytes:
    out = io.BytesIO()
    Image.new("RGB", size, "teal").save(out, kind)
    return out.getvalue()


def docx(parts: Mapping[str, bytes] | None = None, *, types: bytes = b"") -> bytes:
    """A Word document, with further parts in it, and `types` among its content types."""
    out = io.BytesIO()
    document = Document()
    document.add_paragraph("Thông báo lịch tiếp công dân.")
    document.save(out)
    return with_parts(out.getvalue(), parts or {}, types=types)


def xlsx(parts: Mapping[str, bytes] | None = None) -> bytes:
    out = io.BytesIO()
    book = Workbook()
    book.active.append(["họ tên", "chức danh"])
    book.save(out)
    return with_parts(out.getvalue(), parts or {})


def with_parts(content: bytes, parts: Mapping[str, bytes], *, types: bytes = b"") -> bytes:
    out = io.BytesIO()
    with zipfile.ZipFile(io.BytesIO(content)) as old, zipfile.ZipFile(out, "w", 8) as new:
        for name in old.namelist():
            data = old.read(name)
            if name == TYPES:
                data = data.replace(b"</Types>", types + b"</Types>")
            new.writestr(name, data)
        for name, data in parts.items():
            new.writestr(name, data)
    return out.getvalue()


def zipped(parts: Mapping[str, bytes]) -> bytes:
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, data in parts.items():
            archive.writestr(name, data)
    return out.getvalue()


def odt(parts: Mapping[str, bytes] | None = None) -> bytes:
    return zipped(
        {"mimetype": b"application/vnd.oasis.opendocument.text", "content.xml": b"<a/>"}
        | dict(parts or {})
    )


def pdf(kind: str = "", *, password: str = "") -> bytes:
    """A PDF of one page; `kind` says what else is in it."""
    out = io.BytesIO()
    with pikepdf.new() as made:
        made.add_blank_page(page_size=(200, 200))
        if kind:
            ADDED[kind](made)
        encryption = pikepdf.Encryption(owner="x", user=password) if password else False
        made.save(out, encryption=encryption)
    return out.getvalue()


def _link(**more: object) -> Dictionary:
    return Dictionary(
        **({"Type": Name.Annot, "Subtype": Name.Link, "Rect": Array([0, 0, 9, 9])} | more)
    )


def _script() -> Dictionary:
    return Dictionary(S=Name.JavaScript, JS=String("app.alert(1)"))


def _action(made: pikepdf.Pdf, **action: object) -> None:
    made.pages[0].Annots = Array([_link(A=Dictionary(**action))])


def _name_tree(made: pikepdf.Pdf) -> None:
    made.Root.Names = Dictionary(JavaScript=Dictionary(Names=Array([String("a"), _script()])))


def _before_closing(made: pikepdf.Pdf) -> None:
    made.Root.AA = Dictionary(WC=made.make_indirect(_script()))


def _launch(made: pikepdf.Pdf) -> None:
    made.Root.OpenAction = Dictionary(S=Name.Launch, F=String("cmd.exe"))


def _opening(made: pikepdf.Pdf) -> None:
    made.Root.OpenAction = _script()


def _xfa(made: pikepdf.Pdf) -> None:
    made.Root.AcroForm = Dictionary(XFA=made.make_stream(b"<xdp/>"))


def _packed(made: pikepdf.Pdf) -> None:
    made.attachments["a.exe"] = b"MZ"


def _film(made: pikepdf.Pdf) -> None:
    made.pages[0].Annots = Array([_link(Subtype=Name.RichMedia)])


def _signed(made: pikepdf.Pdf) -> None:
    made.Root.AcroForm = Dictionary(SigFlags=3, Fields=Array([]))
    _action(made, S=Name.URI, URI=String("https://example.vn/"))


ADDED = {
    "script on opening": _opening,
    "script in a name tree": _name_tree,
    "script under a link": lambda made: _action(made, S=Name.JavaScript, JS=String("x()")),
    "script before closing": _before_closing,
    "program to launch": _launch,
    "form that sends": lambda made: _action(made, S=Name.SubmitForm, F=String("http://a.vn/")),
    "form of XFA": _xfa,
    "file packed in": _packed,
    "film": _film,
    "signature and link": _signed,
}


def ole(streams: Mapping[str, bytes]) -> bytes:
    """A compound file of the old Office with these streams at its root, each filled up to 4096 bytes."""
    names = list(streams)
    data = {name: streams[name].ljust(4096, b"\0") for name in names}
    entries, fat, body = [], [], b""
    # Sector 0 holds the table of sectors, the next ones the directory.
    directory_sectors = (len(names) + 4) // 4
    fat += [0xFFFFFFFD]
    fat += [*range(2, 1 + directory_sectors), 0xFFFFFFFE]
    entries.append(_entry("Root Entry", 5, child=1 if names else 0xFFFFFFFF))
    for number, name in enumerate(names, start=1):
        start, count = len(fat), len(data[name]) // SECTOR
        fat += [*range(start + 1, start + count), 0xFFFFFFFE]
        right = number + 1 if number < len(names) else 0xFFFFFFFF
        entries.append(_entry(name, 2, right=right, start=start, size=len(data[name])))
        body += data[name]
    directory = b"".join(entries).ljust(directory_sectors * SECTOR, b"\0")
    table = struct.pack(f"<{len(fat)}I", *fat).ljust(SECTOR, b"\xff")
    header = struct.pack(
        "<8s16s5H6x8I", b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1", b"", 0x3E, 3, 0xFFFE, 9, 6,
        0, 1, 1, 0, 4096, 0xFFFFFFFE, 0, 0xFFFFFFFE,
    )  # fmt: skip
    header += struct.pack("<I", 0) + struct.pack("<I", 0)
    return header.ljust(SECTOR, b"\xff") + table + directory + body


def _entry(
    name: str,
    kind: int,
    *,
    child: int = 0xFFFFFFFF,
    right: int = 0xFFFFFFFF,
    start: int = 0,
    size: int = 0,
) -> bytes:
    encoded = name.encode("utf-16-le")
    return struct.pack(
        "<64sHBB3I16sI8s8sIQ",
        encoded, len(encoded) + 2, kind, 1, 0xFFFFFFFF, right, child, b"", 0, b"", b"", start, size,
    )  # fmt: skip
