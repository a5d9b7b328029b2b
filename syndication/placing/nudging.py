"""Having what waits placed soon: the leaf by which verbs ask for a job that itself calls verbs."""

from __future__ import annotations

from portals.jobs.queueing import enqueue


def nudge_dispatch(dispatch_id: int) -> None:
    """Queue the placing of what waits of a dispatch. The row is the truth; a sweeper finds what a lost nudge left."""
    enqueue("syndication.jobs.place_dispatch", dispatch_id=dispatch_id)
