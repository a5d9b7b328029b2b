"""What citizens are shown of a ruling, on the page of the request and under its public answer."""

from __future__ import annotations

from typing import Any

from portals.accountability.contested import proof_of_ruling
from portals.accountability.enums import CaseKind, StatementBeside
from portals.accountability.models import CorrectionRuling
from portals.accountability.stated import statements_beside


def ruling_told(*, kind: str, case_id: int) -> dict[str, Any]:
    """Return what `editorial/contested/ruling.html` shows; nothing where nothing was ruled. Four queries."""
    if kind != CaseKind.CORRECTION:
        return {}
    ruling = CorrectionRuling.objects.filter(case=case_id).first()
    if ruling is None:
        return {}
    said = statements_beside([case_id], StatementBeside.CORRECTION)
    return {"ruling": ruling, "proof": proof_of_ruling(case_id), "statements": said.get(case_id)}
