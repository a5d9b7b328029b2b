"""Which columns of all floors hold sealed texts."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from typing import Any

from django.apps import apps
from django.db import models
from django.db.models.functions import Substr

from .fields import SealedTextField
from .keys import ID_LENGTH
from .sealed import VERSION, Sealed


def sealed_columns() -> list[SealedTextField]:
    """Return them in the order of their tables' names."""
    found = [
        field
        for model in apps.get_models(include_auto_created=True)
        if model._meta.managed and not model._meta.proxy
        for field in model._meta.local_concrete_fields
        if isinstance(field, SealedTextField)
    ]
    return sorted(found, key=lambda field: (field.model._meta.db_table, field.column))


def sealed_rows(field: SealedTextField) -> models.QuerySet[Any]:
    """Return the rows with a text in this column, with the id of its key as `sealed_with`, and nothing else loaded."""
    filled = field.model._base_manager.exclude(**{field.attname: ""}).exclude(
        **{f"{field.attname}__isnull": True}
    )
    key = Substr(field.attname, len(VERSION) + 2, ID_LENGTH, output_field=models.CharField())
    return filled.annotate(sealed_with=key).only(field.attname, *field.bound_to)


def held_in(rows: Iterable[Any], field: SealedTextField) -> Iterator[tuple[Any, Sealed]]:
    """Yield each row with the sealed text that it holds, unopened."""
    for row in rows:
        yield row, row.__dict__[field.attname]
