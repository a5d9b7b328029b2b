"""How frozen facts are written, so that they are read back as the same values, and hashed.

Text and whole numbers only: decimals as text, hours in ISO 8601. Written with sorted names and without spaces this is
canonical JSON (RFC 8785), so that anybody can compute the hash again (docs/ledger-format.md, section 7).
"""

from __future__ import annotations

import json
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, fields
from datetime import datetime
from decimal import Decimal
from hashlib import sha256
from typing import Any

from portals.addresses import main_hostname
from portals.clock import LOCAL_ZONE
from portals.models import Portal
from scoring.measures.own_items import OwnItem, TakenBack
from scoring.measures.registry import Evidence, Measurement

from .measuring import MONTH, POOLED, MeasuredLine, MeasuredPortal, OwnRows, StandingThen

LATE, REASON = "late", "reason"
STANDING, LINES, ADJUSTMENTS = "standing", "lines", "adjustments"
ITEMS, LOST, FIELDS = "items", "lost", "fields"
MOMENTS = frozenset({"placed_at", "event_at"})
_OWN, _LOST = ([one.name for one in fields(kind)] for kind in (OwnItem, TakenBack))
_ENCODE = json.JSONEncoder(ensure_ascii=False, sort_keys=True, separators=(",", ":")).encode


@dataclass(frozen=True, slots=True)
class FrozenText:
    """The facts of one portal as they are kept: three texts, and the hash of them together."""

    portal_id: int
    facts: str
    items: str
    own: str

    @property
    def sha256(self) -> str:
        whole = f'{{"facts":{self.facts},"items":{self.items},"own":{self.own}}}'
        return sha256(whole.encode()).hexdigest()


def canonical_text(value: Any) -> str:
    """Write what is read back from a row again; the same values are the same text."""
    return _ENCODE(value)


def hash_of(facts: Any, items: Any, own: Any) -> str:
    """Return the hash of a row's three parts."""
    return FrozenText(0, canonical_text(facts), canonical_text(items), canonical_text(own)).sha256


def write(one: MeasuredPortal) -> FrozenText:
    """Write what was measured at one portal; each part becomes text once."""
    standing = one.standing
    facts = {
        STANDING: {
            "portal": main_hostname(one.portal),
            "rubric": standing.rubric_id or 0,
            "scorer": standing.scorer_id or 0,
            "cluster": standing.cluster_id or 0,
            "working_days_open": standing.working_days_open,
        },
        LINES: {code: _line(line) for code, line in one.lines.items()},
        ADJUSTMENTS: {
            code: {MONTH: _measurement(found), REASON: reason}
            for code, (found, reason) in one.adjustments.items()
            if found.cases
        },
    }
    items = {
        code: found
        for code, line in [
            *one.lines.items(),
            *((code, MeasuredLine(found)) for code, (found, _why) in one.adjustments.items()),
        ]
        if (found := _items(line))
    }
    own = {span: _own(rows) for span, rows in one.own.items()}
    return FrozenText(one.portal.pk, _ENCODE(facts), _ENCODE(items), _ENCODE(own))


def _line(line: MeasuredLine) -> dict[str, Any]:
    kept: dict[str, Any] = {MONTH: _measurement(line.month)}
    if line.pooled is not None:
        kept[POOLED] = _measurement(line.pooled)
    if line.is_late:
        kept[LATE] = 1
    return kept


def _measurement(found: Measurement) -> list[Any]:
    examples = [_thing(one) for one in found.examples]
    return [
        str(found.value), found.cases, dict(found.numbers), examples, found.number_of_things,
    ]  # fmt: skip


def _items(line: MeasuredLine) -> dict[str, Any]:
    spans = ((MONTH, line.month), (POOLED, line.pooled))
    return {
        span: [_thing(one) for one in found.evidence] for span, found in spans if found is not None
        and found.evidence
    }  # fmt: skip


def _thing(one: Evidence) -> list[Any]:
    kept = [one.kind, one.pk, one.name, one.why]
    return [*kept, _moment(one.at)] if one.at else kept


def _own(rows: OwnRows) -> dict[str, Any]:
    return {
        FIELDS: _OWN,
        ITEMS: [[_value(getattr(one, name)) for name in _OWN] for one in rows.items],
        LOST: [[getattr(one, name) for name in _LOST] for one in rows.lost],
    }


def _value(value: Any) -> Any:
    return _moment(value) if isinstance(value, datetime) else value


def _moment(at: datetime) -> str:
    return at.astimezone(LOCAL_ZONE).isoformat()


def read_standing(facts: Mapping[str, Any]) -> StandingThen:
    """Return how the portal stood."""
    kept = facts[STANDING]
    return StandingThen(
        rubric_id=kept["rubric"] or None,
        scorer_id=kept["scorer"] or None,
        cluster_id=kept["cluster"] or None,
        working_days_open=kept["working_days_open"],
    )


def read(
    portal: Portal, facts: Mapping[str, Any], own: Mapping[str, Any] | None = None
) -> MeasuredPortal:
    """Return the facts of one portal as they were measured; of what they rest on only the examples."""
    return MeasuredPortal(
        portal=portal,
        standing=read_standing(facts),
        lines={
            code: MeasuredLine(
                _read_measurement(kept[MONTH]),
                _read_measurement(kept[POOLED]) if POOLED in kept else None,
                LATE in kept,
            )
            for code, kept in facts[LINES].items()
        },
        adjustments={
            code: (_read_measurement(kept[MONTH]), kept[REASON])
            for code, kept in facts[ADJUSTMENTS].items()
        },
        own={span: read_own_items(rows) for span, rows in (own or {}).items()},
    )


def read_things(kept: Iterable[Sequence[Any]]) -> tuple[Evidence, ...]:
    """Return what a line rests on."""
    return tuple(
        Evidence(kind, pk, name, why, datetime.fromisoformat(at[0]) if at else None)
        for kind, pk, name, why, *at in kept
    )


def read_own_items(kept: Mapping[str, Any]) -> OwnRows:
    """Return the own stories of a span. Fields that came to be later have their default."""
    names = kept[FIELDS]
    return OwnRows(
        [OwnItem(**_own_fields(names, row)) for row in kept[ITEMS]],
        [TakenBack(*row) for row in kept[LOST]],
    )


def _own_fields(names: Sequence[str], row: Sequence[Any]) -> dict[str, Any]:
    return {
        name: datetime.fromisoformat(value) if name in MOMENTS and value else value
        for name, value in zip(names, row, strict=True)
        if name in _OWN
    }


def _read_measurement(kept: Sequence[Any]) -> Measurement:
    value, cases, numbers, examples, things = kept
    return Measurement(Decimal(value), cases, numbers, read_things(examples), things)
