"""Checks after publication: of what went out by the fast lane, and of self-approved texts that were drawn."""

from __future__ import annotations

from datetime import datetime
from typing import TYPE_CHECKING

from django.db import transaction
from django.utils.translation import gettext as _
from wagtail.log_actions import log
from wagtail.models import Page

from editorial.enums import CheckKind, CheckVerdict, RemovalKind
from editorial.models import InformationPage, LaterCheck, StoryPage
from editorial.placements.actions import end_story
from editorial.placements.removing import take_off_portal
from portals.refusals import NotYourOffice, Refusal

from .later_checks import may_check

if TYPE_CHECKING:
    from portals.boards.models import User
    from portals.models import Portal


class UnableToCheck(Refusal):
    """The check is done, or the verdict lacks its reason."""


def settle_check(
    *, check: LaterCheck, verdict: CheckVerdict, reason: str, actor: User, now: datetime
) -> LaterCheck:
    """Give the verdict on a text that was published before somebody else had seen it.

    WITHDRAWN takes it off in the same moment. FAULTED leaves it to the board to correct, and is for samples only.
    """
    reason = reason.strip()
    if verdict != CheckVerdict.PASSED and not reason:
        raise UnableToCheck(_("Say what is wrong with the text."))
    with transaction.atomic():
        open_check = (
            LaterCheck.objects.select_for_update(of=("self",))
            .select_related("approval__portal")
            .get(pk=check.pk)
        )
        if open_check.verdict:
            raise UnableToCheck(_("This text has been checked meanwhile."))
        if not may_check(open_check, actor, now):
            raise NotYourOffice(_("Somebody else must check this text."))
        if verdict == CheckVerdict.FAULTED and open_check.kind != CheckKind.SAMPLE:
            raise UnableToCheck(_("A text published at once either stands or is withdrawn."))
        open_check.verdict = verdict
        open_check.reason = reason
        open_check.checked_by = actor
        open_check.checked_at = now
        open_check.save(update_fields=["verdict", "reason", "checked_by", "checked_at"])
        page = open_check.approval.page.specific
        log(
            instance=page,
            action="editorial.later_check",
            user=actor,
            data={
                "portal": open_check.approval.portal_id,
                "check": open_check.pk,
                "kind": open_check.kind,
                "verdict": str(verdict),
                "reason": reason,
            },
        )
        if verdict == CheckVerdict.WITHDRAWN and page.live:
            _take_off(page, open_check.approval.portal, reason, actor, now)
    return open_check


def _take_off(page: Page, portal: Portal, reason: str, actor: User, now: datetime) -> None:
    """Withdraw by the right of the check, which the overseer has too."""
    kind = RemovalKind.IN_ERROR
    if isinstance(page, StoryPage):
        end_story(story=page, portal=portal, kind=kind, reason=reason, actor=actor, now=now)
    elif isinstance(page, InformationPage):
        take_off_portal(page=page, kind=kind, reason=reason, actor=actor, now=now)
