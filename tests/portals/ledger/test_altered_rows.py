"""A row that was changed by SQL, as the owner who set the triggers aside, is named by `verify` and by `doctor`."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import timedelta

import pytest
from django.db import connection
from django.utils import timezone

from portals.database.owner import as_owner
from portals.ledger.checks import ledger_checks
from portals.ledger.growing import grow
from portals.ledger.models import LEDGER_TABLES
from portals.ledger.verifying import faults
from portals.operations.alarms import problems
from portals.operations.checking import ask_checks

from .writing import SIGNER, write


def broken() -> dict[str, tuple[str, ...]]:
    found = ask_checks(now=timezone.now(), checks=ledger_checks())
    return {finding.check.name: finding.named for finding in found if not finding.is_good}


@pytest.fixture
def ledger(transactional_db: None, trial: None, settings: object) -> Iterator[None]:
    """300 entries in two growths, both signed; the test works as the owner, past the triggers."""
    settings.LEDGER_KEY = SIGNER.secret_text
    for things in (range(40), range(40, 300)):
        write(*map(str, things))
        grow(now=timezone.now())
    with as_owner():
        yield


def alter(statement: str) -> None:
    """Change rows as somebody does who holds the owner's address, and leave no trace of how."""
    with connection.cursor() as cursor:
        for table in LEDGER_TABLES:
            cursor.execute(f"ALTER TABLE {table} DISABLE TRIGGER USER")
        cursor.execute(statement)
        for table in LEDGER_TABLES:
            cursor.execute(f"ALTER TABLE {table} ENABLE TRIGGER USER")


def test_nothing_is_wrong_with_what_was_not_touched(ledger: None) -> None:
    assert broken() == {}
    assert list(faults()) == []


@pytest.mark.parametrize(
    ("statement", "check", "words"),
    [
        (
            "UPDATE ledger_ledgerentry SET entry = set_byte(entry, 60, get_byte(entry, 60) # 1)"
            " WHERE subject = '123'",
            "ledger.entries",
            "entry 123 ",
        ),
        (
            "UPDATE ledger_ledgerleaf SET hash = set_byte(hash, 31, get_byte(hash, 31) # 128)"
            " WHERE index = 299",
            "ledger.entries",
            "entry 299 ",
        ),
        (
            "DELETE FROM ledger_ledgerleaf WHERE index = 77",
            "ledger.places",
            "before entry 78: 1 missing",
        ),
        ("DELETE FROM ledger_ledgerleaf WHERE index = 299", "ledger.places", "299 are there"),
        (
            "UPDATE ledger_ledgertile SET root = sha256('another')",
            "ledger.tiles",
            "tile 1/0: not what",
        ),
        ("DELETE FROM ledger_ledgertile", "ledger.tiles", "tile 1/0: missing"),
        (
            "UPDATE ledger_ledgergrowth SET root = sha256('another') WHERE size = 300",
            "ledger.root",
            "300 entries",
        ),
        (
            "UPDATE ledger_ledgergrowth SET root = sha256('another') WHERE size = 40",
            "ledger.checkpoints",
            "checkpoint 40",
        ),
        (
            "UPDATE ledger_ledgercheckpoint SET note = replace(note, E'\\n40\\n', E'\\n41\\n')",
            "ledger.checkpoints",
            "checkpoint 40",
        ),
    ],
)
def test_a_changed_row_is_named(ledger: None, statement: str, check: str, words: str) -> None:
    alter(statement)
    assert any(words in fault for fault in broken()[check])
    assert any(fault for fault in faults())


def test_an_entry_and_its_leaf_changed_alike_are_found_by_the_tree(ledger: None) -> None:
    """Whoever changes an entry must change everything above it, and cannot change what was signed."""
    alter(
        "UPDATE ledger_ledgerentry SET entry = convert_to(replace(convert_from(entry, 'UTF8'),"
        " '\"123\"', '\"124\"'), 'UTF8') WHERE subject = '123'"
    )
    alter(
        "UPDATE ledger_ledgerleaf SET hash = sha256('\\x00'::bytea || entry) FROM ledger_ledgerentry"
        " WHERE ledger_ledgerentry.id = entry_id AND subject = '123'"
    )
    assert broken().keys() == {"ledger.tiles"}
    assert "tile 1/0: not the root over what lies below it" in list(faults())


def test_a_signature_that_is_not_good_is_named(ledger: None) -> None:
    alter("UPDATE ledger_ledgercheckpoint SET note = replace(note, 'A', 'B') WHERE growth_id = 300")
    assert any("checkpoint 300" in fault for fault in faults())


def test_a_guard_that_is_switched_off_is_named(ledger: None) -> None:
    with connection.cursor() as cursor:
        cursor.execute("ALTER TABLE ledger_ledgerleaf DISABLE TRIGGER ledger_unaltered")
    assert broken().keys() == {"ledger.guards"}


def test_a_tree_that_nobody_signs_is_told(ledger: None, settings: object) -> None:
    settings.LEDGER_KEY = ""
    write("unsigned")
    grow(now=timezone.now() - timedelta(days=1))
    assert broken() == {}
    write("later")
    grow(now=timezone.now() - timedelta(days=3))
    assert broken().keys() == {"ledger.signed"}
    assert "ledger.signed" in {problem.name for problem in problems(now=timezone.now())}
