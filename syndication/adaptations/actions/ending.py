"""Withdraw own versions together with their source."""

from __future__ import annotations

from datetime import datetime

from editorial.enums import RemovalKind
from editorial.models import StoryPage
from editorial.placements.actions import end_story
from portals.boards.models import User
from syndication.adaptations.models import Adaptation


def end_copies(
    *, source: StoryPage, kind: RemovalKind, reason: str, actor: User, now: datetime
) -> dict[int, int]:
    """Withdraw every public own version of `source`, and those made from them; return where each stood, by its id.

    In the transaction of the recall, which has asked for the right and locked the source. Drafts stay with their
    boards: the withdrawal of their source keeps them from publication until the board decides.
    """
    ended: dict[int, int] = {}
    adaptations = Adaptation.objects.filter(source=source).select_related("copy", "portal")
    for adaptation in adaptations.order_by("copy_id"):
        if StoryPage.objects.filter(pk=adaptation.copy_id, live=True).exists():
            ended[adaptation.copy_id] = end_story(
                story=adaptation.copy,
                portal=adaptation.portal,
                kind=kind,
                reason=reason,
                actor=actor,
                now=now,
            )
        ended |= end_copies(source=adaptation.copy, kind=kind, reason=reason, actor=actor, now=now)
    return ended
