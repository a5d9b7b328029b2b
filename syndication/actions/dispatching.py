"""Send a story to the portals below ("Gửi các Cổng")."""

from __future__ import annotations

from datetime import datetime
from functools import partial

from django.db import transaction
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from editorial.models import StoryPage
from editorial.permissions import portal_of
from portals.boards.enums import DESK
from portals.boards.models import User
from portals.boards.queries import holds_post
from portals.clock import local_date
from portals.journal.entries import log_page_act
from portals.models import Portal
from portals.refusals import NotYourOffice, Refusal
from syndication.audience import Audience, insert_deliveries, names_outside
from syndication.enums import AudienceKind, Urgency
from syndication.jobs import nudge_dispatch
from syndication.locks import lock_live_origin
from syndication.models import Dispatch


class UnableToDispatch(Refusal):
    """The story is not public, the audience empty or not the sender's, or the due time past."""


def dispatch_story(
    *,
    story: StoryPage,
    audience: Audience,
    due_at: datetime | None,
    mandate: str,
    note: str,
    urgency: Urgency = Urgency.ORDINARY,
    actor: User,
    now: datetime,
) -> Dispatch:
    """Send `story` from its own portal to `audience`: one waiting delivery for each portal.

    The rows are the truth. A job that places them is queued on commit; where the queue is away,
    the sweeper queues it later.
    """
    sender = portal_of(story)
    if sender is None or not holds_post(actor, sender, now, DESK):
        raise NotYourOffice(_("Only the desk of the portal that wrote the story sends it."))
    if due_at is not None and due_at <= now:
        raise UnableToDispatch(_("The due time has passed already."))
    with transaction.atomic():
        if lock_live_origin(story.pk) is None:
            raise UnableToDispatch(_("Only a story that is published on its own portal is sent."))
        dispatch = Dispatch.objects.create(
            story=story,
            sender=sender,
            audience=audience.kind,
            audience_detail=audience.detail,
            urgency=urgency,
            due_at=due_at,
            mandate=mandate,
            note=note,
            sent_by=actor,
            sent_at=now,
        )
        count = insert_deliveries(
            dispatch_id=dispatch.pk,
            sender=sender,
            audience=audience,
            now=now,
            day=local_date(now),
        )
        _check_audience(sender=sender, audience=audience, count=count, now=now)
        log_page_act(
            page=story.specific,
            action="syndication.dispatch",
            actor=actor,
            data={
                "portal": sender.pk,
                "dispatch": dispatch.pk,
                "deliveries": count,
                "reason": mandate,
            },
        )
        transaction.on_commit(partial(nudge_dispatch, dispatch.pk), robust=True)
    return dispatch


def _check_audience(*, sender: Portal, audience: Audience, count: int, now: datetime) -> None:
    if audience.kind == AudienceKind.CHOSEN and count != len(audience.portal_ids):
        names = names_outside(sender=sender, portal_ids=audience.portal_ids, day=local_date(now))
        raise UnableToDispatch(
            ngettext(
                "This portal is closed or not one of yours: %(names)s.",
                "These portals are closed or not among yours: %(names)s.",
                len(names),
            )
            % {"names": ", ".join(names)}
        )
    if count == 0:
        raise UnableToDispatch(_("No open portal of yours belongs to this audience."))
