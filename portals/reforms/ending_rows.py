"""What is written in the tables of portals and boards where portals end."""

from __future__ import annotations

from portals.boards.models import BoardMember
from portals.calendar.models import WorkingHours
from portals.models import ClusterMembership, Oversight

from .endings import (
    periods_end,
    register_endings,
    register_ends_by_itself,
    register_made_by_the_clock,
)


def register_endings_of_portals() -> None:
    register_endings(
        periods_end(
            "portals.ClusterMembership.portal",
            lambda portals: ClusterMembership.objects.filter(portal__in=portals),
        ),
        periods_end(
            "portals.Oversight.portal", lambda portals: Oversight.objects.filter(portal__in=portals)
        ),
        # Of two that end together the tie is ended once, by the column before.
        periods_end(
            "portals.Oversight.overseer",
            lambda portals: Oversight.objects.filter(overseer__in=portals).exclude(
                portal__in=portals
            ),
        ),
        periods_end(
            "calendar.WorkingHours.portal",
            lambda portals: WorkingHours.objects.filter(portal__in=portals),
        ),
        periods_end(
            "boards.EditorialBoard.portal",
            lambda portals: BoardMember.objects.filter(board__portal__in=portals),
        ),
    )
    for counted in ("PageViews", "ThingViews", "DayShare", "DayReaders"):
        register_made_by_the_clock(f"visits.{counted}.portal")
    register_ends_by_itself(
        {
            "portals.SocialAccount.portal": "the archive names the accounts that it had",
            "boards.RightsGroup.portal": "who is in it follows from the posts, which end",
            "organisation.Unit.portal": "the archive shows the body as it was",
            "organisation.ResidentialGroup.portal": "its people follow it until they choose anew",
            "organisation.Official.portal": "the archive shows the body as it was",
        }
    )
