"""The standing editors above pick a member's story on their own ("Chọn đăng"), and may send it on at once."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from django.db import transaction
from django.utils.translation import gettext as _

from editorial.models import Placement, SectionPage, StoryPage
from editorial.placements.writing import PlacementSpec, republish_one
from portals.audit_log.entries import log_page_act
from portals.boards.enums import STANDING_EDITORS
from portals.boards.models import User
from portals.boards.queries import holds_post
from portals.clock import local_date
from portals.models import Portal
from portals.refusals import NotYourOffice, Refusal
from portals.tree import portal_of
from syndication.dispatches.actions import send_on
from syndication.dispatches.audience import ids_above
from syndication.enums import ProposalState
from syndication.models import Dispatch, Proposal
from syndication.placing.lineage import against_placing
from syndication.placing.locks import lock_live_origin

VIA = "pick"


class UnableToPick(Refusal):
    """The story is not public any more, is no member's, or must not come to that portal."""


@dataclass(frozen=True, slots=True)
class Picked:
    """Where the story stands now, and the dispatch that sends it on; None where it stays."""

    placement: Placement
    dispatch: Dispatch | None


def pick_story(
    *, story: StoryPage, section: SectionPage, sends_on: bool, actor: User, now: datetime
) -> Picked:
    """Place a story of a portal below in `section`; with `sends_on` send it to all portals below in the same act.

    For the standing editors of the section's portal. What the member had sent up and waits is taken with it.
    """
    portal = section.portal
    if not holds_post(actor, portal, now, STANDING_EDITORS):
        raise NotYourOffice(_("Only the standing editors of the receiving portal decide on this."))
    with transaction.atomic():
        origin = lock_live_origin(story.pk)
        if origin is None:
            raise UnableToPick(_("The story is no longer published on its own portal."))
        _check(story, portal, now)
        placement = republish_one(
            PlacementSpec(portal.pk, section.pk, story.pk, kind=origin.kind, via=VIA, placed_at=now)
        )
        dispatch = send_on(story=story, sender=portal, actor=actor, now=now) if sends_on else None
        _take_what_waits(story, portal, actor, now)
        log_page_act(
            page=StoryPage.objects.get(pk=story.pk).specific,
            action="syndication.pick",
            actor=actor,
            data={
                "portal": portal.pk,
                "section": section.pk,
                "dispatch": dispatch.pk if dispatch else None,
            },
        )
    return Picked(placement, dispatch)


def _check(story: StoryPage, portal: Portal, now: datetime) -> None:
    writer = portal_of(story)
    if writer is None or portal.pk not in ids_above(portal=writer, day=local_date(now)):
        raise UnableToPick(_("The story is of no portal below yours."))
    if refusal := against_placing(story_id=story.pk, portal=portal, itself_is_fine=True):
        raise UnableToPick(refusal)


def _take_what_waits(story: StoryPage, portal: Portal, actor: User, now: datetime) -> None:
    waiting = Proposal.objects.filter(story=story, receiver=portal, state=ProposalState.WAITING)
    waiting.update(state=ProposalState.TAKEN, decided_by=actor, decided_at=now)
