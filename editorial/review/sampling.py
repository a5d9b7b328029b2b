"""Which self-approved texts the overseer looks at: a draw that nobody can foresee and everybody can repeat."""

from __future__ import annotations

from datetime import datetime

from django.utils.crypto import salted_hmac
from wagtail.log_actions import log

from editorial.enums import ApprovalGround, CheckKind
from editorial.models import Approval, LaterCheck
from portals.clock import LOCAL_ZONE

from .deadlines import sample_due

ONE_IN = 5
SALT = "editorial.sample"


def draw_sample(*, approval: Approval, now: datetime) -> LaterCheck | None:
    """Draw a self-approved text for a check by the overseer: the first of each month, and one in five of the others.

    The draw hangs on the installation's secret and the approval alone, so it comes out the same whenever it is asked.
    """
    if not (_is_first_of_month(approval, now) or is_drawn(approval) or _was_drawn(approval)):
        return None
    check = LaterCheck.objects.create(
        approval=approval,
        kind=CheckKind.SAMPLE,
        answerable_id=approval.approver_id,
        opened_at=now,
        due_at=sample_due(now),
    )
    log(
        instance=approval.page.specific,
        action="editorial.draw_sample",
        user=None,
        data={"portal": approval.portal_id, "approval": approval.pk},
    )
    return check


def is_drawn(approval: Approval) -> bool:
    digest = salted_hmac(SALT, str(approval.pk), algorithm="sha256").digest()
    return int.from_bytes(digest[:8]) % ONE_IN == 0


def _was_drawn(approval: Approval) -> bool:
    """Whether the approval before this one was drawn and taken back: nobody draws until the lot is another."""
    before = Approval.objects.filter(page=approval.page_id, pk__lt=approval.pk).order_by("-pk")
    last = before.select_related("check_afterwards").first()
    return (
        last is not None
        and last.taken_back_at is not None
        and getattr(last, "check_afterwards", None) is not None
    )


def _is_first_of_month(approval: Approval, now: datetime) -> bool:
    month = now.astimezone(LOCAL_ZONE).replace(day=1, hour=0, minute=0, second=0, microsecond=0)
    earlier = Approval.objects.filter(
        portal=approval.portal_id,
        ground=ApprovalGround.WAIVER,
        approved_at__gte=month,
        taken_back_at=None,
    ).exclude(pk=approval.pk)
    return not earlier.exists()
