"""The way to this room's pages from a portal's list of stories."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime
from typing import TYPE_CHECKING

from django.urls import reverse
from django.utils.translation import gettext as _

from editorial.editor.row_links import RowLink
from portals.boards.enums import EDITORS

if TYPE_CHECKING:
    from editorial.models import Placement


def ways_of_rows(placements: Sequence[Placement], now: datetime) -> dict[int, list[RowLink]]:
    """The page of passing on, for each story that stands or stood: of what was taken down, that it was. No query."""
    label = _("Pass on")
    return {
        one.pk: [
            RowLink(
                label,
                reverse("story_group_message", args=[one.portal_id, one.story_id]),
                positions=EDITORS,
            )
        ]
        for one in placements
    }
