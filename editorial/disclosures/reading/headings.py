"""Where a table's headings stand, and which column of the form each of its columns is."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from functools import cached_property, lru_cache
from itertools import islice

from editorial.disclosures.forms.form import FormColumn, SheetTemplate

from .folding import LONGEST_HEADING, Heading, heading_of, heading_of_form, likeness
from .grid import Grid
from .patience import Patience
from .units import MoneyUnit, without_unit

# Headings begin so far down at most, and are no higher than this.
LOWEST = 80
TALLEST = 4
FEWEST_HITS = 2
# Blocks of headings that are tried for a form.
MOST_TRIED = 4
LIKE_ENOUGH = 0.85
CLEARLY = 0.06


@dataclass(frozen=True)
class Head:
    """Headings in the rows `first` to `last`. `columns` gives the places of those of the form that were found."""

    first: int
    last: int
    columns: Mapping[str, int]
    said: Mapping[int, Heading]
    units: Mapping[int, tuple[str, MoneyUnit]]
    twice: tuple[tuple[str, int], ...] = ()
    exact: int = 0
    # Columns whose heading says something of the form, and not which column of it.
    unclear: tuple[int, ...] = ()

    def missing(self, form: SheetTemplate) -> list[FormColumn]:
        """The columns that must be there and are not. Ordinals may always be missing."""
        return [each for each in form.columns if each.required and each.code not in self.columns]


@dataclass(frozen=True)
class _Names:
    """What the headings of a form are called: whole names by column, and every piece of one."""

    whole: Mapping[str, frozenset[str]]
    columns: Mapping[str, tuple[str, ...]]
    pieces: frozenset[str]


def head_in(seen: SeenHeadings, form: SheetTemplate, patience: Patience) -> Head | None:
    """Return the headings of `form` that fit best, or None where hardly any is there."""
    names = _names(form.columns)
    found: list[Head] = []
    for first in _beginnings(seen, names, patience):
        for last in range(first, min(first + TALLEST, seen.grid.height)):
            patience.ask()
            found.append(_assigned(seen, names, first, last))
    most = max((head.exact for head in found), default=0)
    # Where as many names stand in each, those that are nearly right decide; then the fewest lines.
    best = [_with_nearly(names, head) for head in found if head.exact == most]
    head = max(best, key=lambda head: len(head.columns), default=None)
    return head if head and len(head.columns) >= FEWEST_HITS else None


class SeenHeadings:
    """What the rows of one sheet say as headings, worked out once for all forms."""

    def __init__(self, grid: Grid) -> None:
        self.grid = grid
        self._blocks: dict[tuple[int, int], _Block] = {}

    @cached_property
    def rows(self) -> Sequence[frozenset[str]]:
        """The keys of what stands in each of the rows where headings may begin."""
        return [
            frozenset(
                heading_of(without_unit(text)[0]).key
                for column in range(self.grid.width)
                if (text := self.grid.text(row, column)[:LONGEST_HEADING])
            )
            for row in range(min(self.grid.height, LOWEST))
        ]

    def block(self, first: int, last: int) -> _Block:
        """What each column says in the lines from `first` to `last`."""
        if (first, last) not in self._blocks:
            parted = {
                column: (text, *without_unit(text))
                for column, text in column_texts(self.grid, first, last)
            }
            self._blocks[first, last] = _Block(
                {column: heading_of(words) for column, (_, words, _) in parted.items()},
                {column: (text, unit) for column, (text, _, unit) in parted.items() if unit},
            )
        return self._blocks[first, last]


@dataclass(frozen=True)
class _Block:
    said: Mapping[int, Heading]
    units: Mapping[int, tuple[str, MoneyUnit]]


def heading_text(column: FormColumn) -> str:
    """What a column is called, for people."""
    words = " – ".join(column.heading)
    for placeholder in ("năm {Y-1}", "năm {Y}", "quý {Q}", "{M}", "{Y}", "{Q}"):
        words = words.replace(placeholder, "…")
    return words.replace("… …", "…")


@lru_cache(maxsize=200)
def _names(columns: tuple[FormColumn, ...]) -> _Names:
    whole: dict[str, set[str]] = {}
    pieces: set[str] = set()
    years: dict[str, int] = {}
    for column in columns:
        above = " ".join(column.heading[:-1])
        lowest = (column.heading[-1], *column.also_seen)
        whole[column.code] = {heading_of_form(f"{above} {name}").key for name in lowest} - {""}
        pieces |= {
            heading_of_form(name).key for name in (*column.heading, *column.also_seen)
        } | whole[column.code]
        years[column.code] = max(heading_of_form(" ".join(column.heading)).years, default=0)
    for column in columns:
        for name in (column.heading[-1], *column.also_seen):
            key = heading_of_form(name).key
            if key and not any(key in _lowest(other) for other in columns if other is not column):
                whole[column.code].add(key)
    by_key: dict[str, list[str]] = defaultdict(list)
    for code, keys in whole.items():
        for key in keys:
            by_key[key].append(code)
    return _Names(
        {code: frozenset(keys) for code, keys in whole.items()},
        {key: tuple(sorted(codes, key=lambda code: years[code])) for key, codes in by_key.items()},
        frozenset(pieces - {""}),
    )


def _lowest(column: FormColumn) -> set[str]:
    return {heading_of_form(name).key for name in (column.heading[-1], *column.also_seen)}


def _beginnings(seen: SeenHeadings, names: _Names, patience: Patience) -> list[int]:
    """The rows where headings of the form may begin: at least two of its names stand there side by side."""
    patience.ask()
    rows = (row for row, keys in enumerate(seen.rows) if len(keys & names.pieces) >= FEWEST_HITS)
    return list(islice(rows, MOST_TRIED))


def _assigned(seen: SeenHeadings, names: _Names, first: int, last: int) -> Head:
    block = seen.block(first, last)
    columns: dict[str, int] = {}
    twice: list[tuple[str, int]] = []
    for code, column in _exactly(names, block.said):
        if code in columns:
            twice.append((code, column))
        else:
            columns[code] = column
    return Head(first, last, columns, block.said, block.units, tuple(twice), len(columns))


def _with_nearly(names: _Names, head: Head) -> Head:
    columns = {**head.columns, **_nearly(names, head.said, head.columns)}
    known = {*columns.values(), *(column for _, column in head.twice)}
    units = {column: unit for column, unit in head.units.items() if column in known}
    unclear = tuple(
        column
        for column, heading in head.said.items()
        if column not in known and heading.key in names.pieces
    )
    return replace(head, columns=columns, units=units, unclear=unclear)


def _exactly(names: _Names, said: Mapping[int, Heading]) -> Iterator[tuple[str, int]]:
    """Yield columns by their names. Where two differ by the year only, the earlier year is the earlier column."""
    by_key: dict[str, list[int]] = defaultdict(list)
    for column, heading in sorted(said.items()):
        by_key[heading.key].append(column)
    for key, columns in by_key.items():
        codes = names.columns.get(key, ())
        if len(codes) == len(columns) > 1:
            columns = sorted(columns, key=lambda column: max(said[column].years, default=0))
            yield from zip(codes, columns, strict=True)
        elif len(codes) == 1:
            yield from ((codes[0], column) for column in columns)


def _nearly(names: _Names, said: Mapping[int, Heading], found: Mapping[str, int]) -> dict[str, int]:
    """Columns whose name is much like one of the form, and clearly less like any other."""
    nearly: dict[str, int] = {}
    rivals: set[str] = set()
    for column, heading in said.items():
        if column in found.values() or not heading.key:
            continue
        likes = sorted(
            (
                (max((likeness(heading.key, key) for key in keys), default=0.0), code)
                for code, keys in names.whole.items()
            ),
            reverse=True,
        )
        (best, code), second = likes[0], likes[1][0] if len(likes) > 1 else 0.0
        if best < LIKE_ENOUGH or best - second < CLEARLY or code in found:
            continue
        if code in nearly:
            rivals.add(code)
        nearly[code] = column
    return {code: column for code, column in nearly.items() if code not in rivals}


def column_texts(grid: Grid, first: int, last: int) -> Iterator[tuple[int, str]]:
    """Yield the words of each column's heading, from the top line to the lowest."""
    lines = [_line(grid, row, is_lowest=row == last) for row in range(first, last + 1)]
    for column in range(grid.width):
        words: list[str] = []
        for line in lines:
            if line[column] and line[column] not in words[-1:]:
                words.append(line[column])
        if words:
            yield column, " ".join(words)


def _line(grid: Grid, row: int, *, is_lowest: bool) -> list[str]:
    """The words of one line; of a merged cell in each column that it covers.

    Where nothing is merged (a delimited text), an empty cell of an upper line goes on with what stands left of it, if a
    line below has words there.
    """
    line = [
        grid.text(*grid.spread.get((row, column), (row, column))) for column in range(grid.width)
    ]
    if is_lowest:
        return line
    below = [bool(grid.text(row + 1, column)) for column in range(grid.width)]
    for column in range(1, grid.width):
        if (
            not line[column]
            and below[column]
            and below[column - 1]
            and (row, column) not in grid.spread
        ):
            line[column] = line[column - 1]
    return line
