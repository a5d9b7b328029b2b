"""Words that were typed while the input method was off: "ddaats ddai" (Telex) and "d9a61t d9ai" (VNI) are "đất đai"."""

from __future__ import annotations

import re
from collections.abc import Callable

from .syllables import TONE, spelt

# As syllables tell tones apart: grave, acute, tilde, hook above, dot below.
_TELEX_TONES = {"f": 1, "s": 2, "x": 3, "r": 4, "j": 5}
_VNI_TONES = {"2": 1, "1": 2, "4": 3, "3": 4, "5": 5}
_DOUBLED = {"aa": "â", "ee": "ê", "oo": "ô"}
_ROOFED = {"a": "â", "e": "ê", "o": "ô"}
_HORNED = {"u": "ư", "o": "ơ"}
_VOWELS = "aeiouy"
_WORD = re.compile(r"[a-z0-9]+", re.IGNORECASE)
_AFTER_ONSET = re.compile(rf"^([^{_VOWELS}]*)([{_VOWELS}].*)$")
_SYLLABLE = re.compile(
    r"(?:ngh|ng|nh|ph|th|tr|ch|gh|gi|kh|qu|[bcdđghklmnprstvx])?"
    r"[aăâeêioôơuưy]{1,3}(?:ch|ng|nh|[cmnpt])?"
)
# Between two vowels of one syllable, or at its end: what only a key of Telex can be.
_TELEX_KEYS = frozenset("fsxrjw")


def as_typed_keys(text: str) -> str:
    """Return what the keys would have written with the input method on, or "" where they say nothing else.

    Where any letter has an accent, it was on.
    """
    if not text.isascii():
        return ""
    read = _WORD.sub(lambda found: _read(found[0].lower()) or found[0], text)
    return "" if read == text else read


def _read(word: str) -> str:
    """Return the syllable that these keys write; "" for what is none, or is as it was typed."""
    # Classes and sheets of paper are called so ("A1", "A4"), and small words of other languages ("is", "or").
    if len(word) == 2 and word[0] in _VOWELS.replace("y", ""):
        return ""
    if any(map(str.isdigit, word)):
        return _vni(word)
    return _telex(word)


def _telex(word: str) -> str:
    word, is_crossed = (f"d{word[2:]}", True) if word.startswith("dd") else (word, False)
    cut = _AFTER_ONSET.match(word)
    if not cut:
        return ""
    onset, rest = cut[1], cut[2]
    tones = [one for one in rest if one in _TELEX_TONES]
    if len(tones) > 1:
        return ""
    letters = "".join(one for one in rest if one not in _TELEX_KEYS)
    for keys, letter in _DOUBLED.items():
        letters = letters.replace(keys, letter)
    if "w" in rest:
        letters, plain = _with_horn(letters), letters
        if letters == plain:
            return ""
    tone = _TELEX_TONES[tones[0]] if tones else 0
    if not tones and letters == rest and not is_crossed:
        return ""
    return _spelt(("đ" if is_crossed else "") + onset[int(is_crossed) :] + letters, tone)


def _vni(word: str) -> str:
    keys = [one for one in word if one.isdigit()]
    letters = "".join(one for one in word if not one.isdigit())
    cut = _AFTER_ONSET.match(letters)
    tones = [one for one in keys if one in _VNI_TONES]
    # A number, and what bears one, is no syllable: "18", "ql18", "h1n1".
    if not cut or word[0].isdigit() or "0" in keys or len(tones) > 1:
        return ""
    onset, rest = cut[1], cut[2]
    for key, change in _VNI_LETTERS.items():
        if key in keys:
            told = change(onset, rest)
            # A key that changes nothing is a number: "lop9", "quan7".
            if told == (onset, rest):
                return ""
            onset, rest = told
    return _spelt(onset + rest, _VNI_TONES[tones[0]] if tones else 0)


def _with_horn(letters: str) -> str:
    if "uo" in letters:
        return letters.replace("uo", "ươ", 1)
    horned = re.sub("[uo]", lambda found: _HORNED[found[0]], letters, count=1)
    return horned if horned != letters else letters.replace("a", "ă", 1)


def _with_roof(letters: str) -> str:
    return re.sub("[aeo]", lambda found: _ROOFED[found[0]], letters, count=1)


# What keys of VNI make of the letters before the first vowel, and of those from there on.
_VNI_LETTERS: dict[str, Callable[[str, str], tuple[str, str]]] = {
    "9": lambda onset, rest: (onset.replace("d", "đ", 1), rest),
    "6": lambda onset, rest: (onset, _with_roof(rest)),
    "7": lambda onset, rest: (onset, _with_horn(rest) if {"u", "o"} & set(rest) else rest),
    "8": lambda onset, rest: (onset, rest.replace("a", "ă", 1)),
}


def _spelt(letters: str, tone: int) -> str:
    if not _SYLLABLE.fullmatch(letters):
        return ""
    return spelt(f"{letters}{TONE}{tone}" if tone else letters)
