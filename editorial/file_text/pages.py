"""Pages within the text of a file, and which of them have words."""

from __future__ import annotations

PAGE_END = "\f"
# The letters by which a page counts as text: its number alone, or the stamp of a scanner, is none.
LEAST_LETTERS = 20


def textless_pages(text: str) -> list[int]:
    """The numbers, from 0, of the pages of `text` that have no words."""
    return [number for number, page in enumerate(text.split(PAGE_END)) if not has_words(page)]


def has_words(page: str) -> bool:
    return sum(letter.isalnum() for letter in page) >= LEAST_LETTERS
