"""Taking what readers missed, noting that it was read, and forgetting it after its term."""

from __future__ import annotations

from collections.abc import Collection
from datetime import datetime, timedelta
from typing import TYPE_CHECKING

from django.db import transaction
from django.utils.translation import gettext as _
from wagtail.log_actions import log

from editorial.models import Placement
from portals.boards.enums import EDITORS
from portals.boards.queries import holds_post
from portals.models import Portal
from portals.refusals import NotYourOffice, Refusal
from portals.text import nfc, without_controls

from .models import LONGEST_REMARK, ReaderRemark

if TYPE_CHECKING:
    from portals.boards.models import User

# Deleted then, read or not: it was said of a page as it was.
KEPT = timedelta(days=180)
# More than a board can read; whoever comes after is told to come back tomorrow. What a program may have sent has
# its own share, and never uses up that of readers.
MOST_A_DAY, MOST_DOUBTFUL_A_DAY = 200, 50


class RemarkRefused(Refusal):
    """Nothing is said, it is too long, or the portal has had as many in a day as anybody can read."""


def leave_remark(*, placement: Placement, text: str, doubtful: bool, now: datetime) -> ReaderRemark:
    """Keep what a reader missed on the story that stands there, and nothing of the reader."""
    text = nfc(without_controls(text)).strip()
    if not text:
        raise RemarkRefused(_("Write what was missing."))
    if len(text) > LONGEST_REMARK:
        raise RemarkRefused(_("This is too long: write in short what was missing."))
    lately = ReaderRemark.objects.filter(
        portal=placement.portal_id, doubtful=doubtful, left_at__gt=now - timedelta(days=1)
    )
    if lately.count() >= (MOST_DOUBTFUL_A_DAY if doubtful else MOST_A_DAY):
        raise RemarkRefused(_("Very much was written to this portal today. Try again tomorrow."))
    return ReaderRemark.objects.create(
        portal_id=placement.portal_id,
        story_id=placement.story_id,
        text=text,
        doubtful=doubtful,
        left_at=now,
    )


@transaction.atomic
def note_read(*, portal: Portal, remarks: Collection[int], actor: User, now: datetime) -> int:
    """Note that `actor`, an editor of the portal's board, read these remarks of it; return how many were unread."""
    if not holds_post(actor, portal, now, EDITORS):
        raise NotYourOffice(_("Only editors of this board settle what readers wrote."))
    unread = ReaderRemark.objects.filter(portal=portal, pk__in=remarks, read_at=None)
    settled = unread.update(read_at=now, read_by=actor)
    if settled:
        log(portal, "remarks.note_read", user=actor, data={"count": settled})
    return settled


def forget_remarks(*, now: datetime) -> int:
    """Delete what is past its term, read or not; return how much that was."""
    return ReaderRemark.objects.filter(left_at__lt=now - KEPT).delete()[0]
