"""Files of the platform of before, by the addresses that they had there."""

from __future__ import annotations

import hashlib
import re

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
    """Return where the file, or the picture as it is shown, that had this address is now. One query, or two."""
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
    return _address(thing.document, thing.image)


def _address(document: PortalDocument | None, image: PortalImage | None) -> str | None:
    if document is not None:
        return document.url
    largest = image.renditions.order_by("-width").first() if image is not None else None
    return str(largest.url) if largest else None
