"""The sheets that agencies of the demo disclose: which forms, for which periods, published when."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime, time, timedelta
from typing import Any

from editorial.disclosures.forms.form import SheetTemplate
from editorial.disclosures.forms.loading import shipped_forms
from editorial.disclosures.reading.sheet import SheetPeriod
from portals.clock import LOCAL_ZONE, local_date
from portals.demo.organisations import demo_state_of
from portals.models import Portal

from .balanced_sheets import Filled, balanced
from .disclosed_figures import (
    accounts,
    contributions,
    disbursement,
    office_budget,
    procurement,
    spending,
    transfers,
    yearly_balance,
)
from .district_figures import statistics
from .showcase import is_shown_off
from .stories import Board

# How many times a small office's budget an agency of the tier has.
SCALES = {"province": 40, "department": 3, "district": 8}
# Quarters are published within 15 days, the accounts of a year in its next March.
DAYS_AFTER = 12
QUARTERS_SHOWN, YEARS_SHOWN, MONTHS_SHOWN = 5, 2, 2
# Of those who owe them, months stand for 180 days, and are due within ten.
MONTHS_OWED, DAYS_AFTER_MONTH = 7, 8
OWE_MONTHS = ("province", "district")


@dataclass(frozen=True)
class DemoSheet:
    """One sheet before it is a file. `beside`: blocks that stand below the table on its page."""

    board: Board
    form: SheetTemplate
    period: SheetPeriod
    figures: Filled
    published_at: datetime
    beside: list[dict[str, Any]] = field(default_factory=list)
    decision: str = ""


def sheets_of(board: Board, *, now: datetime) -> Iterator[DemoSheet]:
    """Yield what a portal discloses: all of some years where it is shown off, else what was due last.

    Nothing of a time that was over before the body was there.
    """
    opened_on = board.portal.opened_on
    for sheet in _sheets(board, now):
        over = local_date(sheet.published_at) - timedelta(DAYS_AFTER)
        if opened_on is None or over > opened_on:
            yield sheet


def _sheets(board: Board, now: datetime) -> Iterator[DemoSheet]:
    today, tier = local_date(now), board.portal.tier_id
    is_rich = is_shown_off(board.portal)
    quarters = list(_quarters(today, QUARTERS_SHOWN if is_rich else 1))
    yield from (_of_commune if tier == "commune" else _of_office)(board, quarters, today)
    if is_rich or tier != "commune":
        scale = SCALES.get(tier, 1)
        rich_months = MONTHS_OWED if tier in OWE_MONTHS else MONTHS_SHOWN
        for year, month in _months(today, rich_months if is_rich else 1):
            figures = disbursement(
                board.portal.code,
                year,
                month,
                scale=scale,
                has_tier_between=demo_state_of(board.portal).has_tier_between,
            )
            yield _of_month(board, year, month, figures)
    if is_rich:
        yield _of_bids(board, today)


def _of_commune(
    board: Board, quarters: Sequence[tuple[int, int]], today: date
) -> Iterator[DemoSheet]:
    code, is_rich = board.portal.code, is_shown_off(board.portal)
    for year, quarter in quarters:
        yield _of_quarter(board, "th-chi-ns-xa-quy", year, quarter, spending(code, year, quarter))
    if is_rich or _is_of_shown_district(board):
        years = YEARS_SHOWN if is_rich else 1
        for year in _years_over(today, years, date(today.year, 3, 20)):
            yield _of_year(board, "qt-thu-ns-xa", year, accounts(code, year), date(year + 1, 3, 19))
    if is_rich:
        for year in _years_over(today, YEARS_SHOWN, date(today.year, 1, 29)):
            figures = contributions(code, year)
            yield _of_year(board, "dong-gop-nhan-dan", year, figures, date(year + 1, 1, 28))
        year = _begun_year(today, 29)
        yield _of_year(board, "can-doi-ns-xa", year, yearly_balance(code, year), date(year, 1, 8))


def _of_office(
    board: Board, quarters: Sequence[tuple[int, int]], _today: date
) -> Iterator[DemoSheet]:
    code, scale = board.portal.code, SCALES[board.portal.tier_id]
    for year, quarter in quarters:
        figures = office_budget(code, year, quarter, scale=scale)
        beside = _gifts(board, year) if quarter == 4 else []
        yield _of_quarter(board, "th-du-toan-dv-quy", year, quarter, figures, beside)
        if board.portal.tier_id == "district" and is_shown_off(board.portal):
            counted = statistics(code, [one.code for one in board.around.communes], year, quarter)
            yield _of_quarter(board, "chi-tieu-ktxh-quy", year, quarter, counted)


def gifts_of(communes: Sequence[Portal], year: int) -> list[tuple[str, int, int]]:
    """Return what a district gave its communes in a year, by name: to balance, and for named purposes."""
    return [(one.name, *transfers(one.code, year)) for one in communes]


def _gifts(board: Board, year: int) -> list[dict[str, Any]]:
    """The district's own table of what it gave, below its budget of the year's last quarter."""
    if board.portal.tier_id != "district" or not is_shown_off(board.portal):
        return []
    rows = gifts_of(board.around.communes, year)
    whole = ("Tổng cộng", sum(one[1] for one in rows), sum(one[2] for one in rows))
    columns = [
        {"type": "text", "heading": "Xã, phường, thị trấn"},
        {"type": "number", "heading": "Bổ sung cân đối (đồng)"},
        {"type": "number", "heading": "Bổ sung có mục tiêu (đồng)"},
    ]
    table = {
        "columns": columns,
        "rows": [{"values": [name, str(a), str(b)]} for name, a, b in (*rows, whole)],
        "caption": "",
    }
    caption = f"Bổ sung cho ngân sách cấp xã năm {year}"
    return [{"type": "table", "value": {"caption": caption, "table": table}}]


def _is_of_shown_district(board: Board) -> bool:
    above = board.around.above
    return above is not None and above.tier_id == "district" and is_shown_off(above)


def _of_quarter(
    board: Board,
    code: str,
    year: int,
    quarter: int,
    single: Any,
    beside: list[dict[str, Any]] | None = None,
) -> DemoSheet:
    end = _month_end(year, 3 * quarter)
    return _sheet(board, code, SheetPeriod("quarter", year, quarter), single, end, beside)


def _of_month(board: Board, year: int, month: int, single: Any) -> DemoSheet:
    period = SheetPeriod("month", year, None, month)
    sooner = DAYS_AFTER - DAYS_AFTER_MONTH if is_shown_off(board.portal) else 0
    end = _month_end(year, month) - timedelta(sooner)
    return _sheet(board, "giai-ngan-dtc-thang", period, single, end)


def _of_bids(board: Board, today: date) -> DemoSheet:
    """What is put out to tender in the year, told in its January."""
    year, portal = _begun_year(today, 26), board.portal
    figures = procurement(portal.code, year, scale=SCALES.get(portal.tier_id, 1))
    return _of_year(board, "kh-lcnt", year, figures, date(year, 1, 26))


def _of_year(board: Board, code: str, year: int, single: Any, day: date) -> DemoSheet:
    return _sheet(board, code, SheetPeriod("year", year), single, day - timedelta(DAYS_AFTER))


def _sheet(
    board: Board,
    code: str,
    period: SheetPeriod,
    single: Any,
    end: date,
    beside: list[dict[str, Any]] | None = None,
) -> DemoSheet:
    form = next(one for one in shipped_forms() if one.code == code)
    at = datetime.combine(end + timedelta(DAYS_AFTER), time(9, 20), LOCAL_ZONE)
    return DemoSheet(board, form, period, balanced(form, single), at, beside or [])


def _quarters(today: date, count: int) -> Iterator[tuple[int, int]]:
    """The last quarters that should stand on a portal by today, the newest first."""
    year, quarter = today.year, (today.month + 2) // 3
    while count:
        year, quarter = (year, quarter - 1) if quarter > 1 else (year - 1, 4)
        if _month_end(year, 3 * quarter) + timedelta(DAYS_AFTER + 1) <= today:
            count -= 1
            yield year, quarter


def _months(today: date, count: int) -> Iterator[tuple[int, int]]:
    year, month = today.year, today.month
    while count:
        year, month = (year, month - 1) if month > 1 else (year - 1, 12)
        if _month_end(year, month) + timedelta(DAYS_AFTER + 1) <= today:
            count -= 1
            yield year, month


def _begun_year(today: date, day: int) -> int:
    """The newest year that has passed this day of its January, by which something was told of it."""
    return today.year if today > date(today.year, 1, day) else today.year - 1


def _years_over(today: date, count: int, told: date) -> Iterator[int]:
    """The last years of which something was told by today. `told`: the day of this year by which it is of the last."""
    newest = today.year - (1 if today > told else 2)
    yield from range(newest, newest - count, -1)


def _month_end(year: int, month: int) -> date:
    following = date(year + month // 12, month % 12 + 1, 1)
    return following - timedelta(days=1)
