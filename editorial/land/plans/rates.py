"""What a plan pays for a square metre: lines of a kind of land and an amount in đồng."""

from __future__ import annotations

import re
from dataclasses import dataclass

from django.utils.translation import gettext as _

from editorial.models.disclosure_sheet import shown_figure

MOST_RATES = 40
# More than any square metre costs.
GREATEST = 10_000_000_000
_LINE = re.compile(
    r"(?P<kind>[^:]{2,160}?)\s*:\s*(?P<amount>\d{1,3}(?:[. ]\d{3})+|\d+)\s*(?:đồng|đ)?\s*(?:/\s*m[2²])?\.?",
    re.IGNORECASE,
)


class UnreadableRate(ValueError):
    """A line is no rate. Its words say which and what to do."""


@dataclass(frozen=True, slots=True)
class LandRate:
    """What is paid for a square metre of this kind of land, in đồng."""

    kind: str
    amount: int

    @property
    def words(self) -> str:
        return f"{shown_figure(self.amount)} đồng/m²"


def rates_in(text: str) -> list[LandRate]:
    """Return the rates in their order. Raises UnreadableRate."""
    lines = [line.strip() for line in text.splitlines() if line.strip()]
    if len(lines) > MOST_RATES:
        raise UnreadableRate(
            _("At most %(most)s lines. Attach a longer list as a file.") % {"most": MOST_RATES}
        )
    return [_rate(line) for line in lines]


def _rate(line: str) -> LandRate:
    found = _LINE.fullmatch(line)
    amount = int(re.sub(r"\D", "", found["amount"])) if found else 0
    if found is None or not 0 < amount <= GREATEST:
        raise UnreadableRate(
            _(
                "“%(line)s” is not read as a rate. Write the kind of land, a colon and the amount in đồng, such as: "
                "Đất trồng lúa: 86.000"
            )
            % {"line": line[:60]}
        )
    return LandRate(found["kind"], amount)


def readable_rates(text: str) -> list[LandRate]:
    """Return the rates; none where a line of a draft cannot be read."""
    try:
        return rates_in(text)
    except UnreadableRate:
        return []
