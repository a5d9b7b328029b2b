"""The class in which a story was sent, for whoever lists stories below this floor."""

from __future__ import annotations

from collections.abc import Collection, Mapping

from .enums import DispatchState, Urgency
from .models import Dispatch

_RANKS = {Urgency.ORDINARY: 0, Urgency.PRIORITY: 1, Urgency.URGENT: 2}


def sent_classes(story_ids: Collection[int]) -> Mapping[int, str]:
    """Return the highest class of the open dispatches of each; what nobody sent is left out. One query."""
    found: dict[int, Urgency] = {}
    sent = Dispatch.objects.filter(story__in=story_ids, state=DispatchState.OPEN)
    for story_id, urgency in sent.values_list("story", "urgency"):
        one = Urgency(urgency)
        found[story_id] = max(found.get(story_id, one), one, key=lambda known: _RANKS[known])
    return found
