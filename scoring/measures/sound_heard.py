"""Which sounds count as such: they can be heard, and last. Asked of bulletins and of stories."""

from __future__ import annotations

from collections.abc import Collection

from django.db.models import Q

from editorial.recordings.enums import SOUND_TO_DO, SoundState
from editorial.recordings.queries import served_recordings

# What is prepared in the next minutes is heard as it came; silence and damage are found out then.
HEARD = (SoundState.READY, SoundState.AS_IT_CAME, *SOUND_TO_DO)
LEAST_SECONDS = 20


def heard_sounds(files: Collection[int]) -> frozenset[int]:
    """Return those of `files` that can be heard for long enough. One query; none where none is asked of."""
    if not files:
        return frozenset()
    long_enough = Q(seconds=None) | Q(seconds__gte=LEAST_SECONDS)
    found = served_recordings(files).filter(long_enough, state__in=HEARD)
    return frozenset(found.values_list("document_id", flat=True))
