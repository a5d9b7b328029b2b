"""What stands against an act on a story, in a sentence that a page shows in place of its form.

An empty sentence: nothing is known against it. The verbs still decide, under their locks.
"""

from __future__ import annotations

from datetime import datetime

from django.utils import formats, timezone
from django.utils.translation import gettext as _

from editorial.enums import PlacementRole
from editorial.models import Placement, StoryPage
from portals.models import Portal
from syndication.enums import ProposalState
from syndication.models import Proposal, Recall


def against_sending(story: StoryPage) -> str:
    if not story.live:
        return _("Only a story that is published on its own portal is sent.")
    return ""


def against_recalling(story: StoryPage) -> str:
    if Placement.objects.standing().filter(story=story, role=PlacementRole.ORIGIN).exists():
        return ""
    recall = Recall.objects.filter(story=story).order_by("-recalled_at", "-pk").first()
    if recall is None:
        return _("The story stands on no portal.")
    return _("The story was recalled from all portals at %(time)s: %(reason)s") % {
        "time": _minute(recall.recalled_at),
        "reason": recall.reason,
    }


def against_proposing(story: StoryPage, receiver: Portal | None) -> str:
    if receiver is None:
        return _("There is no portal above this one.")
    said = {"portal": receiver.title}
    open_one = Proposal.objects.filter(
        story=story,
        receiver=receiver,
        state__in=[ProposalState.WAITING, ProposalState.TAKEN],
    ).first()
    if open_one is not None and open_one.state == ProposalState.TAKEN:
        return _("%(portal)s took the story for publication at %(time)s.") % {
            **said,
            "time": _minute(open_one.decided_at),
        }
    if not story.live:
        return _("Only a story that is published on its own portal is sent up.")
    if open_one is not None:
        return _("The story was sent up at %(time)s and waits for %(portal)s to decide.") % {
            **said,
            "time": _minute(open_one.proposed_at),
        }
    if Placement.objects.standing().filter(story=story, portal=receiver).exists():
        return _("The story stands on %(portal)s already.") % said
    return ""


def against_deciding(proposal: Proposal) -> str:
    said = {"time": _minute(proposal.decided_at), "reason": proposal.reason}
    if proposal.state == ProposalState.TAKEN:
        return _("The story was taken for publication at %(time)s.") % said
    if proposal.state == ProposalState.DECLINED:
        return _("It was decided at %(time)s not to use the story: %(reason)s") % said
    if proposal.state == ProposalState.WITHDRAWN and proposal.reason:
        return _("The story was withdrawn by its board at %(time)s: %(reason)s") % said
    if proposal.state == ProposalState.WITHDRAWN:
        return _("The board that sent the story took it back at %(time)s.") % said
    return ""


def against_taking(proposal: Proposal) -> str:
    if decided := against_deciding(proposal):
        return decided
    if not proposal.story.live:
        return _("The story is no longer published on its own portal.")
    return ""


def _minute(moment: datetime | None) -> str:
    if moment is None:
        return ""
    return str(formats.date_format(timezone.localtime(moment), "d/m/Y H:i"))
