"""Carry a member's story up ("Gửi lên Cổng tỉnh"), and decide on it there."""

from __future__ import annotations

from datetime import datetime

from django.db import IntegrityError, transaction
from django.utils.translation import gettext as _
from wagtail.log_actions import log

from editorial.models import Placement, SectionPage, StoryPage
from editorial.placements.writing import PlacementSpec, republish
from portals.boards.enums import STANDING_EDITORS
from portals.boards.models import User
from portals.boards.queries import holds_post
from portals.clock import local_date
from portals.models import Portal
from portals.refusals import NotYourOffice, Refusal
from portals.tree import portal_of
from syndication.dispatches.audience import ids_above
from syndication.enums import ProposalState
from syndication.models import Proposal
from syndication.placing.lineage import against_placing
from syndication.placing.locks import lock_live_origin


class UnableToPropose(Refusal):
    """The story is not public, waits or stands above already, or there is nobody above."""


class UnableToDecide(Refusal):
    """The proposal was decided on already, or the decision lacks its section or reason."""


def propose_story(*, story: StoryPage, note: str, actor: User, now: datetime) -> Proposal:
    """Offer `story` to the portal at the top of the sender's line of oversight, as of today.

    Again also after it was taken, once it no longer stands there.
    """
    sender = portal_of(story)
    if sender is None or not holds_post(actor, sender, now, STANDING_EDITORS):
        raise NotYourOffice(
            _("Only the standing editors of the portal that wrote the story send it up.")
        )
    receiver = receiver_of_proposals(sender=sender, now=now)
    if receiver is None:
        raise UnableToPropose(_("There is no portal above this one."))
    with transaction.atomic():
        if lock_live_origin(story.pk) is None:
            raise UnableToPropose(_("Only a story that is published on its own portal is sent up."))
        if Placement.objects.standing().filter(story=story, portal=receiver).exists():
            raise UnableToPropose(
                _("The story stands on %(portal)s already.") % {"portal": receiver.title}
            )
        try:
            with transaction.atomic():
                proposal = Proposal.objects.create(
                    story=story,
                    sender=sender,
                    receiver=receiver,
                    note=note,
                    proposed_by=actor,
                    proposed_at=now,
                )
        except IntegrityError as error:
            raise UnableToPropose(_("The story was sent up already.")) from error
        _log(proposal, "syndication.propose", actor=actor, portal=sender, reason=note)
    return proposal


def receiver_of_proposals(*, sender: Portal, now: datetime) -> Portal | None:
    """Return the portal that stories of `sender` are sent up to today; None for the topmost one."""
    day = local_date(now)
    above = ids_above(portal=sender, day=day)
    return Portal.objects.open_on(day).filter(pk=above[-1]).first() if above else None


def take_proposal(
    *, proposal: Proposal, section: SectionPage, actor: User, now: datetime
) -> Proposal:
    """Place the proposed story in `section` of the receiving portal."""
    _check_post(actor, proposal.receiver, now)
    if section.portal_id != proposal.receiver_id:
        raise UnableToDecide(_("Choose a section of your own portal."))
    with transaction.atomic():
        origin = lock_live_origin(proposal.story_id)
        locked = _lock_waiting(proposal)
        if origin is None:
            raise UnableToDecide(_("The story is no longer published on its own portal."))
        refusal = against_placing(
            story_id=locked.story_id, portal=locked.receiver, itself_is_fine=True
        )
        if refusal:
            raise UnableToDecide(refusal)
        # Where a dispatch was quicker the story stands already, and is taken all the same.
        republish(
            [
                PlacementSpec(
                    portal_id=locked.receiver_id,
                    section_id=section.pk,
                    story_id=locked.story_id,
                    kind=origin.kind,
                    via=f"proposal:{locked.pk}",
                    placed_at=now,
                )
            ]
        )
        _decide(locked, ProposalState.TAKEN, actor=actor, now=now, reason="")
        _log(locked, "syndication.take", actor=actor, portal=locked.receiver, reason="")
    return locked


def decline_proposal(*, proposal: Proposal, reason: str, actor: User, now: datetime) -> Proposal:
    """Leave the proposed story aside, with a reason that its sender reads."""
    _check_post(actor, proposal.receiver, now)
    reason = reason.strip()
    if not reason:
        raise UnableToDecide(_("Give the reason: the board that sent the story reads it."))
    with transaction.atomic():
        locked = _lock_waiting(proposal)
        _decide(locked, ProposalState.DECLINED, actor=actor, now=now, reason=reason)
        _log(locked, "syndication.decline", actor=actor, portal=locked.receiver, reason=reason)
    return locked


def withdraw_proposal(*, proposal: Proposal, actor: User, now: datetime) -> Proposal:
    """Take back a proposal that nobody has decided on; the story itself stays published."""
    _check_post(actor, proposal.sender, now)
    with transaction.atomic():
        locked = _lock_waiting(proposal)
        _decide(locked, ProposalState.WITHDRAWN, actor=actor, now=now, reason="")
        _log(locked, "syndication.withdraw_proposal", actor=actor, portal=locked.sender, reason="")
    return locked


def _check_post(actor: User, portal: Portal, now: datetime) -> None:
    if not holds_post(actor, portal, now, STANDING_EDITORS):
        raise NotYourOffice(
            _("Only the standing editors of %(portal)s decide on this.") % {"portal": portal.title}
        )


def _lock_waiting(proposal: Proposal) -> Proposal:
    locked = (
        Proposal.objects.select_for_update(of=("self",))
        .select_related("sender", "receiver", "story")
        .get(pk=proposal.pk)
    )
    if locked.state != ProposalState.WAITING:
        raise UnableToDecide(
            _("This was decided already: %(state)s.") % {"state": locked.get_state_display()}
        )
    return locked


def _decide(
    proposal: Proposal, state: ProposalState, *, actor: User, now: datetime, reason: str
) -> None:
    proposal.state = state
    proposal.decided_by = actor
    proposal.decided_at = now
    proposal.reason = reason
    proposal.save(update_fields=["state", "decided_by", "decided_at", "reason"])


def _log(proposal: Proposal, action: str, *, actor: User, portal: Portal, reason: str) -> None:
    log(
        instance=proposal.story.specific,
        action=action,
        user=actor,
        data={"portal": portal.pk, "proposal": proposal.pk, "reason": reason},
    )
