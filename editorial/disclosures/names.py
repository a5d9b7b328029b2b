"""Names of persons in full, found in words: what stands beside a list whose names were shortened."""

from __future__ import annotations

import re
from collections.abc import Iterable

from portals.text import nfc

# So many names are a list. One or two are of whoever signed.
FEWEST_OF_A_LIST = 3
_WORD = r"[^\W\d_]{2,}"
# Looked ahead, since the next name may begin within the words behind this one.
_TITLED = re.compile(rf"\b(?i:hộ|ông|bà)\s+(?=(?:(?i:ông|bà)\s+)?((?:{_WORD}\s+){{1,4}}{_WORD}))")
_FAMILIES = (
    "Nguyễn|Trần|Lê|Phạm|Hoàng|Huỳnh|Phan|Vũ|Võ|Đặng|Bùi|Đỗ|Hồ|Ngô|Dương|Lý|Đinh|Đoàn|Trịnh|Trương|Mai|Đào|Cao|Lâm|"
    "Lương|Hà|Tạ|Chu|Nghiêm|Quách|Tô|Thân|Giáp|Khổng|Mẫn|Đàm|Lưu|Phùng|Tống|Vương|Kiều|Quản|Ngọ|Doãn|Thái"
)
# As a line of a list begins: its number, then a name with a known family.
_LISTED = re.compile(
    rf"(?m)^[ \t]*\d{{1,4}}[.)\t ]+((?i:{_FAMILIES})(?:[ \t]+{_WORD}){{1,4}})(?=$|[\t,;|]|[ \t]{{2,}}|[ \t]+\d)"
)
_TITLE = r"(?i:hộ|ông|bà|anh|chị|cụ)\s+"
# A cell with a name and nothing else.
_ALONE = re.compile(rf"(?i:{_FAMILIES})(?:\s+{_WORD}){{1,4}}")


def full_names(words: str) -> set[str]:
    """Return what looks like names of persons in a list of people: with a title before, or as lines of a list."""
    text = nfc(words)
    titled = (_capitals(found[1]) for found in _TITLED.finditer(text))
    listed = (_capitals(found[1]) for found in _LISTED.finditer(text))
    return {" ".join(name) for name in (*titled, *listed) if len(name) > 1}


def is_full_name(words: str) -> bool:
    """Whether `words` are a name of a person and nothing else: "Trần Hưng Đạo" too, "Khu phố Trần Hưng Đạo" not."""
    text = " ".join(nfc(words).split())
    return bool(_ALONE.fullmatch(text)) and all(word[0].isupper() for word in text.split())


def lists_names(words: str) -> bool:
    """Whether so many names stand there in full that it is a list of people."""
    return len(full_names(words)) >= FEWEST_OF_A_LIST


def names_behind(masks: Iterable[str], words: str) -> int:
    """Return how many of the shortened names ("Hộ ông P. Đ. L.") stand in `words` in full, by their first letters."""
    text = nfc(words)
    patterns = {letters for mask in masks if len(letters := _letters(mask)) > 1}
    return sum(bool(_spelt(letters).search(text)) for letters in patterns)


def betrays(masks: Iterable[str], words: str) -> bool:
    """Whether `words` say in full what was shortened: a list of it, or all there is."""
    known = list(masks)
    whole = len({letters for mask in known if len(letters := _letters(mask)) > 1})
    found = names_behind(known, words)
    return bool(found) and found >= min(FEWEST_OF_A_LIST, whole)


def stands_in_full(masks: Iterable[str], words: str) -> bool:
    """Whether any of the shortened names stands there in full.

    Of two words only behind a title, since places are called so too.
    """
    text = nfc(words)
    letters = {found for mask in masks if len(found := _letters(mask)) > 1}
    return any(_spelt(one, _TITLE if len(one) == 2 else "").search(text) for one in letters)


def _letters(mask: str) -> tuple[str, ...]:
    return tuple(re.findall(r"\b([^\W\d_])\.", nfc(mask)))


def _spelt(letters: Iterable[str], before: str = "") -> re.Pattern[str]:
    whole = r"\s+".join(rf"{re.escape(letter)}[^\W\d_]+" for letter in letters)
    return re.compile(rf"\b{before}{whole}\b")


def _capitals(found: str) -> list[str]:
    """The words at the beginning that are written with a capital: a name ends with the first that is not."""
    name = []
    for word in found.split():
        if not word[0].isupper():
            break
        name.append(word)
    return name
