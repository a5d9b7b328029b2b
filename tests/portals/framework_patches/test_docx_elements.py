"""What python-docx keeps below its objects: a new version that names it otherwise fails here."""

from __future__ import annotations

from docx import Document

from portals.framework_patches.docx_elements import (
    element_of_run,
    element_of_table,
    properties_of_paragraph,
    properties_of_row,
    properties_of_section,
)


def test_are_the_elements_of_the_format() -> None:
    document = Document()
    paragraph = document.add_paragraph()
    table = document.add_table(rows=1, cols=2)
    found = {
        "r": element_of_run(paragraph.add_run("chữ")),
        "pPr": properties_of_paragraph(paragraph),
        "sectPr": properties_of_section(document.sections[0]),
        "trPr": properties_of_row(table.rows[0]),
        "tbl": element_of_table(table),
    }

    assert {name: element.tag.rpartition("}")[2] for name, element in found.items()} == {
        name: name for name in found
    }
    assert len(found["tbl"].tblGrid.gridCol_lst) == 2
    assert found["tbl"].tblPr is not None
