"""What this room registers."""

from __future__ import annotations

from editorial.public import more_pages

from .page import english_pages


def install() -> None:
    more_pages.register(english_pages)
