"""The office's weekly sheet: what is read of it, and which cell is wrong."""

from __future__ import annotations

from datetime import date, time
from typing import Any

import pytest

from editorial.disclosures.reading.grid import Grid, Mark
from editorial.schedules.actions import ToldRow
from editorial.schedules.reading import UnreadableWeek, rows_of_sheet

from .cast import CHAIR, MONDAY

HEADINGS = (
    "Thứ, ngày",
    "Thời gian",
    "Lãnh đạo",
    "Nội dung công việc",
    "Địa điểm",
    "Thành phần",
    "Ghi chú",
)


def grid(*rows: Any, headings: Any = HEADINGS, merges: Any = ()) -> Grid:
    return Grid("Tuần 48", (("UBND XÃ",), headings, *rows), merges)


def read(*rows: Any, **told: Any) -> list[ToldRow]:
    return rows_of_sheet([grid(*rows, **told)], MONDAY)


def faults(*rows: Any, **told: Any) -> list[str]:
    with pytest.raises(UnreadableWeek) as found:
        read(*rows, **told)
    return [one.cell for one in found.value.faults]


def line(
    day: Any = "Thứ Hai", hour: Any = "8:00", leader: Any = CHAIR, content: Any = "Họp", *more: Any
) -> tuple[Any, ...]:
    return (day, hour, leader, content, *more)


@pytest.mark.parametrize(
    ("day", "weekday"),
    [
        ("Thứ Hai", 1), ("Thứ 3", 2), ("T4", 3), ("Thứ Năm (26/11)", 4), ("THỨ SÁU 27/11/2026", 5),
        ("Thứ bảy", 6), ("Chủ nhật", 7), ("CN 29-11", 7), (date(2026, 11, 25), 3), ("24.11.2026", 2),
    ],
)  # fmt: skip
def test_days_are_read_as_offices_write_them(day: Any, weekday: int) -> None:
    assert read(line(day))[0].weekday == weekday


@pytest.mark.parametrize(
    ("hour", "begins", "ends", "content"),
    [
        ("8h00", time(8), None, "Họp"),
        ("7h30-9h", time(7, 30), time(9), "Họp"),
        ("14:00 – 16:30", time(14), time(16, 30), "Họp"),
        ("8h đến 10h", time(8), time(10), "Họp"),
        (0.3125, time(7, 30), None, "Họp"),
        ("13:30:00", time(13, 30), None, "Họp"),
        ("Cả ngày", None, None, "Họp"),
        (None, None, None, "Họp"),
        ("Sáng", None, None, "Buổi sáng: Họp"),
        ("Buổi chiều", None, None, "Buổi chiều: Họp"),
    ],
)
def test_hours_are_read_as_offices_write_them(
    hour: Any, begins: Any, ends: Any, content: str
) -> None:
    row = read(line("Thứ Hai", hour))[0]
    assert (row.begins, row.ends, row.content) == (begins, ends, content)


def test_the_day_and_a_merged_leader_are_carried_down() -> None:
    rows = read(
        line("Thứ Hai"), line(None, "9:00", None, "Thăm"), (None,), line("Thứ Ba", content="Dự lễ"),
        merges=[(2, 2, 3, 2)],
    )  # fmt: skip
    assert [(row.weekday, row.leader, row.content) for row in rows] == [
        (1, CHAIR, "Họp"), (1, CHAIR, "Thăm"), (2, CHAIR, "Dự lễ"),
    ]  # fmt: skip


def test_columns_are_found_by_their_headings() -> None:
    row = read(
        ("Họp", CHAIR, "Thứ Tư", "Nội bộ"), headings=("Nội dung", "Chủ trì", "Ngày", "Ghi chú")
    )[0]
    assert (row.weekday, row.leader, row.content, row.is_private) == (3, CHAIR, "Họp", True)
    row = read(line("Thứ Hai", "8:00", CHAIR, "Họp", "Phòng 2", "Văn phòng", "Có mặt đủ"))[0]
    assert (row.place, row.participants, row.is_private) == ("Phòng 2", "Văn phòng", False)


@pytest.mark.parametrize("note", ["Không công khai", "không đăng", "Nội bộ", "Mật"])
def test_what_is_marked_is_not_public(note: str) -> None:
    assert read(line("Thứ Hai", "8:00", CHAIR, "Họp", "", "", note))[0].is_private


def test_a_week_between_two_years_needs_no_year() -> None:
    rows = rows_of_sheet([grid(line("Thứ Năm 31/12"), line("Thứ Sáu 1/1"))], date(2026, 12, 28))
    assert [row.weekday for row in rows] == [4, 5]


def test_every_fault_is_told_by_its_cell() -> None:
    assert faults(
        line("Thứ Hai 30/11/2026"), line("Thứ Ba 23/11"), line("hôm nào", content="Thăm"),
        line("Thứ Tư", "lúc 8"), line(leader=None), line(content=None), line(hour="9:00-8:00"),
        line(content=Mark("formula")), line(leader="x" * 121),
    ) == ["A3", "A4", "A5", "B6", "C7", "D8", "B9", "D10", "C11"]  # fmt: skip


def test_a_sheet_without_the_headings_or_rows_is_none() -> None:
    assert faults(headings=("Thứ", "Nội dung")) == [""]
    assert faults() == ["D3"]
    hidden = Grid("Ẩn", (HEADINGS, line()), is_visible=False)
    with pytest.raises(UnreadableWeek):
        rows_of_sheet([hidden], MONDAY)
    assert len(rows_of_sheet([Grid("Bìa", (("Tuần 48",),)), grid(line())], MONDAY)) == 1
