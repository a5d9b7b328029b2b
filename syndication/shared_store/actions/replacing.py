"""Turn a copy that was pasted by hand into a placement of the story it repeats ("Chuyển thành đăng lại")."""

from __future__ import annotations

from datetime import datetime
from typing import cast

from django.db import transaction
from django.utils.translation import gettext as _

from editorial.enums import RemovalKind
from editorial.models import Placement, SectionPage, StoryPage
from editorial.permissions import may_review
from editorial.placements.actions import withdraw_story
from editorial.public.queries.origins import origin_placement
from editorial.similarity.matches import near_duplicates
from portals.addresses import main_origin
from portals.audit_log.entries import log_page_act
from portals.boards.models import User
from portals.refusals import NotYourOffice, Refusal
from portals.tree import portal_of
from syndication.deliveries.republishing import republish_story


class UnableToReplace(Refusal):
    """The copy is not public, or the texts are no longer nearly the same."""


def replace_copy(*, copy: StoryPage, original: StoryPage, actor: User, now: datetime) -> Placement:
    """Withdraw `copy` as superseded and have `original` stand in its section instead, in one transaction.

    For heads and deputies of the copy's portal. The address of the copy leads to the story from then on.
    """
    portal = portal_of(copy)
    if portal is None or not may_review(actor, copy, now):
        raise NotYourOffice(
            _("Only the head or a deputy head of this portal's board decides on its texts.")
        )
    with transaction.atomic():
        page = StoryPage.objects.get(pk=copy.pk)
        if not page.live:
            raise UnableToReplace(_("This story is not public."))
        told = cast("StoryPage", page.specific)
        if original.pk not in {match.story.pk for match in near_duplicates(told, now=now)}:
            raise UnableToReplace(_("The two texts are no longer nearly the same."))
        origin = origin_placement(original.pk)
        if origin is None:
            raise UnableToReplace(_("The story is no longer published on its own portal."))
        withdraw_story(
            story=page,
            kind=RemovalKind.SUPERSEDED,
            reason=_("The same story is republished from %(portal)s.")
            % {"portal": origin.portal.title},
            actor=actor,
            now=now,
            superseded_by=main_origin(origin.portal) + origin.path,
        )
        placement = republish_story(
            story=original,
            section=SectionPage.objects.get(path=page.path[: -page.steplen]),
            actor=actor,
            now=now,
        )
        log_page_act(
            page=told,
            action="syndication.replace_copy",
            actor=actor,
            data={"portal": portal.pk, "original": original.pk},
        )
    return placement
