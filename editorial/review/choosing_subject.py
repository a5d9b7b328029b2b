"""The desk's word on whether a story's subject is sensitive, over what its section and words propose."""

from __future__ import annotations

from datetime import datetime
from typing import TYPE_CHECKING

from django.db import transaction
from django.utils.translation import gettext as _
from wagtail.log_actions import log

from editorial.enums import SensitiveSubject
from editorial.models import StoryPage
from portals.boards.enums import EDITORS, Position
from portals.boards.queries import holds_post
from portals.refusals import NotYourOffice
from portals.tree import portal_of

from .decisions import locked_page

if TYPE_CHECKING:
    from portals.boards.models import User

# A deputy who could lift the mark could approve every sensitive text.
LIFTERS = frozenset({Position.HEAD, Position.SECRETARY})


def set_subject(
    *, story: StoryPage, subject: SensitiveSubject | None, actor: User, now: datetime
) -> StoryPage:
    """Set the story's sensitive subject, or None for an ordinary one. From then on its words propose nothing.

    Editors and above may name a subject; only the head or the secretary may say that there is none.
    """
    with transaction.atomic():
        page: StoryPage = locked_page(story)
        portal = portal_of(page)
        if portal is None or not holds_post(actor, portal, now, EDITORS if subject else LIFTERS):
            raise NotYourOffice(
                _("Only an editor, the secretary or the head of the board names the subject.")
                if subject
                else _("Only the head or the secretary says that a subject is not sensitive.")
            )
        before = page.sensitive_subject
        page.sensitive_subject = subject.value if subject else ""
        page.subject_by_hand = True
        StoryPage.objects.filter(pk=page.pk).update(
            sensitive_subject=page.sensitive_subject, subject_by_hand=True
        )
        log(
            instance=page,
            action="editorial.set_subject",
            user=actor,
            data={"portal": portal.pk, "from": before, "to": page.sensitive_subject},
        )
    return page
