"""Which rules the database itself holds over our tables, as its catalogue names them.

Not among them: NOT NULL, which goes with the column, and primary keys, which Django draws by itself.
"""

from dataclasses import dataclass

from django.apps import apps
from django.db import connection, models

FLOORS = ("portals", "editorial", "syndication", "scoring")

RULES = """
SELECT conrelid::regclass::text, conname::text
FROM pg_constraint
WHERE contype IN ('c', 'u', 'x') AND conrelid::regclass::text = ANY(%(tables)s)
UNION ALL
SELECT indrelid::regclass::text, indexrelid::regclass::text
FROM pg_index
WHERE indisunique AND indrelid::regclass::text = ANY(%(tables)s)
  AND NOT EXISTS (SELECT FROM pg_constraint WHERE conindid = indexrelid)
ORDER BY 1, 2
"""
TRIGGERS = """
SELECT tgrelid::regclass::text, tgname::text FROM pg_trigger WHERE NOT tgisinternal ORDER BY 1, 2
"""
FOREIGN_KEYS = """
SELECT conrelid::regclass::text, conname::text, attname::text
FROM pg_constraint JOIN pg_attribute ON attrelid = conrelid AND attnum = conkey[1]
WHERE contype = 'f' AND conrelid::regclass::text = ANY(%(tables)s)
ORDER BY 1, 2
"""


@dataclass(frozen=True)
class ForeignKey:
    table: str
    name: str
    column: str


def our_models() -> list[type[models.Model]]:
    """Return every model of ours, tables of many-to-many relations included."""
    return [
        model
        for model in apps.get_models(include_auto_created=True)
        if model.__module__.partition(".")[0] in FLOORS
    ]


def rules() -> set[tuple[str, str]]:
    """Return (table, name) of every check, unique, exclusion and partial unique index."""
    return set(_asked(RULES))


def triggers() -> set[tuple[str, str]]:
    """Return (table, name) of every trigger, on tables of others too: nobody else makes any."""
    return set(_asked(TRIGGERS))


def foreign_keys() -> list[ForeignKey]:
    return [ForeignKey(*row) for row in _asked(FOREIGN_KEYS)]


def _asked(query: str) -> list[tuple[str, ...]]:
    with connection.cursor() as cursor:
        cursor.execute(query, {"tables": [model._meta.db_table for model in our_models()]})
        return cursor.fetchall()
