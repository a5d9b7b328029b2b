"""What the factories write in few statements is what the product's verbs write."""

from collections import Counter
from collections.abc import Callable
from datetime import date

import psycopg
import pytest
from django.conf import settings
from django.db import connection, transaction
from psycopg import sql

from editorial.actions.opening import PortalSpec, open_portal
from portals.services import SUPERUSER, address
from tests.factories import NOON, make_portal
from tests.support.opened_portals import open_portal_quickly
from tests.support.restoring import SEQUENCES, TABLES

pytestmark = pytest.mark.django_db

# What is by chance or by the hour, whoever writes it.
BY_CHANCE = {"translation_key", "timestamp", "made_at"}


def rows() -> dict[str, Counter[str]]:
    found = {}
    with connection.cursor() as cursor:
        cursor.execute(TABLES)
        for schema, table in cursor.fetchall():
            query = sql.SQL("SELECT to_jsonb(stored) - {}::text[] || '{{}}' FROM {} AS stored")
            cursor.execute(
                query.format(sql.Literal(list(BY_CHANCE)), sql.Identifier(schema, table))
            )
            found[table] = Counter(str(row) for (row,) in cursor.fetchall())
    return found


def written(act: Callable[[], object]) -> dict[str, tuple[list[str], list[str]]]:
    """Return the rows that `act` adds and those that it removes, by table, and undo it with the numbers it took."""
    before = rows()
    url = address("postgres", database=settings.TEST_SHARE.own.name, role=SUPERUSER)
    with psycopg.connect(url, autocommit=True) as own:
        numbers = own.execute(SEQUENCES).fetchall()
        with transaction.atomic():
            act()
            after = rows()
            transaction.set_rollback(True)
        for schema, name, start, last in numbers:
            values = [sql.Identifier(schema, name).as_string(own), last or start, last is not None]
            own.execute("SELECT setval(%s::regclass, %s, %s)", values)
    return {
        table: (sorted((after[table] - had).elements()), sorted((had - after[table]).elements()))
        for table, had in before.items()
        if after[table] != had
    }


def spec(tier: str, *, name: str = "Xã Mới", overseer: str | None = None) -> PortalSpec:
    return PortalSpec(
        code="MOI",
        name=name,
        tier=tier,
        opened_on=date(2020, 5, 1),
        hostname="moi.bacninh.localhost",
        overseer_code=overseer,
    )


class TestAPortalOpenedQuickly:
    @pytest.mark.parametrize("tier", ["province", "department", "district", "commune"])
    def test_is_what_the_verb_opens(self, tier):
        asked = spec(tier)

        by_verb = written(lambda: open_portal(spec=asked, actor=None, now=NOON))
        quickly = written(lambda: open_portal_quickly(asked))

        assert len(by_verb["wagtailcore_page"][0]) > 5
        assert quickly == by_verb

    @pytest.mark.parametrize("name", ["Bắc", "Xã Giữa", "Đông"])
    def test_is_so_among_others_and_under_an_overseer(self, name):
        above = make_portal("district", name="Huyện Trên", code="TREN")
        for each in ("An", "Xã Bên", "Xã Cuối", "Ý"):
            make_portal(name=each, overseer=above)
        asked = spec("commune", name=name, overseer="TREN")

        by_verb = written(lambda: open_portal(spec=asked, actor=None, now=NOON))
        quickly = written(lambda: open_portal_quickly(asked))

        assert quickly == by_verb
