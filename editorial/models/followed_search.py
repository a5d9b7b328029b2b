"""A search that somebody follows, ready to be compared with what is published."""

from __future__ import annotations

from typing import ClassVar

from django.contrib.postgres.search import SearchQueryField
from django.db import models
from django.db.models import Q
from django.utils.translation import pgettext_lazy

from portals.models import Portal

# With the rest of the key it fits what `portals.alerts` keeps of one.
LONGEST_FOLLOWED_WORDS = 150


class FollowedReach(models.TextChoices):
    """Where a followed search looks; the values stand in keys and in addresses, and are kept for ever."""

    HERE = "o-day", pgettext_lazy("followed search", "on this portal")
    BELOW = "duoi", pgettext_lazy("followed search", "this unit and all below")
    ALL = "tat-ca", pgettext_lazy("followed search", "on all portals")


class FollowedSearch(models.Model):
    """One search, however many follow it: its words as a query of PostgreSQL's, made anew each day."""

    # The key in `portals.alerts`.
    about = models.CharField(max_length=240, unique=True)
    # Where it was begun: what it looks at unless it reaches further.
    portal = models.ForeignKey(Portal, models.PROTECT, related_name="+")
    reach = models.CharField(max_length=8, choices=FollowedReach)
    # Of stories; "" is any.
    kind = models.CharField(max_length=16, blank=True)
    words = models.CharField(max_length=LONGEST_FOLLOWED_WORDS)
    # Of its own type: what PostgreSQL cannot read would stop each publication.
    find = SearchQueryField()
    made_at = models.DateTimeField()

    objects: ClassVar[models.Manager[FollowedSearch]]

    class Meta:
        constraints = [
            models.CheckConstraint(condition=~Q(words=""), name="followed_search_asks_something"),
        ]
        indexes = [
            models.Index(fields=["reach", "portal"], name="followed_search_reach"),
            models.Index(fields=["made_at"], name="followed_search_oldest"),
        ]

    def __str__(self) -> str:
        return self.about
