"""Money, units, shares and telephone numbers as they are read aloud in Vietnamese. Pure."""

from __future__ import annotations

import re
from collections.abc import Mapping

from .numbers import NUMBER, digits_in_words, written_in_words

_MONEY = {
    "đ": "đồng",
    "vnđ": "đồng",
    "vnd": "đồng",
    "đồng": "đồng",
    "usd": "đô la Mỹ",
    "$": "đô la",
}
_PLAIN = rf"(?<![\w.,/])(?:{NUMBER})"
_PHONE = re.compile(
    r"(?<![\w.,/])(?:\(?0\d{1,3}\)?(?:[\s.-]?\d{2,4}){2,4}|1[89]00[\s.-]?\d{2,4}(?:[\s.-]?\d{2})?)(?![\w/]|[.,]\d)"
)
_SHORT_PHONE = re.compile(
    r"(?P<before>(?:gọi|điện thoại|số máy|đường dây nóng|tổng đài|hotline)(?:\s+(?:số|đến|tới|theo số|ngay))*:?\s+)"
    r"(?P<number>\d{3,6})(?![\w/]|[.,]\d)",
    re.IGNORECASE,
)


def phones_in_words(text: str) -> str:
    """Digit by digit, with a pause where there was a gap."""
    return _SHORT_PHONE.sub(
        lambda hit: f"{hit['before']}{digits_in_words(hit['number'])}", _PHONE.sub(_phone, text)
    )


def _phone(hit: re.Match[str]) -> str:
    digits = re.sub(r"\D", "", hit.group())
    if not 8 <= len(digits) <= 11:
        return hit.group()
    parts = [part for part in re.split(r"\D+", hit.group()) if part]
    return ", ".join(digits_in_words(part) for part in parts)


def measures_in_words(text: str, units: Mapping[str, str]) -> str:
    """Return `text` with every number that has a unit, a currency or a percent sign behind it as it is said.

    `units`: how each unit is said, by how it is written.
    """
    longest_first = sorted(units, key=len, reverse=True)
    unit = "|".join(re.escape(one) for one in longest_first)
    money = "|".join(re.escape(one) for one in sorted(_MONEY, key=len, reverse=True))
    times = r"(?:\s*(?P<times>nghìn|ngàn|triệu|tỷ|tỉ))?"
    sign = r"(?P<minus>(?<![\w\d])[-−](?=\d))?"
    span = rf"(?P<first>{_PLAIN})(?:\s*[-–]\s*(?P<last>{NUMBER}))?"
    what = (
        rf"\s*(?:(?P<percent>%)|(?P<money>(?i:{money}))(?!\w)|(?P<unit>{unit})(?![\w²³]))"
        rf"(?:\s*/\s*(?P<per>{unit}|[^\W\d_]+)(?![\w²³]))?"
    )
    pattern = re.compile(sign + span + times + what)
    return pattern.sub(lambda hit: _measured(hit, units), text)


def _measured(hit: re.Match[str], units: Mapping[str, str]) -> str:
    said = written_in_words(hit["first"])
    if hit["minus"]:
        said = f"âm {said}"
    if hit["last"]:
        said = f"{said} đến {written_in_words(hit['last'])}"
    if hit["times"]:
        said = f"{said} {hit['times']}"
    if hit["percent"]:
        what = "phần trăm"
    elif hit["money"]:
        what = _MONEY[hit["money"].lower()]
    else:
        what = units[hit["unit"]]
    said = f"{said} {what}"
    return f"{said} một {units.get(hit['per'], hit['per'])}" if hit["per"] else said
