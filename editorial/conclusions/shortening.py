"""Letters in the place of names, wherever a page has them. Pure functions."""

from __future__ import annotations

import re
from collections.abc import Collection
from typing import Any

from editorial.disclosures.privacy import initials
from portals.text import nfc

# Words before a name that are no part of it.
TITLES = frozenset({"ông", "bà", "anh", "chị", "cụ"})


def bare_name(name: str) -> str:
    """Return a name without the word before it: "Nguyễn Văn Mẫu" of "Ông Nguyễn Văn Mẫu"."""
    words = nfc(name or "").split()
    return " ".join(words[1:] if words and words[0].lower() in TITLES else words)


def in_letters(name: str) -> str:
    """Return letters in the place of a name; the word before it stays."""
    words, bare = " ".join(nfc(name or "").split()), bare_name(name)
    return f"{words.removesuffix(bare).strip()} {initials(bare)}".strip()


def without(words: str, names: Collection[str]) -> str:
    """Return `words` with letters in the place of each of `names`, in capitals or over two lines as well."""
    words = nfc(words or "")
    for name in names:
        words = _spelt(name).sub(initials(name), words)
    return words


def everywhere_without(value: Any, names: Collection[str]) -> Any:
    """Return the raw form of a stream with letters in the place of each of `names`."""
    if isinstance(value, str):
        return without(value, names)
    if isinstance(value, dict):
        return {key: everywhere_without(one, names) for key, one in value.items()}
    if isinstance(value, list):
        return [everywhere_without(one, names) for one in value]
    return value


def _spelt(name: str) -> re.Pattern[str]:
    words = name.split()
    # One word alone may be any word, but for its capital.
    case = re.IGNORECASE if len(words) > 1 else re.NOFLAG
    return re.compile(rf"(?<!\w){r'\s+'.join(map(re.escape, words))}(?!\w)", case)
