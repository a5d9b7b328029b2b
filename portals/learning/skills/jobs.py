"""The nightly job of the training record. It asks the database what is due."""

from __future__ import annotations

from django.utils import timezone

from portals.clock import local_date

from .keeping import keep_skills
from .models import PersonSkill


def keep_the_training_record() -> int:
    """Derive the record where that was not done today: the clock nudges each hour, so it is done after midnight.

    Returns how many skills stand, or 0.
    """
    now = timezone.now()
    last = PersonSkill.objects.order_by("-kept_at").values_list("kept_at", flat=True).first()
    if last is not None and local_date(last) == local_date(now):
        return 0
    return keep_skills(now=now)
