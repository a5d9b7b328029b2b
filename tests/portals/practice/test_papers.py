"""Papers made on practice say on each page that they are of no value; those of a real install do not."""

from __future__ import annotations

from datetime import UTC, datetime
from io import BytesIO
from pathlib import Path
from typing import Any

import pytest
from docx import Document
from pypdfium2 import PdfDocument

from portals.typeset import typeset
from scoring.notices.word_file import add_paragraph, new_document

AT = datetime(2026, 11, 20, 2, tzinfo=UTC)
MARK = "Bản tập – không có giá trị"
TWO_PAGES = """#let told = json("paper.json")
#set page(paper: "a5", margin: 18mm, background: [nền])
#set document(title: told.title)
#told.title
#pagebreak()
trang hai
"""


@pytest.fixture
def template(settings: Any, tmp_path: Path) -> str:
    settings.ROOT = tmp_path
    (tmp_path / "templates").mkdir()
    (tmp_path / "templates" / "paper.typ").write_text(TWO_PAGES)
    return "paper.typ"


def pages(template: str) -> list[str]:
    made = typeset(template, {"title": "Giấy"}, at=AT)
    return [" ".join(page.get_textpage().get_text_range().split()) for page in PdfDocument(made)]


def feet() -> list[str]:
    document = new_document("Thông báo", "Ban biên tập", AT)
    add_paragraph(document, "Lời đầu")
    document.add_section().different_first_page_header_footer = True
    file = BytesIO()
    document.save(file)
    sections = Document(BytesIO(file.getvalue())).sections
    return [
        foot.paragraphs[0].text
        for section in sections
        for foot in (section.footer, section.first_page_footer)
    ]


def test_a_pdf_bears_the_mark_on_each_page(template: str, settings: Any) -> None:
    real = pages(template)
    assert len(real) == 2
    assert not [page for page in real if MARK in page]
    settings.PORTALS_PRACTICE_OF = "https://quantri.bacninh.gov.vn"
    practised = pages(template)
    assert [MARK in page for page in practised] == [True, True]
    assert "nền" in practised[0]
    assert "Giấy" in practised[0]


def test_a_word_file_bears_it_at_each_foot(settings: Any) -> None:
    assert feet() == [""] * 4
    settings.PORTALS_PRACTICE_OF = "https://quantri.bacninh.gov.vn"
    assert feet() == [MARK.upper()] * 4
