"""Everything that one line of a scorecard rests on: what counted and what was left out, as it was found."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from scoring.measures.registry import Evidence
from scoring.models import FrozenFacts, MeasuringRun, Scorecard

from .frozen import read_own_items, read_things
from .measuring import MONTH, POOLED
from .rescoring import cards_from_frozen


@dataclass(frozen=True, slots=True)
class Thing:
    """One thing and, of a text, which one it was: the number of its version and the hash of what was read."""

    kind: str
    pk: int
    name: str
    why: str
    at: datetime | None = None
    version: int | None = None
    sha256: str = ""

    @property
    def is_counted(self) -> bool:
        return not self.why


@dataclass(frozen=True, slots=True)
class LineFacts:
    """`run`: the measuring that found them."""

    run: MeasuringRun
    is_pooled: bool
    things: Sequence[Thing]


def facts_of_line(card: Scorecard, code: str) -> LineFacts | None:
    """Return what the line `code` of a card rests on; None where nothing was measured for it. Some ten queries."""
    if not _was_measured(card, code):
        return None
    scored = cards_from_frozen(card.round, [card.portal_id])
    line = next((one for some in scored for one in some.lines if one.criterion.code == code), None)
    if line is None or line.measurement is None:
        return None
    rows = FrozenFacts.objects.filter(
        run__round=card.round, portal=card.portal_id, run__measure__in=("", line.criterion.measure)
    )
    row = rows.select_related("run").order_by("run__number").last()
    if row is None:
        return None
    span = POOLED if line.is_pooled else MONTH
    # What persons' words changed was folded anew, and is whole; of all else the card has only examples.
    evidence = (
        line.measurement.evidence
        if line.measurement.things is None
        else read_things(row.items.get(code, {}).get(span, ()))
    )
    items = read_own_items(row.own[span]).items if span in row.own else []
    texts = {item.story_id: (item.placed_at, item.version, item.sha256) for item in items}
    return LineFacts(row.run, line.is_pooled, [_thing(one, texts) for one in evidence])


def _was_measured(card: Scorecard, code: str) -> bool:
    kept = FrozenFacts.objects.filter(run__round=card.round, portal=card.portal_id)
    return kept.filter(facts__lines__has_key=code).exists()


def _thing(one: Evidence, texts: dict[int, tuple[datetime, int | None, str]]) -> Thing:
    at, version, sha256 = (
        texts.get(one.pk, (None, None, "")) if one.kind == "story" else (None, None, "")
    )
    return Thing(one.kind, one.pk, one.name, one.why, one.at or at, version, sha256)
