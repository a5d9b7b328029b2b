"""The kinds of entries, registered by each floor for its own acts in `ready()`."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from typing import Any

from .canonical import Value
from .fields import FieldCheck, Form


def _no_rule(_body: Mapping[str, Any]) -> list[str]:
    return []


@dataclass(frozen=True)
class LedgerKind:
    """A kind of entries, in the version of its body that is written now (docs/ledger-format.md, section 7)."""

    name: str
    # What a reader sees of one: a text with names of the body, and `office`, in braces. Translated when it is shown.
    sentence: Any
    # The name in the body by which entries about one thing are found.
    subject: str
    must: Mapping[str, FieldCheck]
    may: Mapping[str, FieldCheck] = field(default_factory=dict)
    # What must hold of the values together: returns the faults in words.
    rule: Callable[[Mapping[str, Any]], list[str]] = _no_rule
    schema: int = 1

    def faults(self, body: Mapping[str, Value]) -> list[str]:
        """Return what is wrong with a body of this kind."""
        return Form(self.must, self.may).faults(dict(body)) or self.rule(body)

    def told(self, office: str, body: Mapping[str, Value]) -> str:
        """Return the sentence about one entry."""
        return str(self.sentence).format(office=office, **body)


_kinds: dict[str, LedgerKind] = {}


def register(kind: LedgerKind) -> None:
    """Add a kind; called once, from an app's `ready()`."""
    if kind.name in _kinds:
        raise ValueError(f"two kinds of entries named {kind.name}")
    _kinds[kind.name] = kind


def kind_named(name: str) -> LedgerKind:
    """Return the kind of this name. Raises KeyError: nothing is appended of a kind that nobody registered."""
    return _kinds[name]


def entry_kinds() -> Mapping[str, LedgerKind]:
    return _kinds
