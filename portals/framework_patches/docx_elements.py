"""The XML below python-docx's objects, where it has no words: unbroken rows, repeated headings, lines, fields."""

from __future__ import annotations

from typing import Any


def element_of_run(run: Any) -> Any:
    """The `w:r` of a run."""
    return run._r


def properties_of_section(section: Any) -> Any:
    """The `w:sectPr` of a section."""
    return section._sectPr


def properties_of_row(row: Any) -> Any:
    """The `w:trPr` of a table's row, made where there is none."""
    return row._tr.get_or_add_trPr()


def properties_of_paragraph(paragraph: Any) -> Any:
    """The `w:pPr` of a paragraph, made where there is none."""
    return paragraph._p.get_or_add_pPr()


def element_of_table(table: Any) -> Any:
    """The `w:tbl` of a table, with its properties `tblPr` and its columns `tblGrid`."""
    return table._tbl
