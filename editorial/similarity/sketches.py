"""The sketch of a text and the resemblance of two: pure functions, the same on every machine and in every process."""

from __future__ import annotations

import re
import unicodedata
import zlib
from collections.abc import Iterable
from collections.abc import Set as AbstractSet
from dataclasses import dataclass
from functools import lru_cache

# Two texts are near-duplicates from here on, unless somebody asks for another line (B1 of the rubric).
NEAR = 0.85
# Below this the index misses more than one pair in sixteen, so nobody may ask.
LOWEST = 0.75

# Vietnamese is written in syllables: three of them are a word and a half.
SYLLABLES = 3
# A table of a thousand rows is compared by its beginning.
LONGEST = 20_000
# Shorter texts ("Nghỉ lễ 2/9") are alike by chance; they have a sketch, but nothing is found by it.
FEWEST_SHINGLES = 25

# Twenty keys of four rows each: at a resemblance of 0.85 one pair in a thousand is missed.
BANDS, ROWS = 20, 4
_MULTIPLIERS = (0x9E3779B1, 0x85EBCA6B, 0xC2B2AE35, 0x27D4EB2F)
_MASK = 0xFFFFFFFF

_SYLLABLE = re.compile(r"\w+")
_D_TO_LATIN = str.maketrans({"đ": "d"})


@dataclass(frozen=True, slots=True)
class Sketch:
    """`shingles`: a number for each different run of three syllables; `bands`: the keys it is found by."""

    shingles: tuple[int, ...]
    bands: tuple[int, ...]


def sketch_of(text: str) -> Sketch:
    """Return the sketch of `text`: without case, marks and punctuation, so "Hoà Bình" is "hòa bình"."""
    syllables = [fold(word) for word in _SYLLABLE.findall(unicodedata.normalize("NFC", text))]
    shingles = _shingles(syllables[:LONGEST])
    ordered = tuple(sorted(shingles))
    return Sketch(ordered, _bands(ordered) if len(ordered) >= FEWEST_SHINGLES else ())


def resemblance(one: Sketch, other: Sketch) -> float:
    """Return how much of two texts is the same, from 0 to 1: the shingles they share, out of all of both (Dice)."""
    return resemblance_of(set(one.shingles), set(other.shingles))


def resemblance_of(one: AbstractSet[int], other: AbstractSet[int]) -> float:
    total = len(one) + len(other)
    return 2 * len(one & other) / total if total else 0.0


@lru_cache(maxsize=20_000)
def fold(syllable: str) -> str:
    """Return `syllable` in small letters without marks: tones are put differently by different keyboards."""
    small = unicodedata.normalize("NFD", syllable.casefold().translate(_D_TO_LATIN))
    return "".join(letter for letter in small if not unicodedata.combining(letter))


def _shingles(syllables: list[str]) -> set[int]:
    runs = zip(*(syllables[start:] for start in range(SYLLABLES)), strict=False)
    return {_signed(zlib.crc32(" ".join(run).encode())) for run in runs}


def _bands(shingles: Iterable[int]) -> tuple[int, ...]:
    """One-permutation MinHash, four times over: each row sorts the shingles anew and keeps the least of each band.

    Two texts agree on a row of a band about as often as their shingles are the same ones (Jaccard).
    """
    rows = [_row(shingles, multiplier) for multiplier in _MULTIPLIERS]
    return tuple(
        _signed(zlib.crc32(repr((band, *values)).encode()))
        for band, values in enumerate(zip(*rows, strict=True))
    )


def _row(shingles: Iterable[int], multiplier: int) -> list[int]:
    # Mixed twice: the band is taken from other bits than the order.
    mixed = (
        ((value ^ (value >> 15)) * multiplier) & _MASK
        for value in (one & _MASK for one in shingles)
    )
    least = {value % BANDS: value for value in sorted(mixed, reverse=True)}
    # A band that got nothing borrows from the next one that has something, the same in every text.
    filled = [0] * BANDS
    nearest = least[min(least)]
    for band in reversed(range(BANDS)):
        filled[band] = nearest = least.get(band, nearest)
    return filled


def _signed(value: int) -> int:
    """The same 32 bits as PostgreSQL's integer."""
    return value - (1 << 32) if value >> 31 else value
