"""Links beside a story in the desk's list: its way, and where it repeats another board's story."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime

from django.urls import reverse
from django.utils.translation import gettext as _

from editorial.editor.row_links import RowLink
from editorial.enums import PlacementRole
from editorial.models import Placement
from portals.boards.enums import EDITORS

from .copies import repeated_by


def links_of_rows(placements: Sequence[Placement], now: datetime) -> dict[int, list[RowLink]]:
    """Answer for a page of one portal's rows. Six queries at most."""
    links: dict[int, list[RowLink]] = {}
    for one in placements:
        way = reverse("across:path", args=[one.story_id])
        links[one.pk] = [RowLink(_("Way of the story"), way)]
        if one.role == PlacementRole.REPUBLISHED and one.removed_at is None:
            adapt = reverse("adapting:adapt", args=[one.story_id])
            links[one.pk].append(RowLink(_("Edit, then publish"), adapt, positions=EDITORS))
    own = {
        one.story_id: one
        for one in placements
        if one.role == PlacementRole.ORIGIN and one.removed_at is None
    }
    if own:
        portal_id = next(iter(own.values())).portal_id
        for story_id, repeated in repeated_by(own, portal_id=portal_id, now=now).items():
            url = reverse("across:replace", args=[story_id, repeated.original.pk])
            label = _("%(percent)s%% the same as a story of %(portal)s") % {
                "percent": repeated.percent,
                "portal": repeated.portal.name,
            }
            links[own[story_id].pk].append(RowLink(label, url, presses=True))
    return links
