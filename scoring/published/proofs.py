"""What proves a published month: the entries of the ledger about it, as proofs."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import timedelta
from typing import Any

from django.db.models import Q

from portals.ledger.entries import Entry
from portals.ledger.models import LedgerEntry
from portals.ledger.proofs import Proof
from portals.ledger.queries import proofs_at

from .table import PublishedMonth

KINDS = ("month", "facts", "scores-published", "corrected-card", "own-card")
# Entries tell whole seconds.
_A_MOMENT = timedelta(seconds=1)


@dataclass(frozen=True, slots=True)
class ProvenAct:
    """An entry about the month, with its proof."""

    entry: Entry
    proof: Proof


def proven_acts(published: PublishedMonth) -> list[ProvenAct] | None:
    """Return all acts that prove `published`, in the ledger's order; None while one of them is not signed yet.

    Nothing of scorers that have not published is among them, but for the hashes of what was measured. Six queries.
    """
    found = [
        (Entry.from_bytes(bytes(entry)), index)
        for entry, index in LedgerEntry.objects.filter(_about(published))
        .order_by("pk")
        .values_list("entry", "leaf__index")
    ]
    kept = [(entry, index) for entry, index in found if _belongs(entry, published)]
    indexes = [index for _entry, index in kept]
    if not kept or None in indexes:
        return None
    proofs = proofs_at(indexes)
    if len(proofs) < len(indexes):
        return None
    acts = [ProvenAct(entry, proofs[index]) for entry, index in kept]
    return sorted(acts, key=lambda act: act.proof.index)


def _about(published: PublishedMonth) -> Q:
    month = Q(subject=str(published.month))
    noticed = Q(pk__in=())
    for one in published.proceedings:
        noticed |= Q(
            at__gte=one.published_at - _A_MOMENT, at__lte=one.published_at + _A_MOMENT
        )  # fmt: skip
    return month & (Q(kind__in=KINDS) | Q(kind="round-act") & noticed)


def _belongs(entry: Entry, published: PublishedMonth) -> bool:
    body: Mapping[str, Any] = entry.body
    if entry.kind == "facts":
        return True
    if entry.kind == "own-card":
        return published.own is not None
    if body["scorer"] not in {one.scorer for one in published.proceedings}:
        return False
    return entry.kind != "round-act" or body["act"] == "enter-notice"
