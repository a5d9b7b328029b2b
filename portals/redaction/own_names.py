"""The names that are given, of who asks: in full, without marks, in capitals, with initials, behind "ông", "bà" ..."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterable, Iterator
from functools import lru_cache

from portals.text import nfc

from .findings import PersonalKind
from .numbers import FoundNumber
from .phrases import either
from .plain_view import PlainView, without_signs

MOST_SYLLABLES = 8
_BETWEEN = r"[\s._\-]{0,3}"
_TITLES = either(
    *("ông", "bà", "anh", "chị", "em", "cô", "chú", "bác", "cháu", "dì", "cậu", "mợ", "thím", "cụ", "bạn", "đồng chí"),
    *("đ/c", "mẹ", "bố", "vợ", "chồng", "con", "tôi là", "em là", "tên là", "tên tôi là", "họ tên", "ký tên", "tên"),
)  # fmt: skip


def names_in(view: PlainView, names: Iterable[str]) -> Iterator[FoundNumber]:
    """Yield where one of `names` stands."""
    for name in names:
        syllables = tuple(re.findall(r"[^\W\d_]+", nfc(name)))[:MOST_SYLLABLES]
        if len(syllables) < 2:
            if syllables:
                yield from _titled(view, syllables)
            continue
        for found in _in_full(syllables).finditer(view.bare):
            yield FoundNumber(*found.span(), PersonalKind.NAME, "name_given")
        for found in _with_initials(syllables).finditer(view.text):
            if "." in found[0] or " " in found[0]:
                yield FoundNumber(*found.span(), PersonalKind.NAME, "name_given")
        yield from _titled(view, syllables)
        yield from _last_two(view, syllables)


@lru_cache(maxsize=64)
def _in_full(syllables: tuple[str, ...]) -> re.Pattern[str]:
    spelt = _BETWEEN.join(map(re.escape, map(without_signs, syllables)))
    return re.compile(rf"(?<![^\W\d_]){spelt}(?![^\W\d_])")


@lru_cache(maxsize=64)
def _with_initials(syllables: tuple[str, ...]) -> re.Pattern[str]:
    """At least the last in full or all as letters: "N. T. H. Vân", "Nguyễn T.H. Vân", "N.T.H.V."."""
    parts = []
    for syllable in syllables:
        letters = {syllable[0].upper(), without_signs(syllable[0]).upper()}
        letter = rf"[{''.join(sorted(letters))}](?:\.|(?![^\W\d_]))"
        parts.append(rf"(?:(?i:{_spelt(syllable)})(?!\w)|{letter})")
    return re.compile(rf"(?<!\w){r'\s{0,2}'.join(parts)}")


def _titled(view: PlainView, syllables: tuple[str, ...]) -> Iterator[FoundNumber]:
    for found in _behind_title(syllables).finditer(view.lower):
        yield FoundNumber(*found.span(), PersonalKind.NAME, "name_titled")


@lru_cache(maxsize=64)
def _behind_title(syllables: tuple[str, ...]) -> re.Pattern[str]:
    tails = (syllables[at:] for at in range(max(0, len(syllables) - 3), len(syllables)))
    ways = "|".join(r"\s+".join(map(_spelt, tail)) for tail in tails)
    return re.compile(rf"(?<!\w)(?:{_TITLES})[\s:.]{{1,3}}(?:{ways})(?!\w)")


def _last_two(view: PlainView, syllables: tuple[str, ...]) -> Iterator[FoundNumber]:
    """Middle and first name side by side, with capitals and with their marks: "Hồng Vân"."""
    for found in _pair(syllables[-2:]).finditer(view.lower):
        words = view.text[found.start() : found.end()].split()
        if all(word[0].isupper() for word in words):
            yield FoundNumber(*found.span(), PersonalKind.NAME, "name_given")


@lru_cache(maxsize=64)
def _pair(syllables: tuple[str, ...]) -> re.Pattern[str]:
    return re.compile(rf"(?<!\w){r'\s+'.join(map(_spelt, syllables))}(?!\w)")


def _spelt(syllable: str) -> str:
    """The pattern of a syllable in small letters: with its marks, tones on either letter, or without any."""
    small = syllable.lower()
    return "|".join(map(re.escape, sorted({small, *_tones_elsewhere(small), without_signs(small)}))).join(
        ("(?:", ")")
    )  # fmt: skip


_TONES = {"\u0300", "\u0301", "\u0303", "\u0309", "\u0323"}


def _tones_elsewhere(syllable: str) -> Iterator[str]:
    """The same with its tone on each of the other letters: "hòa", "hoà"."""
    parts = unicodedata.normalize("NFD", syllable)
    tone = next((part for part in parts if part in _TONES), "")
    if not tone:
        return
    letters = nfc(parts.replace(tone, "", 1))
    for at, letter in enumerate(letters):
        if without_signs(letter) in "aeiouy":
            yield nfc(letters[: at + 1] + tone + letters[at + 1 :])
