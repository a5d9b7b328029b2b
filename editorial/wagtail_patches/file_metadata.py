"""What Wagtail notes of a file beside it: its size and hash."""

from __future__ import annotations

from typing import Any


def note_image_file(image: Any) -> None:
    """Note size and hash of the file that was just given to an image; its form does that, nothing else.

    A public method, or doing it in `save()`, would replace this.
    """
    image._set_image_file_metadata()


def note_document_file(document: Any) -> None:
    """The same for a document."""
    document._set_document_file_metadata()
