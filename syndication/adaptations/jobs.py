"""The sweeper of own versions: what a publication outside one transaction may have left undone."""

from __future__ import annotations

from datetime import datetime, timedelta

from django.db import transaction
from django.db.models import Exists, OuterRef
from django.utils import timezone

from editorial.models import Placement, StoryPage

from .actions.following import follow_in_own_versions, tell_of_the_change
from .models import Adaptation

# Longer than the sweeper can be late.
LOOKED_BACK = timedelta(hours=3)


def follow_what_is_missing() -> int:
    """Take over and tell what was left out; run by the clock."""
    return sweep_adaptations(now=timezone.now())


def sweep_adaptations(*, now: datetime) -> int:
    """Have public own versions take their places, tell of sources published lately; return how many were seen to."""
    beside = Placement.objects.standing().filter(
        story=OuterRef("source"), portal=OuterRef("portal")
    )
    waiting = Adaptation.objects.filter(copy__live=True).filter(
        Exists(beside) | Exists(Adaptation.objects.filter(pk=OuterRef("pk"), took_over_at=None))
    )
    for copy_id in waiting.order_by("pk").values_list("copy_id", flat=True):
        with transaction.atomic():
            # The page before what it replaces, as its publication locks them.
            story = StoryPage.objects.select_for_update(of=("self", "page_ptr")).get(pk=copy_id)
            follow_in_own_versions(story=story, now=now)
    sources = StoryPage.objects.filter(
        live=True,
        last_published_at__gte=now - LOOKED_BACK,
        pk__in=Adaptation.objects.values("source"),
    )
    for source in sources.order_by("pk"):
        with transaction.atomic():
            tell_of_the_change(source=source, now=now)
    return len(waiting) + len(sources)
