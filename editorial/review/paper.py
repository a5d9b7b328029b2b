"""Approval on paper: signed on a sheet by who may approve, entered with a photo of it by the standing editors."""

from __future__ import annotations

from datetime import datetime
from typing import TYPE_CHECKING

from django.core.files.uploadedfile import UploadedFile
from django.db import transaction
from django.utils.translation import gettext as _
from wagtail.models import Page

from editorial.enums import ApprovalGround
from editorial.models import Approval
from editorial.permissions import authors_of_change, may_publish_at_once
from portals.boards.approval import approval_basis, standing_waiver
from portals.refusals import NotYourOffice, Refusal
from portals.tree import portal_of
from portals.uploads import SHEETS, examined

from .decisions import (
    UnableToApprove,
    finish_review,
    locked_page,
    open_review,
    refuse_own,
    waiting_review,
    waits_for_approval_since,
)
from .sampling import draw_sample
from .subjects import propose_subject

if TYPE_CHECKING:
    from portals.boards.models import User


class UnableToRecordPaper(Refusal):
    """The signer can approve here, or the hour of the signature is not possible."""


def record_paper_approval(
    *,
    story: Page,
    approver: User,
    signed_at: datetime,
    sheet: UploadedFile[bytes],
    actor: User,
    now: datetime,
    go_live_at: datetime | None = None,
    mark: str | None = None,
) -> Approval:
    """Publish a text that `approver` signed on paper at `signed_at`. For the secretary, a deputy or the head.

    The signer needs at that hour what an approval here needs. The photo is shown to the board and its overseer only;
    raises UploadRefused where it is none.
    """
    if approver.pk == actor.pk:
        raise UnableToRecordPaper(_("Who signed can approve here: no sheet is needed."))
    _check_hours(signed_at=signed_at, go_live_at=go_live_at, now=now)
    kept = examined(sheet, accepts=SHEETS)
    with transaction.atomic():
        page = locked_page(story)
        portal = portal_of(page)
        if portal is None or not may_publish_at_once(actor, page, now):
            raise NotYourOffice(
                _("Only the secretary, a deputy head or the head records an approval on paper.")
            )
        task_state = waiting_review(page) or open_review(page, actor, now)
        if signed_at < _begun_to_be(page):
            raise UnableToRecordPaper(
                _("The text was changed after that hour: the sheet was signed for another version.")
            )
        sensitive = bool(propose_subject(page))
        since = waits_for_approval_since(task_state, portal, now)
        basis = approval_basis(
            approver, portal, signed_at, sensitive=sensitive, waiting_since=since or signed_at
        )
        if basis is None:
            raise UnableToApprove(
                _("%(person)s could not approve this text at that time.") % {"person": approver}
            )
        ground = ApprovalGround(str(basis.kind))
        if approver.pk in authors_of_change(page):
            if standing_waiver(portal, signed_at) is None:
                refuse_own(page, approver)
            ground = ApprovalGround.WAIVER
        approval = finish_review(
            page=page,
            portal=portal,
            task_state=task_state,
            ground=ground,
            words=str(basis),
            approver=approver,
            actor=actor,
            now=now,
            go_live_at=go_live_at,
            mark=mark,
            approved_at=signed_at,
            sheet=kept,
            logged=basis.logged(),
        )
        if ground == ApprovalGround.WAIVER:
            draw_sample(approval=approval, now=now)
        return approval


def _begun_to_be(page: Page) -> datetime:
    """The minute in which the text as it stands was saved; hours on paper have no seconds."""
    saved: datetime = page.get_latest_revision().created_at
    return saved.replace(second=0, microsecond=0)


def _check_hours(*, signed_at: datetime, go_live_at: datetime | None, now: datetime) -> None:
    if signed_at > now:
        raise UnableToRecordPaper(_("The sheet cannot have been signed in the future."))
    if go_live_at is not None and go_live_at <= now:
        raise UnableToApprove(_("The go-live time must be in the future."))
