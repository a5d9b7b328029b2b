"""Syllables as the search compares them: exactly, whatever the habit of writing them, and without accents.

Tone marks are counted apart from the letters, so that "hoà" and "hòa" are one; "kĩ" and "kỹ" are one as well.
"""

from __future__ import annotations

import re
import unicodedata
from functools import lru_cache
from typing import NamedTuple

from portals.text import nfc

# Grave, acute, tilde, hook above, dot below. No word holds this sign: "b2" is no "b" with a tone.
TONE = "~"
TONES = {
    "\u0300": f"{TONE}1",
    "\u0301": f"{TONE}2",
    "\u0303": f"{TONE}3",
    "\u0309": f"{TONE}4",
    "\u0323": f"{TONE}5",
}
_MARKS = {tone: mark for mark, tone in TONES.items()}
# A sentence's parts: what stands on two sides of these belongs to no one word.
_BREAK = re.compile(r"[.,;:!?()\[\]{}…\"“”«»|•·\n\r\t\x00]+")
# Letters and digits, with the marks of a text that is not composed.
WORD = re.compile(r"(?:[^\W_][\u0300-\u036f]*)+")
_LONE_Y = re.compile(r"^((?:[bcdđghklmnpqrstvx]|ch|gh|kh|nh|ph|th|tr)?|qu)y(?=(?:~\d)?$)")
_ETH = str.maketrans({"ð": "đ"})
_PLAIN = str.maketrans({"đ": "d"})
_VOWELS = "aăâeêioôơuưy"
# Of a pair PostgreSQL takes 2 kB: so it does whatever the alphabet.
LONGEST = 60


class Syllable(NamedTuple):
    """One syllable: letters with the tone behind them ("đât~2"), and the bare letters. Neither is over `LONGEST`."""

    exact: str
    folded: str

    @property
    def has_accents(self) -> bool:
        return self.exact != self.folded


@lru_cache(maxsize=1 << 16)
def syllable(word: str) -> Syllable:
    """Return `word` as it is compared."""
    marks, tone = [], ""
    for one in unicodedata.normalize("NFD", word[:LONGEST].lower().translate(_ETH)):
        if one in TONES:
            tone = TONES[one]
        else:
            marks.append(one)
    letters = nfc("".join(marks))[: LONGEST - len(tone)]
    exact = _LONE_Y.sub(r"\1i", letters + tone)
    bare = unicodedata.normalize("NFKD", exact.removesuffix(tone))
    # One sign may stand for many letters, with spaces and brackets between them.
    folded = "".join(one for one in bare if one.isalnum()).translate(_PLAIN)[:LONGEST] or letters
    return Syllable(exact, folded)


def syllable_runs(text: str) -> list[list[Syllable]]:
    """Return the syllables of a text, those together that no punctuation parts."""
    found = ([syllable(word) for word in WORD.findall(part)] for part in _BREAK.split(nfc(text)))
    return [run for run in found if run]


def folded_key(text: str) -> str:
    """Return a text by its bare syllables: by this key synonyms and wanted first results are found."""
    return " ".join(one.folded for run in syllable_runs(text) for one in run)


def letters_and_tone(exact: str) -> tuple[str, str]:
    """Take an exact syllable apart; the tone is "" where it has none."""
    letters, sign, tone = exact.partition(TONE)
    return letters, sign + tone


def spelt(exact: str) -> str:
    """Return an exact syllable as people write it."""
    letters, tone = letters_and_tone(exact)
    if re.fullmatch(r"(k|l|m|t|h|s|qu)i", letters):
        letters = f"{letters[:-1]}y"
    if not tone:
        return letters
    mark = _MARKS[tone]
    start = 2 if letters.startswith(("qu", "gi")) and len(letters) > 2 else 0
    places = [place for place, one in enumerate(letters) if place >= start and one in _VOWELS]
    if not places:
        return letters
    marked = [place for place in places if letters[place] in "ăâêôơ"] or [
        place for place in places if letters[place] == "ư"
    ]
    if marked:
        place = marked[-1]
    elif places[-1] < len(letters) - 1:
        place = places[-1]
    else:
        place = places[max(0, len(places) - 2)]
    return nfc(f"{letters[: place + 1]}{mark}{letters[place + 1 :]}")
