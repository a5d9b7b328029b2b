"""Addresses of homes. The name of an office, a commune or a road alone is none, nor is a hamlet by itself."""

from __future__ import annotations

import re
from collections.abc import Iterator
from functools import cache
from typing import NamedTuple

from .findings import PersonalKind
from .numbers import FoundNumber
from .phrases import either, whole
from .plain_view import PlainView

_CAPITALS = "".join(
    re.escape(sign)
    for sign in map(chr, (*range(0x41, 0x250), *range(0x1E00, 0x1F00)))
    if sign.isupper()
)
_NUMBER = r"\d{1,5}[A-Za-z]?\d?(?:[/\-]\d{1,4}[A-Za-z]?){0,4}(?!\w)"
_CAPITAL = rf"[{_CAPITALS}][^\W_]*"
# In small letters it is called what is no word of the sentence around it.
_SMALL = (
    r"(?!(?:và|của|bị|có|đã|đang|là|ở|tại|không|trước|sau|gần|này|đi|vào|hỏng|xuống|rất|được|cho|mới|lên|về|từ|đến|tôi"
    r"|em|chưa|thì|nên|cũng|nhà)(?!\w))[^\W\d_]+"
)
_STREETS = (
    *("ngõ", "ngách", "hẻm", "kiệt", "đường", "phố", "lô", "kiot", "tòa nhà", "toà nhà", "tòa", "toà", "tầng"),
    *("chung cư", "khu đô thị", "khu tập thể", "nhà trọ", "khu trọ", "ktt", "đại lộ"),
)  # fmt: skip
_HAMLETS = (
    *("thôn", "xóm", "tổ dân phố", "tdp", "tổ", "khu phố", "khu dân cư", "khu", "bản", "làng", "ấp", "đội", "cụm"),
    "tiểu khu",
)  # fmt: skip
_UNITS = (
    *("phường", "xã", "thị trấn", "tt", "huyện", "quận", "thị xã", "thành phố", "tp", "tỉnh"),
)
_ROOMS = ("phòng", "phòng số", "p", "số")


def _part(*words: str, small: int) -> str:
    """A word of places and what it is called: a number, words with capitals, or so many without."""
    more = rf"(?:\s{_SMALL}){{0,{small - 1}}}" if small > 1 else ""
    return (
        rf"(?i:{either(*words)})(?:\.\s?|\s+)(?:(?i:{either('số')})\s+)?"
        rf"(?:{_NUMBER}|{_CAPITAL}(?:\s+(?:{_CAPITAL}|\d{{1,3}}(?!\w))){{0,3}}|{_SMALL}{more})"
    )


_HOUSE = rf"(?i:{either('số nhà', 'nhà số', 'căn hộ số', 'căn hộ')})\.?\s*:?\s*(?:[A-Za-z]\d?[.\-]?)?{_NUMBER}"
_ROOM = rf"(?i:{either(*_ROOMS)})\.?\s*{_NUMBER}"
_STREET = _part(*_STREETS, small=2)
_HAMLET = _part(*_HAMLETS, small=1)
_UNIT = _part(*_UNITS, small=2)
_ANY = rf"(?:{_HOUSE}|{_ROOM}|{_STREET}|{_HAMLET}|{_UNIT})"
_GOES_ON = rf"(?:\s{{0,2}}[,;\-]?\s{{0,2}}(?<!\w){_ANY}){{0,8}}"

_LIVES = (
    *("địa chỉ", "đ/c", "trú tại", "trú quán", "thường trú", "tạm trú", "cư trú", "nơi ở", "chỗ ở", "sống ở"),
    *("sống tại", "sinh sống", "ở tại", "nhà ở", "nhà tôi", "nhà em", "nhà mình", "nhà cháu", "gia đình tôi"),
    *("gia đình em", "tôi ở", "em ở", "cháu ở", "mình ở", "ngụ", "hộ khẩu", "hktt", "quê", "quê quán", "nơi đăng ký"),
)  # fmt: skip
# So many words may stand between "I live" and where.
_BETWEEN = (
    *("ở", "tại", "là", "hiện nay", "hiện tại", "hiện", "nay", "của tôi", "của em", "thường trú", "tạm trú", "có"),
    *("nhà riêng", "đang", "trọ"),
)  # fmt: skip
_HOME = re.compile(
    rf"(?<!\w)(?:{either(*_LIVES)})(?!\w)(?:[\s:,\-]|(?<!\w)(?:{either(*_BETWEEN)})(?!\w)){{0,12}}$"
)
_OFFICES = re.compile(
    whole(
        *("trụ sở", "văn phòng", "ubnd", "ủy ban", "uỷ ban", "hđnd", "công an", "trường", "bệnh viện", "trạm", "sở"),
        *("chi cục", "cục", "bưu điện", "ngân hàng", "trung tâm", "công ty", "nhà văn hóa", "chợ", "siêu thị"),
        *("tòa án", "viện kiểm sát", "kho bạc", "bảo hiểm xã hội", "ban quản lý", "cửa hàng", "phòng khám"),
    )
)  # fmt: skip
# An office stands there where nothing is said between but where it is.
_STANDS_AT = re.compile(
    rf"(?:[,:(\-]|(?<!\w)(?:{either('tại', 'ở', 'địa chỉ', 'đóng tại')}))[\s:]{{0,3}}$"
)
# Then the number is a lane's or a hamlet's.
_NAMED_SO = re.compile(rf"(?<!\w)(?:{either(*_STREETS, *_HAMLETS)})\s*$")
_SEAT = re.compile(whole("trụ sở", "văn phòng"))
WITHIN = 60


class _HomePatterns(NamedTuple):
    with_house: re.Pattern[str]
    in_street: re.Pattern[str]
    in_lane: re.Pattern[str]
    anywhere: re.Pattern[str]


@cache
def _patterns() -> _HomePatterns:
    """Compiled with the first text: they take a quarter of a second, which no other process is to wait for."""
    lanes, streets = either("ngõ", "ngách", "hẻm", "kiệt"), either("đường", "phố", "ngõ", "ngách")
    numbered = rf"(?<!\w)(?:(?i:{either('số')})\s*)?{_NUMBER},?\s+"
    named = rf"(?i:{streets})\s+{_CAPITAL}(?:\s+{_CAPITAL}){{0,3}}"
    return _HomePatterns(
        with_house=re.compile(rf"(?<!\w){_HOUSE}{_GOES_ON}"),
        in_street=re.compile(rf"{numbered}(?:(?i:{lanes})\s+\d|{named}){_GOES_ON}"),
        in_lane=re.compile(rf"{numbered}(?:{_STREET}){_GOES_ON}"),
        anywhere=re.compile(rf"(?<!\w)(?:{_ROOM}|{_STREET}|{_HAMLET}){_GOES_ON}"),
    )


def homes_in(view: PlainView) -> Iterator[FoundNumber]:
    text, lower, patterns = view.text, view.lower, _patterns()
    for found in patterns.with_house.finditer(text):
        if not _SEAT.search(_sentence_before(lower, found.start())):
            yield FoundNumber(*_tight(text, found), PersonalKind.ADDRESS, "house")
    for pattern in (patterns.in_street, patterns.in_lane):
        for found in pattern.finditer(text):
            before = _sentence_before(lower, found.start())
            numbered = found[0][:1].isdigit()
            if (not numbered or pattern is patterns.in_street) and not (
                _is_office(before) or _NAMED_SO.search(before)
            ):
                yield FoundNumber(*_tight(text, found), PersonalKind.ADDRESS, "house")
    for found in patterns.anywhere.finditer(text):
        if _HOME.search(lower[max(0, found.start() - WITHIN) : found.start()]):
            yield FoundNumber(*_tight(text, found), PersonalKind.ADDRESS, "lives_there")


def _sentence_before(lower: str, start: int) -> str:
    return re.split(r"[.;!?]\s|\n", lower[max(0, start - WITHIN) : start])[-1]


def _is_office(before: str) -> bool:
    if _HOME.search(before):
        return False
    return bool(
        _SEAT.search(before) or (_OFFICES.search(before) and _STANDS_AT.search(before.rstrip()))
    )


def _tight(text: str, found: re.Match[str]) -> tuple[int, int]:
    end = found.end()
    while text[end - 1].isspace():
        end -= 1
    return found.start(), end
