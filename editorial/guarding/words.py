"""Words: those of gambling, however they are disguised, and those in scripts that nobody here reads."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterator

# With their marks, as people write them.
PHRASES = (
    "nhà cái", "cá cược", "cá độ", "đánh bạc", "cờ bạc", "sòng bạc", "xóc đĩa", "tài xỉu", "nổ hũ", "quay hũ",
    "bắn cá đổi thưởng", "game bài", "đánh bài online", "đổi thưởng", "lô đề", "soi cầu", "chốt số", "bạch thủ lô",
    "tỷ lệ kèo", "tỉ lệ kèo", "kèo bóng đá", "kèo châu á", "đá gà trực tiếp", "đá gà thomo", "xổ số online",
    "thưởng nạp đầu", "nạp đầu", "hoàn trả cược", "vòng cược", "rút thưởng", "link vào nhà",
)  # fmt: skip
# Without marks only where nothing else is spelled so.
BARE = (
    "nha cai uy tin", "nha cai", "ca cuoc", "ca do bong da", "xoc dia", "tai xiu", "no hu", "game bai doi thuong",
    "ban ca doi thuong", "lo de online", "soi cau lo", "soi keo", "ty le keo", "danh bac", "da ga thomo",
)  # fmt: skip
NAMES = frozenset((
    "casino", "baccarat", "jackpot", "roulette", "blackjack", "poker", "slot game", "slots", "sportsbook", "betting",
    "188bet", "fun88", "w88", "m88", "8xbet", "kubet", "789bet", "jun88", "bk8", "hi88", "new88", "sunwin", "go88",
    "b52club", "rikvip", "sin88", "six6s", "vn88", "fb88", "12bet", "dafabet", "debet", "letou", "lucky88", "789club",
    "shbet", "f8bet", "mb66", "cwin", "qh88", "xoilac", "1xbet", "bet365", "happyluke", "win55", "five88", "loto188",
    "keonhacai", "nhacai", "taixiu", "xocdia",
))  # fmt: skip
# Parts of host names that no office has.
HOST_SIGNS = re.compile(
    r"casino|(?:^|[^a-z])bet(?:$|[.\d-])|\d+bet|88(?:$|[.a-z-])|nhacai|nha-cai|keonhacai|taixiu|xocdia|cacuoc"
    r"|soikeo|baccarat|poker|jackpot|slot|nohu|doithuong|lode(?:$|[.\d-])|gamebai|cado(?:$|[.\d-])|xoilac"
)
_LOOKALIKES = str.maketrans(
    "аеорсухіјѕԁһӏвкмнтАВЕКМНОРСТУХαενικορτυχΑΒΕΗΙΚΜΝΟΡΤΥΧ",
    "aeopcyxijsdhlbkmhtABEKMHOPCTYXaevikoptuxABEHIKMNOPTYX",
)
_LEET = str.maketrans("@013457$", "aoleasts")
_INVISIBLE = frozenset("\u00ad\u034f\u061c\u115f\u1160\u17b4\u17b5\u180e\u3164\uffa0")
FOREIGN = (
    "CJK", "HIRAGANA", "KATAKANA", "HANGUL", "THAI", "LAO", "KHMER", "ARABIC", "HEBREW", "CYRILLIC", "DEVANAGARI",
)  # fmt: skip
# A name or a greeting in another script is shorter.
MOST_FOREIGN = 12


def is_invisible(character: str) -> bool:
    return unicodedata.category(character) == "Cf" or character in _INVISIBLE


def unmasked(text: str) -> str:
    """Return `text` composed and in small letters, without what is invisible, and with lookalikes put right."""
    seen = "".join(character for character in text if not is_invisible(character))
    plain = unicodedata.normalize("NFKC", seen)
    # A word of Greek or Russian alone is foreign, not a disguise.
    words = (
        word.translate(_LOOKALIKES) if re.search(r"[a-z]", word, re.I) else word
        for word in re.split(r"(\W+)", plain)
    )
    return unicodedata.normalize("NFC", "".join(words)).casefold()


def _spaced(phrase: str) -> str:
    """The pattern of a phrase written letter by letter, with something between all of them."""
    return r"[\W_]{1,3}".join(map(re.escape, phrase.replace(" ", "")))


def _any_of(phrases: tuple[str, ...]) -> str:
    return "|".join(re.escape(phrase).replace(r"\ ", r"\s+") for phrase in phrases)


SPACED = (*PHRASES, "casino", "baccarat", "jackpot", "nha cai", "tai xiu")
_PLAIN = re.compile(rf"(?<!\w)(?:{_any_of((*PHRASES, *BARE, *sorted(NAMES)))})(?!\w)")
_LETTERS = re.compile(rf"(?<!\w)(?:{'|'.join(map(_spaced, SPACED))})(?!\w)")


def gambling_in(text: str) -> Iterator[str]:
    """Yield each expression of gambling in `text`, as it was unmasked, once."""
    clear = unmasked(text)
    found = [hit[0] for hit in _PLAIN.finditer(clear)]
    found += [hit[0] for hit in _LETTERS.finditer(clear)]
    # Signs for letters only within words that also have letters: a price is no word.
    leet = re.sub(
        r"[\w@$]+",
        lambda word: word[0].translate(_LEET) if re.search(r"[a-z]", word[0]) else word[0],
        clear,
    )
    if leet != clear:
        found += [hit[0] for hit in _PLAIN.finditer(leet)]
    yield from dict.fromkeys(found)


def foreign_in(text: str) -> str:
    """Return the letters of foreign scripts in `text` where they are more than a name has, else ""."""
    letters = [
        character
        for character in text
        if character > "\u036f"
        and character.isalpha()
        and unicodedata.name(character, "").startswith(FOREIGN)
    ]
    return "".join(letters) if len(letters) > MOST_FOREIGN else ""


def disguised_in(text: str) -> str:
    """Return the first word of Latin letters with lookalikes of another script among them, else ""."""
    for word in re.findall(r"\w+", text):
        if re.search(r"[a-z]", word, re.I) and word.translate(_LOOKALIKES) != word:
            return str(word)
    return ""


def invisible_run_in(text: str) -> bool:
    """Whether invisible characters stand in a row, or often: one alone comes with copied text."""
    count = sum(map(is_invisible, text))
    return count > 8 or any(
        is_invisible(one) and is_invisible(two) and is_invisible(three)
        for one, two, three in zip(text, text[1:], text[2:], strict=False)
    )
