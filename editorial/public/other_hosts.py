"""Where a host that is not a portal's main one leads: in one step, also to what a change of units moved on since."""

from __future__ import annotations

from urllib.parse import unquote

from django.urls import Resolver404, resolve

from editorial.media.files_in_use import (
    file_moved_to,
    file_on,
    rendition_moved_to,
    rendition_on,
)
from portals.models import Portal

from .queries.former_files import former_file
from .queries.old_addresses import address_of_moved_section, story_that_came, where_it_went
from .queries.origins import origin_placement
from .queries.sections import section_at
from .queries.stories import placement_on
from .views.story import led_on

# What stands behind the address of a story, without its last slash. Data of a story are met at the story itself.
_BEHIND_STORY = {
    "story": "/",
    "story_pdf": ".pdf",
    "story_calendar": ".ics",
    "story_proof": "/xac-thuc/",
    "story_proof_files": "/xac-thuc.zip",
    "disclosure_file": "/",
}
# Told of at its own address also where the story was taken away.
_TOLD_AFTERWARDS = {"story_proof", "story_proof_files"}


def address_behind(portal: Portal, path: str) -> str | None:
    """Return the address now of what has this path on `portal`; None where it is right. At most ten queries.

    `path` has no slash in front, as `portals.addresses.register_where_pages_went` says.
    """
    return _moved_on(portal, unquote(path)) or where_it_went(portal, path)


def _moved_on(portal: Portal, path: str) -> str | None:
    if "\x00" in path:
        return None
    slashed = path if path.endswith("/") or "." in path.rpartition("/")[2] else f"{path}/"
    try:
        match = resolve(f"/{slashed}", urlconf="portals.urls.public")
    except Resolver404:
        return None
    name, given = match.url_name or "", match.kwargs
    if name in _BEHIND_STORY:
        return _story(portal, slashed, int(given["story_id"]), name)
    if name in {"section", "section_feed", "register_file"}:
        section = section_at(portal, given["slug"])
        address = address_of_moved_section(section) if section else None
        return address and address + slashed.partition("/")[2]
    if name in {"file", "recording_part"}:
        return _file(portal, given["document_id"])
    if name == "media":
        return _rendition(portal, given["name"])
    return former_file(portal, path) if name == "information" else None


def _story(portal: Portal, path: str, story_id: int, name: str) -> str | None:
    """Where the view of a story would lead in the end: its number alone says which story it is."""
    placement = placement_on(portal, story_id)
    if placement is None:
        return None
    if name == "story" and f"/{path}" != placement.path and (came := story_that_came(portal, path)):
        return came
    address: str | None = placement.path
    if placement.removed_at is not None:
        address = led_on(placement, origin_placement(story_id))
        if address is None and name in _TOLD_AFTERWARDS:
            address = placement.path
    elif name == "disclosure_file":
        address = None
    return address and address.rstrip("/") + _BEHIND_STORY[name]


def _file(portal: Portal, document_id: int) -> str | None:
    document = file_on(portal, document_id)
    is_here = document is not None and document.is_public
    return None if is_here else file_moved_to(portal, document_id)


def _rendition(portal: Portal, name: str) -> str | None:
    found = rendition_on(portal, name)
    is_here = found is not None and found.is_public
    return None if is_here else rendition_moved_to(portal, name)
