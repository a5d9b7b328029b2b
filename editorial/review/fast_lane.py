"""The fast lane for emergencies: published now by an entitled person, checked within a day by somebody else."""

from __future__ import annotations

from datetime import datetime
from typing import TYPE_CHECKING

from django.db import transaction
from django.utils.translation import gettext as _
from wagtail.models import Page

from editorial.enums import ApprovalGround, CheckKind, SensitiveSubject
from editorial.models import LaterCheck
from editorial.permissions import may_publish_at_once
from portals.boards.enums import Position
from portals.boards.queries import holds_post
from portals.refusals import NotYourOffice, Refusal
from portals.tree import portal_of

from .deadlines import fast_lane_due
from .decisions import finish_review, locked_page, open_review, waiting_review
from .subjects import propose_subject

if TYPE_CHECKING:
    from portals.boards.models import User


class UnableToPublishAtOnce(Refusal):
    """The reason is missing, or a link waits for the head."""


def publish_at_once(
    *, story: Page, reason: str, actor: User, now: datetime, mark: str | None = None
) -> LaterCheck:
    """Publish a text without its review, one's own or a sensitive one too; return the check that is due for it.

    For the head, deputies and the secretary. Whatever step the text waits at ends with it.
    """
    reason = reason.strip()
    if not reason:
        raise UnableToPublishAtOnce(_("Say what makes it urgent."))
    with transaction.atomic():
        page = locked_page(story)
        portal = portal_of(page)
        if portal is None or not may_publish_at_once(actor, page, now):
            raise NotYourOffice(
                _("Only the head, a deputy head or the secretary publishes without a review.")
            )
        task_state = waiting_review(page) or open_review(page, actor, now)
        if propose_subject(page) == SensitiveSubject.LINKS and not holds_post(
            actor, portal, now, frozenset({Position.HEAD})
        ):
            raise UnableToPublishAtOnce(
                _(
                    "The text links to a site that is not known here. Take the link out, or ask the head."
                )
            )
        approval = finish_review(
            page=page,
            portal=portal,
            task_state=task_state,
            ground=ApprovalGround.FAST_LANE,
            words=reason,
            approver=actor,
            actor=actor,
            now=now,
            mark=mark,
            reason=reason,
        )
        return LaterCheck.objects.create(
            approval=approval,
            kind=CheckKind.FAST_LANE,
            answerable=actor,
            opened_at=now,
            due_at=fast_lane_due(now),
        )
