"""The words of a search, told from the text as the index tells them: without accents and case."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterator

# Letters and digits, with the marks of a text that is not composed.
_WORD = re.compile(r"(?:[^\W_][\u0300-\u036f]*)+")
_FOLDED_WORD = re.compile(r"[^\W_]+")
_PLAIN = str.maketrans({"đ": "d"})


def folded(word: str) -> str:
    """Return `word` without accents and case."""
    letters = unicodedata.normalize("NFKD", word.lower())
    return "".join(one for one in letters if not unicodedata.combining(one)).translate(_PLAIN)


def all_words_of(text: str) -> list[str]:
    """Return all words of a text, folded, in their order: text of any length is folded at once."""
    return _FOLDED_WORD.findall(folded(text))


def words_in(query: str) -> frozenset[str]:
    """Return the words, folded, that a web search asks for: those of phrases too, not those it leaves out."""
    words: set[str] = set()
    left_out = False
    for place, part in enumerate(query.split('"')):
        if place % 2:
            if not left_out:
                words.update(map(folded, _WORD.findall(part)))
            continue
        tokens = [token for token in part.split() if token.lower() != "or"]
        for token in tokens:
            if not token.startswith("-"):
                words.update(map(folded, _WORD.findall(token)))
        left_out = part.endswith("-")
    return frozenset(words)


def cut_at_words(text: str, words: frozenset[str]) -> Iterator[tuple[str, bool]]:
    """Cut `text` into pieces, each with whether it is one of `words`."""
    end = 0
    for found in _WORD.finditer(text):
        if folded(found[0]) in words:
            yield text[end : found.start()], False
            yield found[0], True
            end = found.end()
    yield text[end:], False
