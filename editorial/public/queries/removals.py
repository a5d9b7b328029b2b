"""What stands in the place of a text that was taken off."""

from __future__ import annotations

from django.db.models import Q

from editorial.enums import PlacementRole, RemovalKind
from editorial.models import InformationRemoval, Placement, StoryWithdrawal
from portals.addresses import main_origin
from portals.models import Portal


def instead_of_story(placement: Placement, portal: Portal) -> dict[str, str]:
    """Address, as seen from `portal`, and title of what supersedes a withdrawn story. At most two queries, and none for
    other kinds.
    """
    if placement.removal_kind != RemovalKind.SUPERSEDED:
        return {}
    withdrawal = (
        StoryWithdrawal.objects.filter(story=placement.story_id, kind=RemovalKind.SUPERSEDED)
        .order_by("-removed_at", "-pk")
        .first()
    )
    return instead_of(withdrawal, portal) if withdrawal else {}


def instead_of(removal: StoryWithdrawal | InformationRemoval, portal: Portal) -> dict[str, str]:
    """The superseding story where it stands on `portal`, else at its origin; or the address elsewhere."""
    if removal.superseding_address:
        return {
            "instead_address": removal.superseding_address,
            "instead_title": removal.superseding_address,
        }
    if removal.superseded_by_id is None:
        return {}
    standing = list(
        Placement.objects.standing()
        .filter(story=removal.superseded_by_id)
        .filter(Q(portal=portal) | Q(role=PlacementRole.ORIGIN))
        .select_related("portal__site", "section", "story")
    )
    # It may have been withdrawn itself since.
    chosen = next((one for one in standing if one.portal_id == portal.pk), None) or next(
        iter(standing), None
    )
    if chosen is None:
        return {}
    origin = "" if chosen.portal_id == portal.pk else main_origin(chosen.portal)
    return {"instead_address": origin + chosen.path, "instead_title": chosen.story.title}
