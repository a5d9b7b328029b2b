"""Days as people write them: "27/7", "27/07", "27 tháng 7" are one."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from itertools import product

from .asking import AskedWords
from .syllables import Syllable

LAST_DAY, LAST_MONTH = 31, 12
_MONTH = "thang"
# A day, the month's word, its number.
_IN_WORDS = 3


def days_said_otherwise(asked: AskedWords) -> dict[str, list[str]]:
    """Return the other ways of writing each day that was typed, by its bare syllables."""
    return {
        " ".join(one.folded for one in said): _ways(*day, said)
        for part in asked.wanted
        for said, day in _days(part.syllables, is_whole=part.is_day)
    }


def _days(
    run: Sequence[Syllable], *, is_whole: bool
) -> Iterator[tuple[Sequence[Syllable], tuple[int, int]]]:
    """Yield days with how they were typed. `is_whole`: the run was written in one, as "27/7" is."""
    if is_whole:
        if day := _day(*run):
            yield run, day
        return
    for at in range(len(run) - _IN_WORDS + 1):
        some = run[at : at + _IN_WORDS]
        if some[1].folded == _MONTH and (day := _day(some[0], some[2])):
            yield some, day


def _day(day: Syllable, month: Syllable) -> tuple[int, int] | None:
    # What else Python takes for digits, "²", is no number.
    if not (day.folded.isdecimal() and month.folded.isdecimal()):
        return None
    found = int(day.folded), int(month.folded)
    return found if 0 < found[0] <= LAST_DAY and 0 < found[1] <= LAST_MONTH else None


def _ways(day: int, month: int, said: Sequence[Syllable]) -> list[str]:
    typed = [one.folded for one in said]
    days, months = (list(dict.fromkeys((f"{one}", f"{one:02}"))) for one in (day, month))
    ways = [
        [one, *middle, other] for middle in (["tháng"], []) for one, other in product(days, months)
    ]
    return [" ".join(way) for way in ways if [*map(_bare, way)] != typed]


def _bare(word: str) -> str:
    return _MONTH if word == "tháng" else word
