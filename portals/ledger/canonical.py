"""Canonical JSON as the ledger has it: RFC 8785, with strings and integers only (docs/ledger-format.md, section 1)."""

from __future__ import annotations

import json
import unicodedata
from typing import Any, NoReturn

import rfc8785

LARGEST = 2**53 - 1
DEEPEST = 32
# A string, an integer, or an array or object of them.
type Value = str | int | list[Value] | dict[str, Value]


class NotCanonical(ValueError):
    """A value that the ledger cannot hold, or bytes that are not the one way to write what they say."""


def encode(value: Value) -> bytes:
    """Return the one way to write `value`. Strings must be in NFC already (`normalised`). Raises NotCanonical."""
    _check(value, 1)
    return rfc8785.dumps(value)


def decode(data: bytes) -> Value:
    """Read what `encode` wrote, and nothing else: other spellings of the same value are refused."""
    try:
        value = json.loads(
            data.decode("utf-8"),
            object_pairs_hook=_once_each,
            parse_float=_refuse,
            parse_constant=_refuse,
        )
    except NotCanonical:
        raise
    except (ValueError, RecursionError) as error:
        raise NotCanonical(f"no JSON: {error}") from error
    if encode(value) != data:
        raise NotCanonical("not in canonical form")
    return value


def normalised(value: Any) -> Any:
    """Return `value` with all its strings in NFC. Names that become one by it are refused."""
    if isinstance(value, str):
        return unicodedata.normalize("NFC", value)
    if isinstance(value, list):
        return [normalised(one) for one in value]
    if isinstance(value, dict):
        return _once_each([(normalised(name), normalised(one)) for name, one in value.items()])
    return value


def _check(value: Any, depth: int) -> None:
    # Types are asked for exactly: a bool is an int to Python, and a choice of an enum a str.
    kind = type(value)
    if kind is str:
        _check_text(value)
    elif kind is int:
        if not -LARGEST <= value <= LARGEST:
            raise NotCanonical(f"{value} is too large")
    elif kind not in (list, dict):
        raise NotCanonical(f"{kind.__name__} is neither text, integer, array nor object")
    elif depth > DEEPEST:
        raise NotCanonical("nested too deep")
    else:
        _check_inside(value, depth)


def _check_inside(value: list[Any] | dict[Any, Any], depth: int) -> None:
    if isinstance(value, dict):
        for name in value:
            if type(name) is not str:
                raise NotCanonical(f"the name {name!r} is no text")
            _check_text(name)
        value = list(value.values())
    for one in value:
        _check(one, depth + 1)


def _check_text(text: str) -> None:
    if not unicodedata.is_normalized("NFC", text):
        raise NotCanonical(f"{text[:40]!r} is not in NFC")
    try:
        text.encode("utf-8")
    except UnicodeEncodeError as error:
        raise NotCanonical("an unpaired surrogate") from error


def _once_each(pairs: list[tuple[str, Any]]) -> dict[str, Any]:
    value = dict(pairs)
    if len(value) != len(pairs):
        raise NotCanonical("a name given twice")
    return value


def _refuse(text: str) -> NoReturn:
    raise NotCanonical(f"{text} is no integer")
