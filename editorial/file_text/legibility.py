"""Whether extracted text can be read by people: tidied, brought from old Vietnamese encodings to Unicode, or gibberish.

Fonts of the time before Unicode drew Vietnamese letters in the places of others. Programs hand on the others: "Sè: 96"
is "Số: 96". A PDF may also give its letters no meaning at all; it looks right and says nothing.
"""

from __future__ import annotations

import re
from dataclasses import dataclass

import viparse

from portals.text import nfc

# Judged by so much, which is plenty.
SAMPLE = 20_000
# More tokens than these in a hundred that are no words, and it is no text. Tables of measures and acts full of
# abbreviations stay below 20.
MOST_ODD = 35
FEWEST_TOKENS = 15
VIETNAMESE_FROM = 10

# No encoding of old has one of these, so a line with one is in Unicode already.
_OF_UNICODE = re.compile("[ăĂđĐơƠưƯ\u1ea0-\u1ef9]")
_MAYBE_OLD = re.compile("[\x80-\xff]")
_ENCODINGS = {"tcvn3", "vni", "viscii"}
_INVISIBLE = re.compile("[\x00-\x08\x0b\x0e-\x1f\x7f\u200b-\u200f\u2060\ufeff]")
# A hyphen between syllables that nobody sees; in TCVN3 the letter "ư".
_SOFT_HYPHEN = "\u00ad"
_HYPHENATED = re.compile("\ufffe\\s*")
_SPACES = re.compile("[ \t\u00a0\u2000-\u200a\u202f\u3000]+")
_BLANK_LINES = re.compile("\n[ \n]*\n")
_LINES = re.compile("([\n\f])")
_TOKEN = re.compile(r"[^\W\d_]{2,}\S*")
_STRANGE = re.compile("[\ufffd\ue000-\uf8ff\x80-\x9f¡-¿×÷]")
_FLIPPED = re.compile(r"[a-zà-ỹ][A-Z]")
_VOWEL = re.compile("[aeiouyàáâãèéêìíòóôõùúýăĩũơưạ-ỹ]", re.IGNORECASE)


@dataclass(frozen=True)
class LegibleText:
    """`encoding` is the old one that it was brought from, "" for none."""

    text: str
    encoding: str
    language: str
    is_gibberish: bool


def made_legible(raw: str) -> LegibleText:
    """Return `raw` in Unicode (NFC), with single spaces and at most one blank line between two."""
    text, encoding = _in_unicode(tidied(raw))
    text = text.replace(_SOFT_HYPHEN, "")
    return LegibleText(text, encoding, _language(text), is_gibberish(text))


def tidied(raw: str) -> str:
    """Form feeds between pages stay."""
    text = raw.replace("\r\n", "\n").replace("\r", "\n")
    text = nfc(_INVISIBLE.sub("", _HYPHENATED.sub("", text)))
    text = _SPACES.sub(" ", text)
    return _BLANK_LINES.sub("\n\n", text).strip(" \n")


def is_gibberish(text: str) -> bool:
    tokens = _TOKEN.findall(text[:SAMPLE])
    if len(tokens) < FEWEST_TOKENS:
        # A few signs that are no letters at all are none either.
        return len(_STRANGE.findall(text[:SAMPLE])) > len(text[:SAMPLE]) / 4
    odd = sum(1 for token in tokens if _is_odd(token))
    return odd * 100 > MOST_ODD * len(tokens)


def _is_odd(token: str) -> bool:
    return bool(_STRANGE.search(token[:-1]) or _FLIPPED.search(token) or not _VOWEL.search(token))


def _in_unicode(text: str) -> tuple[str, str]:
    parts = _LINES.split(text)
    sample = "\n".join(part for part in parts if not _OF_UNICODE.search(part))[:SAMPLE]
    if not _MAYBE_OLD.search(sample):
        return text, ""
    encoding = viparse.detect_text_encoding(sample)
    if encoding not in _ENCODINGS:
        return text, ""
    return "".join(_from_old(part, encoding) for part in parts), encoding


def _from_old(line: str, encoding: str) -> str:
    if _OF_UNICODE.search(line) or not _MAYBE_OLD.search(line):
        return line
    return viparse.fix(line, encoding=encoding)


def _language(text: str) -> str:
    tokens = _TOKEN.findall(text[:SAMPLE])
    ours = sum(1 for token in tokens if _OF_UNICODE.search(token))
    return "vi" if tokens and ours * 100 >= VIETNAMESE_FROM * len(tokens) else ""
