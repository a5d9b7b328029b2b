"""Reading one line of the export column by column; what is wrong is noted, not raised."""

from __future__ import annotations

import re
from collections.abc import Collection, Iterator, Mapping
from dataclasses import dataclass, field
from datetime import date
from typing import Any
from urllib.parse import urlsplit

from django.utils.translation import gettext as _

from portals.text import nfc

# More than any procedure has; a list beyond it is a mistake of the export.
MOST_ROWS = 100
LONGEST_TEXT = 10_000
MOST = 32_767
_UNSEEN = re.compile(r"[\x00-\x08\x0b\x0c\x0e-\x1f\x7f]")


@dataclass(frozen=True, slots=True)
class CatalogueFault:
    """What is wrong in a line and what to do about it. `column` is "" where the whole line is meant."""

    line: int
    column: str
    reason: str

    def __str__(self) -> str:
        if not self.column:
            return _("Line %(line)s: %(reason)s") % {"line": self.line, "reason": self.reason}
        return _("Line %(line)s, column %(column)s: %(reason)s") % {
            "line": self.line,
            "column": self.column,
            "reason": self.reason,
        }


@dataclass
class Columns:
    """The columns of one line, or of a row in it. `faults` gathers what is wrong in the whole line."""

    line: int
    values: Mapping[str, Any]
    faults: list[CatalogueFault]
    within: str = ""
    read: set[str] = field(default_factory=set)

    def wrong(self, name: str, reason: str) -> None:
        self.faults.append(CatalogueFault(self.line, f"{self.within}{name}", reason))

    def lacks(self, *names: str) -> bool:
        """Whether all of these columns are empty; 0 says something, spaces do not."""
        values = (self.values.get(name) for name in names)
        return all(
            not value.strip() if isinstance(value, str) else value in (None, []) for value in values
        )

    def text(self, name: str, *, longest: int = LONGEST_TEXT, needed: bool = False) -> str:
        """Return a text in one form, without spaces around it; "" where there is none."""
        value = self._take(name)
        if value is None or value == "":
            if needed:
                self.wrong(name, _("This is missing."))
            return ""
        return self._text(name, value, longest, needed=needed)

    def texts(
        self, name: str, *, longest: int, allowed: Collection[str] = (), needed: bool = False
    ) -> tuple[str, ...]:
        """Return a list of texts, each once; with `allowed`, of these only."""
        found = dict.fromkeys(
            self._text(place, value, longest, needed=True)
            for place, value in self._list(name, needed=needed)
        )
        for one in found:
            if allowed and one and one not in allowed:
                self.wrong(
                    name,
                    _("“%(value)s” is not known. Known are: %(known)s.")
                    % {"value": one[:40], "known": ", ".join(allowed)},
                )
        return tuple(found)

    def count(self, name: str, *, most: int = MOST) -> int | None:
        value = self._take(name)
        if value is None or value == "":
            return None
        if isinstance(value, bool) or not isinstance(value, int) or not 0 <= value <= most:
            self.wrong(
                name,
                _("This must be a whole number from 0 to %(most)s, without marks.")
                % {"most": most},
            )
            return None
        return value

    def yes(self, name: str, *, otherwise: bool) -> bool:
        value = self._take(name)
        if value is None:
            return otherwise
        if not isinstance(value, bool):
            self.wrong(name, _("This must be true or false."))
            return otherwise
        return value

    def day(self, name: str, *, needed: bool = False) -> date | None:
        text = self.text(name, longest=10, needed=needed)
        if not text:
            return None
        try:
            if len(text) == 10:
                return date.fromisoformat(text)
        except ValueError:
            pass
        self.wrong(name, _("This is no day. Write it like 2026-11-20."))
        return None

    def address(self, name: str, *, longest: int) -> str:
        text = self.text(name, longest=longest)
        if not text:
            return ""
        try:
            parts = urlsplit(text)
            is_address = parts.scheme == "https" and bool(parts.hostname) and parts.username is None
        except ValueError:
            is_address = False
        if not is_address or re.search(r"\s", text):
            self.wrong(name, _("This must be an address that begins with https://."))
            return ""
        return text

    def rows(self, name: str, *, needed: bool = False) -> Iterator[Columns]:
        """Yield the rows of a list; what no one read of a row is said when it was passed."""
        for place, value in self._list(name, needed=needed):
            if not isinstance(value, dict):
                self.wrong(place, _("This must be an object with named columns."))
                continue
            row = Columns(self.line, value, self.faults, f"{self.within}{place}.")
            yield row
            row.end()

    def end(self) -> None:
        """Say which columns nobody knows: a mistyped name would lose what stands in it."""
        for name in self.values:
            if name not in self.read:
                self.wrong(name[:60], _("This column is not known."))

    def _take(self, name: str) -> Any:
        self.read.add(name)
        return self.values.get(name)

    def _list(self, name: str, *, needed: bool) -> list[tuple[str, Any]]:
        value = self._take(name)
        if value is None:
            value = []
        if not isinstance(value, list):
            self.wrong(name, _("This must be a list."))
            return []
        if needed and not value:
            self.wrong(name, _("This is missing."))
        if len(value) > MOST_ROWS:
            self.wrong(name, _("No more than %(most)s rows are taken here.") % {"most": MOST_ROWS})
            return []
        return [(f"{name}[{place}]", one) for place, one in enumerate(value, start=1)]

    def _text(self, name: str, value: Any, longest: int, *, needed: bool) -> str:
        if not isinstance(value, str):
            self.wrong(name, _("This must be a text."))
            return ""
        text = nfc(value).strip()
        if _UNSEEN.search(text):
            self.wrong(name, _("There are characters in it that nobody can see. Write it anew."))
        if needed and not text:
            self.wrong(name, _("This is missing."))
        if len(text) > longest:
            self.wrong(
                name,
                _("This has %(length)s characters; at most %(most)s are taken.")
                % {"length": len(text), "most": longest},
            )
        return text
