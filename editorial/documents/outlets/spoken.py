"""Numbers and days as they are read aloud in Vietnamese. Pure."""

from __future__ import annotations

from datetime import date

_DIGITS = ("không", "một", "hai", "ba", "bốn", "năm", "sáu", "bảy", "tám", "chín")
# "Tháng tư", never "tháng bốn".
_APRIL = 4
_DAYS_WITH_MUNG = 10


def number_in_words(number: int) -> str:
    """Return a number from 0 to 999,999 as it is said: 105 is "một trăm linh năm"."""
    if not 0 <= number < 1_000_000:
        raise ValueError(number)
    thousands, rest = divmod(number, 1000)
    if not thousands:
        return _below_thousand(rest, whole=True)
    said = f"{_below_thousand(thousands, whole=True)} nghìn"
    return f"{said} {_below_thousand(rest, whole=False)}" if rest else said


def day_in_words(day: date) -> str:
    """Return such as "ngày mùng hai tháng tư năm hai nghìn không trăm hai mươi mốt"."""
    mung = "mùng " if day.day <= _DAYS_WITH_MUNG else ""
    month = "tư" if day.month == _APRIL else number_in_words(day.month)
    return f"ngày {mung}{number_in_words(day.day)} tháng {month} năm {number_in_words(day.year)}"


def _below_thousand(number: int, *, whole: bool) -> str:
    """`whole`: nothing stands before it, so that hundreds that are not there are not said."""
    hundreds, rest = divmod(number, 100)
    said = []
    if hundreds or not whole:
        said.append(f"{_DIGITS[hundreds]} trăm")
        if rest and rest < 10:
            return f"{said[0]} linh {_DIGITS[rest]}"
    if rest or not said:
        said.append(_below_hundred(rest))
    return " ".join(said)


def _below_hundred(number: int) -> str:
    tens, ones = divmod(number, 10)
    if not tens:
        return _DIGITS[ones]
    said = "mười" if tens == 1 else f"{_DIGITS[tens]} mươi"
    if not ones:
        return said
    if ones == 1 and tens > 1:
        return f"{said} mốt"
    return f"{said} lăm" if ones == 5 else f"{said} {_DIGITS[ones]}"
