"""How often procedures are looked at: each by its code."""

from __future__ import annotations

from editorial.procedures.handling import standing_procedures
from portals.visits.countable_pages import CountedAs, Pair

PROCEDURE = "procedure"


def procedures_that_stand(pairs: set[Pair]) -> dict[Pair, CountedAs]:
    """Return those whose procedure is in the catalogue today. One query."""
    codes = {code for _portal, code in pairs}
    known = set(standing_procedures().filter(code__in=codes).values_list("code", flat=True))
    return {pair: CountedAs(PROCEDURE) for pair in pairs if pair[1] in known}
