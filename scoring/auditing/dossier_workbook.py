"""The numbers of a dossier as a workbook: numbers are numbers, and no cell is a formula."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from decimal import Decimal
from io import BytesIO
from typing import TYPE_CHECKING, Any

from django.utils import timezone
from django.utils.translation import gettext as _
from openpyxl import Workbook

from portals.admin_kit.exports import typed_cell

if TYPE_CHECKING:
    from .dossier import DossierCard


def workbook_of(found: Sequence[DossierCard]) -> bytes:
    """Return the workbook: cards, their lines, their acts."""
    book = Workbook(write_only=True)
    _sheet(
        book,
        _("Scorecards"),
        [
            _("Portal"), _("Scored by"), _("Points earned"), _("Points that apply"), _("Bonus"),
            _("Penalty"), _("Total"), _("Band"), _("Rank"), _("State"),
        ],
        (_card(one) for one in found),
    )  # fmt: skip
    _sheet(
        book,
        _("Criteria"),
        [_("Portal"), _("Criterion"), _("Name"), _("Most"), _("Points"), _("State")],
        (row for one in found for row in _lines(one)),
    )
    _sheet(
        book,
        _("Trail"),
        [_("Portal"), _("When"), _("Who"), _("Post"), _("Act"), _("Criterion"), _("What was said")],
        (row for one in found for row in _acts(one)),
    )
    file = BytesIO()
    book.save(file)
    return file.getvalue()


def _sheet(
    book: Workbook, title: str, heading: Sequence[str], rows: Iterable[Sequence[Any]]
) -> None:
    sheet = book.create_sheet(title)
    sheet.append([typed_cell(sheet, cell) for cell in heading])
    for row in rows:
        sheet.append([typed_cell(sheet, cell) for cell in row])


def _card(one: DossierCard) -> list[Any]:
    card = one.card
    state = card.proceeding.get_state_display() if card.proceeding else ""
    numbers = [card.earned, card.applicable, card.bonus, card.penalty, card.total]
    return [card.portal.name, str(card.scorer or ""), *numbers, card.band, card.rank_in_tier, state]


def _lines(one: DossierCard) -> Iterable[list[Any]]:
    for line in one.card.lines["criteria"]:
        points = None if line["points"] is None else Decimal(line["points"])
        yield [
            one.card.portal.name, line["code"], line["name"], Decimal(line["most"]), points,
            line["state"],
        ]  # fmt: skip


def _acts(one: DossierCard) -> Iterable[list[Any]]:
    for act in one.acts:
        yield [
            one.card.portal.name, f"{timezone.localtime(act.at):%d/%m/%Y %H:%M:%S}",
            str(act.person or ""), act.office, act.what, act.criterion,
            "; ".join(f"{name}: {said}" for name, said in act.words),
        ]  # fmt: skip
