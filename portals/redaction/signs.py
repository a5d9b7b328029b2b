"""Digits with what people write between them, and what digits stand in that is nobody's."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator

from .phrases import either

GAP = r"[ .,\-_*~|()\t\n]{0,3}"
NARROW = r"[ .\-]{0,2}"
# No fraction of a figure; behind a number as long as a telephone's the next begins.
NOT_WITHIN = r"(?<!\d)(?:(?<!\d[.,])|(?<=\d{8}[.,]))"
NO_FIGURE_BEHIND = r"(?!\d)(?![.,]\d{1,3}(?!\d))"
# So the digits of a number are masked that is somebody's or something's of the public.
MASK = "\x00"
# As in "+84 204 3 854 321".
MOST_GROUPS = 5

_AMOUNT = r"\d{1,3}(?:[ .,]\d{3})+(?:,\d{1,3})?|\d{1,19}(?:[.,]\d{1,3})?"
# "đồng ý", "đồng thời" are no currency.
_CURRENCY = (
    r"(?:đồng(?!\s+(?:ý|thời|chí|bào|hành|tình|loạt|nghiệp|hương|đội|bộ|thuận|quan|nhân|nai|tháp|phục|hồ|khởi))"
    r"|đ|vnđ|vnd|usd|nghìn|ngàn|triệu|tỷ|tỉ)(?!\w)"
)
_MONEY = re.compile(
    rf"(?<![\d\w])(?<!\d[.,])(?!0\d{{9}})(?!0\d\d\.\d{{3}}\.\d{{3}}\.\d{{3}})(?:{_AMOUNT})\s?{_CURRENCY}"
)
_SUMS = either(
    *("số tiền", "kinh phí", "dự toán", "tổng cộng", "tổng số", "ngân sách", "trị giá", "chi phí", "giá trị")
)  # fmt: skip
_SUM = re.compile(
    rf"(?:{_SUMS})\W{{1,3}}(?:(?:là|khoảng|hơn|gần)\s)?([1-9]\d{{0,2}}(?:[ .]\d{{3}})+|[1-9]\d{{3,14}})(?!\d)"
)
# Thousands with dots; with blanks where they end in noughts.
_FIGURE = re.compile(
    r"(?<![\w+])(?<!\d[.,])[1-9]\d{0,2}(?:(?:\.\d{3}){2,5}|(?: \d{3}){1,4} 000)(?!\.?\d)"
)
_DOCUMENT = re.compile(
    r"(?<![\w/])\d{1,6}[A-Za-zđ]?\s?/(?:\s?(?:19|20)\d\d\s?/)?\s?[A-ZĐ][A-ZĐa-zđ\d]*(?:-[A-ZĐ][\w]*)*"
)
_DAY = re.compile(
    r"(?<!\d)(?<!\d[.\-/])(?:0?[1-9]|[12]\d|3[01])(?P<by>[/.\-])(?:0?[1-9]|1[0-2])(?P=by)(?:19|20)\d\d(?![./\-]?\d)"
)
_IN_GROUPS = re.compile(r"\d+")
_NEXT = re.compile(r"[ \t\n]\d")
# A keyword shortly before says that it is no figure, and so does the code of a province.
_OF_A_PERSON = re.compile(
    rf"(?:{either('cccd', 'cmnd', 'cmtnd', 'cmt', 'căn cước', 'chứng minh', 'định danh', 'stk', 'tài khoản', 'tk')})"
    r"[^\d\n]{0,25}$|(?<![\d.,])\(?(?:0\d{0,3}|\+84|0084)\)?[ .\-]{0,3}$"
)


def masked(text: str, lower: str) -> str:
    """Return `text`, as long as it was, with the digits of days, sums of money and numbers of documents masked."""
    spans = [found.span() for pattern in (_MONEY,) for found in pattern.finditer(lower)]
    spans += [found.span(1) for found in _SUM.finditer(lower)]
    spans += [found.span() for pattern in (_DAY, _DOCUMENT) for found in pattern.finditer(text)]
    spans += [
        found.span()
        for found in _FIGURE.finditer(text)
        if not _OF_A_PERSON.search(lower[max(0, found.start() - 40) : found.start()])
    ]
    return with_mask(text, spans)


def with_mask(text: str, spans: Iterable[tuple[int, int]]) -> str:
    signs = list(text)
    for start, end in spans:
        signs[start:end] = MASK * (end - start)
    return "".join(signs)


def is_one_number(digits: str) -> bool:
    """Whether what was matched is grouped as one number is: a table's figures side by side are many."""
    groups = _IN_GROUPS.findall(digits)
    sizes = {len(group) for group in groups[1:]}
    return 1 not in sizes or sizes == {1} or len(groups) <= MOST_GROUPS


def _is_of_a_row(found: re.Match[str], text: str) -> bool:
    """Whether many groups stand there, and the next follows at once."""
    groups = _IN_GROUPS.findall(found[0])
    many = len(groups) >= MOST_GROUPS and {len(group) for group in groups[1:]} != {1}
    return many and _NEXT.match(text, found.end()) is not None


def matches(pattern: re.Pattern[str], text: str) -> Iterator[re.Match[str]]:
    for found in pattern.finditer(text):
        if is_one_number(found[0]) and not _is_of_a_row(found, text):
            yield found


def digits_of(text: str) -> str:
    """The digits alone, a telephone number as it is dialled within the country."""
    digits = "".join(_IN_GROUPS.findall(text))
    for prefix in ("0084", "84"):
        if digits.startswith(prefix) and 11 <= len(digits) - len(prefix) + 2 <= 14:
            return "0" + digits.removeprefix(prefix).removeprefix("0")
    return digits
