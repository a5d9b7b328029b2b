"""Who issued a document: the last body in the left column of the heading, above the number."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Sequence

from editorial.document_numbers.catalogue import issuers
from editorial.document_numbers.folding import folded_name

from .lines import LONGEST_HEADING, Line, folded_line, without_mottoes
from .proposal import Proposed, Sureness

# With these words the name of another body begins; other lines go on with the one before.
_BODIES = re.compile(
    r"^(?:uy ban|ubnd|hoi dong|hdnd|thuong truc|so |bo |chinh phu|thu tuong|quoc hoi|van phong|ban |chi cuc|cuc "
    r"|trung tam|thanh tra|phong |cong an|truong |benh vien|dang uy|tinh uy|hoi |lien doan|toa an|vien |kho bac"
    r"|bao hiem|to cong tac|doan )"
)
_NUMBER = re.compile(r"^\W*s[o06e](?!\w)\s*[:;.,]?\s*\S{0,6}\s*[/|]")
_ENDS = re.compile(r"^\W*(?:can cu|kinh gui|v/v|ve viec|dieu \d|noi nhan)|\bng[ar]y\b.*\bn[ar]m\b")
# As names of bodies are written in a sentence.
_WORDS = {
    "uy ban nhan dan": "Ủy ban nhân dân",
    "hoi dong nhan dan": "Hội đồng nhân dân",
    "ubnd": "Ủy ban nhân dân",
    "hdnd": "Hội đồng nhân dân",
    "uy ban mat tran to quoc": "Ủy ban Mặt trận Tổ quốc",
}
_PLACES = ("thanh pho", "thi xa", "thi tran", "tinh", "huyen", "quan", "phuong", "xa", "dac khu")
_TWO_CAPITALS = {
    "sở",
    "bộ",
    "ban",
    "phòng",
    "cục",
    "trường",
    "viện",
    "hội",
    "văn",
    "thanh",
    "trung",
    "chi",
}


def issuer_of(lines: Sequence[Line], known: Iterable[str]) -> Proposed[str] | None:
    """Return the issuer; of `known` names the one that reads the same without accents."""
    bodies = _bodies_above(lines)
    if not bodies:
        return None
    names = {folded_name(name): name for name in known}
    printed = " ".join(bodies[-1])
    for text in (printed, written_out(printed)):
        if name := names.get(folded_name(text)):
            return Proposed(name, printed)
    shipped = {folded_name(issuer.name): issuer.name for issuer in issuers().values()}
    if name := shipped.get(folded_name(printed)):
        return Proposed(name, printed)
    is_body = bool(_BODIES.match(folded_line(printed).folded))
    return Proposed(written_out(printed), printed, Sureness.MENDED if is_body else Sureness.GUESSED)


def written_out(printed: str) -> str:
    """Return a name in capitals as it stands in a sentence: "Ủy ban nhân dân tỉnh Bắc Ninh"."""
    text, rest = "", printed
    for key, name in _WORDS.items():
        if re.match(rf"{key}\b", folded_line(printed).folded):
            text, rest = name, printed[len(key) :].strip()
            break
    line = folded_line(rest)
    for place in _PLACES:
        if found := re.search(rf"(?:^|\s){place}\s+(?=\S)", line.folded):
            before, kind = rest[: found.start()], rest[found.start() : found.end()].strip().lower()
            after = rest[found.end() :].title()
            return " ".join(filter(None, (text, _in_a_sentence(before, text), kind, after)))
    return " ".join(filter(None, (text, _in_a_sentence(rest, text))))


def _in_a_sentence(words: str, text_before: str) -> str:
    parts = words.lower().split()
    if not parts or text_before:
        return " ".join(parts)
    capitals = 2 if parts[0] in _TWO_CAPITALS and len(parts) > 1 else 1
    if " ".join(parts[:2]) in ("văn phòng", "thanh tra", "trung tâm", "chi cục"):
        capitals = 1
        parts[2:3] = [part.capitalize() for part in parts[2:3]]
    return " ".join([*(part.capitalize() for part in parts[:capitals]), *parts[capitals:]])


def _bodies_above(lines: Sequence[Line]) -> list[list[str]]:
    bodies: list[list[str]] = []
    for left in without_mottoes(_above_the_number(lines)):
        if not left.is_upper or len(left.text) < 3 or left.folded in _MARKS:
            continue
        if _BODIES.match(left.folded) or not bodies:
            bodies.append([left.text])
        else:
            bodies[-1].append(left.text)
    return bodies


def _above_the_number(lines: Sequence[Line]) -> Iterator[Line]:
    for line in lines[:LONGEST_HEADING]:
        if _NUMBER.match(line.folded) or _ENDS.search(line.folded):
            return
        yield line


_MARKS = {"mat", "toi mat", "tuyet mat", "hoa toc", "thuong khan", "khan", "du thao"}
