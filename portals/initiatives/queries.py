"""What the pages of initiatives show. Each in a fixed number of queries."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.db.models import Count, Exists, OuterRef, Q, QuerySet

from .enums import InitiativeState
from .models import Initiative, InitiativeSupport, Workshop

if TYPE_CHECKING:
    from portals.boards.models import User


def readable_by(user: User) -> QuerySet[Initiative]:
    """All that were submitted, and the drafts of `user`."""
    return Initiative.objects.filter(~Q(state=InitiativeState.DRAFT) | Q(author=user))


def listed_for(user: User, state: str = "") -> QuerySet[Initiative]:
    """The initiatives that `user` reads, of one state or of all, with how many support each; the newest first."""
    found = readable_by(user).filter(state=state) if state else readable_by(user)
    return (
        found.select_related("portal", "author")
        .annotate(supporters=Count("supports"))
        .order_by("-begun_at", "-pk")
    )


def with_own_support(user: User) -> QuerySet[Initiative]:
    """The initiatives that `user` reads, each with whether `user` supports it."""
    own = InitiativeSupport.objects.filter(initiative=OuterRef("pk"), person=user)
    return (
        readable_by(user)
        .select_related("portal", "author", "answered_by", "workshop")
        .annotate(supporters=Count("supports"), is_supported=Exists(own))
    )


def workshops() -> QuerySet[Workshop]:
    return Workshop.objects.annotate(talked_over=Count("initiatives")).order_by("-held_on", "-pk")


def could_be_talked_over(workshop: Workshop) -> QuerySet[Initiative]:
    """What may be chosen for a workshop: submitted, and of no other."""
    private = (InitiativeState.DRAFT, InitiativeState.TAKEN_BACK)
    return (
        Initiative.objects.exclude(state__in=private)
        .filter(Q(workshop=None) | Q(workshop=workshop))
        .select_related("portal")
        .order_by("-submitted_at", "-pk")
    )
