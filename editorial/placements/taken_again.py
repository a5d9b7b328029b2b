"""Stories and pages that a newer ledger took from the public, on a copy restored from a backup of before."""

from __future__ import annotations

from datetime import datetime

from django.utils.translation import gettext as _

from editorial.enums import RemovalKind
from editorial.models import InformationPage, Placement, StoryPage
from portals.backups.newer_ledger import TakenKind, TakenSince, register_taken
from portals.boards.models import User
from portals.tree import portal_of

from .actions import end_story
from .removing import take_off_portal


def _still_public(content: str) -> bool:
    page = int(content)
    return (
        Placement.objects.standing().filter(story=page).exists()
        or InformationPage.objects.filter(pk=page, live=True).exists()
    )


def _take(taken: TakenSince, actor: User, now: datetime) -> None:
    reason = taken.reason or _("Withdrawn before the install was restored from a backup.")
    if page := InformationPage.objects.filter(pk=int(taken.subject)).first():
        take_off_portal(page=page, kind=RemovalKind.WITHDRAWN, reason=reason, actor=actor, now=now)
        return
    story = StoryPage.objects.get(pk=int(taken.subject))
    portal = portal_of(story)
    if portal is None:
        raise LookupError(f"the story {story.pk} is below no portal")
    end_story(
        story=story.specific,
        portal=portal,
        kind=RemovalKind.WITHDRAWN,
        reason=reason,
        actor=actor,
        now=now,
    )


def install() -> None:
    register_taken(
        TakenKind(
            named_in="content",
            takes=frozenset({"recall", "withdrawal"}),
            brings=frozenset({"publication", "correction", "page"}),
            stands=_still_public,
            take=_take,
        )
    )
