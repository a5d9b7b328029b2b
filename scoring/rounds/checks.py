"""What must hold of scored months, recomputed from what was frozen. Asked by `doctor`."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Mapping
from typing import Any

from portals.ledger.entries import Entry
from portals.ledger.models import LedgerEntry
from portals.models import PortalAddress
from portals.operations.checking import Check
from scoring.models import FrozenFacts, MeasuringRun, Round, Scorecard

from . import facts_in_ledger, frozen
from .cards import ScoredCard, columns_of, lines_of, rank_cards
from .frozen import STANDING
from .gc_pause import paused_gc
from .rescoring import cards_from_frozen

SLICE = 200


def score_checks() -> tuple[Check, ...]:
    return (
        Check(
            "scores.cards",
            "each scorecard is what its frozen facts and the acts of persons come to",
            faults_of_cards,
        ),
        Check(
            "scores.facts",
            "frozen facts are those whose hashes the ledger holds",
            faults_of_frozen_facts,
        ),
    )


def faults_of_cards() -> Iterator[str]:
    """Yield each card, line and rank that is not what the engine makes of the facts."""
    for round_ in Round.objects.filter(runs__number=1).order_by("month"):
        yield from _faults_of_round(round_)


@paused_gc()
def _faults_of_round(round_: Round) -> list[str]:
    cards = cards_from_frozen(round_)
    in_tier, in_cluster = rank_cards(cards)
    kept = {
        card.portal_id: card
        for card in Scorecard.objects.filter(round=round_).select_related("portal")
    }
    found = [
        f"{round_} {card.portal.name}: a scorecard without frozen facts"
        for pk, card in kept.items()
        if pk not in {one.scored.portal_id for one in cards}
    ]
    for one in cards:
        pk = one.scored.portal_id
        ranks: dict[str, Any] = {
            "rank_in_tier": in_tier.get(pk),
            "rank_in_cluster": in_cluster.get(pk),
        }
        found += [
            f"{round_} {one.scored.name}: {fault}" for fault in _of_card(kept.get(pk), one, ranks)
        ]
    return found


def _of_card(kept: Scorecard | None, one: ScoredCard, ranks: dict[str, Any]) -> Iterator[str]:
    if kept is None:
        yield "the scorecard is missing"
        return
    for name, value in (columns_of(one) | ranks).items():
        if (found := getattr(kept, name)) != value:
            yield f"{name} is {found}, and {value} by the facts"
    due = lines_of(one)
    lines = {line["code"]: line for line in kept.lines["criteria"]}
    for line in due["criteria"]:
        yield from _of_line(lines.pop(line["code"], None), line)
    yield from (f"line {code} is none of the rubric" for code in lines)
    for name in ("adjustments", "waiting", "working_days_open"):
        if kept.lines.get(name) != due.get(name):
            yield f"{name} are others than by the facts"


def _of_line(kept: Mapping[str, Any] | None, due: Mapping[str, Any]) -> Iterator[str]:
    if kept is None:
        yield f"line {due['code']} is missing"
    elif kept != due:
        others = sorted(name for name in {*kept, *due} if kept.get(name) != due.get(name))
        told = f"{kept.get('points')} points, and {due['points']} by the facts"
        yield f"line {due['code']} was altered ({', '.join(others)}): {told}"


def faults_of_frozen_facts() -> Iterator[str]:
    """Yield each row whose hash is another than its facts have, or than the ledger holds."""
    for run in MeasuringRun.objects.select_related("round").order_by("round__month", "number"):
        yield from _faults_of_run(run)


def _faults_of_run(run: MeasuringRun) -> Iterator[str]:
    told = _in_ledger(run)
    hosts = set(PortalAddress.objects.values_list("portal", "hostname"))
    rows = FrozenFacts.objects.filter(run=run).select_related("portal").order_by("pk")
    for row in rows.iterator(chunk_size=SLICE):
        name = f"{run.round}, measuring {run.number}, {row.portal.name}"
        if frozen.hash_of(row.facts, row.items, row.own) != row.sha256:
            yield f"{name}: the facts have another hash than their own"
        if (row.portal_id, row.facts[STANDING]["portal"]) not in hosts:
            yield f"{name}: these are the facts of another portal"
        if told[row.sha256] < 1:
            yield f"{name}: the ledger holds no such facts"
        told[row.sha256] -= 1
    missing = sum(number for number in told.values() if number > 0)
    if missing:
        yield f"{run.round}, measuring {run.number}: {missing} of the ledger are missing"


def _in_ledger(run: MeasuringRun) -> Counter[str]:
    """How often the ledger holds each hash of a run: of two portals without any fact it is one."""
    entries = LedgerEntry.objects.filter(kind=facts_in_ledger.KIND, subject=str(run.round))
    found: Counter[str] = Counter()
    for row in entries.order_by("pk"):
        body: Mapping[str, Any] = Entry.from_bytes(bytes(row.entry)).body
        if body["run"] == run.number:
            found.update(one["sha256"] for one in body["portals"])
    return found
