"""The sheet as administration signs it."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from django.utils import timezone

from editorial.spoken.numbers import number_in_words
from portals.typeset import typeset

from .enums import RoyaltyKind
from .money import dong_said
from .queries import sums_by_payee

if TYPE_CHECKING:
    from .models import RoyaltySheet

TEMPLATE = "editorial/royalties/sheet.typ"


def sum_in_words(amount: int) -> str:
    """A sum as it stands on a paper: "Một triệu không trăm linh năm nghìn đồng"."""
    said = number_in_words(abs(amount))
    said = f"âm {said}" if amount < 0 else said
    return f"{said[0].upper()}{said[1:]} đồng"


def royalty_pdf(sheet: RoyaltySheet) -> bytes:
    """Return an approved sheet as a PDF. The same sheet gives the same bytes."""
    at = timezone.localtime(sheet.approved_at)
    told: dict[str, Any] = {
        "agency": sheet.portal.agency,
        "month": f"{sheet.month:%m/%Y}",
        "unit": dong_said(sheet.terms.unit),
        "terms": sheet.terms.source,
        "payees": [
            {
                "name": one.payee.name,
                "works": str(one.works),
                "amount": dong_said(one.amount),
                "tax": dong_said(one.tax),
                "net": dong_said(one.net),
            }
            for one in sums_by_payee(sheet)
        ],
        "lines": [
            {
                "name": line.payee.name,
                "title": f"Điều chỉnh: {line.title} ({line.reason})"
                if line.adjusts_id
                else line.title,
                "kind": str(RoyaltyKind(line.kind).label),
                "units": "" if line.adjusts_id else f"{line.units.normalize():f}".replace(".", ","),
                "share": f"{line.share}%",
                "amount": dong_said(line.amount),
            }
            for line in sheet.lines.filter(left_out="")
            .select_related("payee")
            .order_by("work", "position")
        ],
        "total": dong_said(sheet.total),
        "tax": dong_said(sheet.tax),
        "net": dong_said(sheet.net),
        "words": sum_in_words(sheet.net),
        "proposer": str(sheet.proposed_by),
        "approver": str(sheet.approved_by),
        "day": f"ngày {at:%d} tháng {at:%m} năm {at:%Y}",
    }
    return typeset(TEMPLATE, told, at=at)
