"""The nightly job of the training record. It asks the database what is due."""

from __future__ import annotations

from datetime import timedelta

from django.utils import timezone

from .keeping import keep_skills
from .models import PersonSkill

# The clock nudges each hour, since a stopped scheduler skips; the work is done once a night.
EVERY = timedelta(hours=20)


def keep_the_training_record() -> int:
    """Derive the record where that was not done since last night. Returns how many skills stand, or 0."""
    now = timezone.now()
    last = PersonSkill.objects.order_by("-kept_at").values_list("kept_at", flat=True).first()
    if last is not None and now - last < EVERY:
        return 0
    return keep_skills(now=now)
