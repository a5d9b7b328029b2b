"""Pictures: a description for who cannot see them, a caption for who can."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from typing import Any

from django.utils.translation import gettext as _

from .findings import CheckedText, Finding, Severity, place_of_block, place_of_field

# What a camera or a phone calls a picture.
_FILE_NAME = re.compile(r"^\S+\.(?:jpe?g|png|gif|webp|heic)$|^(?:img|dsc|image)[_\- ]?\d+$", re.I)


def check_pictures(text: CheckedText) -> Iterator[Finding]:
    if text.has_lead_image:
        yield from _described(text.lead_image_alt, place_of_field("lead_image_alt"))
        yield from _captioned(text.lead_image_caption, place_of_field("lead_image_caption"))
    for block in text.body:
        if block["type"] == "figure":
            yield from _check_figure(block)


def _check_figure(block: Mapping[str, Any]) -> Iterator[Finding]:
    place = place_of_block(block)
    image = block["value"].get("image") or {}
    # An old figure holds the bare id of its image.
    described = image if isinstance(image, Mapping) else {}
    if not described.get("decorative"):
        yield from _described(str(described.get("alt_text") or ""), place)
    yield from _captioned(str(block["value"].get("caption") or ""), place)


def _described(alt: str, place: str) -> Iterator[Finding]:
    if not alt.strip():
        message = _("This picture has no alt text: people who cannot see it learn nothing of it.")
        yield Finding("alt-missing", Severity.WARNING, message, place)
    elif _FILE_NAME.match(alt.strip()):
        message = _("The alt text is the name of a file. Say what the picture shows.")
        yield Finding("alt-file-name", Severity.WARNING, message, place)


def _captioned(caption: str, place: str) -> Iterator[Finding]:
    if not caption.strip():
        message = _("This picture has no caption: say who or what, where and when.")
        yield Finding("caption-missing", Severity.WARNING, message, place)
