"""A column of sealed texts, which are plain on their object and nowhere else."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from django.core import checks
from django.core.exceptions import FieldDoesNotExist, FieldError
from django.db import models
from django.db.models.query_utils import DeferredAttribute

from .sealed import FORM, SHORTEST, Sealed, SealedPlace, Unsealed, seal, unseal

if TYPE_CHECKING:
    from django.db.models.lookups import Lookup

    Text = models.TextField[str, str]
else:
    Text = models.TextField

# Whether anything stands there may be asked; what stands there may not.
LOOKUPS = {"exact", "isnull"}


class NotOnItsRow(TypeError):
    """A plain text was given to a query; only an object, which knows its row, seals one."""


class _Attribute(DeferredAttribute):
    """Opens what the row holds when it is asked for, and keeps what is set unseen until the row is saved."""

    field: SealedTextField

    def __get__(self, instance: models.Model | None, cls: type[models.Model] | None = None) -> Any:
        if instance is None:
            return self
        return self.field.opened(instance, super().__get__(instance, cls))

    def __set__(self, instance: models.Model, value: Any) -> None:
        if not isinstance(value, str | Sealed | Unsealed | None):
            raise TypeError(f"{self.field} takes text, not {type(value).__name__}.")
        instance.__dict__[self.field.attname] = (
            Unsealed(value) if isinstance(value, str) and value else value
        )


class SealedTextField(Text):
    """A text that PostgreSQL stores sealed with a key which is kept apart from it (docs/sealing.md).

    `bound_to` names the columns that tell the row from all others and never change, known before the row is written: a
    UUID with a default, a foreign key. The text opens only in its table, its column and with their values. Reading the
    attribute opens it (microseconds), or raises `Broken` or `NoSuchKey`. The empty text is stored as it is, so
    `filter(phone="")` finds rows without one; every other look-up raises. `values()` gives `Sealed` objects,
    `update()` and `bulk_update()` take no plain text: use `sealed_for`. It is left out of `dumpdata`.
    """

    descriptor_class = _Attribute

    def __init__(self, *args: Any, bound_to: str | tuple[str, ...] = (), **kwargs: Any) -> None:
        self.bound_to = (bound_to,) if isinstance(bound_to, str) else tuple(bound_to)
        kwargs["serialize"] = False
        super().__init__(*args, **kwargs)

    def deconstruct(self) -> tuple[str, str, Any, dict[str, Any]]:
        name, path, args, kwargs = super().deconstruct()
        del kwargs["serialize"]
        return name, path, args, kwargs | {"bound_to": self.bound_to}

    def db_check(self, connection: Any) -> str:
        column = connection.ops.quote_name(self.column)
        long_enough = f"length(rtrim({column}, '=')) >= {SHORTEST}"
        return f"{column} = '' OR ({long_enough} AND {column} ~ '{FORM}')"

    def check(self, **kwargs: Any) -> list[checks.CheckMessage]:
        found = [*super().check(**kwargs), *self._check_binding()]
        if self.unique or getattr(self, "db_index", False):
            found.append(
                checks.Error(
                    "Two seals of one text differ: there is nothing to index.",
                    obj=self,
                    id="sealing.E003",
                )
            )
        return found

    def _check_binding(self) -> list[checks.CheckMessage]:
        if not self.bound_to:
            return [
                checks.Error(
                    "Name in `bound_to` the columns that tell a row from all others.",
                    obj=self,
                    id="sealing.E001",
                )
            ]
        return [
            checks.Error(
                f"`bound_to` names {name}, which is not known before the row is written.",
                obj=self,
                id="sealing.E002",
            )
            for name in self.bound_to
            if not self._is_known_before(name)
        ]

    def _is_known_before(self, name: str) -> bool:
        try:
            other = self._column(name)
        except FieldDoesNotExist:
            return False
        return not isinstance(other, models.AutoField | SealedTextField)

    def _column(self, name: str) -> models.Field[Any, Any]:
        found = self.model._meta.get_field(name)
        if not isinstance(found, models.Field):
            raise FieldDoesNotExist(name)
        return found

    def place(self, instance: models.Model) -> SealedPlace:
        """Return where a text of this row belongs. Raises ValueError while the row is not told from others."""
        row = [getattr(instance, self._column(name).attname) for name in self.bound_to]
        if any(value is None or value == "" for value in row):
            raise ValueError(f"{self} cannot be sealed before {', '.join(self.bound_to)} is set.")
        table, column = self.model._meta.db_table, str(self.column)
        return SealedPlace(table, column, tuple(str(value) for value in row))

    def sealed_for(self, instance: models.Model, text: str) -> Sealed | str:
        """Return what `update()` may write into this column of this row."""
        return seal(text, self.place(instance)) if text else ""

    def opened(self, instance: models.Model, held: Any) -> str | None:
        """Return the plain text of what an object holds."""
        if isinstance(held, Unsealed):
            return held.text
        return unseal(held, self.place(instance)) if isinstance(held, Sealed) else held

    def pre_save(self, model_instance: models.Model, add: bool) -> Any:
        held = model_instance.__dict__.get(self.attname)
        if isinstance(held, Unsealed):
            held = self.sealed_for(model_instance, held.text)
            model_instance.__dict__[self.attname] = held
        # What was read from another row would be lost here: it is refused while it can still be opened there.
        self.opened(model_instance, held)
        return held

    def from_db_value(self, value: str | None, _expression: object, _connection: object) -> Any:
        return Sealed(value) if value else value

    def get_prep_value(self, value: Any) -> Any:
        return value

    def get_db_prep_value(self, value: Any, connection: Any, prepared: bool = False) -> str | None:
        if isinstance(value, Sealed):
            return value.stored
        if value is None or value == "":
            return value
        raise NotOnItsRow(f"{self} is not asked for or written by its plain text.")

    def get_lookup(self, lookup_name: str) -> type[Lookup[Any]] | None:
        if lookup_name not in LOOKUPS:
            raise FieldError(f"{self} is sealed: it cannot be looked up by {lookup_name}.")
        return super().get_lookup(lookup_name)
