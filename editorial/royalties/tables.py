"""The table of a sheet for accounting: each line with its person, then what each person is paid."""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING, Any

from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import pgettext

from .enums import RoyaltyKind
from .queries import sums_by_payee

if TYPE_CHECKING:
    from .models import RoyaltySheet


def heading() -> list[str]:
    return [
        _("No."),
        _("Payee"),
        _("Title"),
        _("Kind of work"),
        _("Day of publication"),
        pgettext("royalty", "Units"),
        _("Share in percent"),
        pgettext("royalty", "Sum"),
        _("Tax withheld"),
        pgettext("royalty", "Paid out"),
        _("Reason"),
    ]


def royalty_rows(sheet: RoyaltySheet) -> Iterator[list[Any]]:
    """The lines that are paid, by person; below each person their sum, and at the end that of the sheet."""
    lines = list(
        sheet.lines.filter(left_out="").select_related("payee").order_by("work", "position")
    )
    number = 0
    for one in sums_by_payee(sheet):
        for line in lines:
            if line.payee_id != one.payee.pk:
                continue
            number += 1
            day = timezone.localtime(line.published_at) if line.published_at else None
            yield [
                number, line.payee.name, line.title, RoyaltyKind(line.kind).label,
                f"{day:%d/%m/%Y}" if day else "", "" if line.adjusts_id else line.units, line.share,
                line.amount, line.tax, line.net, line.reason if line.adjusts_id else "",
            ]  # fmt: skip
        said = _("Sum of %s") % one.payee.name
        yield ["", said, "", "", "", "", "", one.amount, one.tax, one.net, ""]
    yield ["", _("Sum of the sheet"), "", "", "", "", "", sheet.total, sheet.tax, sheet.net, ""]
