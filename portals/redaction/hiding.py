"""Hiding: a label stands where words stood, and says neither what they were nor how long."""

from __future__ import annotations

import unicodedata
from collections.abc import Iterable

from .findings import Hidden, PersonalFinding, PersonalKind


def accepted(findings: Iterable[PersonalFinding]) -> tuple[Hidden, ...]:
    """Return what was proposed as what is hidden."""
    return united(Hidden(one.start, one.end, one.kind, one.why) for one in findings)


def with_hidden(hidden: Iterable[Hidden], *more: Hidden) -> tuple[Hidden, ...]:
    """Return `hidden` with what a person adds."""
    return united((*hidden, *more))


def without_hidden(hidden: Iterable[Hidden], *fewer: Hidden) -> tuple[Hidden, ...]:
    """Return `hidden` without what a person lets stand; raises ValueError for what was not hidden."""
    left = list(hidden)
    for one in fewer:
        left.remove(one)
    return tuple(left)


def united(hidden: Iterable[Hidden]) -> tuple[Hidden, ...]:
    """Return `hidden` in order, what overlaps or touches as one. Of two kinds that cross neither is told."""
    one_by_one: list[Hidden] = []
    for one in sorted(hidden, key=lambda each: (each.start, -each.end)):
        if one_by_one and one.start <= one_by_one[-1].end:
            one_by_one[-1] = _both(one_by_one[-1], one)
        else:
            one_by_one.append(one)
    return tuple(one_by_one)


def _both(first: Hidden, second: Hidden) -> Hidden:
    if second.end <= first.end:
        return first
    kind = first.kind if first.kind == second.kind else PersonalKind.OTHER
    reasons = dict.fromkeys((first.reason, second.reason))
    return Hidden(first.start, second.end, kind, "; ".join(reasons))


def redact(text: str, hidden: Iterable[Hidden]) -> str:
    """Return `text` with a label for each of `hidden`, composed (NFC).

    What cuts a letter from its marks takes both. Raises ValueError where something is hidden behind the end: the
    offsets are of another text then, and nothing may be shown of this one.
    """
    pieces: list[str] = []
    stood = 0
    for one in united(_whole_letters(text, each) for each in hidden):
        pieces += [text[stood : one.start], one.kind.label]
        stood = one.end
    pieces.append(text[stood:])
    return unicodedata.normalize("NFC", "".join(pieces))


def _whole_letters(text: str, hidden: Hidden) -> Hidden:
    if hidden.end > len(text):
        raise ValueError("These offsets are of another text.")
    start, end = hidden.start, hidden.end
    while start > 0 and _is_mark(text[start]):
        start -= 1
    while end < len(text) and _is_mark(text[end]):
        end += 1
    return Hidden(start, end, hidden.kind, hidden.reason)


def _is_mark(sign: str) -> bool:
    return unicodedata.category(sign) in {"Mn", "Me", "Mc"}


def uncovered(
    findings: Iterable[PersonalFinding], hidden: Iterable[Hidden]
) -> list[PersonalFinding]:
    """Return what was proposed and is not wholly hidden: what a person lets stand, knowingly or not."""
    all_hidden = united(hidden)
    return [
        one
        for one in findings
        if not any(each.start <= one.start and one.end <= each.end for each in all_hidden)
    ]
