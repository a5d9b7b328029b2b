"""Lines that an agency added to a form: counted by the total above them, or a part of the line before ("trong đó")."""

from __future__ import annotations

from editorial.disclosures.forms.form import FormColumn

from .balances import ZERO, CheckedSheet, Sums, total
from .lines import ADDED, SheetLine
from .sheet import CellFault


def place_added(sums: Sums, columns: list[FormColumn], result: CheckedSheet) -> None:
    """Decide of each group of added lines by the figures alone: one total that fits with them and not without."""
    groups: dict[str, list[int]] = {}
    for at, line in enumerate(sums.table.lines):
        if line.added:
            groups.setdefault(line.code.partition(ADDED)[0], []).append(at)
    for above, group in groups.items():
        totals = [line for line in sums.table.lines if _is_above(sums, line, above)]
        wanting = [line for line in totals if not _fits(sums, columns, result, line)]
        if len(wanting) == 1 and _counts(sums, columns, result, wanting[0], group):
            result.codes |= {
                at: f"{wanting[0].code}{ADDED}{number}" for number, at in enumerate(group, 1)
            }
        elif wanting or not _is_part(sums, columns, result, above, group):
            result.faults.extend(_unknown(sums, at) for at in group)


def _is_above(sums: Sums, line: SheetLine, above: str) -> bool:
    """Whether `line` is the total of the line `above`, or of one that it is below, or is that line itself."""
    lines = sums.lines_of(line)
    if lines is None:
        return False
    parts = above.split(".")
    chain = {".".join(parts[:end]) for end in range(1, len(parts) + 1)}
    return line.code == above or any(sums.table.lines[at].code in chain for at in lines[0])


def _fits(sums: Sums, columns: list[FormColumn], result: CheckedSheet, line: SheetLine) -> bool:
    at = sums.line_of[line.code]
    return all(
        result.values.get((at, column.code), ZERO) == total(rule, result.values)
        for column in columns
        for rule in sums.of((at, column.code))
        if rule.code == "sum"
    )


def _counts(
    sums: Sums, columns: list[FormColumn], result: CheckedSheet, line: SheetLine, group: list[int]
) -> bool:
    before = sums.counted.get(line.code, [])
    sums.counted[line.code] = before + group
    if _fits(sums, columns, result, line):
        return True
    sums.counted[line.code] = before
    return False


def _is_part(
    sums: Sums, columns: list[FormColumn], result: CheckedSheet, above: str, group: list[int]
) -> bool:
    """Whether lines "of which" are together no more than what they are of."""
    whole = sums.line_of.get(above)
    if whole is None or any(
        at in {line for line, _ in sums.table.unknown} for at in (whole, *group)
    ):
        return False
    return all(
        abs(sum((result.values.get((at, column.code), ZERO) for at in group), ZERO))
        <= abs(result.values.get((whole, column.code), ZERO))
        for column in columns
    )


def _unknown(sums: Sums, at: int) -> CellFault:
    table = sums.table
    return table.fault(
        "row_unknown", (at, table.form.label.code), {"label": table.lines[at].label[:120]}
    )
