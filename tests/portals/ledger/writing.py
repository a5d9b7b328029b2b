"""A kind of entries of the tests' own, and ways to write and grow."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager

from portals.ledger import registry
from portals.ledger.actions import append
from portals.ledger.fields import is_commitment, is_text
from portals.ledger.models import LedgerEntry
from portals.ledger.notes import Algorithm, Signer
from tests.factories import NOON

ORIGIN = "so-cai.bacninh.localhost"
SIGNER = Signer(ORIGIN, Algorithm.LEDGER, bytes(range(32)))
WITNESS = Signer("hdnd.example.vn", Algorithm.WITNESS, bytes(range(1, 33)))
TRIAL = registry.LedgerKind(
    name="trial",
    sentence="{office} tried {thing}.",
    subject="thing",
    must={"thing": is_text},
    may={"person": is_commitment},
)


@contextmanager
def trial_kind() -> Iterator[None]:
    registry.register(TRIAL)
    try:
        yield
    finally:
        registry._kinds.pop("trial")


def write(*things: str, portal: object = None) -> list[LedgerEntry]:
    return [
        append("trial", {"thing": thing}, portal=portal, office="Sở Thử", at=NOON)
        for thing in things
    ]
