"""How a rule is broken: a state that the database takes, and one change that it refuses by the rule's name."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, field
from typing import Any
from uuid import UUID

import psycopg
import pytest
from django.db import connection, models, transaction
from django.db.utils import Error
from psycopg.types.json import Jsonb

from tests.constraints.catalogue import ForeignKey
from tests.constraints.rows import Rows, in_force


@dataclass(frozen=True)
class Violation:
    """`changes` break `name` for a row of `model`: the shared one, or one that is as `given`.

    With a `twin` there are two such rows, which differ `besides` for good and by `changes` at first.
    The database takes both; then the difference is taken away.
    """

    name: str
    model: type[models.Model]
    changes: Mapping[str, Any]
    given: Mapping[str, Any] = field(default_factory=dict)
    twin: bool = False
    besides: Mapping[str, Any] = field(default_factory=dict)
    # A stronger rule that would answer first: set aside, so that this one is seen to be there.
    behind: str = ""

    @property
    def key(self) -> tuple[str, str]:
        return self.model._meta.db_table, self.name

    def happens(self, rows: Rows) -> None:
        """Make the valid state, then the change; fails unless the database refuses just that."""
        row = rows.new(self.model, **self.given) if self.given else rows.one(self.model)
        change = dict(self.changes)
        if self.twin:
            row, change = self._twin(rows, row)
        in_force()
        if self.behind:
            with connection.cursor() as cursor:
                cursor.execute(f'ALTER TABLE "{self.key[0]}" DROP CONSTRAINT "{self.behind}"')
        change = rows.resolved(self.model, change)
        with refused_by(self.name):
            assert self.model._base_manager.filter(pk=row.pk).update(**change) == 1
            in_force()

    def _twin(self, rows: Rows, row: models.Model) -> tuple[models.Model, dict[str, Any]]:
        """Return a second row that differs by `changes`, and the change that takes the difference away."""
        same = {name: getattr(row, name) for name in self.changes}
        fields = {
            each.name: getattr(row, each.name)
            for each in self.model._meta.local_concrete_fields
            if not each.primary_key and not each.generated
        }
        twin = self.model(
            **{**fields, **rows.resolved(self.model, {**self.besides, **self.changes})}
        )
        self.model._base_manager.bulk_create([twin])
        return twin, same


def broken(
    name: str,
    model: type[models.Model],
    /,
    *,
    given: Mapping[str, Any] | None = None,
    behind: str = "",
    **changes: Any,
) -> Violation:
    """A valid row that a change of its own makes wrong."""
    return Violation(name, model, changes, given or {}, behind=behind)


def twice(
    name: str,
    model: type[models.Model],
    /,
    *,
    given: Mapping[str, Any] | None = None,
    besides: Mapping[str, Any] | None = None,
    behind: str = "",
    **apart: Any,
) -> Violation:
    """Two rows that may stand beside each other only as long as they are `apart`."""
    return Violation(
        name, model, apart, given or {}, twin=True, besides=besides or {}, behind=behind
    )


def below_zero(model: type[models.Model], *columns: str, behind: str = "") -> list[Violation]:
    """Whole numbers for which Django writes a check of its own."""
    table = model._meta.db_table
    return [
        broken(f"{table}_{column}_check", model, behind=behind, **{column: -1})
        for column in columns
    ]


def unsealed(model: type[models.Model], *columns: str) -> list[Violation]:
    """Columns that take sealed texts only, whoever writes."""
    bare = models.Value("0912 345 678", models.TextField())
    return [
        broken(f"{model._meta.db_table}_{column}_check", model, **{column: bare})
        for column in columns
    ]


@contextmanager
def refused_by(name: str) -> Iterator[None]:
    """The database refuses what happens inside, by this name."""
    with pytest.raises(Error) as caught, transaction.atomic():
        yield
    cause = caught.value.__cause__
    assert isinstance(cause, psycopg.Error)
    assert cause.diag.constraint_name == name, cause


def leads_nowhere(
    rows: Rows, model: type[models.Model], key: ForeignKey, companions: Mapping[str, Any]
) -> None:
    """Point the shared row, or a copy where others point at its own key, at a row that is not there."""
    field = next(each for each in model._meta.local_fields if each.column == key.column)
    nowheres = {models.CharField: "nowhere", models.UUIDField: UUID(int=0)}
    nowhere = nowheres.get(type(field.target_field), -1)
    changes = rows.resolved(model, {**companions, field.name: nowhere})
    columns = {
        model._meta.get_field(name).attname: getattr(value, "pk", value)
        for name, value in changes.items()
    }
    row = model._base_manager.filter(pk=rows.one(model).pk)
    in_force()
    with refused_by(key.name):
        if field.primary_key:
            _insert_copy(model, columns)
        else:
            row.update(**columns)
        in_force()


def _insert_copy(model: type[models.Model], columns: Mapping[str, Any]) -> None:
    table = connection.ops.quote_name(model._meta.db_table)
    with connection.cursor() as cursor:
        cursor.execute(
            f"INSERT INTO {table} SELECT (jsonb_populate_record({table}, %s)).* FROM {table} LIMIT 1",
            [Jsonb(columns)],
        )
