"""Days, months and hours as they are read aloud in Vietnamese. Pure."""

from __future__ import annotations

import re
from datetime import date

from .numbers import number_in_words, roman_value

# "Tháng tư", never "tháng bốn".
_APRIL = 4
_DAYS_WITH_MUNG = 10
# Written without a year these are days, whatever stands around them.
_HOLIDAYS = {(1, 5), (1, 6), (2, 9), (3, 2), (7, 5)}
_BEFORE_DAY = re.compile(
    r"(?:ngày|hôm nay|mùng|mồng|sáng|trưa|chiều|tối|đêm|lễ|dịp|từ|đến|tới|hết|trước|sau|khánh|kỷ niệm|hai|ba|tư|năm|"
    r"sáu|bảy|nhật|và|vào|là|\()\s*(?:ngày\s*)?[(,]?\s*$",
    re.IGNORECASE,
)
_AFTER_NGAY = re.compile(r"(?:ngày|mùng|mồng)\s*$", re.IGNORECASE)
_DAY_OF_YEAR = re.compile(
    r"(?<![\d/.,-])(?P<day>0?[1-9]|[12]\d|3[01])(?P<sep>[/.-])(?P<month>0?[1-9]|1[0-2])(?P=sep)(?P<year>[12]\d{3})"
    r"(?![\d/]|-\w|/?[A-ZĐ])"
)
_DAY = re.compile(
    r"(?<![\d/.,-])(?P<day>0?[1-9]|[12]\d|3[01])/(?P<month>0?[1-9]|1[0-2])(?![\d/]|,\d|-[A-ZĐ]|[A-ZĐ])"
)
# "Từ 15-20/11": the first of two days of one month.
_DAYS = re.compile(
    r"(?<![\d/.,-])(?P<first>0?[1-9]|[12]\d|3[01])\s*[-–]\s*"
    r"(?=(?:0?[1-9]|[12]\d|3[01])/(?:0?[1-9]|1[0-2])(?:/\d{4})?(?![\d/]))"
)
_MONTH = re.compile(
    r"(?P<word>tháng|quý)\s+(?P<month>\d{1,2}|[IVX]+)\s*[/-]\s*(?P<year>[12]\d{3})", re.IGNORECASE
)
_HOUR = (
    r"(?P<hour{n}>[01]?\d|2[0-4])\s*(?:[hHgG](?P<short{n}>[0-5]\d)?|:(?P<minute{n}>[0-5]\d)|"
    r"\s*giờ(?:\s*(?P<long{n}>[0-5]?\d)(?!\s*/|\d|[.,]\d))?)(?:['’]|\s*phút)?"
)
_HOURS = re.compile(
    rf"(?<![\w:/.,]){_HOUR.format(n=1)}\s*[-–]\s*{_HOUR.format(n=2)}(?![\w:/])", re.UNICODE
)
_AN_HOUR = re.compile(rf"(?<![\w:/.,]){_HOUR.format(n=1)}(?![\w:/])", re.UNICODE)
# "Năm 2026", "2025-2030", "2021 – 2025".
_YEARS = re.compile(r"(?<![\d./-])(?P<first>[12]\d{3})\s*[-–]\s*(?P<last>[12]\d{3})(?![\d./-]|\w)")


def day_in_words(day: date) -> str:
    """Return such as "ngày mùng hai tháng tư năm hai nghìn không trăm hai mươi mốt"."""
    return f"ngày {_of_month(day.day, day.month)} năm {number_in_words(day.year)}"


def month_in_words(month: int) -> str:
    return "tư" if month == _APRIL else number_in_words(month)


def moments_in_words(text: str) -> str:
    """Return `text` with its days, months and hours as they are said."""
    text = _MONTH.sub(_month, text)
    text = _HOURS.sub(lambda hit: f"{_hour(hit, 1)} đến {_hour(hit, 2)}", text)
    text = _AN_HOUR.sub(lambda hit: _hour(hit, 1), text)
    text = _DAYS.sub(_first_day, text)
    text = _DAY_OF_YEAR.sub(lambda hit: _day(hit, number_in_words(int(hit["year"]))), text)
    text = _DAY.sub(_day_without_year, text)
    return _YEARS.sub(
        lambda hit: f"{number_in_words(int(hit['first']))} đến {number_in_words(int(hit['last']))}",
        text,
    )


def _of_month(day: int, month: int, *, named: bool = False) -> str:
    mung = "mùng " if day <= _DAYS_WITH_MUNG and not named else ""
    return f"{mung}{number_in_words(day)} tháng {month_in_words(month)}"


def _day(hit: re.Match[str], year: str = "") -> str:
    before = hit.string[: hit.start()]
    is_named = bool(re.search(r"(?:mùng|mồng)\s*$", before, re.IGNORECASE))
    said = _of_month(int(hit["day"]), int(hit["month"]), named=is_named)
    said = said if _AFTER_NGAY.search(before) else f"ngày {said}"
    return f"{said} năm {year}" if year else said


def _first_day(hit: re.Match[str]) -> str:
    """The day alone: its month is said with the second."""
    day = int(hit["first"])
    mung = "mùng " if day <= _DAYS_WITH_MUNG else ""
    said = f"{mung}{number_in_words(day)} đến "
    return said if _AFTER_NGAY.search(hit.string[: hit.start()]) else f"ngày {said}"


def _day_without_year(hit: re.Match[str]) -> str:
    day, month = int(hit["day"]), int(hit["month"])
    is_day = (
        day >= month
        or month > 10
        or (day, month) in _HOLIDAYS
        or hit["day"].startswith("0")
        or hit["month"].startswith("0")
        or bool(_BEFORE_DAY.search(hit.string[: hit.start()]))
    )
    if is_day:
        return _day(hit)
    return f"{number_in_words(day)} phần {'tư' if month == _APRIL else number_in_words(month)}"


def _month(hit: re.Match[str]) -> str:
    written = hit["month"]
    number = int(written) if written.isdecimal() else roman_value(written)
    if number is None:
        return hit.group()
    return f"{hit['word']} {month_in_words(number)} năm {number_in_words(int(hit['year']))}"


def _hour(hit: re.Match[str], n: int) -> str:
    minutes = int(hit[f"short{n}"] or hit[f"minute{n}"] or hit[f"long{n}"] or 0)
    said = f"{number_in_words(int(hit[f'hour{n}']))} giờ"
    return f"{said} {number_in_words(minutes)} phút" if minutes else said
