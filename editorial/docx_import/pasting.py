"""What was pasted from Word, in the form that the editor's script puts blocks in with."""

from __future__ import annotations

import io
from typing import Any
from uuid import uuid4

from django.utils.translation import gettext as _

from editorial.models import StoryPage
from portals.uploads import UploadRefused
from portals.uploads.apart import Unfinished, UploadDeadline, at_once

# A piece as long as a book is an upload, not a paste.
LONGEST = 2_000_000


def pasted_blocks(markup: str) -> tuple[list[dict[str, Any]], int]:
    """Return the blocks (type, id, the editor's state, and for a text its markup) and how many pictures stayed behind.

    Raises UploadRefused for what is too long, too deep or not read in time: the editor then pastes its bare words.
    """
    if len(markup) > LONGEST:
        raise UploadRefused(_("The text is too long for one piece. Split it into parts."))
    try:
        read = at_once(
            "editorial.docx_import.reading:pasted",
            io.BytesIO(markup.encode()),
            until=UploadDeadline(),
        ).values
    except Unfinished as error:
        raise UploadRefused(
            _("The pasted piece could not be read; its bare words were put in.")
        ) from error
    stream = StoryPage._meta.get_field("body").stream_block
    value = stream.to_python([{**block, "id": str(uuid4())} for block in read["blocks"]])
    return [
        {
            **state,
            "markup": block["value"] if block["type"] == "text" else None,
        }
        for state, block in zip(stream.get_form_state(value), read["blocks"], strict=True)
    ], read["pictures_left_out"]
