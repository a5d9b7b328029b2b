"""Plain data, asked for value by value: what is not as it should be is noted with its place, and reading goes on."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from django.utils.translation import gettext as _

from .faults import FormFault


class PlaceInForm:
    """A mapping of the data, where it stands, and the faults found so far. What was never asked of it is a slip.

    Where a value is wrong, an empty one of its kind is returned; who reads looks at `faults` when all is read.
    """

    def __init__(self, data: Any, where: str, faults: list[FormFault]) -> None:
        self.where, self.faults = where, faults
        self.asked: set[str] = set()
        # Of what is no mapping this is said once, and not of each value that it therefore lacks.
        self.is_broken = not isinstance(data, Mapping)
        self.data: Any = {} if self.is_broken else data
        if self.is_broken:
            self._note(where, _("is no mapping of names to values"))

    def _note(self, where: str, words: str) -> None:
        self.faults.append((where, words))

    def fault(self, key: str, words: str) -> None:
        self._note(f"{self.where}: {key}" if key else self.where, words)

    def has(self, key: str) -> bool:
        return key in self.data

    def value[T](self, key: str, kind: type[T], default: T | None = None) -> T:
        self.asked.add(key)
        value = self.data.get(key, default)
        # To Python, yes and no are numbers too, and an hour of a day is a day.
        if type(value) is bool and kind is not bool:
            value = None
        if isinstance(value, kind):
            return value
        if not self.is_broken:
            self.fault(key, _("is missing or no %(kind)s") % {"kind": kind.__name__})
        return kind()

    def text(self, key: str, default: str | None = None) -> str:
        return self.value(key, str, default)

    def texts(self, key: str, default: Sequence[str] | None = None) -> tuple[str, ...]:
        noted = len(self.faults)
        values = tuple(self.value(key, list, None if default is None else list(default)))
        if self.is_broken or len(self.faults) > noted:
            return ()
        if not all(isinstance(value, str) for value in values):
            self.fault(key, _("holds what is no text; put numbers in quotes"))
            return ()
        if default is None and not values:
            self.fault(key, _("is empty"))
        return values

    def pair(self, key: str) -> tuple[str, str]:
        noted = len(self.faults)
        codes = self.texts(key)
        if len(codes) == 2:
            return codes[0], codes[1]
        if len(self.faults) == noted:
            self.fault(key, _("does not name two"))
        return "", ""

    def flag(self, key: str) -> bool:
        return self.value(key, bool, default=False)

    def number(self, key: str) -> int:
        return self.value(key, int, 0)

    def one_of(self, key: str, allowed: Sequence[str], default: str | None = None) -> Any:
        noted = len(self.faults)
        value = self.text(key, default)
        if value in allowed:
            return value
        if not self.is_broken and len(self.faults) == noted:
            self.fault(
                key, _("is none of %(allowed)s") % {"allowed": ", ".join(filter(None, allowed))}
            )
        return allowed[0]

    def below(self, key: str) -> PlaceInForm:
        self.asked.add(key)
        return PlaceInForm(self.data.get(key), f"{self.where}: {key}", self.faults)

    def places(self, key: str, default: Sequence[object] | None = None) -> list[PlaceInForm]:
        values = self.value(key, list, None if default is None else list(default))
        return [
            PlaceInForm(value, f"{self.where}: {key}[{at}]", self.faults)
            for at, value in enumerate(values, 1)
        ]

    def end(self) -> None:
        for unknown in sorted(set(map(str, self.data)) - self.asked):
            self.fault(unknown, _("is not known here"))
