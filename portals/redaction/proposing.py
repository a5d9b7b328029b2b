"""What may have to be hidden in a text: proposed, for a person to decide."""

from __future__ import annotations

from collections.abc import Collection, Iterable
from itertools import chain

from .findings import RANK, PersonalFinding
from .homes import homes_in
from .numbers import FoundNumber, found_numbers
from .own_names import names_in
from .plain_view import PlainView, read_plainly
from .reasons import BESIDE_WORDS, REASONS
from .signs import digits_of
from .things import things_in


def propose(
    text: str, *, names_given: Iterable[str] = (), known_public: Iterable[str] = ()
) -> list[PersonalFinding]:
    """Return what may be personal data in `text`, in its order; none overlaps another.

    Offsets are those of `text` as it is, composed or not. `names_given` are names of who asks. `known_public` are
    telephone numbers, accounts and addresses of offices, written in any way: they are left alone.
    """
    view = read_plainly(text)
    found = chain(found_numbers(view), things_in(view), homes_in(view), names_in(view, names_given))
    public = {_key(one) for one in known_public}
    personal = _without_public(found, view, public) if public else list(found)
    return [_as_written(one, view) for one in _joined(personal)]


def _key(words: str) -> str:
    plain = read_plainly(words)
    return digits_of(plain.text) or plain.lower.strip()


def _without_public(
    found: Iterable[FoundNumber], view: PlainView, public: Collection[str]
) -> list[FoundNumber]:
    """Drop what is an office's, and what is a part of that."""
    personal: list[FoundNumber] = []
    spared: list[FoundNumber] = []
    for one in found:
        words = view.text[one.start : one.end]
        is_public = digits_of(words) in public or view.lower[one.start : one.end] in public
        (spared if is_public else personal).append(one)
    return [
        one
        for one in personal
        if not any(each.start <= one.start and one.end <= each.end for each in spared)
    ]


def _joined(found: Iterable[FoundNumber]) -> list[FoundNumber]:
    """What overlaps is one finding, of the kind that ranks first."""
    joined: list[FoundNumber] = []
    for one in sorted(found, key=lambda each: (each.start, -each.end)):
        last = joined[-1] if joined else None
        if last is None or one.start >= last.end:
            joined.append(one)
            continue
        first = min(last, one, key=_is_told_after)
        joined[-1] = FoundNumber(last.start, max(last.end, one.end), first.kind, first.why)
    return joined


def _is_told_after(found: FoundNumber) -> tuple[bool, int]:
    """What its own words name is surer than what is only built so."""
    return found.why not in BESIDE_WORDS, RANK[found.kind]


def _as_written(found: FoundNumber, view: PlainView) -> PersonalFinding:
    start, end = view.written_at(found.start, found.end)
    return PersonalFinding(start, end, found.kind, str(REASONS[found.why]))
