"""Who audits, and under which decisions."""

from __future__ import annotations

from datetime import datetime

from portals.boards.models import BoardMember, User
from portals.clock import local_date

from .models import Auditor

KNOWN = "audits_of"


def audits_of(user: User, now: datetime) -> list[Auditor]:
    """Return the places on teams that `user` holds now, the earliest decision first; none for who sits on a board.

    Nobody looks at what they do themselves, so with a post on a board the place on a team counts for nothing. No query
    for whoever has the rights of a post, one for others, once a user object and day.
    """
    day = local_date(now)
    if not user.is_active or user.is_superuser or user.get_group_permissions():
        return []
    # By attribute: the user of a request is a lazy one, around the one that the backends are given.
    known: dict[object, list[Auditor]] | None = getattr(user, KNOWN, None)
    if known is None:
        known = {}
        setattr(user, KNOWN, known)
    if day not in known:
        on_boards = BoardMember.objects.filter(user=user, period__contains=day)
        known[day] = list(
            Auditor.objects.in_force(now)
            .filter(user=user)
            .exclude(user__in=on_boards.values("user"))
            .select_related("decision")
            .order_by("decision__period", "pk")
        )
    return known[day]
