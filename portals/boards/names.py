"""A person's name in a row of SQL that holds no person."""

from __future__ import annotations

from collections.abc import Mapping

from django.db.models.functions import JSONObject

from .models import User

_PARTS = ("last_name", "first_name", "username")


def name_parts(person: str) -> JSONObject:
    """What the name of `person` (a path of the query) is made of."""
    return JSONObject(**{part: f"{person}__{part}" for part in _PARTS})


def name_of(parts: Mapping[str, str | None]) -> str:
    """The name as it is shown; "" where there is nobody."""
    return str(User(**parts)) if parts["username"] else ""
