"""A board takes another portal's public story onto its own portal, of its own accord ("Đăng lại")."""

from __future__ import annotations

from datetime import datetime

from django.db import transaction
from django.utils.translation import gettext as _
from wagtail.log_actions import log

from editorial.models import Placement, SectionPage, StoryPage
from editorial.placements.writing import PlacementSpec, republish_one
from portals.boards.enums import STANDING_EDITORS
from portals.boards.models import User
from portals.boards.queries import holds_post
from portals.refusals import NotYourOffice, Refusal
from syndication.placing.lineage import against_placing
from syndication.placing.locks import lock_live_origin

VIA = "board"


class UnableToRepublish(Refusal):
    """The story is not public any more, or must not come to that portal."""


def republish_story(
    *, story: StoryPage, section: SectionPage, actor: User, now: datetime
) -> Placement:
    """Make `story` stand in `section` with its source and its date, as its own board approved it.

    For the standing editors of the section's portal: no review, since nothing is written. Corrections and withdrawals
    at the origin reach it by themselves.
    """
    portal = section.portal
    if not holds_post(actor, portal, now, STANDING_EDITORS):
        raise NotYourOffice(_("Only the head, a deputy head or the secretary republishes a story."))
    with transaction.atomic():
        origin = lock_live_origin(story.pk)
        if origin is None:
            raise UnableToRepublish(_("The story is no longer published on its own portal."))
        if refusal := against_placing(story_id=story.pk, portal=portal):
            raise UnableToRepublish(refusal)
        # A dispatch may have been quicker: then the story stands already, which is what was wanted.
        placement = republish_one(
            PlacementSpec(portal.pk, section.pk, story.pk, kind=origin.kind, via=VIA, placed_at=now)
        )
        log(
            instance=StoryPage.objects.get(pk=story.pk).specific,
            action="syndication.republish",
            user=actor,
            data={"portal": portal.pk, "section": section.pk},
        )
    return placement
