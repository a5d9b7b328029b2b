"""Files of the platform of before, by the addresses that they had there."""

from __future__ import annotations

import hashlib
import re

from editorial.media.files_in_use import (
    file_moved_to,
    file_on,
    rendition_moved_to,
    rendition_on,
)
from editorial.models import MovedThing, PortalDocument, PortalImage
from portals.models import Portal
from portals.text import nfc

# /documents/{group}/{folder}/{name}/{uuid}: the name alone says which; one export has each name once.
_ADDRESS = re.compile(
    r"documents/[0-9]{1,18}/[0-9]{1,18}/([^/]{1,255})(?:/[^/]{1,80})?/?", re.ASCII
)


def key_by_name(name: str) -> str:
    """Return the key under which an export's file of this name is kept."""
    return hashlib.sha256(name.encode()).hexdigest()[:24]


def former_file(portal: Portal, path: str) -> str | None:
    """Return where the file, or the picture as it is shown, that had this address is now. At most six queries.

    Where a change of units moved on what uses it, its address there, so that it is one step.
    """
    found = _ADDRESS.fullmatch(path)
    if found is None:
        return None
    # Spaces come as signs of plus.
    names = {
        spelt for name in (found[1], found[1].replace("+", " ")) for spelt in (name, nfc(name))
    }
    keys = [f"{kind}/{key_by_name(name)}" for name in names for kind in ("file", "image")]
    moved = MovedThing.objects.filter(portal=portal, source__startswith="liferay:", key__in=keys)
    thing = moved.select_related("document", "image").order_by("key").first()
    if thing is None:
        return None
    if thing.document is not None:
        return _file(portal, thing.document)
    return _picture(portal, thing.image) if thing.image is not None else None


def _file(portal: Portal, document: PortalDocument) -> str:
    found = file_on(portal, document.pk)
    is_here = found is not None and found.is_public
    return (None if is_here else file_moved_to(portal, document.pk)) or str(document.url)


def _picture(portal: Portal, image: PortalImage) -> str | None:
    largest = image.renditions.order_by("-width").first()
    if largest is None:
        return None
    found = rendition_on(portal, largest.file.name)
    is_here = found is not None and found.is_public
    return (None if is_here else rendition_moved_to(portal, largest.file.name)) or str(largest.url)
