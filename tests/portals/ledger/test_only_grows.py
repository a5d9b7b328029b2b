"""Nobody changes, removes or empties the ledger: the application lacks the right, and the owner meets a trigger."""

from __future__ import annotations

import pytest
from django.db import connection, transaction
from django.db.utils import ProgrammingError

from portals.database.owner import as_owner
from portals.ledger.growing import grow
from portals.ledger.models import (
    LEDGER_TABLES,
    LedgerCheckpoint,
    LedgerCosignature,
    LedgerEntry,
    LedgerLeaf,
    LedgerSalt,
)
from tests.factories import NOON

from .writing import SIGNER, write

ACTS = {
    "UPDATE": "UPDATE {table} SET {column} = {column}",
    "DELETE": "DELETE FROM {table}",
    "TRUNCATE": "TRUNCATE {table} CASCADE",
}


def attempt(table: str, act: str) -> None:
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT column_name FROM information_schema.columns WHERE table_name = %s LIMIT 1",
            [table],
        )
        column = cursor.fetchone()[0]
        cursor.execute(ACTS[act].format(table=table, column=f'"{column}"'))


@pytest.mark.django_db
@pytest.mark.parametrize("act", ACTS)
@pytest.mark.parametrize("table", LEDGER_TABLES)
def test_the_application_has_no_right(table: str, act: str) -> None:
    with pytest.raises(ProgrammingError, match="permission denied"), transaction.atomic():
        attempt(table, act)


@pytest.mark.parametrize("act", ACTS)
def test_the_owner_meets_a_trigger(
    transactional_db: None, trial: None, settings: object, act: str
) -> None:
    settings.LEDGER_KEY = SIGNER.secret_text
    write(*map(str, range(256)))
    grow(now=NOON)
    LedgerCosignature.objects.create(
        checkpoint=LedgerCheckpoint.objects.get(), name="a", line="b", received_at=NOON
    )
    with as_owner():
        for table in LEDGER_TABLES:
            with pytest.raises(ProgrammingError, match="only grows"), transaction.atomic():
                attempt(table, act)
    assert LedgerEntry.objects.count() == LedgerLeaf.objects.count() == 256


@pytest.mark.django_db
def test_salts_can_be_deleted() -> None:
    LedgerSalt.objects.create(commitment="c1:" + "0" * 64, salt=bytes(32), value={"user": 1})
    LedgerSalt.objects.all().delete()
    assert not LedgerSalt.objects.exists()
