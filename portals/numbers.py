"""Numbers that somebody sent: in an address, a query or a form."""

from __future__ import annotations

# What a column of ids holds.
LARGEST_ID = 2**63 - 1
# Longer than any of them; `int` refuses digits by the thousand, and reads those below slowly.
LONGEST = 19


def id_in(text: str) -> int | None:
    """Return the id that `text` is, or None where it is none.

    `str.isdigit` says yes to `²`, which `int` then refuses, and `int` to digits of other scripts.
    """
    if not (text.isascii() and text.isdigit() and len(text) <= LONGEST):
        return None
    number = int(text)
    return number if number <= LARGEST_ID else None


def ids_in(texts: list[str]) -> list[int]:
    """Return the ids among `texts`; what is none is left out."""
    return [number for number in map(id_in, texts) if number is not None]
