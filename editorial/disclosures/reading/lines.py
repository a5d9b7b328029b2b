"""Which line of the form each row of a table is: by its words, its place below the lines before it, and its ordinal."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass, field

from editorial.disclosures.forms.form import OPEN_END, Row, SheetTemplate

from .folding import folded_label, label_keys, likeness, ordinal_in
from .grid import Grid, cell_address
from .headings import Head
from .patience import Patience
from .rows import LIST_ORDINAL, TableRows
from .sheet import CellFault

LIKE_ENOUGH = 0.84
# In a list everything is a little like something.
LIKE_ENOUGH_IN_LIST = 0.93
# Whatever the ordinal says.
LIKE_BEYOND_DOUBT = 0.9
CLEARLY = 0.05
# What marks a line that an agency added below one of the form.
ADDED = ".+"


@dataclass(frozen=True)
class SheetLine:
    """A row of the table that belongs to the form. `row` is its line there; of a list, the open one of its section.

    `added` are lines of the agency's own, which the form does not know.
    """

    at: int
    code: str
    ordinal: str
    label: str
    row: Row | None
    added: bool = False

    @property
    def in_list(self) -> bool:
        return bool(self.row and self.row.open)

    @property
    def is_heading(self) -> bool:
        return bool(self.row and self.row.heading_only)


@dataclass
class Lines:
    """Lines from top to bottom, and what is wrong with them."""

    found: list[SheetLine] = field(default_factory=list)
    faults: list[CellFault] = field(default_factory=list)

    def missing(self, form: SheetTemplate) -> list[Row]:
        codes = {line.code for line in self.found}
        return [row for row in form.rows if not (row.open or row.optional or row.code in codes)]


def lines_in(grid: Grid, form: SheetTemplate, head: Head, patience: Patience) -> Lines:
    """Return the lines below `head`. The table ends with its last figure or the last line of the form."""
    rows = TableRows(grid, form, head)
    names = _Names(form)
    below = rows.between()
    while below and not _counts(rows, names, below[-1]):
        below.pop()
    walk = _Walk(form, rows, names)
    for at in rows.above():
        walk.fault(at, "row_above", rows.texts(at)[1])
    for at in below:
        patience.ask()
        walk.take(at)
    return walk.result


def _counts(rows: TableRows, names: _Names, at: int) -> bool:
    ordinal, label = rows.texts(at)
    return (
        rows.has_figures(at)
        or bool(label and LIST_ORDINAL.fullmatch(ordinal))
        or any(key in names.rows for key in label_keys(label))
    )


class _Names:
    """What the lines of a form are called."""

    def __init__(self, form: SheetTemplate) -> None:
        self.keys = {
            row.code: {folded_label(words) for words in (row.label, *row.also_seen)}
            for row in form.rows
            if not row.open
        }
        self.rows: dict[str, list[Row]] = {}
        for row in form.rows:
            for key in self.keys.get(row.code, ()):
                self.rows.setdefault(key, []).append(row)


class _Walk:
    """From the first row to the last. `path` are the codes of the line that was seen last, and of those above it."""

    def __init__(self, form: SheetTemplate, rows: TableRows, names: _Names) -> None:
        self.form, self.rows, self.names = form, rows, names
        self.order = {row.code: at for at, row in enumerate(form.rows)}
        self.path: list[str] = []
        self.used: set[str] = set()
        self.counts: Counter[str] = Counter()
        self.result = Lines()

    def take(self, at: int) -> None:
        ordinal, label = self.rows.texts(at)
        row = self._known(ordinal, label)
        section = self._open_section()
        if row is not None:
            self._put(at, row, ordinal, label)
        elif not label:
            # A line without words says nothing, unless it has figures.
            if self.rows.has_figures(at):
                self.fault(at, "row_unknown", "…")
        elif section is not None:
            if self.rows.is_filled_in(at):
                self._put_in_list(at, section, ordinal, label)
            else:
                self.fault(at, "row_unknown", label)
        elif self.rows.has_figures(at):
            self._put_added(at, ordinal, label)

    def _put(self, at: int, row: Row, ordinal: str, label: str) -> None:
        if row.code in self.used:
            self.fault(at, "row_twice", label)
            return
        if row.parent and row.parent not in self.path and self._is_elsewhere(label):
            self.fault(at, "row_place", label)
            return
        own, words = ordinal_in(label)
        is_ours = not self.names.keys[row.code].isdisjoint(label_keys(label))
        self.used.add(row.code)
        parts = row.code.split(".")
        self.path = [".".join(parts[:end]) for end in range(1, len(parts) + 1)]
        self._add(
            SheetLine(
                at,
                row.code,
                ordinal or own or row.ordinal,
                row.label if is_ours else words.strip(),
                row,
            )
        )

    def _is_elsewhere(self, label: str) -> bool:
        """Whether a line of these words stands at more than one place of the form, so that its place has to tell."""
        return any(len(self.names.rows.get(key, ())) > 1 for key in label_keys(label))

    def _put_in_list(self, at: int, section: Row, ordinal: str, label: str) -> None:
        own, words = ordinal_in(label)
        if LIST_ORDINAL.fullmatch(own):
            label = words.strip()
        number = self._next(section.code)
        self._add(
            SheetLine(
                at, f"{section.parent}.{number}", ordinal or own or str(number), label, section
            )
        )

    def _put_added(self, at: int, ordinal: str, label: str) -> None:
        if not self.path:
            self.fault(at, "row_unknown", label)
            return
        own, words = ordinal_in(label)
        code = f"{self.path[-1]}{ADDED}{self._next(self.path[-1])}"
        self._add(SheetLine(at, code, ordinal or own, words.strip(), None, added=True))

    def _next(self, of: str) -> int:
        self.counts[of] += 1
        return self.counts[of]

    def _add(self, line: SheetLine) -> None:
        self.result.found.append(line)

    def fault(self, at: int, code: str, label: str) -> None:
        cell = cell_address(at, self.rows.label_at)
        self.result.faults.append(CellFault(code, cell=cell, params={"label": label[:120]}))

    def _open_section(self) -> Row | None:
        for code in reversed(self.path):
            if row := self.form.row_of.get(f"{code}{OPEN_END}"):
                return row
        return None

    def _known(self, ordinal: str, label: str) -> Row | None:
        """The line of the form that a row is; None where it is none of them, or cannot be told which."""
        keys = label_keys(label)
        same = [row for key in keys for row in self.names.rows.get(key, ())]
        if same:
            own = ordinal or ordinal_in(label)[0]
            return min(same, key=lambda row: self._rank(row, own))
        return self._much_like(ordinal, keys) if keys else None

    def _rank(self, row: Row, ordinal: str) -> tuple[bool, int, bool, int]:
        """Lines not yet seen, below the deepest line that is open, with the same ordinal, in the form's order."""
        depth = self.path.index(row.parent) + 1 if row.parent in self.path else 0
        return row.code in self.used, -depth, row.ordinal != ordinal, self.order[row.code]

    def _much_like(self, ordinal: str, keys: tuple[str, ...]) -> Row | None:
        """A line not yet seen whose words were changed a little, and that is like no other."""
        likes = sorted(
            (
                (max(likeness(key, ours) for key in keys for ours in theirs), code)
                for code, theirs in self.names.keys.items()
                if code not in self.used
            ),
            reverse=True,
        )
        if not likes:
            return None
        (best, code), second = likes[0], likes[1][0] if len(likes) > 1 else 0.0
        row = self.form.row_of[code]
        enough = LIKE_ENOUGH if self._open_section() is None else LIKE_ENOUGH_IN_LIST
        if best < enough or best - second < CLEARLY:
            return None
        return row if best >= LIKE_BEYOND_DOUBT or ordinal in ("", row.ordinal) else None
