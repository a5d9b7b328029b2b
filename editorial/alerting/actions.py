"""Keeping at hand what is compared with each publication: the searches that somebody follows."""

from __future__ import annotations

from datetime import datetime, timedelta

from django.db.models import Exists, OuterRef

from editorial.models import FollowedSearch
from portals.alerts.models import Follow

from .searches import SEARCH, SearchKey, query_of, read_key

# Synonyms and what is known of words change; a day later followed searches know it too.
MADE_ANEW_AFTER = timedelta(days=1)
# A round ends within the time of a job; what is left is the oldest of the next.
SEARCHES_A_ROUND = 2_000


def keep_search(about: str, now: datetime) -> None:
    """Have a search compared with what is published from now on. Safe to repeat."""
    key = read_key(about)
    if key is not None:
        _keep([key], now)


def _keep(keys: list[SearchKey], now: datetime) -> int:
    made = [(key, query_of(key.words)) for key in keys]
    kept = FollowedSearch.objects.bulk_create(
        (
            FollowedSearch(
                about=key.about,
                portal_id=key.portal_id,
                reach=key.reach,
                kind=key.kind,
                words=key.words,
                find=find,
                made_at=now,
            )
            for key, find in made
            if find
        ),
        update_conflicts=True,
        unique_fields=["about"],
        update_fields=["find", "made_at"],
    )
    return len(kept)


def refresh_searches(*, now: datetime) -> int:
    """Forget searches that nobody follows any more, and make the oldest of the others anew; return how many.

    One that is followed and was not kept is kept now: its follower was confirmed by a node of the release before.
    """
    follows = Follow.objects.filter(about=OuterRef("about")).exclude(confirmed_at=None)
    gone, _by_model = FollowedSearch.objects.filter(~Exists(follows)).delete()
    kept = FollowedSearch.objects.filter(about=OuterRef("about"))
    missing = (
        Follow.objects.filter(~Exists(kept), about__startswith=f"{SEARCH}:")
        .exclude(confirmed_at=None)
        .values_list("about", flat=True)
        .distinct()[:SEARCHES_A_ROUND]
    )
    old = (
        FollowedSearch.objects.filter(made_at__lt=now - MADE_ANEW_AFTER)
        .order_by("made_at", "pk")
        .values_list("about", flat=True)[:SEARCHES_A_ROUND]
    )
    keys = [key for about in (*missing, *old) if (key := read_key(about)) is not None]
    return gone + _keep(keys, now)
