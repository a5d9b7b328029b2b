"""One number of a document: taken apart, written in its one form, folded for look-up."""

from __future__ import annotations

import re
from dataclasses import dataclass

from portals.text import nfc

from .catalogue import DocumentKind, Issuer, issuers, kinds, kinds_by_symbol
from .folding import folded_symbol, plain_dashes

LONGEST_NUMBER = 60
# "96/QĐ-UBND", "80/2025/QĐ-UBND", "12a/KH-UBND", "145/UBND-NC", and as before 1990 "45-HĐBT".
_NUMBER = re.compile(
    r"""(?:s[ốô]\s*:?\s*)?            # "Số: "
    (?P<serial>\d{1,6})(?P<suffix>[A-Za-z]?)
    (?:\s*/\s*(?P<year>(?:19|20)\d\d))?
    \s*[/-]\s*
    (?P<symbol>[^\W\d_][\w&]*(?:\s*[-.]\s*[\w&]+)*)""",
    re.VERBOSE | re.IGNORECASE,
)
_TERM = re.compile(r"\d+$")


class UnreadableNumber(ValueError):
    """The text is not the number of a document."""


@dataclass(frozen=True, slots=True)
class DocumentNumber:
    """A number as it is printed, taken apart. `year` is what legal-normative numbers bear; None in others."""

    serial: int
    suffix: str
    year: int | None
    symbol: str
    printed_serial: str

    def __str__(self) -> str:
        year = f"{self.year}/" if self.year else ""
        return f"{self.printed_serial}{self.suffix}/{year}{self.symbol}"

    @property
    def key(self) -> str:
        """What is compared: without accents, case and leading zeros."""
        year = f"{self.year}/" if self.year else ""
        return f"{self.serial}{self.suffix.lower()}/{year}{self.folded_symbol}"

    @property
    def folded_symbol(self) -> str:
        return folded_symbol(self.symbol)

    @property
    def parts(self) -> tuple[str, ...]:
        return tuple(self.folded_symbol.split("-"))

    @property
    def kind(self) -> DocumentKind | None:
        """The kind that the first letters name; an official letter where they name a body; else None."""
        first = self.parts[0]
        printed = self.symbol.partition("-")[0]
        if found := kinds_by_symbol().get(printed) or kinds_by_symbol().get(first):
            return found
        if (issuer := _issuer(first)) is None:
            return None
        # A law bears the legislature's letters alone ("59/2020/QH14"); any other body's, an official letter.
        return kinds()["luat"] if issuer.is_numbered and self.year else kinds()["cong-van"]

    @property
    def issuer(self) -> Issuer | None:
        """Whose letters the number bears: the last known ones, or of an official letter the first. None if unknown."""
        for part in (*self.parts[1:], self.parts[0]):
            if found := _issuer(part):
                return found
        return None

    @property
    def is_normative(self) -> bool:
        """Whether a legal-normative document bears such a number: one with the year in it (Decree 78/2025)."""
        return self.year is not None


def read_number(text: str) -> DocumentNumber:
    """Read a number however it was typed: "Số: 05 /2021/QÐ – UBND". Raises UnreadableNumber."""
    found = _NUMBER.fullmatch(plain_dashes(nfc(text)).strip().rstrip(".,;"))
    if found is None:
        raise UnreadableNumber(text)
    symbol = re.sub(r"\s+", "", found["symbol"]).replace("Ð", "Đ").replace("ð", "đ")
    return DocumentNumber(
        serial=int(found["serial"]),
        suffix=found["suffix"],
        year=int(found["year"]) if found["year"] else None,
        symbol=symbol,
        printed_serial=found["serial"],
    )


def _issuer(part: str) -> Issuer | None:
    if found := issuers().get(part):
        return found
    with_term = issuers().get(_TERM.sub("", part))
    return with_term if with_term is not None and with_term.is_numbered else None
