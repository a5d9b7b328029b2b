"""What is read in files of each kind, in letters of each time, and of what was made to break its reader."""

from __future__ import annotations

import io
import unicodedata
from typing import Any

import pytest

from editorial.file_text import bounds, office, pdf
from editorial.file_text.legibility import is_gibberish, made_legible
from editorial.file_text.reading import read
from editorial.file_text.recognition import recognise, words_in_picture
from portals.uploads import budget
from tests.support import files

from . import made
from .made import DECISION


def told(content: bytes) -> dict[str, Any]:
    values, contents = read(io.BytesIO(content))
    return values | {"text": contents[0].decode()}


def one_line(text: str) -> str:
    return " ".join(text.split())


class TestKinds:
    def test_pdf_is_read_page_by_page(self) -> None:
        found = told(made.typeset(DECISION, "", "Trang cuối có một câu đủ dài."))

        first, second, third = found["text"].split("\f")
        assert (one_line(first), second, third) == (DECISION, "", "Trang cuối có một câu đủ dài.")
        assert (found["state"], found["has_text_layer"]) == ("read", True)
        assert (found["pages"], found["pages_read"], found["is_cut"]) == (3, 3, False)
        assert (found["characters"], found["language"]) == (len(found["text"]), "vi")

    def test_docx_is_read_with_its_tables_in_order(self) -> None:
        found = told(made.docx("Điều 1.", "Điều 2.", table=[["UBND TỈNH", "CỘNG HÒA"]]))

        assert found["text"] == "UBND TỈNH\nCỘNG HÒA\nĐiều 1.\nĐiều 2."
        assert (found["state"], found["has_text_layer"], found["pages"]) == ("read", None, None)

    def test_docx_is_read_once_where_it_says_the_same_in_two_ways(self) -> None:
        word = "http://schemas.openxmlformats.org/wordprocessingml/2006/main"
        compat = "http://schemas.openxmlformats.org/markup-compatibility/2006"
        box = "<w:p><w:r><w:t>khung</w:t></w:r></w:p>"
        document = (
            f'<w:document xmlns:w="{word}" xmlns:m="{compat}"><w:body><w:p>'
            f"<m:AlternateContent><m:Choice>{box}</m:Choice><m:Fallback>{box}</m:Fallback>"
            "</m:AlternateContent><w:r><w:t>Một</w:t><w:tab/><w:t>hai</w:t><w:br/>"
            "<w:delText>bỏ</w:delText></w:r></w:p></w:body></w:document>"
        )
        notes = f'<w:footnotes xmlns:w="{word}"><w:p><w:t>Chú thích</w:t></w:p></w:footnotes>'

        found = told(made.archive({"word/footnotes.xml": notes, "word/document.xml": document}))

        assert found["text"] == "khung\nMột hai\n\nChú thích"

    def test_xlsx_is_read_row_by_row(self) -> None:
        found = told(made.xlsx(["Tên", "Số tiền"], [None, 1234567]))

        assert found["text"] == "Dự toán\nTên Số tiền\n1234567"

    def test_odt_keeps_words_between_elements(self) -> None:
        found = told(
            made.odt(
                "<t:h>Điều 1</t:h><t:p>Xin <t:span>chào</t:span> các<t:s/>bạn<t:tab/>nhé"
                "<t:line-break/>Hết</t:p>"
            )
        )

        assert found["text"] == "Điều 1\nXin chào các bạn nhé\nHết"

    def test_pptx_is_read_slide_by_slide(self) -> None:
        drawing = "http://schemas.openxmlformats.org/drawingml/2006/main"
        slides = {
            f"ppt/slides/slide{number}.xml": f'<s xmlns:a="{drawing}"><a:p><a:t>Tờ {number}</a:t></a:p></s>'
            for number in (10, 9)
        }

        assert told(made.archive({"ppt/presentation.xml": "", **slides}))["text"] == "Tờ 9\nTờ 10"

    @pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "utf-16"])
    def test_plain_text_is_read_in_its_encoding(self, encoding: str) -> None:
        assert told("tên;số\r\nĐỗ An;1".encode(encoding))["text"] == "tên;số\nĐỗ An;1"

    def test_others_are_not_read(self) -> None:
        for content in (files.ole({"WordDocument": b"x"}), files.zipped({"a.txt": b"x"}), b"\0\1"):
            found = told(content)
            assert (found["state"], found["text"]) == ("unsupported", "")


class TestScans:
    @pytest.mark.parametrize(
        ("content", "state", "layer"),
        [
            (made.scanned(DECISION), "ocr_waiting", False),
            (files.pdf(), "empty", False),
            (made.typeset("1", "2", "3"), "ocr_waiting", False),
            (made.typeset(made.MEANINGLESS, made.MEANINGLESS), "ocr_waiting", False),
            # The back of a sheet, on which nothing stands, is no scan.
            (made.typeset(DECISION, "", ""), "read", True),
        ],
        ids=["pictures", "nothing drawn", "numbers of pages only", "no meaning", "blank backs"],
    )
    def test_are_told_from_texts(self, content: bytes, state: str, layer: bool) -> None:
        found = told(content)

        assert (found["state"], found["has_text_layer"]) == (state, layer)

    def test_need_words_on_most_of_the_pages(self) -> None:
        half = [DECISION, "1"]

        assert told(made.typeset(*half))["state"] == "ocr_waiting"
        assert told(made.typeset(*half, DECISION))["state"] == "read"

    def test_keep_the_few_words_they_have(self) -> None:
        assert told(made.typeset("Số 1", "Số 2"))["text"] == "Số 1\fSố 2"
        # But not what says nothing.
        assert told(made.typeset(made.MEANINGLESS))["text"] == ""


class TestBadFiles:
    @pytest.mark.parametrize(
        ("content", "fault"),
        [
            (files.pdf(password="mat-khau"), "locked"),
            (b"%PDF-1.7 cut", "damaged"),
            (made.typeset(DECISION)[:400], "damaged"),
            (b"PK\x03\x04 cut", "damaged"),
            (made.archive({"word/document.xml": "<a"}), "damaged"),
            (made.archive({"xl/workbook.xml": "<a"}), "damaged"),
            (made.odt("<t:p>")[:-30], "damaged"),
            (
                made.archive({"word/document.xml": '<!DOCTYPE a [<!ENTITY b "c">]><a>&b;</a>'}),
                "damaged",
            ),
            (made.archive({"word/document.xml": " " * 6_000_000}), "too_much"),
        ],
    )
    def test_are_told_by_their_fault(self, content: bytes, fault: str) -> None:
        found = told(content)

        assert (found["state"], found["fault"], found["text"]) == ("failed", fault, "")

    def test_with_more_parts_than_any_file_has(self, monkeypatch) -> None:
        content = made.docx("Một")
        monkeypatch.setattr(office, "MOST_PARTS", 3)
        assert told(content)["fault"] == "too_much"

        monkeypatch.setattr(office, "MOST_PARTS", budget.MOST_PARTS)
        monkeypatch.setattr(office, "LARGEST_UNPACKED", 1000)
        assert told(content)["fault"] == "too_much"

    def test_nothing_at_all_is_empty(self) -> None:
        assert told(b"")["state"] == told(b" \n")["state"] == told(made.docx())["state"] == "empty"

    def test_what_is_longer_is_read_so_far(self, monkeypatch) -> None:
        long = made.typeset(*[DECISION] * 5)
        monkeypatch.setattr(pdf, "MOST_PAGES", 3)

        found = told(long)

        assert (found["pages"], found["pages_read"], found["is_cut"]) == (5, 3, True)
        assert len(found["text"].split("\f")) == 3

    @pytest.mark.parametrize(
        "content",
        [
            made.typeset(*[DECISION] * 3),
            made.docx(*[DECISION] * 3),
            made.xlsx(*[[DECISION]] * 3),
        ],
    )
    def test_no_more_letters_are_read_than_may_be(self, content: bytes, monkeypatch) -> None:
        monkeypatch.setattr(bounds, "MOST_CHARACTERS", 100)

        found = told(content)

        assert found["is_cut"]
        assert 0 < len(found["text"]) <= 100

    def test_no_more_time_is_taken_than_may_be(self, monkeypatch) -> None:
        monkeypatch.setattr(bounds, "MOST_CPU_SECONDS", 0.0)

        found = told(made.typeset(*[DECISION] * 5))

        assert (found["is_cut"], found["pages_read"], found["state"]) == (True, 1, "read")


class TestOldEncodings:
    READ = "Số: 96/QĐ-UBND"

    @pytest.mark.parametrize(
        ("content", "encoding"),
        [
            (made.typeset(made.IN_VNI), "vni"),
            (made.docx(*made.IN_TCVN3.split("\n")), "tcvn3"),
            (made.IN_TCVN3.encode("latin-1"), "tcvn3"),
        ],
    )
    def test_are_brought_to_unicode(self, content: bytes, encoding: str) -> None:
        found = told(content)

        assert (found["encoding"], found["state"]) == (encoding, "read")
        assert self.READ in found["text"]
        assert "khu dân cư" in one_line(found["text"])

    def test_beside_unicode_only_the_old_lines_are(self) -> None:
        found = made_legible(f"{made.IN_TCVN3}\nCà phê ở phường Võ Cường\n{made.IN_TCVN3}")

        assert found.text.split("\n")[5] == "Cà phê ở phường Võ Cường"
        assert found.text.split("\n")[4] == found.text.split("\n")[10]

    def test_are_not_seen_in_other_languages(self) -> None:
        french = "Le café où l'été à Besançon, le maître a gagné: " * 4

        assert made_legible(french).text == french.strip()
        assert made_legible("The act of the people's committee").encoding == ""

    def test_pages_are_kept_apart(self) -> None:
        page = made.IN_TCVN3.replace("\n", " ")

        assert made_legible(f"{page}\f{page}").text.count("\f") == 1


class TestLegibility:
    def test_text_is_tidied(self) -> None:
        decomposed = unicodedata.normalize("NFD", "Quyết định")

        found = made_legible(f" {decomposed}  số\t1\u00a0a \r\n\r\n\r\n\r\nĐiều\u200b 1\x00 \n")

        assert found.text == "Quyết định số 1 a \n\nĐiều 1"

    def test_a_broken_word_is_joined(self) -> None:
        assert made_legible("quy\ufffe\nhoạch").text == "quyhoạch"
        assert made_legible("soft\u00adware").text == "software"

    @pytest.mark.parametrize(
        "text",
        [
            DECISION,
            "The provincial committee decides on the plan of the new quarter, with maps and lists.",
            "12 34 56 78 90 100 200 300",
            "Quyết định số 96/QĐ-UBND của UBND tỉnh, HĐND tỉnh, UBMTTQ và TTHC cấp xã năm 2026",
            "",
        ],
    )
    def test_what_people_read_is_no_gibberish(self, text: str) -> None:
        assert not is_gibberish(text)

    @pytest.mark.parametrize(
        "text",
        [
            made.MEANINGLESS,
            "\ue001\ue002\ue003 \ue004\ue005 " * 10,
            "\ufffd\ufffd\ufffd",
            "a\ufffdb c\ufffdd quy\ufffdt \ufffd\ufffdnh ph\ufffd duy\ufffdt quy ho\ufffdch " * 3,
        ],
    )
    def test_what_nobody_reads_is(self, text: str) -> None:
        assert is_gibberish(text)


@made.needs_tesseract
class TestRecognition:
    def test_reads_a_real_scan(self) -> None:
        content = made.scanned(DECISION, f"Trang hai: {DECISION}")

        found = recognise(io.BytesIO(content), text="", pages=2)

        first, second = map(one_line, found.text.split("\f"))
        assert "khu dân cư thôn Đông, phường Võ Cường, tỉnh Bắc Ninh" in first
        assert second.startswith("Trang hai")
        assert (found.pages, found.is_cut) == (2, False)

    def test_says_nothing_of_what_is_no_picture(self) -> None:
        assert words_in_picture(b"P5 10 10 255\n") is None
