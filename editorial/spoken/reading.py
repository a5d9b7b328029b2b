"""A text as a speaker reads it: nothing that only eyes can follow. Pure."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass, field

from .measures import measures_in_words, phones_in_words
from .moments import moments_in_words
from .numbers import (
    NUMBER,
    number_in_words,
    ordinal_in_words,
    roman_value,
    written_in_words,
)
from .official import official_numbers_in_words

# What a listener takes in: the pace of a loudspeaker.
WORDS_A_MINUTE = 110
_THE = re.compile(r"\b(?P<word>thứ)\s+(?P<number>\d{1,2}|[IVX]+)\b(?!\s*[/%])", re.IGNORECASE)
_BEFORE_ROMAN = (
    "quý|khóa|khoá|đại hội|chương|phần|mục|cấp|loại|hạng|thế kỷ|vùng|khối|đợt|nhóm|bậc|tập|kỳ|học kỳ|giai đoạn|"
    "điều|lần|quyển|khu vực|huân chương lao động hạng"
)
_ROMAN_AFTER = re.compile(
    rf"\b(?P<word>{_BEFORE_ROMAN})\s+(?P<roman>[IVXLC]+)\b(?![.&-]\w)", re.IGNORECASE
)
_ROMAN_ALONE = re.compile(r"(?<![\w./-])(?P<roman>(?=[IVX]{2,})[IVX]+)(?![\w./-])")
_ROADS = re.compile(r"\b(?P<road>QL|ĐT|TL|ĐH)\.?\s?(?P<number>\d{1,4})(?P<letter>[A-Z]?)\b")
_ROAD_WORDS = {"QL": "quốc lộ", "ĐT": "đường tỉnh", "TL": "tỉnh lộ", "ĐH": "đường huyện"}
_VERSION = re.compile(r"(?<![\w.,])(?P<one>\d{1,2})\.(?P<other>\d{1,2})(?![\w.,]\d|\d)")
_OVER = re.compile(r"(?<![\w/])(?P<part>\d+)/(?P<whole>\d+)(?![\w/])")
_SPAN = re.compile(rf"(?<![\w.,])(?P<first>{NUMBER})\s*[-–]\s*(?P<last>{NUMBER})(?![\w/]|[.,]\d)")
_NUMBER = re.compile(rf"(?P<sign>(?<![\w\d])[-−+](?=\d))?(?<![\w]){NUMBER}")
_ABBREVIATION = re.compile(r"(?<![\w])[A-ZĐƯ][\wĐƯ]*(?:[&.,-][A-ZĐƯ][\wĐƯ]*)*")
_WORD = re.compile(r"\w+")
_SHOUTED = re.compile(r"(?<![\w])[A-ZĐƯ]{2,}(?![\w])")


@dataclass(frozen=True, slots=True)
class SpokenForms:
    """How abbreviations and units are said, by how they are written. Capitals count."""

    words: Mapping[str, str] = field(default_factory=dict)
    units: Mapping[str, str] = field(default_factory=dict)


def read_aloud(text: str, forms: SpokenForms) -> str:
    """Return `text` with numbers, days, hours, units, money, telephone and document numbers and abbreviations written
    out as they are said."""
    said = _whole_words(text, {one: word for one, word in forms.words.items() if _has_digit(one)})
    said = official_numbers_in_words(said, forms.words)
    said = _ROADS.sub(_road, said)
    said = phones_in_words(said)
    said = moments_in_words(said)
    said = measures_in_words(said, forms.units)
    said = _THE.sub(_ordinal, said)
    said = _ROMAN_AFTER.sub(_roman, said)
    said = _whole_words(said, forms.words)
    said = _ROMAN_ALONE.sub(_roman, said)
    said = _SPAN.sub(_span, said)
    said = _OVER.sub(
        lambda hit: f"{written_in_words(hit['part'])} trên {written_in_words(hit['whole'])}",
        said,
    )
    said = _VERSION.sub(
        lambda hit: f"{number_in_words(int(hit['one']))} chấm {number_in_words(int(hit['other']))}",
        said,
    )
    said = _NUMBER.sub(_number, said)
    return said.replace("%", " phần trăm").replace("&", " và ")


def seconds_to_read(text: str) -> int:
    """Return how long it takes to read `text`, written out, aloud."""
    return round(len(_WORD.findall(text)) * 60 / WORDS_A_MINUTE)


def unread_abbreviations(text: str) -> list[str]:
    """Return what still stands there as capitals after a text was written out: nobody said how it is read."""
    return list(dict.fromkeys(_SHOUTED.findall(text)))


def _whole_words(text: str, words: Mapping[str, str]) -> str:
    if not words:
        return text
    longest_first = sorted(words, key=len, reverse=True)
    pattern = "|".join(re.escape(one) for one in longest_first)
    return re.sub(rf"(?<![\w&/])(?:{pattern})(?![\w&]|/\w)", lambda hit: words[hit.group()], text)


def _has_digit(text: str) -> bool:
    return any(one.isdecimal() for one in text)


def _road(hit: re.Match[str]) -> str:
    letter = f" {hit['letter']}" if hit["letter"] else ""
    return f"{_ROAD_WORDS[hit['road']]} {number_in_words(int(hit['number']))}{letter}"


def _ordinal(hit: re.Match[str]) -> str:
    written = hit["number"]
    number = int(written) if written.isdecimal() else roman_value(written.upper())
    return f"{hit['word']} {ordinal_in_words(number)}" if number else hit.group()


def _roman(hit: re.Match[str]) -> str:
    if not hit["roman"].isupper():
        return hit.group()
    number = roman_value(hit["roman"])
    if number is None:
        return hit.group()
    before = hit.groupdict().get("word")
    said = (
        "nhất"
        if before and before.lower().endswith("hạng") and number == 1
        else number_in_words(number)
    )
    return f"{before} {said}" if before else said


def _span(hit: re.Match[str]) -> str:
    return f"{written_in_words(hit['first'])} đến {written_in_words(hit['last'])}"


def _number(hit: re.Match[str]) -> str:
    written = hit.group().lstrip("+-−")
    said = written_in_words(written)
    return {"": said, "+": f"cộng {said}"}.get(hit["sign"] or "", f"âm {said}")
