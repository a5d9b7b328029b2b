"""What is wrong with the data of a form."""

from __future__ import annotations


class BadForm(Exception):
    """A form that cannot be used; `place` says where in its file, `words` why. For who writes forms, in English."""

    def __init__(self, place: str, words: str) -> None:
        super().__init__(f"{place} {words}.")
        self.place = place
        self.words = words
