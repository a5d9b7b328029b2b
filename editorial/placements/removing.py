"""Taking a standing page off its portal. Stories, which stand on many, are withdrawn by `placing`."""

from __future__ import annotations

from datetime import datetime
from typing import TYPE_CHECKING

from django.db import transaction
from django.utils.translation import gettext as _
from wagtail.actions.unpublish_page import UnpublishPageAction
from wagtail.log_actions import log
from wagtail.models import Page

from editorial.enums import WITHDRAWAL_KINDS, RemovalKind
from editorial.models import InformationPage, InformationRemoval
from editorial.permissions import may_review
from portals.pagecache.cache_invalidation import change_editions
from portals.refusals import NotYourOffice

from .approvals import take_back_waiting
from .replacements import UnableToWithdraw, find_superseding

if TYPE_CHECKING:
    from portals.boards.models import User


def withdraw_information(
    *,
    page: InformationPage,
    kind: RemovalKind,
    reason: str,
    actor: User,
    now: datetime,
    superseded_by: str = "",
) -> InformationRemoval:
    """Take a public page off its portal; what waits for review or its hour is cancelled with it.

    For a head or deputy of the portal. The address answers 410 with the reason until the page is published anew.
    """
    if not may_review(actor, page, now):
        raise NotYourOffice(
            _("Only the head or a deputy head of this portal's board may withdraw its pages.")
        )
    return take_off_portal(
        page=page, kind=kind, reason=reason, actor=actor, now=now, superseded_by=superseded_by
    )


def take_off_portal(
    *,
    page: InformationPage,
    kind: RemovalKind,
    reason: str,
    actor: User,
    now: datetime,
    superseded_by: str = "",
) -> InformationRemoval:
    """Withdraw a page whose withdrawal `actor` may decide on: the caller has asked."""
    reason = reason.strip()
    if kind not in WITHDRAWAL_KINDS or not reason:
        raise UnableToWithdraw(_("Choose the kind of withdrawal and give a reason."))
    instead = find_superseding(superseded_by, kind=kind, now=now)
    with transaction.atomic():
        Page.objects.select_for_update().get(pk=page.pk)
        standing = InformationPage.objects.get(pk=page.pk)
        if not standing.live:
            raise UnableToWithdraw(_("This page is not public."))
        review = standing.current_workflow_state
        if review is not None:
            review.cancel(user=actor)
        # Takes back an approved hour as well.
        take_back_waiting(page=standing, now=now)
        removal = InformationRemoval.objects.create(
            page=standing,
            title=standing.title,
            removed_at=now,
            kind=kind,
            reason=reason,
            by=actor,
            superseded_by=instead.story,
            superseding_address=instead.address,
        )
        # What follows from it finds the decision.
        UnpublishPageAction(standing, user=actor, log_action=False).execute(
            skip_permission_checks=True
        )
        portal = standing.portal_of_page()
        change_editions(portal_ids=[portal.pk], forbid_stale=True)
        log(
            instance=standing,
            action="editorial.withdraw",
            user=actor,
            data={
                "portal": portal.pk,
                "kind": kind,
                "reason": reason,
                "superseded_by": superseded_by,
            },
        )
    return removal
