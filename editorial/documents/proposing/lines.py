"""The text as lines beside their folded form, in which places are the same."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass

from editorial.document_numbers.folding import plain_dashes
from portals.text import nfc, without_marks

# Signs that recognition takes for digits' neighbours.
_DIGITS = str.maketrans("lIiOoZzSB", "111002258")
# The Icelandic letter that old fonts and recognition give.
_OF_OLD_FONTS = str.maketrans("Ðð", "Đđ")
DIGIT = r"[0-9lIOoZ]"
# What may stand in a heading below itself: lines of both columns, and the abstract.
LONGEST_HEADING = 45
# They stand in the right column, so that everything behind their beginning is theirs.
_MOTTOES = re.compile(r"c[o0]ng\W{0,2}h[o0]a\W{0,2}xa\b.*$|d[o0]c\W{0,2}lap\b.*$")
_CUT_MOTTO = re.compile(r"c[o0]ng\W{0,2}h[o0]a\W{0,2}xa\b(?!.*\bnam\b)")
_REST_OF_MOTTO = re.compile(r"(?:^|\s)(?:(?:nghia\s+)?viet\s+)?nam\W*$")
_RULE = re.compile(r"^[\W_]*$")
# A column of recipients beside one of signatures, read as one line.
_TWO_COLUMNS = re.compile(
    r"^(?P<left>[-+•*]\s.*?[;.])\s+(?P<right>(?:(?:TM|KT|TL|TUQ|Q)[.,]\s*)?[^\W\d_][^;.]*)$"
)
_BESIDE_RECIPIENTS = re.compile(r"^(?P<left>noi\s+nhan\s*[:;.]?)\s*(?P<right>\S.*)$")


@dataclass(frozen=True, slots=True)
class Line:
    """`folded`: lower case without accents, letter for letter as `text`."""

    text: str
    folded: str

    @property
    def is_upper(self) -> bool:
        """Whether it is written in capitals, but for what recognition made small."""
        letters = [letter for letter in self.text if letter.isalpha()]
        return bool(letters) and sum(map(str.isupper, letters)) >= 0.8 * len(letters)

    def part(self, found: re.Match[str], group: str | int = 0) -> str:
        """The text where something was found in the folded form."""
        return self.text[found.start(group) : found.end(group)]


def folded_line(text: str) -> Line:
    return Line(text, folded(text))


def folded(text: str) -> str:
    """Fold letter by letter, so that places stay what they are."""
    return "".join((without_marks(letter) or " ")[0] for letter in text)


def folded_lines(text: str) -> list[Line]:
    """Return the lines that say something, one column after the other where that can be told."""
    plain = plain_dashes(nfc(text)).translate(_OF_OLD_FONTS).replace("\f", "\n")
    return [
        folded_line(part)
        for raw in plain.split("\n")
        for part in _columns(" ".join(raw.split()))
        if not _RULE.match(part)
    ]


def without_mottoes(lines: Iterable[Line]) -> Iterator[Line]:
    """Take out the name of the state and its motto, which stand beside the issuer, or go on in the next line."""
    goes_on = False
    for line in lines:
        text = line.text
        if goes_on and (rest := _REST_OF_MOTTO.search(line.folded)):
            text = text[: rest.start()]
        goes_on = bool(_CUT_MOTTO.search(line.folded))
        if found := _MOTTOES.search(folded(text)):
            text = text[: found.start()]
        yield folded_line(text.strip(" -_"))


def as_number(digits: str) -> int | None:
    """Return the number that recognition meant; None for what is none."""
    mended = digits.translate(_DIGITS)
    return int(mended) if mended.isdecimal() and mended.isascii() else None


def _columns(text: str) -> Iterator[str]:
    beside = _BESIDE_RECIPIENTS.match(folded(text))
    if beside:
        yield text[: beside.end("left")]
        yield text[beside.start("right") :]
    elif found := _TWO_COLUMNS.match(text):
        yield found["left"]
        yield found["right"]
    else:
        yield text
