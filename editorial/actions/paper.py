"""Approval on paper: signed on a sheet by who may approve, entered with a photo of it by the desk."""

from __future__ import annotations

from datetime import datetime
from pathlib import PurePosixPath
from typing import TYPE_CHECKING

from django.core.files.uploadedfile import UploadedFile
from django.db import transaction
from django.utils.translation import gettext as _
from PIL import Image, UnidentifiedImageError
from wagtail.models import Page

from editorial.enums import ApprovalGround
from editorial.models import Approval
from editorial.permissions import authors_of_change, may_publish_at_once, portal_of
from editorial.subjects import propose_subject
from portals.boards.approval import approval_basis, standing_waiver
from portals.refusals import NotYourOffice, Refusal

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

if TYPE_CHECKING:
    from portals.boards.models import User

FORMATS = {"JPEG": ".jpg", "PNG": ".png", "WEBP": ".webp"}
LARGEST_SHEET = 15 * 1024 * 1024
MOST_PIXELS = 80_000_000


class UnableToRecordPaper(Refusal):
    """The photo cannot be kept, or the hour of the signature is not possible."""


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

    The signer needs at that hour what an approval here needs. The photo is shown to the board and its overseer only.
    """
    if approver.pk == actor.pk:
        raise UnableToRecordPaper(_("Who signed can approve here: no sheet is needed."))
    _check_hours(signed_at=signed_at, go_live_at=go_live_at, now=now)
    _name_by_content(sheet)
    with transaction.atomic():
        page = locked_page(story)
        portal = portal_of(page)
        if portal is None or not may_publish_at_once(actor, page, now):
            raise NotYourOffice(
                _("Only the secretary, a deputy head or the head records an approval on paper.")
            )
        task_state = waiting_review(page) or open_review(page, actor, now)
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
            sheet=sheet,
            logged=basis.logged(),
        )
        if ground == ApprovalGround.WAIVER:
            draw_sample(approval=approval, now=now)
        return approval


def _check_hours(*, signed_at: datetime, go_live_at: datetime | None, now: datetime) -> None:
    if signed_at > now:
        raise UnableToRecordPaper(_("The sheet cannot have been signed in the future."))
    if go_live_at is not None and go_live_at <= now:
        raise UnableToApprove(_("The go-live time must be in the future."))


def _name_by_content(sheet: UploadedFile[bytes]) -> None:
    """Refuse what is no photo, and give the file the ending of what it is, whatever it was called."""
    if (sheet.size or 0) > LARGEST_SHEET:
        raise UnableToRecordPaper(_("The photo is larger than 15 MB."))
    try:
        with Image.open(sheet) as image:
            kind, (width, height) = image.format or "", image.size
            if width * height > MOST_PIXELS:
                raise UnableToRecordPaper(_("The photo has too many pixels."))
            image.verify()
    except (UnidentifiedImageError, OSError, SyntaxError, ValueError) as error:
        raise UnableToRecordPaper(
            _("This is no photo that can be shown. Take it as JPEG or PNG.")
        ) from error
    finally:
        sheet.seek(0)
    if kind not in FORMATS:
        raise UnableToRecordPaper(_("This is no photo that can be shown. Take it as JPEG or PNG."))
    sheet.name = PurePosixPath(sheet.name or "").stem[:40] + FORMATS[kind]
