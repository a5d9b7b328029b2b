"""A text as the loudspeakers of this province say it."""

from __future__ import annotations

import tomllib
from functools import cache
from pathlib import Path

from .models import SpokenForm
from .reading import SpokenForms

SHIPPED = Path(__file__).parent / "data" / "spoken_forms.toml"


@cache
def shipped_table() -> SpokenForms:
    """The table that comes with the install."""
    told = tomllib.loads(SHIPPED.read_text("utf-8"))
    return SpokenForms(told["words"], told["units"])


def spoken_forms() -> SpokenForms:
    """The shipped table, with what the province says before it. One query."""
    shipped = shipped_table()
    own = dict(SpokenForm.objects.values_list("written", "said"))
    return SpokenForms({**shipped.words, **own}, shipped.units)
