"""The demo's sheets about land and support: price tables, what projects pay to whom, and who got support."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from datetime import date, datetime, time, timedelta
from random import Random
from typing import Any

from editorial.disclosures.forms.loading import shipped_forms
from editorial.disclosures.reading.sheet import SheetPeriod
from portals.clock import LOCAL_ZONE, local_date
from portals.demo.organisations import part_of
from portals.models import Portal
from portals.tiers import traits_of

from .balanced_sheets import balanced
from .disclosed_figures import Single
from .disclosures import DemoSheet
from .land_plans import PROJECTS, decision_of_project, households_of
from .land_prices import communes_among, decision_of, issued_on, named_apart, price_table
from .showcase import is_shown_off
from .stories import Board
from .words import VILLAGES

TABLES_SHOWN = 2
MADE_UP = "Tên đường có thật; đoạn đường và giá trong bảng là số liệu minh họa của bản trình diễn."
FEWEST, MOST = 9, 16
# What support is given for, and how much: the same for each of a kind.
SUPPORT = (
    ("Quà Tết hộ nghèo", 800_000),
    ("Quà Tết hộ cận nghèo", 500_000),
    ("Hỗ trợ tiền điện hộ nghèo", 360_000),
    ("Hỗ trợ xây, sửa nhà ở", 30_000_000),
    ("Thăm hỏi gia đình có công", 1_000_000),
)


def sheets_about_land(boards: Sequence[Board], *, now: datetime) -> Iterator[DemoSheet]:
    """Yield them portal by portal: tables of the province, projects where they are, lists of some communes."""
    today = local_date(now)
    portals = [board.portal for board in boards]
    above = {board.portal.pk: board.around.above for board in boards if board.around.above}
    for board in boards:
        traits = traits_of(board.portal.tier_id)
        if traits.runs_install:
            yield from _price_tables(board, portals, above, today)
        yield from _households(board, today)
        if traits.is_compared and is_shown_off(board.portal):
            yield from _support(board, today)


def _price_tables(
    board: Board, portals: Sequence[Portal], above: dict[int, Portal], today: date
) -> Iterator[DemoSheet]:
    named = named_apart(communes_among(portals), above)
    for year in range(today.year, today.year - TABLES_SHOWN, -1):
        yield _sheet(
            board,
            "bang-gia-dat",
            year,
            price_table(named, year),
            issued_on(year) + timedelta(days=1),
            decision_of(year),
            [{"type": "text", "value": f"<p>{MADE_UP}</p>"}],
        )


def _households(board: Board, today: date) -> Iterator[DemoSheet]:
    for project in PROJECTS:
        begins = today + timedelta(days=project.begins)
        if project.part == part_of(board.portal) and begins <= today:
            yield _sheet(
                board,
                "pa-boi-thuong",
                begins.year,
                households_of(project),
                begins - timedelta(days=1),
                decision_of_project(project),
            )


def _support(board: Board, today: date) -> Iterator[DemoSheet]:
    """The list of the last Tết that is over; the one before, as long as it has to stand."""
    newest = today.year if today > date(today.year, 2, 25) else today.year - 1
    is_fresh = today < date(newest, 7, 1)
    for year in (newest, newest - 1)[: 1 + is_fresh]:
        figures = supported(board.portal.code, year)
        yield _sheet(board, "ds-ho-tro", year, figures, date(year, 2, 20), "")


def supported(code: str, year: int) -> Single:
    """Return who got what in a commune in a year. Names are plainly made up."""
    random = Random(f"Hỗ trợ {code} {year}")
    hamlets = random.sample(VILLAGES, 4)
    found: Single = {}
    for number in range(1, random.randint(FEWEST, MOST) + 1):
        kind, amount = random.choice(SUPPORT)
        family = random.choice(("Nguyễn", "Trần", "Lê", "Phạm", "Ngô", "Đỗ"))
        given = random.choice(("Văn Mẫu", "Thị Mẫu", "Văn Thử", "Thị Ví Dụ"))
        found[f"I.{number}"] = {
            "noi_dung": f"{family} {given}",
            "thon": f"Khu phố {random.choice(hamlets)}",
            "hinh_thuc": kind,
            "so_nguoi": random.randint(1, 6),
            "so_tien": amount,
        }
    return found


def _sheet(
    board: Board,
    code: str,
    year: int,
    single: Single,
    day: date,
    decision: str,
    beside: list[dict[str, Any]] | None = None,
) -> DemoSheet:
    form = next(one for one in shipped_forms() if one.code == code)
    at = datetime.combine(day, time(9, 20), LOCAL_ZONE)
    return DemoSheet(
        board, form, SheetPeriod("year", year), balanced(form, single), at, beside or [], decision
    )
