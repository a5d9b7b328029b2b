"""One valid row of every model: by a verb where there is one, else by the types of its fields."""

from __future__ import annotations

import uuid
from collections.abc import Callable, Container, Iterator, Mapping
from contextlib import contextmanager
from datetime import date, time
from itertools import count
from typing import Any

from django.contrib.postgres import fields as postgres
from django.contrib.postgres.search import SearchQueryField, SearchVectorField
from django.db import connection, models, transaction
from django.db.backends.postgresql.psycopg_any import DateRange, DateTimeTZRange, NumericRange
from django.db.models import NOT_PROVIDED, Value

from tests.factories import NOON

# In the place of a foreign key's value: another row than the shared one.
ANOTHER = object()
# Known to be free, whatever migrations wrote.
A_DAY = date(2031, 3, 3)

type Recipe = Mapping[str, Any] | Callable[[Rows], models.Model]


class Rows:
    """The rows that all violations share. `made` lasts; whatever a `sandbox` makes or changes is undone."""

    def __init__(self, recipes: Mapping[type[models.Model], Recipe]) -> None:
        self.recipes = recipes
        self.made: dict[type[models.Model], models.Model] = {}
        self.others: dict[type[models.Model], models.Model] = {}
        self.numbers = count(1)

    @contextmanager
    def sandbox(self) -> Iterator[None]:
        before = dict(self.made)
        with transaction.atomic():
            yield
            transaction.set_rollback(True)
        self.made = before
        self.others = {}

    def one(self, model: type[models.Model]) -> models.Model:
        """Return the shared row of the model, as it stands in the database."""
        if model not in self.made:
            found = None if model in self.recipes else model._base_manager.first()
            self.made[model] = found or self.new(model)
        return self.made[model]

    def another(self, model: type[models.Model]) -> models.Model:
        """Return a second row, as different from the shared one as its unique keys ask."""
        if model not in self.others:
            shared = self.one(model)
            own_keys = [field for field in model._meta.local_fields if _stands_alone(field)]
            apart = {field.name: ANOTHER for field in own_keys}
            self.others[model] = self.new(model, **(apart | SECONDS.get(model.__name__, {})))
            assert self.others[model] != shared
        return self.others[model]

    def new(self, model: type[models.Model], **fields: Any) -> models.Model:
        """Write a new row: what is given, then the model's recipe, then anything of the right type."""
        recipe = self.recipes.get(model, {})
        if callable(recipe):
            return recipe(self)
        given = self.resolved(model, {**recipe, **fields})
        row = model(**{**self.filled(model, leave=given), **given})
        if model._meta.parents:
            row.save()
        else:
            # As `save` does, without what the model's own `save` and its listeners add.
            model._base_manager.bulk_create([row])
        return model._base_manager.get(pk=row.pk)

    def resolved(self, model: type[models.Model], fields: Mapping[str, Any]) -> dict[str, Any]:
        """Put values in the place of `ANOTHER` and of what depends on these rows."""
        found = dict(fields)
        for name, value in fields.items():
            if value is ANOTHER:
                found[name] = self.another(model._meta.get_field(name).related_model)
            elif callable(value):
                found[name] = value(self)
        return found

    def filled(self, model: type[models.Model], *, leave: Container[str]) -> dict[str, Any]:
        """Return anything of the right type for each field that must be given, but those to `leave`."""
        return {
            field.name: self._value(field)
            for field in model._meta.concrete_fields
            if field.name not in leave and _must_be_given(field)
        }

    def _value(self, field: models.Field) -> Any:
        if field.remote_field:
            return self.one(field.related_model)
        if field.choices:
            return next(value for value, _words in field.flatchoices if value != "")
        for kind, make in VALUES:
            if isinstance(field, kind):
                return make(next(self.numbers))
        raise NotImplementedError(f"Say what a valid {field} is: in VALUES, or in a recipe.")


# What a second row needs besides, where a key of several columns stands in its way.
SECONDS: dict[str, dict[str, Any]] = {
    "Correction": {"published_at": NOON},
    "Delivery": {"portal": ANOTHER},
    "Placement": {"portal": ANOTHER, "role": "republished"},
    "Proceeding": {"scorer": ANOTHER},
    "RecallProof": {"correction": None},
    "Scorecard": {"portal": ANOTHER},
}

# The first kind that fits; a subclass stands before its class.
VALUES: list[tuple[type[models.Field], Callable[[int], Any]]] = [
    (models.URLField, lambda n: f"https://thu-{n}.example/"),
    (models.UUIDField, lambda _n: uuid.uuid4()),
    (models.FileField, lambda n: f"tep-{n}.txt"),
    (models.CharField, lambda n: f"t{n}"),
    (models.TextField, lambda n: f"Chữ {n}"),
    (models.BooleanField, lambda _n: False),
    (models.IntegerField, lambda _n: 1),
    (models.DecimalField, lambda _n: 1),
    (models.DateTimeField, lambda _n: NOON),
    (models.DateField, lambda _n: A_DAY),
    (models.TimeField, lambda _n: time(8)),
    (models.JSONField, lambda _n: {}),
    (models.BinaryField, lambda _n: b"\x00"),
    (postgres.ArrayField, lambda _n: []),
    (postgres.DateRangeField, lambda _n: DateRange(A_DAY, None)),
    (postgres.DateTimeRangeField, lambda _n: DateTimeTZRange(NOON, None)),
    (postgres.DecimalRangeField, lambda _n: NumericRange(0, 10)),
    (SearchVectorField, lambda _n: Value("")),
    (SearchQueryField, lambda _n: Value("a")),
]


def _must_be_given(field: models.Field) -> bool:
    if field.null or field.blank or field.generated:
        return False
    if isinstance(field, models.AutoField) or getattr(field.remote_field, "parent_link", False):
        return False
    return field.default is NOT_PROVIDED and field.db_default is NOT_PROVIDED


def _stands_alone(field: models.Field) -> bool:
    return bool(field.unique and field.remote_field)


def in_force() -> None:
    """Have the database judge now what it would judge at the end of the transaction."""
    with connection.cursor() as cursor:
        cursor.execute("SET CONSTRAINTS ALL IMMEDIATE")
        cursor.execute("SET CONSTRAINTS ALL DEFERRED")
