"""What the fields of an entry's body may hold: each a function that says whether a value does."""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass

from .canonical import LARGEST, Value
from .commitments import WRITTEN

type FieldCheck = Callable[[Value], bool]

_DIGEST = re.compile(r"[0-9a-f]{64}", re.ASCII)
_MONTH = re.compile(r"[0-9]{4}-(0[1-9]|1[0-2])", re.ASCII)


def is_text(value: Value) -> bool:
    return isinstance(value, str)


def is_integer(value: Value) -> bool:
    return type(value) is int and -LARGEST <= value <= LARGEST


def is_ordinal(value: Value) -> bool:
    return isinstance(value, int) and is_integer(value) and value >= 1


def is_digest(value: Value) -> bool:
    """64 hexadecimal digits of SHA-256."""
    return isinstance(value, str) and _DIGEST.fullmatch(value) is not None


def is_month(value: Value) -> bool:
    return isinstance(value, str) and _MONTH.fullmatch(value) is not None


def is_commitment(value: Value) -> bool:
    return isinstance(value, str) and WRITTEN.fullmatch(value) is not None


def is_sorted_texts(value: Value) -> bool:
    """Texts in the order of their UTF-16, none twice."""
    if not isinstance(value, list) or not all(map(is_text, value)):
        return False
    units = [str(one).encode("utf-16-be") for one in value]
    return units == sorted(set(units))


@dataclass(frozen=True, slots=True)
class Form:
    """The names that an object has, each with what it holds; those in `may` can be left out."""

    must: Mapping[str, FieldCheck]
    may: Mapping[str, FieldCheck]

    def faults(self, value: Value) -> list[str]:
        """Return what is wrong with `value`, in words; nothing where it has this form."""
        if not isinstance(value, dict):
            return ["no object"]
        known = {**self.must, **self.may}
        return [
            *(f"{name} is missing" for name in self.must if name not in value),
            *(f"{name} is no name of it" for name in value if name not in known),
            *(f"{name} holds something else" for name in value if name in known and not known[name](value[name])),
        ]  # fmt: skip

    def __call__(self, value: Value) -> bool:
        return not self.faults(value)


def each(check: FieldCheck) -> FieldCheck:
    """An array of what `check` accepts."""
    return lambda value: isinstance(value, list) and all(map(check, value))
