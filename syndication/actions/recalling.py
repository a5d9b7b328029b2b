"""Take a story off every portal ("Gỡ trên tất cả các Cổng")."""

from __future__ import annotations

from datetime import datetime

from django.db import transaction
from django.utils.translation import gettext as _

from editorial.actions.placing import end_story
from editorial.enums import WITHDRAWAL_KINDS, RemovalKind
from editorial.models import StoryPage
from editorial.permissions import portal_of
from portals.boards.enums import APPROVERS
from portals.boards.models import User
from portals.boards.queries import holds_post
from portals.journal.entries import log_page_act
from portals.refusals import NotYourOffice, Refusal
from syndication.locks import lock_origin
from syndication.models import Recall


class UnableToRecall(Refusal):
    """The story stands nowhere any more, or the recall lacks its kind or reason."""


def recall_story(
    *, story: StoryPage, kind: RemovalKind, reason: str, actor: User, now: datetime
) -> Recall:
    """End every placement of `story` and all that is under way, on its own portal and the others.

    Once its transaction is committed the story stands nowhere, and no job can place it again.
    """
    reason = reason.strip()
    portal = portal_of(story)
    if portal is None or not holds_post(actor, portal, now, APPROVERS):
        raise NotYourOffice(
            _("Only the head or a deputy head of the board that wrote the story recalls it.")
        )
    if not reason:
        raise UnableToRecall(_("Give the reason: it is shown where the story stood."))
    if kind not in WITHDRAWAL_KINDS:
        raise UnableToRecall(_("A story is not recalled for this kind of reason."))
    with transaction.atomic():
        if lock_origin(story.pk, "UPDATE") is None:
            raise UnableToRecall(_("The story is not published any more."))
        count = end_story(
            story=story, portal=portal, kind=kind, reason=reason, actor=actor, now=now
        )
        recall = Recall.objects.create(
            story=story,
            portal=portal,
            kind=kind,
            reason=reason,
            recalled_by=actor,
            recalled_at=now,
            placements_ended=count,
        )
        log_page_act(
            page=story.specific,
            action="syndication.recall",
            actor=actor,
            data={
                "portal": portal.pk,
                "recall": recall.pk,
                "placements": count,
                "reason": reason,
            },
        )
    return recall
