"""By what nearly the same texts are known: a few numbers, of which two such texts share most."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterable
from hashlib import blake2b

# So many numbers; texts count as the same that share AGREEING of them. Each comes from ROWS least shingles: of texts
# that share four fifths of their shingles two numbers in five are the same, of those that share a fifth one in 600.
BANDS, ROWS = 12, 4
AGREEING = 3
SYLLABLES = 3
# Fewer shingles are too few to be told apart by parts: such a text is known as a whole.
FEWEST = 12
# Syllables that are looked at: whoever sends the same beginning sends the same.
MOST = 3000

_WORD = re.compile(r"\w+")
_CELLS = BANDS * ROWS


def bare_syllables(text: str) -> list[str]:
    """Return the syllables without case, marks, invisible letters, signs and figures.

    "Số 12/3" and "sô 99.4" are the same.
    """
    spread = unicodedata.normalize("NFKD", text.casefold().replace("đ", "d"))
    kept = "".join(
        letter for letter in spread if unicodedata.category(letter) not in {"Mn", "Cf", "Cc"} or letter.isspace()
    )  # fmt: skip
    return [word for word in _WORD.findall(kept) if not any(map(str.isdigit, word))][:MOST]


def bands_of(texts: Iterable[str]) -> tuple[str, ...]:
    """Return the numbers of a text: BANDS of them, one where it is short, none where it is empty."""
    syllables = bare_syllables("\n".join(texts))
    runs = {
        " ".join(syllables[at : at + SYLLABLES])
        for at in range(max(1, len(syllables) - SYLLABLES + 1))
    }
    if not syllables:
        return ()
    if len(runs) < FEWEST:
        return (_digest(" ".join(syllables)),)
    rows = _least([int(_digest(run), 16) for run in runs])
    return tuple(
        _digest(f"{band}:{rows[band * ROWS : band * ROWS + ROWS]}") for band in range(BANDS)
    )


def _least(numbers: list[int]) -> list[int]:
    """The least number of each of _CELLS cells; a cell that got none borrows from the next one, alike in every text."""
    least: dict[int, int] = {}
    for number in numbers:
        cell = number % _CELLS
        least[cell] = min(number, least.get(cell, number))
    found = [0] * _CELLS
    nearest = least[min(least)]
    for cell in reversed(range(_CELLS)):
        found[cell] = nearest = least.get(cell, nearest)
    return found


def _digest(text: str) -> str:
    return blake2b(text.encode(), digest_size=8).hexdigest()
