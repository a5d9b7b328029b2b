"""The sheet for the notice board: one page of A4, with the address as letters and as a code."""

from __future__ import annotations

from datetime import datetime
from io import BytesIO

import segno

from editorial.documents.kind import facts_of_document
from editorial.models import OfficialDocumentPage
from portals.models import Portal
from portals.typeset import typeset

TEMPLATE = "editorial/documents/outlets/sheet.typ"
CODE = "code.svg"


def sheet_pdf(
    document: OfficialDocumentPage, *, portal: Portal, address: str, at: datetime
) -> bytes:
    """Return the sheet as a PDF. The same content and hour give the same bytes."""
    code = BytesIO()
    segno.make(address, error="m", micro=False).save(code, kind="svg", border=2)
    told = {
        "agency": portal.agency,
        "title": document.title,
        "abstract": document.lead,
        # Who gets a copy is no news for the wall, and may be long.
        "facts": [
            {"label": one.label, "value": one.value}
            for one in facts_of_document(document)
            if one.value not in (document.number, "") and len(one.value) < 200
        ],
        "call": "Quét mã để xem và tải văn bản",
        "address": address,
        "code": CODE,
    }
    return typeset(TEMPLATE, told, at=at, files={CODE: code.getvalue()})
