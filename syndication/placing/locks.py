"""The order in which acts on one travelling story take their row locks.

Origin placement, then dispatches by id, then proposals by id, then deliveries. Whoever makes the story appear
anywhere shares the origin placement; whoever ends it, or changes what is on top, owns it. So a story that is being
withdrawn gains no dispatch, no delivery and no taken proposal meanwhile, and nobody waits in a circle.

Placements are written with their portals in ascending order and, where a board places several stories, those of one
portal with their stories ascending: one order for both, so that neither waits for the other in a circle.
"""

from __future__ import annotations

from typing import Literal

from wagtail.models import Page

from editorial.models import Placement
from syndication.models import Dispatch

LockMode = Literal["SHARE", "UPDATE"]


def lock_origin(story_id: int, mode: LockMode) -> Placement | None:
    """Lock the standing origin placement of the story and return it, or None where none stands.

    Must run inside a transaction. Waits for a withdrawal in progress, and then sees its outcome.
    """
    # A move ends one origin and places another: whoever waited finds the new one on a second look.
    return _locked(_STANDING_ORIGIN, story_id, mode) or _locked(_STANDING_ORIGIN, story_id, mode)


def lock_live_origin(story_id: int) -> Placement | None:
    """Share the origin placement of a story that is public now; None where it is not."""
    origin = lock_origin(story_id, "SHARE")
    # Asked in its own statement: while waiting for the lock, the page may have changed.
    if origin is None or not Page.objects.filter(pk=story_id, live=True).exists():
        return None
    return origin


def lock_sent_origin(dispatch_id: int) -> Placement | None:
    """Share the standing origin placement of the story that a dispatch sends; None where it has none."""
    return _locked(_SENT_ORIGIN, dispatch_id, "SHARE") or _locked(
        _SENT_ORIGIN, dispatch_id, "SHARE"
    )


def lock_dispatch(dispatch_id: int) -> Dispatch:
    """Own a dispatch's row: no slice of it runs until the end of the transaction."""
    return (
        Dispatch.objects.select_for_update(of=("self",))
        .select_related("sender", "story")
        .get(pk=dispatch_id)
    )


def share_dispatch(dispatch_id: int) -> Dispatch:
    """Keep a dispatch from being recalled or changed until the end of the transaction."""
    return Dispatch.objects.raw(
        "SELECT * FROM syndication_dispatch WHERE id = %s FOR SHARE", [dispatch_id]
    )[0]


# With the kind of section in which the story stands, which decides where receivers place it.
_ORIGIN = """
    SELECT *, (
        SELECT section_type_id FROM editorial_sectionpage WHERE page_ptr_id = section_id
    ) AS section_kind
    FROM editorial_placement WHERE role = 'origin' AND removed_at IS NULL
"""
_STANDING_ORIGIN = f"{_ORIGIN} AND story_id = %s"
_SENT_ORIGIN = f"{_ORIGIN} AND story_id = (SELECT story_id FROM syndication_dispatch WHERE id = %s)"


def _locked(sql: str, pk: int, mode: LockMode) -> Placement | None:
    # Django has no FOR SHARE.
    return next(iter(Placement.objects.raw(f"{sql} FOR {mode}", [pk])), None)
