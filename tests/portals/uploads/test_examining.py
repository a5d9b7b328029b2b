"""What is taken of the files people send, and what is not."""

import io
import struct
import zipfile

import pytest
from PIL import Image

from portals.uploads import DOCUMENTS, PICTURES, SHEETS, TABLES, Accepts, UploadRefused, examined
from portals.uploads.kinds import SOUND_TYPES
from tests.support import files
from tests.support.files import docx, odt, ole, pdf, picture, upload, xlsx, zipped

SHEET = struct.pack("<HHIBB", 0x85, 8, 0, 0, 1) + b"\0\0"
REMOTE_TEMPLATE = b"""<Relationships xmlns="x"><Relationship Id="rId1"
 Type="http://schemas.openxmlformats.org/officeDocument/2006/relationships/attachedTemplate"
 Target="http://example.vn/a.dotm" TargetMode="External"/></Relationships>"""
LINK = REMOTE_TEMPLATE.replace(b"attachedTemplate", b"hyperlink")
NATIVE = "\x01Ole10Native".encode("utf-16-le")
MP3 = b"ID3\x04\x00\x00\x00\x00\x00\x0a" + b"\0" * 10 + b"\xff\xfb\x90\x00" + b"\0" * 400


def box(kind: bytes, content: bytes = b"") -> bytes:
    return struct.pack(">I4s", 8 + len(content), kind) + content


MP4 = box(b"ftyp", b"isom\0\0\2\0") + box(b"moov", b"x" * 30) + box(b"mdat", b"y" * 90)

HONEST = [
    ("a.pdf", pdf()),
    ("ky-so.pdf", pdf("signature and link")),
    ("a.docx", docx({"word/_rels/a.xml.rels": LINK})),
    ("a.xlsx", xlsx()),
    ("a.odt", odt()),
    ("a.doc", ole({"WordDocument": b"x"})),
    ("a.xls", ole({"Workbook": struct.pack("<HHIBB", 0x85, 8, 0, 0, 0) + b"\0\0"})),
    ("a.rtf", rb"{\rtf1 Xin ch\u224?o}"),
    ("a.txt", "Thông báo".encode()),
    ("a.txt", "Thông báo".encode("utf-16")),
    ("a.csv", "họ tên;chức danh".encode()),
    ("a.mp3", MP3),
    ("a.mp3", MP3[20:]),
    ("a.mp4", MP4),
    ("a.zip", zipped({"mau/a.docx": docx(), "anh.jpg": picture(), "b.pdf": pdf()})),
]
TRAPS = [
    ("script in a picture's clothes", "a.pdf", b"<script>alert(1)</script>"),
    ("page called text", "a.txt", b"  <!DOCTYPE html><script>alert(1)</script>"),
    ("drawing with scripts", "a.svg", b"<svg xmlns='http://www.w3.org/2000/svg' onload='x()'/>"),
    ("page", "a.html", b"<html></html>"),
    ("program", "a.exe", b"MZ\x90"),
    ("program called PDF", "a.pdf", b"MZ\x90" + b"\0" * 60),
    ("PDF behind something else", "a.pdf", b"GIF89a%PDF-1.4\n" + pdf()),
    ("PDF that is an archive too", "a.pdf", pdf() + zipped({"a.class": b"x"})),
    ("archive that is a PDF too", "a.zip", b"%PDF-1.4\n" + zipped({"a.txt": b"x"})),
    ("recording that is an archive too", "a.mp3", MP3 + zipped({"a.class": b"x"})),
    *[(f"PDF with {kind}", "a.pdf", pdf(kind)) for kind in (
        "script on opening", "script in a name tree", "script under a link", "script before closing",
        "program to launch", "form that sends", "form of XFA", "file packed in", "film",
    )],
    ("PDF with a password", "a.pdf", pdf(password="x")),
    ("torn PDF", "a.pdf", pdf()[:60]),
    ("macros of Word", "a.docx", docx({"word/vbaProject.bin": b"x"})),
    ("macros by type", "a.docx", docx(types=b'<Override ContentType="x.macroEnabled.main+xml"/>')),
    ("macro document renamed", "a.docm", docx()),
    ("macros of Excel 4", "a.xlsx", xlsx({"xl/macrosheets/sheet1.xml": b"<a/>"})),
    ("controls", "a.docx", docx({"word/activeX/activeX1.xml": b"<a/>"})),
    ("template from elsewhere", "a.docx", docx({"word/_rels/settings.xml.rels": REMOTE_TEMPLATE})),
    ("program in a document", "a.docx", docx({"word/embeddings/oleObject1.bin": NATIVE})),
    ("macros of OpenDocument", "a.odt", odt({"Basic/Standard/Module1.xml": b"<a/>"})),
    ("scripts of OpenDocument", "a.odt", odt({"Scripts/python/a.py": b"x"})),
    ("macros of old Word", "a.doc", ole({"WordDocument": b"x", "_VBA_PROJECT": b"x"})),
    ("macros of old Excel", "a.xls", ole({"Workbook": SHEET})),
    ("packed into old Word", "a.doc", ole({"WordDocument": b"x", "\x01Ole10Native": b"MZ"})),
    ("locked document", "a.docx", ole({"EncryptedPackage": b"x"})),
    ("locked document by its old name", "a.doc", ole({"EncryptedPackage": b"x"})),
    ("torn old Word", "a.doc", ole({"WordDocument": b"x"})[:600]),
    ("objects in RTF", "a.rtf", rb"{\rtf1{\object\objemb{\*\objdata 4d5a}}}"),
    ("template of RTF", "a.rtf", rb"{\rtf1{\*\template http://example.vn/a}}"),
    ("archive in an archive", "a.zip", zipped({"b.zip": zipped({"a.txt": b"x"})})),
    ("program in an archive", "a.zip", zipped({"a.exe": b"MZ"})),
    ("way out of an archive", "a.zip", zipped({"../../a.txt": b"x"})),
    ("trap in an archive", "a.zip", zipped({"a.pdf": pdf("script on opening")})),
    # Made when they are asked for: every worker reads this module.
    ("bomb", "a.zip", lambda: zipped({"a.txt": b"0" * 20_000_000})),
    ("bomb in a document", "a.docx", lambda: docx({"word/media/a.xml": b"0" * 20_000_000})),
    ("archive of too many", "a.zip", lambda: zipped({f"{n}.txt": b"x" for n in range(5_001)})),
    ("no archive", "a.docx", b"PK\x03\x04" + b"x" * 60),
    ("no sound", "a.mp3", b"ID3\x04\x00\x00\x00\x00\x00\x00<script>"),
    ("film with something behind", "a.mp4", MP4 + b"trailing"),
    ("film without index", "a.mp4", box(b"ftyp", b"isom\0\0\2\0")),
    ("text of bytes", "a.txt", b"abc\0\1\2"),
    ("text of another age", "a.csv", "họ tên".encode("utf-16-le")),
    ("nothing", "a.pdf", b""),
    ("no ending", "thong-bao", pdf()),
]  # fmt: skip


class TestDocuments:
    @pytest.mark.asvs("5.2.2")
    @pytest.mark.parametrize(("name", "content"), HONEST, ids=[name for name, _ in HONEST])
    def test_honest_ones_are_taken_as_they_are(self, name, content):
        kept = examined(upload(name, content), accepts=DOCUMENTS)

        assert kept.name == name
        assert kept.read() == content

    @pytest.mark.asvs("1.3.3", "1.5.1")
    @pytest.mark.parametrize(
        ("name", "content"), [trap[1:] for trap in TRAPS], ids=[trap[0] for trap in TRAPS]
    )
    def test_traps_are_refused_in_words(self, name, content):
        made = content() if callable(content) else content
        with pytest.raises(UploadRefused) as refusal:
            examined(upload(name, made), accepts=DOCUMENTS)

        assert str(refusal.value).strip()

    def test_a_locked_archive_is_refused(self):
        content = bytearray(zipped({"a.txt": b"x"}))
        # The flag of encryption, in the part's own header and in the directory.
        content[6] |= 1
        content[content.index(b"PK\x01\x02") + 8] |= 1

        with pytest.raises(UploadRefused, match=r"mật khẩu|password"):
            examined(upload("a.zip", bytes(content)), accepts=DOCUMENTS)

    @pytest.mark.asvs("5.2.1")
    def test_too_large_is_refused_before_it_is_read(self):
        accepts = Accepts(endings=("txt",), largest=1024 * 1024)

        with pytest.raises(UploadRefused, match="1 MB"):
            examined(upload("a.txt", b"x" * (1024 * 1024 + 1)), accepts=accepts)

    def test_every_kind_of_a_form_is_known(self):
        # Those of sound are asked for in test_sounds.
        assert not {*TABLES.endings, *DOCUMENTS.endings} - {*KNOWN, *SOUND_TYPES}


class TestPictures:
    def test_keep_nothing_but_pixels(self):
        exif = Image.Exif()
        exif.get_ifd(0x8825)[2] = (21.0, 11.0, 0.0)
        out = io.BytesIO()
        Image.new("RGB", (40, 30), "teal").save(
            out,
            "JPEG",
            exif=exif.tobytes(),
            comment=b"<?php x ?>",
            xmp=b"<x:xmpmeta>GPS</x:xmpmeta>",
        )

        kept = examined(upload("Ảnh hội nghị.jpg", out.getvalue()), accepts=PICTURES)

        content = kept.read()
        assert kept.name == "Ảnh hội nghị.jpg"
        assert not Image.open(io.BytesIO(content)).getexif()
        assert b"xmpmeta" not in content
        assert b"<?php" not in content
        assert b"Exif" not in content

    def test_drawings_keep_their_lines_and_clear_parts(self):
        out = io.BytesIO()
        Image.new("RGBA", (10, 10), (0, 0, 0, 0)).save(out, "PNG")

        kept = examined(upload("so-do.png", out.getvalue()), accepts=PICTURES)

        with Image.open(kept) as made:
            assert (made.format, made.mode) == ("PNG", "RGBA")

    def test_a_photo_under_the_wrong_ending_is_put_right(self):
        kept = examined(upload("a.png", picture()), accepts=SHEETS)

        assert kept.name == "a.jpg"

    @pytest.mark.asvs("1.3.4")
    @pytest.mark.parametrize(
        "content",
        [
            picture() + zipped({"a.class": b"x"}),
            picture()[:20] + b"%PDF-1.4" + picture()[20:],
            b"GIF89a/*<svg/onload=alert(1)>*/=1;",
            b"<svg xmlns='http://www.w3.org/2000/svg'/>",
            pdf(),
            picture()[:100],
            b"",
        ],
        ids=["archive behind", "PDF inside", "script", "svg", "PDF", "torn", "empty"],
    )
    def test_two_things_at_once_or_none_are_refused(self, content):
        with pytest.raises(UploadRefused):
            examined(upload("a.jpg", content), accepts=PICTURES)


KNOWN = {name.rpartition(".")[2] for name, _ in HONEST} | {"ods", "odp", "pptx", "ppt"}


@pytest.mark.asvs("5.2.3")
def test_parts_of_an_archive_are_never_unpacked_beyond_what_they_declare():
    content = bytearray(zipped({"a.txt": b"0" * 2_000_000}))
    with zipfile.ZipFile(io.BytesIO(bytes(content))) as archive:
        assert archive.getinfo("a.txt").file_size == 2_000_000
    # Both headers say ten bytes.
    for at in (content.index(b"PK\x03\x04") + 22, content.index(b"PK\x01\x02") + 24):
        content[at : at + 4] = struct.pack("<I", 10)

    with pytest.raises(UploadRefused):
        examined(upload("a.zip", bytes(content)), accepts=DOCUMENTS)


def test_the_maker_of_old_office_files_makes_what_their_reader_reads():
    import olefile

    with olefile.OleFileIO(files.ole({"WordDocument": b"abc", "Other": b"x"})) as made:
        assert made.openstream("WordDocument").read(3) == b"abc"
        assert made.exists("Other")
