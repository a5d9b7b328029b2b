"""What a visitor typed, read: phrases, words left out, numbers of documents, and words that go together."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from enum import IntEnum
from functools import cache
from itertools import pairwise
from math import inf

from portals.text import nfc

from .lexemes import NUMBER, exact_lexeme, exact_pair, folded_pair
from .syllables import WORD, Syllable, syllable, syllable_runs

MOST_SYLLABLES = 24
# From so many syllables on some of the words may be missing, though all of them find something.
LONG = 5
# So large a share of what has the rarer syllable must have the pair, that the two are one word.
TOGETHER = 0.12
_COMPOUND = re.compile(r"\w+(?:[/\-–_.]\w+)+")
_DAY = re.compile(r"[0-9]{1,2}[/\-][0-9]{1,2}")
_QUOTED = re.compile(r'(-?)"([^"]*)"?')
# How people ask, beside what they ask for.
_ASKING = (
    "ở đâu", "như thế nào", "thế nào", "như nào", "làm sao", "làm thế nào", "là gì", "cần gì", "cần những gì",
    "bao nhiêu tiền", "bao nhiêu", "bao lâu", "khi nào", "bao giờ", "mấy giờ", "cho tôi hỏi", "xin hỏi", "tôi muốn",
    "em muốn", "mình muốn", "muốn biết", "xin cho biết", "cho hỏi", "gồm những gì", "gồm gì", "ra sao", "phải làm gì",
    "cần làm gì", "tại đâu", "đến đâu", "có được không", "không ạ", "được không",
    "ngày nào", "lúc nào", "hôm nào", "số nào", "chỗ nào", "nơi nào", "là ai", "cho ai", "được gì", "thì được gì",
    "có phải", "làm ở đâu", "xin ở đâu", "mua ở đâu", "hết bao nhiêu", "mất bao lâu", "đúng không", "phải không",
    "cần giấy tờ gì", "giấy tờ gì", "hồ sơ gồm những gì", "hồ sơ gồm gì", "cần hồ sơ gì", "gồm giấy tờ gì",
    "là bao nhiêu", "bao nhiêu ngày", "mấy ngày", "mấy tháng", "bao nhiêu tháng", "bao nhiêu tuổi", "mấy tuổi",
    "bao nhiêu phần trăm", "phải làm sao", "thì làm sao", "làm cách nào", "bằng cách nào", "ra làm sao", "thì sao",
    "có sao không", "phải đi đâu", "đi đâu", "nộp ở đâu", "nộp cho ai", "gặp ai", "hỏi ai", "liên hệ ai", "gọi ai",
    "ai được", "những ai", "gọi số nào", "mất bao nhiêu", "hết bao lâu", "giá bao nhiêu", "có mất tiền không",
    "có mất phí không", "từ bao giờ", "khi nào thì", "từ khi nào", "đến khi nào", "đến bao giờ", "hay không",
    "hay chưa", "được chưa", "có chưa", "vì sao", "tại sao", "có cần", "có bị", "có phải là", "có được", "cho biết",
    "hỏi về", "muốn hỏi", "giúp tôi", "giúp em", "thủ tục như thế nào", "thủ tục thế nào", "thủ tục ra sao",
    "quy định thế nào", "quy định như thế nào",
)  # fmt: skip
# Without accents these are other words as well: "chợ hội", "đèn dầu", "máy giờ", "tài đầu", "lá gì".
_AMBIGUOUS = frozenset(
    {"cho hỏi", "đến đâu", "mấy giờ", "tại đâu", "là gì", "bao lâu", "cần gì", "gồm gì"}
)
# So much must be asked for beside them, that they are taken for a way of asking.
_ENOUGH_BESIDE = 2
# Without accents these are what people look for, whatever stands beside: "đi đầu", "máy tưới", "hội vệ sinh",
# "thi sáo", "có dược liệu".
_ONLY_WITH_ACCENTS = frozenset({"đi đâu", "mấy tuổi", "hỏi về", "thì sao", "có được"})


class Strictness(IntEnum):
    """How what was typed is compared, from the strictest on: the next is tried where one finds nothing."""

    EXACT = 0
    # What was typed with accents has them, what was typed without may have any.
    MIXED = 1
    FOLDED = 2
    # Two of the rarest words are enough, of two one.
    SOME = 3


@dataclass(frozen=True, slots=True)
class AskedPart:
    """Syllables that were typed without punctuation between them. `together`: a phrase, or the number of a document."""

    syllables: tuple[Syllable, ...]
    together: bool = False
    left_out: bool = False
    # Written as a day is: "27/7".
    is_day: bool = False


@dataclass(frozen=True, slots=True)
class AskedWords:
    """What was typed, in parts."""

    text: str
    parts: tuple[AskedPart, ...] = ()
    number: tuple[str, ...] = ()

    @property
    def wanted(self) -> Iterator[AskedPart]:
        return (part for part in self.parts if not part.left_out)

    @property
    def syllables(self) -> list[Syllable]:
        return [one for part in self.wanted for one in part.syllables]

    @property
    def is_number(self) -> bool:
        """Whether the number of a document was typed as one: 12/QĐ-UBND, 1.001193, and not "lớp 10" or "quà 27/7"."""
        wanted = list(self.wanted)
        typed = [
            part
            for part in wanted
            if part.together and any(one.folded.isdigit() for one in part.syllables)
        ]
        lettered = any(not one.folded.isdigit() for part in typed for one in part.syllables)
        return bool(typed) and (lettered or len(typed) == len(wanted))

    @property
    def free(self) -> int:
        """How many syllables were typed that need not stand together."""
        return sum(len(part.syllables) for part in self.wanted if not part.together)

    @property
    def is_long(self) -> bool:
        return self.free >= LONG

    @property
    def has_accents(self) -> bool:
        return any(one.has_accents for one in self.syllables)

    def spans(self, longest: int) -> set[str]:
        """Return all that stands together in it, by bare syllables: what synonyms are looked up by."""
        found = set()
        for part in self.wanted:
            bare = [one.folded for one in part.syllables]
            for start in range(len(bare)):
                for end in range(start + 1, min(len(bare), start + longest) + 1):
                    found.add(" ".join(bare[start:end]))
        return found

    def lexemes(self) -> set[str]:
        """Return pairs and syllables, of what is left out too: their numbers say what binds and how much is found."""
        found = set()
        for part in self.parts:
            for one in part.syllables:
                found |= {exact_lexeme(one), one.folded}
            for one, other in pairwise(part.syllables):
                found |= {exact_pair(one, other), folded_pair(one, other)}
        return found


@dataclass(frozen=True, slots=True)
class KnownWords:
    """What the database knows of the words: how many things have a lexeme, and what else a span may be called."""

    numbers: Mapping[str, int] = field(default_factory=dict)
    things: int = 0
    # By bare syllables: the spellings that mean the same.
    synonyms: Mapping[str, Sequence[str]] = field(default_factory=dict)


def read_asked(text: str) -> AskedWords:
    """Read what was typed: "…" is a phrase, -word leaves a word out, 12/QĐ-UBND is a number."""
    text = " ".join(nfc(text).replace("\x00", "").split())
    parts: list[AskedPart] = []
    end = 0
    for found in _QUOTED.finditer(text):
        parts += _free(text[end : found.start()])
        parts += [AskedPart(tuple(run), True, bool(found[1])) for run in syllable_runs(found[2])]
        end = found.end()
    parts += _free(text[end:])
    parts = _cut(_without_no(_without_questions(parts)))
    return AskedWords(text, tuple(parts), _number(parts))


def _free(text: str) -> list[AskedPart]:
    parts: list[AskedPart] = []
    plain: list[str] = []

    def close() -> None:
        parts.extend(AskedPart(tuple(run)) for run in syllable_runs(" ".join(plain)))
        plain.clear()

    for token in text.split():
        whole = _whole(token)
        if whole:
            close()
            parts += whole
        else:
            plain.append(token)
    close()
    return parts


def _whole(token: str) -> list[AskedPart]:
    """Return a word that is left out, or a number with its letters; nothing for any other."""
    if token.startswith("-") and len(token) > 1:
        words = tuple(syllable(word) for word in WORD.findall(token))
        return [AskedPart(words, True, left_out=True)] if words else []
    if _COMPOUND.fullmatch(token.strip(".,;:()")) and any(map(str.isdigit, token)):
        is_day = bool(_DAY.fullmatch(token.strip(".,;:()")))
        return [AskedPart(tuple(run), True, is_day=is_day) for run in syllable_runs(token)]
    return []


def _without_questions(parts: list[AskedPart]) -> list[AskedPart]:
    """Leave out how it was asked, where anything else was."""
    size = sum(len(part.syllables) for part in parts if not part.left_out)
    found = []
    for part in parts:
        if part.together:
            found.append(part)
            continue
        runs, size = _split_at_questions(list(part.syllables), size)
        found += [AskedPart(tuple(run)) for run in runs]
    return found if any(not part.left_out for part in found) else parts


def _split_at_questions(syllables: list[Syllable], size: int) -> tuple[list[list[Syllable]], int]:
    """Return the runs between ways of asking, and how much of `size` syllables is left."""
    runs: list[list[Syllable]] = [[]]
    at = 0
    while at < len(syllables):
        cut = _question_at(syllables[at:], size)
        if cut:
            at += cut
            size -= cut
            runs.append([])
        else:
            runs[-1].append(syllables[at])
            at += 1
    return [run for run in runs if run], size


def _question_at(syllables: Sequence[Syllable], size: int) -> int:
    """Return how many syllables at the beginning only ask; `size` are there in all."""
    for question, beside in _questions():
        some = syllables[: len(question)]
        if len(some) < len(question) or not all(map(_is_typed_as, some, question)):
            continue
        if any(one.has_accents for one in some) or size - len(question) >= beside:
            return len(question)
    return 0


def _is_typed_as(typed: Syllable, meant: Syllable) -> bool:
    """Whether what was typed may be this: with the same accents, or with none."""
    return typed.exact == meant.exact or (not typed.has_accents and typed.folded == meant.folded)


@cache
def _questions() -> list[tuple[tuple[Syllable, ...], float]]:
    """Return the ways of asking, the longest first, each with how much more must be asked for if it has no accents."""
    beside = dict.fromkeys(_AMBIGUOUS, _ENOUGH_BESIDE) | dict.fromkeys(_ONLY_WITH_ACCENTS, inf)
    read = [(tuple(map(syllable, one.split())), beside.get(one, 0)) for one in _ASKING]
    return sorted(read, key=lambda one: -len(one[0]))


def _without_no(parts: list[AskedPart]) -> list[AskedPart]:
    """Leave out "số" before digits: documents are numbered without it."""
    found = []
    for part in parts:
        told = part.syllables
        kept = tuple(
            one
            for place, one in enumerate(told)
            if one.folded != "so"
            or not "".join(next_.folded for next_ in told[place + 1 : place + 2]).isdigit()
        )
        found.append(part if part.together else replace(part, syllables=kept))
    return found


def _cut(parts: Iterable[AskedPart]) -> list[AskedPart]:
    room, found = MOST_SYLLABLES, []
    for part in parts:
        some = part.syllables[:room]
        if some:
            # Half a day is none.
            is_day = part.is_day and some == part.syllables
            found.append(replace(part, syllables=some, is_day=is_day))
        room -= len(some)
    return found


_LONGEST_NUMBER = 6


def _number(parts: list[AskedPart]) -> tuple[str, ...]:
    """Return what was typed as parts of a document's number; empty where it cannot be one."""
    words = [one.folded for part in parts if not part.left_out for one in part.syllables]
    digits = [word for word in words if word.isdigit()]
    if not digits or not 1 < len(words) <= _LONGEST_NUMBER:
        return ()
    kept = [word for word in words if word not in {"so", "ngay"}]
    return tuple(f"{NUMBER}{word.lstrip('0') or '0' if word.isdigit() else word}" for word in kept)
