"""What was pasted from Word, in the form that the editor's script puts blocks in with."""

from __future__ import annotations

from typing import Any
from uuid import uuid4

from editorial.models import StoryPage

from .markup import blocks_of_markup

# A piece as long as a book is an upload, not a paste.
LONGEST = 2_000_000


def pasted_blocks(markup: str) -> tuple[list[dict[str, Any]], int]:
    """Return the blocks (type, id, the editor's state, and for a text its markup) and how many pictures stayed behind.

    A piece that cannot be read has no blocks: the editor then pastes its bare words.
    """
    try:
        read = blocks_of_markup(markup[:LONGEST])
    except RecursionError:
        return [], 0
    stream = StoryPage._meta.get_field("body").stream_block
    value = stream.to_python([{**block, "id": str(uuid4())} for block in read.blocks])
    return [
        {
            **state,
            "markup": block["value"] if block["type"] == "text" else None,
        }
        for state, block in zip(stream.get_form_state(value), read.blocks, strict=True)
    ], read.pictures_left_out
