"""What this room registers."""

from __future__ import annotations

from editorial.editor import row_links

from .links import ways_of_rows


def install() -> None:
    row_links.register(ways_of_rows)
