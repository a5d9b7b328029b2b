"""The end of a document: from when it is in force, who signed it, who gets it."""

from __future__ import annotations

import re
from collections.abc import Sequence
from datetime import date

from .heading import named_day
from .lines import DIGIT, LONGEST_HEADING, Line, folded_line
from .proposal import DocumentProposal, Proposed, Sureness

# "Quyết định này có hiệu lực kể từ ngày ký": of this document, not of one that it names.
_IN_FORCE = re.compile(
    rf"\bn[ar]y\b[^.;]{{0,60}}?\bhieu luc\b[^.;]{{0,30}}?\btu ngay\s*(?:(?P<signing>ky|ban hanh)\b"
    rf"|(?P<day>{DIGIT}{{1,2}})\s*(?:thang|[/.-])\s*(?P<month>{DIGIT}{{1,2}})\s*(?:nam|[/.-])\s*(?P<year>{DIGIT}{{4}}))"
)
_DELAYED = re.compile(r"\bsau\s+\d+\s+ngay\b")
_RETURNS = re.compile(r"^\W*noi\s+nhan\b")
_LETTERS = re.compile(r"^\W{0,2}(?P<letters>tm|kt|tl|tuq|q)\s*[.,]\s*(?P<rest>[^\W\d_].*)$")
_POSITIONS = re.compile(
    r"^(?:q\.\s*)?(?:pho )?(?:chu tich|giam doc|chanh van phong|chanh thanh tra|truong ban|truong phong|chu nhiem"
    r"|bo truong|thu truong|thu tuong|cuc truong|chi cuc truong|vien truong|hieu truong|tong bien tap|bi thu"
    r"|tong giam doc|truong doan|chanh an)\b"
)
_BODY = re.compile(
    r"(?:uy ban|hoi dong|so |ban |van phong|phong |tinh |xa |phuong |cong hoa|doc lap|noi nhan|phu luc)"
)
_SIGNED = re.compile(r"^\W*(?:da ky|ky boi|nguoi ky|thoi gian ky|ngay ky|signed)\b")
_ANNEX = re.compile(r"^\W*phu luc\b")
# From the letters to the name: positions in two lines, "(Đã ký)", what a stamp says.
LONGEST_BLOCK = 9
LONGEST_RECIPIENTS = 40


def read_ending(lines: Sequence[Line], found: DocumentProposal) -> None:
    found.effective_on = _effective(lines, found.issued_on)
    found.recipients = _recipients(lines)
    _signature(lines, found)


def _effective(lines: Sequence[Line], issued: Proposed[date] | None) -> Proposed[date] | None:
    # A sentence goes over lines.
    whole = folded_line(" ".join(line.text for line in lines))
    match = _IN_FORCE.search(whole.folded)
    if match is None or _DELAYED.search(match[0]):
        return None
    words = whole.part(match)
    if match["signing"]:
        return Proposed(issued.value, words, issued.sureness) if issued else None
    day = named_day(whole, match)
    return Proposed(day, words) if day else None


def _recipients(lines: Sequence[Line]) -> Proposed[str] | None:
    start = next((i for i, line in enumerate(lines) if _RETURNS.match(line.folded)), None)
    if start is None:
        return None
    named: list[str] = []
    for line in lines[start + 1 : start + LONGEST_RECIPIENTS]:
        if line.text[0] in "-+•*":
            named.append(line.text.lstrip("-+•* ").strip())
        elif line.is_upper or not named or named[-1].endswith((".", ";")):
            # The column of signatures, or the end.
            if named and named[-1].endswith("."):
                break
        else:
            named[-1] += f" {line.text}"
    words = "\n".join(name.rstrip(";. ") for name in named if name)
    return Proposed(words, lines[start].text) if words else None


def _signature(lines: Sequence[Line], found: DocumentProposal) -> None:
    """The first block of letters or a position that a name follows, behind the heading."""
    start = min(LONGEST_HEADING, max(6, (found.kind_line or 0) + 1))
    for place in range(start, len(lines)):
        line = lines[place]
        if _ANNEX.match(line.folded) and line.is_upper:
            return
        if not line.is_upper or not (_LETTERS.match(line.folded) or _is_position(line)):
            continue
        if _take_block(lines[place : place + LONGEST_BLOCK], found):
            return


def _take_block(block: Sequence[Line], found: DocumentProposal) -> bool:
    capacity, position = "", ""
    for place, line in enumerate(block):
        if letters := _LETTERS.match(line.folded):
            capacity = letters["letters"].upper()
            # After TM. stands the body; after the others, the position that is stood in for.
            position = "" if capacity == "TM" else line.part(letters, "rest")
        elif _is_position(line):
            position = position or line.text
        elif _is_name(line):
            _write_signature(block[: place + 1], capacity, position, found)
            return True
        elif not (line.is_upper or _SIGNED.match(line.folded) or line.text[0] in "-+•*("):
            return False
    return False


def _write_signature(
    block: Sequence[Line], capacity: str, position: str, found: DocumentProposal
) -> None:
    evidence = "\n".join(line.text for line in block if line.text[0] not in "-+•*")
    found.signer = Proposed(_as_name(block[-1].text), evidence)
    if capacity:
        found.signing_capacity = Proposed(capacity, evidence)
    if position:
        sureness = Sureness.READ if capacity else Sureness.MENDED
        found.signer_position = Proposed(_as_position(position), evidence, sureness)


def _is_position(line: Line) -> bool:
    return line.is_upper and bool(_POSITIONS.match(line.folded)) and len(line.text) <= 60


def _is_name(line: Line) -> bool:
    """Two to six words with capitals; in capitals throughout only where it is neither body nor position."""
    words = line.text.strip(" .,").split()
    if not 2 <= len(words) <= 6 or not all(word.isalpha() and word[0].isupper() for word in words):
        return False
    if _SIGNED.match(line.folded) or _POSITIONS.match(line.folded):
        return False
    return not line.is_upper or (len(words) <= 4 and not _BODY.match(line.folded))


def _as_name(text: str) -> str:
    return " ".join(word.capitalize() for word in text.strip(" .,").split())


def _as_position(text: str) -> str:
    """As in a sentence: "Phó Chủ tịch", "Giám đốc"."""
    words = text.strip(" .,:").lower().split()
    capitals = {0, 1} if words and folded_line(words[0]).folded in ("pho", "q.") else {0}
    return " ".join(
        word.capitalize() if place in capitals else word for place, word in enumerate(words)
    )
