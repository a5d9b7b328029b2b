"""A notice as a Word document (DOCX), for offices that finish and sign it in their own system."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime
from io import BytesIO
from typing import Any
from xml.sax.saxutils import escape

from docx import Document
from docx.enum.section import WD_ORIENT, WD_SECTION
from docx.enum.text import WD_ALIGN_PARAGRAPH as ALIGN
from docx.oxml import OxmlElement, parse_xml
from docx.oxml.ns import nsdecls, qn
from docx.shared import Mm, Pt

from portals.framework_patches.docx_elements import (
    element_of_run,
    element_of_table,
    properties_of_paragraph,
    properties_of_row,
    properties_of_section,
)
from portals.typeset import practice_mark

from .paper import MOTTO, STATE, NoticePaper, NoticeTable

FONT = "Times New Roman"
LONG, SHORT = Mm(297), Mm(210)
INDENT = Mm(12.7)
# In twentieths of a point, as tables count.
TWIPS_OF_MM = 56.7
WIDE, NARROW = 262.0, 165.0
DRAFT = "DỰ THẢO"


def notice_docx(paper: NoticePaper) -> bytes:
    """Write the notice with its annex."""
    document = new_document(paper.subject, paper.issuer, paper.as_of)
    _number_pages(document.sections[0], is_draft=paper.is_draft)
    _head(document, paper)
    _title(document, ["THÔNG BÁO", paper.subject], lines_under=1)
    for words in paper.opening:
        add_paragraph(document, words)
    add_paragraph(document, "1. Kết quả chung", bold=True)
    add_table(document, paper.summary, NARROW, 12)
    for heading, paragraphs in paper.sections:
        add_paragraph(document, heading, bold=True)
        for words in paragraphs:
            add_paragraph(document, words)
    # Nobody signs on a page that holds nothing else.
    add_paragraph(document, paper.closing, with_next=True)
    _foot(document, paper)
    _annex(document, paper)
    file = BytesIO()
    document.save(file)
    return file.getvalue()


def new_document(title: str, author: str, at: datetime) -> Any:
    """An empty document in the layout of administrative papers: A4, Times New Roman, their margins.

    On a practice install the foot of each page says that it is of no value.
    """
    document = Document()
    document.core_properties.title, document.core_properties.author = title, author
    document.core_properties.comments = ""
    document.core_properties.language = "vi-VN"
    document.core_properties.created = document.core_properties.modified = at
    style = document.styles["Normal"]
    style.font.name, style.font.size = FONT, Pt(14)
    fonts = style.element.rPr.rFonts
    for script in ("w:eastAsia", "w:cs"):
        fonts.set(qn(script), FONT)
    style.paragraph_format.space_after = Pt(0)
    style.paragraph_format.line_spacing = 1.0
    [first] = document.sections
    first.page_width, first.page_height = SHORT, LONG
    first.top_margin = first.bottom_margin = Mm(20)
    first.left_margin, first.right_margin = Mm(30), Mm(15)
    first.header_distance = Mm(10)
    if mark := practice_mark():
        # Sections that follow have the foot of the first.
        for foot in (first.footer, first.first_page_footer):
            foot.is_linked_to_previous = False
            place = foot.paragraphs[0]
            place.alignment = ALIGN.CENTER
            place.add_run(mark.upper()).font.bold = True
    return document


def _number_pages(section: Any, *, is_draft: bool) -> None:
    """The number of the page above, in the middle, and not on the first; a draft says so on every page."""
    section.different_first_page_header_footer = True
    section.header.is_linked_to_previous = section.first_page_header.is_linked_to_previous = False
    above = section.header.paragraphs[0]
    above.alignment = ALIGN.CENTER
    run = above.add_run()
    run.font.size = Pt(13)
    for kind, text in (("begin", ""), ("", "PAGE"), ("end", "")):
        if kind:
            part = OxmlElement("w:fldChar")
            part.set(qn("w:fldCharType"), kind)
        else:
            part = OxmlElement("w:instrText")
            part.text = text
        element_of_run(run).append(part)
    if is_draft:
        for header in (section.header, section.first_page_header):
            place = header.paragraphs[0]
            place.alignment = ALIGN.CENTER
            mark = place.add_run(f"  {DRAFT}")
            mark.font.bold, mark.font.size = True, Pt(16)
    # The annex begins with its own first page.
    numbers = OxmlElement("w:pgNumType")
    numbers.set(qn("w:start"), "1")
    properties_of_section(section).append(numbers)


def _head(document: Any, paper: NoticePaper) -> None:
    """The body on the left with the number, the state's name on the right with place and day."""
    left, right = _two_cells(document, [70, 95])
    _in_cell(left, paper.above, 12)
    _in_cell(left, paper.issuer, 12, bold=True, line_under=60)
    _in_cell(left, paper.number, 13, before=6)
    _in_cell(right, STATE, 12, bold=True)
    _in_cell(right, MOTTO, 13, bold=True, line_under=90)
    _in_cell(right, paper.place_and_day, 13, italic=True, before=6)


def _foot(document: Any, paper: NoticePaper) -> None:
    between = document.add_paragraph()
    between.paragraph_format.keep_with_next = True
    between.paragraph_format.line_spacing = Pt(8)
    left, right = _two_cells(document, [80, 85])
    told = left.paragraphs[0]
    run = told.add_run("Nơi nhận:")
    run.font.bold = run.font.italic = True
    run.font.size = Pt(12)
    for one in paper.recipients:
        left.add_paragraph().add_run(f"- {one}").font.size = Pt(11)
    for words in paper.capacity:
        _in_cell(right, words, 14, bold=True)
    _in_cell(right, "", 14, before=55)
    if paper.main_post:
        _in_cell(right, paper.main_post, 12, bold=True)
    _in_cell(right, paper.signer, 14, bold=True)


def _annex(document: Any, paper: NoticePaper) -> None:
    section = document.add_section(WD_SECTION.NEW_PAGE)
    section.orientation = WD_ORIENT.LANDSCAPE
    section.page_width, section.page_height = LONG, SHORT
    section.left_margin, section.right_margin = Mm(20), Mm(15)
    _number_pages(section, is_draft=paper.is_draft)
    _title(document, ["PHỤ LỤC", paper.annex_title], lines_under=0)
    reference = document.add_paragraph()
    reference.alignment = ALIGN.CENTER
    run = reference.add_run(paper.annex_reference)
    run.font.italic, run.font.size = True, Pt(13)
    for one in paper.annex:
        heading = document.add_paragraph()
        heading.paragraph_format.space_before = heading.paragraph_format.space_after = Pt(6)
        heading.paragraph_format.keep_with_next = True
        heading.add_run(one.heading).font.bold = True
        add_table(document, one, WIDE, 11)
    for words in paper.annex_notes:
        note = document.add_paragraph()
        note.paragraph_format.space_before = Pt(4)
        said = note.add_run(words)
        said.font.italic, said.font.size = True, Pt(11)


def _title(document: Any, lines: Sequence[str], *, lines_under: int) -> None:
    for place, words in enumerate(lines):
        paragraph = document.add_paragraph()
        paragraph.alignment = ALIGN.CENTER
        paragraph.paragraph_format.space_before = Pt(12 if place == 0 else 0)
        paragraph.add_run(words).font.bold = True
    if lines_under:
        line = document.add_paragraph()
        line.paragraph_format.space_before = Pt(3)
        _line_under(line, 55)


def add_paragraph(
    document: Any, words: str, *, bold: bool = False, with_next: bool = False
) -> None:
    """Add a paragraph of the body: justified, its first line set in."""
    paragraph = document.add_paragraph()
    paragraph.alignment = ALIGN.JUSTIFY
    paragraph.paragraph_format.first_line_indent = INDENT
    paragraph.paragraph_format.space_before = Pt(5)
    paragraph.paragraph_format.space_after = Pt(4 if bold else 0)
    paragraph.paragraph_format.keep_with_next = bold or with_next
    paragraph.add_run(words).font.bold = bold


def _two_cells(document: Any, widths: Sequence[int]) -> Any:
    table = document.add_table(rows=1, cols=len(widths))
    table.autofit = False
    _within(properties_of_row(table.rows[0]), "w:cantSplit")
    cells = table.rows[0].cells
    for cell, column, width in zip(cells, table.columns, widths, strict=True):
        cell.width = column.width = Mm(width)
    return cells


def _in_cell(
    cell: Any,
    words: str,
    size: int,
    *,
    bold: bool = False,
    italic: bool = False,
    before: int = 0,
    line_under: int = 0,
) -> None:
    """Add a centred line to a cell; the first takes the paragraph that every cell has."""
    only = cell.paragraphs[0]
    is_first = len(cell.paragraphs) == 1 and not only.runs and not before
    paragraph = only if is_first else cell.add_paragraph()
    paragraph.alignment = ALIGN.CENTER
    paragraph.paragraph_format.space_before = Pt(before)
    run = paragraph.add_run(words)
    run.font.size, run.font.bold, run.font.italic = Pt(size), bold, italic
    if line_under:
        line = cell.add_paragraph()
        line.paragraph_format.space_before = Pt(2)
        _line_under(line, (100 - line_under) * 0.4)


def _line_under(paragraph: Any, from_each_side: float) -> None:
    """A line of a part of the width: the upper edge of an empty paragraph that is set in from both sides, in mm."""
    paragraph.paragraph_format.left_indent = Mm(from_each_side)
    paragraph.paragraph_format.right_indent = Mm(from_each_side)
    paragraph.paragraph_format.line_spacing = Pt(4)
    edges = OxmlElement("w:pBdr")
    edge = OxmlElement("w:top")
    for name, value in (("val", "single"), ("sz", "6"), ("space", "1"), ("color", "auto")):
        edge.set(qn(f"w:{name}"), value)
    edges.append(edge)
    properties = properties_of_paragraph(paragraph)
    properties.insert_element_before(edges, "w:spacing", "w:ind", "w:jc", "w:rPr", "w:sectPr")


def add_table(document: Any, told: NoticeTable, width: float, size: int) -> None:
    """A table with its headings repeated on each page.

    Its rows are written as text: by way of cells a table of a thousand rows would take a minute.
    """
    table = document.add_table(rows=0, cols=len(told.columns))
    table.style = "Table Grid"
    table.autofit = False
    margins = _within(element_of_table(table).tblPr, "w:tblCellMar")
    for side in ("w:left", "w:right"):
        _within(margins, side, w="50", type="dxa")
    whole = sum(told.widths)
    widths = [round(width * TWIPS_OF_MM * part / whole) for part in told.widths]
    for column, twips in zip(element_of_table(table).tblGrid.gridCol_lst, widths, strict=True):
        column.set(qn("w:w"), str(twips))
    left = [place in told.words for place in range(len(widths))]
    rows = [_row(told.columns, widths, size, [False] * len(widths), is_heading=True)]
    rows += [_row(row, widths, size, left) for row in told.rows]
    for row in parse_xml(f"<w:tbl {nsdecls('w')}>{''.join(rows)}</w:tbl>"):
        element_of_table(table).append(row)


def _row(
    cells: Sequence[str],
    widths: Sequence[int],
    size: int,
    left: Sequence[bool],
    *,
    is_heading: bool = False,
) -> str:
    letters = f'{"<w:b/>" if is_heading else ""}<w:sz w:val="{size * 2}"/>'
    written = "".join(
        f'<w:tc><w:tcPr><w:tcW w:w="{width}" w:type="dxa"/><w:vAlign w:val="center"/></w:tcPr>'
        # The mark at its end has the same size, by which an empty cell is as high as the others.
        f'<w:p><w:pPr><w:jc w:val="{"left" if is_left else "center"}"/><w:rPr>{letters}</w:rPr></w:pPr>'
        f"<w:r><w:rPr>{letters}</w:rPr><w:t>{escape(words)}</w:t></w:r></w:p></w:tc>"
        for words, width, is_left in zip(cells, widths, left, strict=True)
    )
    heading = "<w:tblHeader/>" if is_heading else ""
    return f"<w:tr><w:trPr><w:cantSplit/>{heading}</w:trPr>{written}</w:tr>"


def _within(parent: Any, name: str, **attributes: str) -> Any:
    element = OxmlElement(name)
    for attribute, value in attributes.items():
        element.set(qn(f"w:{attribute}"), value)
    parent.append(element)
    return element
