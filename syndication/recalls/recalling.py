"""Take a story off every portal ("Gỡ trên tất cả các Cổng")."""

from __future__ import annotations

from datetime import datetime
from functools import partial

from django.db import transaction
from django.utils.translation import gettext as _

from editorial.enums import WITHDRAWAL_KINDS, RemovalKind
from editorial.models import StoryPage
from editorial.placements.actions import end_story
from editorial.placements.replacements import UnableToWithdraw
from portals.audit_log.entries import log_page_act
from portals.boards.enums import APPROVERS
from portals.boards.models import User
from portals.boards.queries import holds_post
from portals.clock import local_date
from portals.models import Portal
from portals.refusals import NotYourOffice, Refusal
from portals.tree import portal_of
from syndication.adaptations.actions.ending import end_copies
from syndication.dispatches.audience import ids_above
from syndication.models import Recall

from .actions.proving import open_proof
from .asked import settle_by_recall
from .jobs import nudge_proof
from .ledger_entries import record_recall


class UnableToRecall(Refusal):
    """The story stands nowhere any more, or the recall lacks its kind or reason."""


def recall_story(
    *,
    story: StoryPage,
    kind: RemovalKind,
    reason: str,
    actor: User,
    now: datetime,
    with_copies: bool = True,
) -> Recall:
    """End every placement of `story` and all that is under way, on its own portal and the others.

    Once its transaction is committed the story stands nowhere, and no job can place it again; a job then proves it at
    every address. Own versions that boards made of it are withdrawn too, or, without `with_copies`, flagged to their
    boards. For heads and deputies of the portal that wrote the story, and of those above it.
    """
    reason = reason.strip()
    portal = portal_of(story)
    recalling = portal and recalling_portal(portal, actor, now)
    if portal is None or recalling is None:
        raise NotYourOffice(
            _(
                "Only the head or a deputy head of the board that wrote the story, or of a portal above it, recalls"
                " it."
            )
        )
    if not reason:
        raise UnableToRecall(_("Give the reason: it is shown where the story stood."))
    if kind not in WITHDRAWAL_KINDS:
        raise UnableToRecall(_("A story is not recalled for this kind of reason."))
    with transaction.atomic():
        try:
            count = end_story(
                story=story, portal=portal, kind=kind, reason=reason, actor=actor, now=now
            )
        except UnableToWithdraw as refused:
            raise UnableToRecall(_("The story is not published any more.")) from refused
        copies = (
            end_copies(source=story, kind=kind, reason=reason, actor=actor, now=now)
            if with_copies
            else {}
        )
        count += sum(copies.values())
        recall = Recall.objects.create(
            story=story,
            portal=recalling,
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
                "portal": recalling.pk,
                "recall": recall.pk,
                "placements": count,
                "own_versions": list(copies),
                "reason": reason,
            },
        )
        stories = [story.pk, *copies]
        settle_by_recall(recall, stories)
        record_recall(recall=recall, stories=stories, actor=actor, now=now)
        proof = open_proof(recall=recall, stories=stories)
        transaction.on_commit(partial(nudge_proof, proof.pk), robust=True)
    return recall


def recalling_portal(portal: Portal, actor: User, now: datetime) -> Portal | None:
    """Return for which portal `actor` may recall stories of `portal`: itself or one above it, the nearest."""
    ids = [portal.pk, *ids_above(portal=portal, day=local_date(now))]
    for above in sorted(Portal.objects.filter(pk__in=ids), key=lambda one: ids.index(one.pk)):
        if holds_post(actor, above, now, APPROVERS):
            return above
    return None
