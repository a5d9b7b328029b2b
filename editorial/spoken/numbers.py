"""Numbers as they are read aloud in Vietnamese. Pure."""

from __future__ import annotations

import re

DIGITS = ("không", "một", "hai", "ba", "bốn", "năm", "sáu", "bảy", "tám", "chín")
# A number as it is written: "1.234.567", "12", "1,5", "0,05".
NUMBER = r"(?:\d{1,3}(?:\.\d{3})+(?:,\d+)?|\d+(?:,\d+)?)"
_GROUPS = ("", " nghìn", " triệu", " tỷ")
_MOST_DIGITS = 18
_TOO_LARGE = 10**_MOST_DIGITS
_ROMAN = {"I": 1, "V": 5, "X": 10, "L": 50, "C": 100}
_WELL_FORMED = re.compile(r"(?=.)(?:C{0,3})(?:XC|XL|L?X{0,3})(?:IX|IV|V?I{0,3})")


def number_in_words(number: int) -> str:
    """Return a number from 0 on, below a billion billions, as it is said: 105 is "một trăm linh năm"."""
    if not 0 <= number < _TOO_LARGE:
        raise ValueError(number)
    if number < 1000:
        return _below_thousand(number, whole=True)
    billions, rest = divmod(number, 10**9)
    if billions >= 1000:
        said = f"{number_in_words(billions)} tỷ"
        return f"{said} {_in_groups(rest, whole=False)}" if rest else said
    return _in_groups(number, whole=True)


def _in_groups(number: int, *, whole: bool) -> str:
    """`whole`: nothing is said before it."""
    said: list[str] = []
    for power in (3, 2, 1, 0):
        group = number // 1000**power % 1000
        if group:
            is_first = whole and not said
            said.append(_below_thousand(group, whole=is_first) + _GROUPS[power])
    return " ".join(said)


def _below_thousand(number: int, *, whole: bool) -> str:
    """`whole`: nothing stands before it, so that hundreds that are not there are not said."""
    hundreds, rest = divmod(number, 100)
    said = []
    if hundreds or not whole:
        said.append(f"{DIGITS[hundreds]} trăm")
        if rest and rest < 10:
            return f"{said[0]} linh {DIGITS[rest]}"
    if rest or not said:
        said.append(_below_hundred(rest))
    return " ".join(said)


def _below_hundred(number: int) -> str:
    tens, ones = divmod(number, 10)
    if not tens:
        return DIGITS[ones]
    said = "mười" if tens == 1 else f"{DIGITS[tens]} mươi"
    if not ones:
        return said
    if ones == 1 and tens > 1:
        return f"{said} mốt"
    return f"{said} lăm" if ones == 5 else f"{said} {DIGITS[ones]}"


def digits_in_words(text: str) -> str:
    """Return digits one by one, as those of telephone numbers; what is no digit is left out."""
    return " ".join(DIGITS[int(one)] for one in text if one.isdecimal())


def written_in_words(text: str) -> str:
    """Return a number as people write it ("1.500.000", "2,05") as it is said; one too large digit by digit."""
    whole, _comma, decimals = text.replace(".", "").partition(",")
    digits = whole.lstrip("0") or "0"
    said = number_in_words(int(digits)) if len(digits) <= _MOST_DIGITS else digits_in_words(whole)
    if not decimals:
        return said
    # "Hai phẩy không năm", "ba phẩy hai mươi lăm".
    plain = decimals[0] == "0" or len(decimals) > 2
    after = digits_in_words(decimals) if plain else number_in_words(int(decimals))
    return f"{said} phẩy {after}"


def ordinal_in_words(number: int) -> str:
    """Return what is said after "thứ": nhất, hai, ba, tư."""
    return {1: "nhất", 4: "tư"}.get(number) or number_in_words(number)


def roman_value(text: str) -> int | None:
    """Return what a Roman numeral is worth; None for what is none."""
    if not _WELL_FORMED.fullmatch(text):
        return None
    values = [_ROMAN[one] for one in text]
    following = [*values[1:], 0]
    return sum(-one if one < after else one for one, after in zip(values, following, strict=True))
