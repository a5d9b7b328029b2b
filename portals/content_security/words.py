"""Words: those of gambling, however they are disguised, and those in scripts that nobody here reads."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterator
from itertools import pairwise

from portals.word_lists import word_list

from .disguises import INVISIBLE, LOOKALIKES

# With their marks, as people write them.
PHRASES = word_list("gambling")
# Without marks only where nothing else is spelled so.
BARE = word_list("gambling-without-marks")
NAMES = frozenset(word_list("gambling-names"))
# What offices warn of, and the police report on: nothing to look at where the law is spoken of beside it.
OFFENCES = frozenset(word_list("gambling-offences"))
_LAW = re.compile(
    r"\b(?:nghiêm cấm|cấm|phòng,? chống|tệ nạn|công an|xử phạt|xử lý|khởi tố|truy tố|xét xử|triệt phá|triệt xóa"
    r"|trái phép|vi phạm|hình sự|tội phạm|bị can|bị cáo|bắt (?:giữ|quả tang|nhóm|đối tượng|tạm giam))\b"
)
# Parts of host names that no office has.
HOST_SIGNS = re.compile(
    r"casino|(?:^|[^a-z])bet(?:$|[.\d-])|\d+bet|88(?:$|[.a-z-])|nhacai|nha-cai|keonhacai|taixiu|xocdia|cacuoc"
    r"|soikeo|baccarat|poker|jackpot|slot|nohu|doithuong|lode(?:$|[.\d-])|gamebai|cado(?:$|[.\d-])|xoilac"
)
_LEET = str.maketrans("@013457$", "aoleasts")
_INVISIBLE_RUN = re.compile(f"{INVISIBLE.pattern}{{3}}")
MOST_INVISIBLE = 8
# Cyrillic, Hebrew, Arabic, scripts of India, Thai, Lao, Khmer, Chinese, Japanese, Korean.
_FOREIGN = re.compile(
    "[\u0400-\u052f\u0590-\u06ff\u0750-\u077f\u0900-\u0eff\u1780-\u17ff\u3040-\u30ff\u3400-\u4dbf\u4e00-\u9fff"
    "\uac00-\ud7af\uf900-\ufaff\U00020000-\U0003ffff]"
)
# A name or a greeting in another script is shorter.
MOST_FOREIGN = 12
_LATIN = re.compile(r"[a-z]", re.IGNORECASE)
_LOOKALIKE = re.compile(f"[{''.join(map(chr, LOOKALIKES))}]")
_WORD_WITH_LOOKALIKE = re.compile(rf"\w*{_LOOKALIKE.pattern}\w*")


def unmasked(text: str) -> str:
    """Return `text` composed and in small letters, without what is invisible, and with lookalikes put right."""
    plain = unicodedata.normalize("NFKC", INVISIBLE.sub("", text))
    if _LOOKALIKE.search(plain):
        plain = _WORD_WITH_LOOKALIKE.sub(_put_right, plain)
    return plain.casefold()


def _put_right(word: re.Match[str]) -> str:
    # A word of Greek or Russian alone is foreign, not a disguise.
    return word[0].translate(LOOKALIKES) if _LATIN.search(word[0]) else word[0]


def _spaced(phrase: str) -> str:
    """The pattern of a phrase written letter by letter, with something between all of them."""
    return r"[\W_]{1,3}".join(map(re.escape, phrase.replace(" ", "")))


def _any_of(phrases: tuple[str, ...]) -> str:
    return "|".join(re.escape(phrase).replace(r"\ ", r"\s+") for phrase in phrases)


SPACED = (*PHRASES, "casino", "baccarat", "jackpot", "nha cai", "tai xiu")
_PLAIN = re.compile(rf"(?<!\w)(?:{_any_of((*PHRASES, *BARE, *sorted(NAMES)))})(?!\w)")
_LETTERS = re.compile(rf"(?<!\w)(?:{'|'.join(map(_spaced, SPACED))})(?!\w)")
_ONE_BY_ONE = re.compile(r"(?<!\w)\w(?:[\W_]{1,3}[^\W_](?![^\W_])){3,}")
_WITH_SIGNS = re.compile(r"(?<![\w@$])[^\W\d]*[\d@$][\w@$]*")
_WORD = re.compile(r"\w+")
# What most texts lack is told by their words alone, which is quicker than to look for each phrase.
_SINGLE = {phrase for phrase in (*PHRASES, *BARE, *NAMES) if " " not in phrase}
_PAIRS = {tuple(phrase.split()[:2]) for phrase in (*PHRASES, *BARE, *NAMES) if " " in phrase}


def gambling_in(text: str) -> Iterator[str]:
    """Yield each expression of gambling in `text`, as it was unmasked, once."""
    clear = unmasked(text)
    found = _phrases_in(clear)
    for letters in _ONE_BY_ONE.finditer(clear):
        found += [hit[0] for hit in _LETTERS.finditer(letters[0])]
    # Signs for letters only within words that also have letters: a price is no word.
    leet = _WITH_SIGNS.sub(
        lambda word: word[0].translate(_LEET) if _LATIN.search(word[0]) else word[0], clear
    )
    if leet != clear:
        found += _phrases_in(leet)
    lawful = OFFENCES if _LAW.search(clear) else frozenset()
    yield from (one for one in dict.fromkeys(found) if one not in lawful)


def _phrases_in(clear: str) -> list[str]:
    words = _WORD.findall(clear)
    if _SINGLE.isdisjoint(words) and _PAIRS.isdisjoint(pairwise(words)):
        return []
    return [hit[0] for hit in _PLAIN.finditer(clear)]


def foreign_in(text: str) -> str:
    """Return the letters of foreign scripts in `text` where they are more than a name has, else ""."""
    letters = _FOREIGN.findall(text)
    return "".join(letters) if len(letters) > MOST_FOREIGN else ""


def disguised_in(text: str) -> str:
    """Return the first word of Latin letters with lookalikes of another script among them, else ""."""
    if not _LOOKALIKE.search(text):
        return ""
    for word in _WORD_WITH_LOOKALIKE.findall(text):
        if _LATIN.search(word):
            return str(word)
    return ""


def invisible_run_in(text: str) -> bool:
    """Whether invisible characters stand in a row, or often: one alone comes with copied text."""
    return _INVISIBLE_RUN.search(text) is not None or len(INVISIBLE.findall(text)) > MOST_INVISIBLE
