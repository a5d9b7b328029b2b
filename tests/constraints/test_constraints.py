"""Every rule that the database holds is broken once, and refuses by its name.

The catalogue says which there are, so a rule without a violation fails, and so does a violation without a rule.
A new table needs a recipe in `on_<floor>.py` only where the types of its fields do not make a valid row.
"""

from collections.abc import Iterator

import psycopg
import pytest
from django.db import connection, transaction
from django.db.utils import Error
from wagtail.log_actions import log

from portals.audit_log.models import LOG_TABLES
from portals.auditors.models import ACCESS_TABLE
from portals.database.owner import as_owner
from portals.ledger.models import LEDGER_TABLES
from portals.models import Portal
from scoring.models import FROZEN_TABLES
from tests.constraints import (
    catalogue,
    on_editorial,
    on_portals,
    on_scoring,
    on_syndication,
)
from tests.constraints.rows import Rows, in_force
from tests.constraints.violations import Violation, leads_nowhere

FLOORS = (on_portals, on_editorial, on_syndication, on_scoring)
VIOLATIONS = [violation for floor in FLOORS for violation in floor.VIOLATIONS]
COMPANIONS = {name: changes for floor in FLOORS for name, changes in floor.COMPANIONS.items()}
# These refuse by what the row's sheet is: tests/editorial/royalties/test_sheets.py.
OF_ROYALTIES = {
    ("royalties_royaltyline", "royalties_settled"),
    ("royalties_royaltyline", "royalties_whole"),
    ("royalties_royaltypayee", "royalties_settled"),
    ("royalties_royaltysheet", "royalties_settled_sheet"),
}
# What each trigger refuses; those of one app call one function, which names itself in the error.
REFUSED = {
    "auditors": ("what auditors looked at is kept unaltered", (ACCESS_TABLE,)),
    "journal": ("the log is kept unaltered", LOG_TABLES),
    "ledger": ("the ledger only grows", LEDGER_TABLES),
    "scoring": ("what was measured is kept unaltered", FROZEN_TABLES),
}
ACTS = {"unaltered": "DELETE FROM {table}", "unemptied": "TRUNCATE {table} CASCADE"}


@pytest.fixture(scope="module")
def rows(django_db_setup: None, django_db_blocker: object) -> Iterator[Rows]:
    """One row of every model of ours, in a transaction that all tests of this file share."""
    recipes = {model: recipe for floor in FLOORS for model, recipe in floor.RECIPES.items()}
    # Whom no missing right keeps from what the rules forbid, and who can set a stronger rule aside.
    with django_db_blocker.unblock(), as_owner(), transaction.atomic():
        shared = Rows(recipes)
        for model in catalogue.our_models():
            shared.one(model)
        shared.others = {}
        in_force()
        _of_what_only_grows("DISABLE")
        yield shared
        transaction.set_rollback(True)


@pytest.mark.parametrize("violation", VIOLATIONS, ids=lambda violation: violation.name)
def test_is_refused_by_its_name(rows: Rows, violation: Violation) -> None:
    with rows.sandbox():
        violation.happens(rows)


def test_every_rule_has_its_violation(rows: Rows) -> None:
    written = [violation.key for violation in VIOLATIONS]
    assert len(written) == len(set(written))
    assert set(written) == catalogue.rules()


def test_no_foreign_key_leads_nowhere(rows: Rows) -> None:
    keys = catalogue.foreign_keys()
    models = {model._meta.db_table: model for model in catalogue.our_models()}
    assert {key.table for key in keys} <= set(models)
    for key in keys:
        with rows.sandbox():
            companions = COMPANIONS.get(f"{key.table}.{key.column}", {})
            leads_nowhere(rows, models[key.table], key, companions)


# They follow and refuse nothing: what stands where is told to the rows of the search.
OF_SEARCH = {
    ("editorial_placement", f"search_follows_{event}") for event in ("insert", "update", "delete")
}


def test_every_trigger_refuses(rows: Rows) -> None:
    log(instance=rows.one(Portal), action="portals.open")
    log(instance=rows.one(Portal).root, action="wagtail.edit")
    expected = {
        (table, f"{app}_{act}")
        for app, (_says, tables) in REFUSED.items()
        for table in tables
        for act in ACTS
    }
    assert catalogue.triggers() == expected | OF_ROYALTIES | OF_SEARCH
    for table, name in expected:
        app, _underscore, act = name.partition("_")
        with rows.sandbox(), connection.cursor() as cursor:
            in_force()
            _of_what_only_grows("ENABLE")
            with pytest.raises(Error) as caught, transaction.atomic():
                cursor.execute(ACTS[act].format(table=table))
        cause = caught.value.__cause__
        assert isinstance(cause, psycopg.Error)
        assert REFUSED[app][0] in str(cause)
        assert f"{app}_unaltered()" in (cause.diag.context or "")


def _of_what_only_grows(act: str) -> None:
    """These triggers let no row be made wrong, whatever rule it breaks: set aside while the rules are asked."""
    with connection.cursor() as cursor:
        of_royalties = sorted({table for table, _name in OF_ROYALTIES})
        for table in (*LEDGER_TABLES, *FROZEN_TABLES, ACCESS_TABLE, *of_royalties):
            cursor.execute(f"ALTER TABLE {table} {act} TRIGGER USER")
