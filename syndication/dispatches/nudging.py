"""Remind the boards where something waits ("Nhắc"), each at most once a day."""

from __future__ import annotations

from datetime import datetime

from django.db import connection, transaction
from django.utils.translation import gettext as _

from portals.audit_log.entries import log_page_act
from portals.boards.enums import STANDING_EDITORS
from portals.boards.models import User
from portals.boards.queries import holds_post
from portals.clock import local_date
from portals.refusals import NotYourOffice, Refusal
from syndication.enums import FOR_THE_BOARD, DeliveryState
from syndication.models import Delivery, Dispatch

# The board learns of it by its inbox, and so by its digest. One statement; the index refuses a second a day.
_NUDGE = """
    INSERT INTO syndication_nudge (sender_id, portal_id, day, dispatch_id, nudged_by_id, nudged_at)
    SELECT %(sender)s, d.portal_id, %(day)s, d.dispatch_id, %(actor)s, %(now)s
    FROM syndication_delivery d
    WHERE d.dispatch_id = %(dispatch)s AND d.state = 'waiting' AND d.how IN ('offer', 'deadline')
    ORDER BY d.portal_id
    ON CONFLICT (portal_id, sender_id, day) DO NOTHING
"""


class NobodyToNudge(Refusal):
    """Nobody waits, or all of them were reminded today."""


def undecided_boards(dispatch: Dispatch) -> int:
    """Return how many boards have not decided on the dispatch, reminded or not."""
    waiting = Delivery.objects.filter(
        dispatch=dispatch, state=DeliveryState.WAITING, how__in=FOR_THE_BOARD
    )
    return waiting.count()


def nudge_boards(*, dispatch: Dispatch, actor: User, now: datetime) -> int:
    """Remind every board that has not decided on the dispatch and was not reminded today; return how many."""
    if not holds_post(actor, dispatch.sender, now, STANDING_EDITORS):
        raise NotYourOffice(_("Only the standing editors who sent the story remind the boards."))
    with transaction.atomic(), connection.cursor() as cursor:
        cursor.execute(
            _NUDGE,
            {
                "sender": dispatch.sender_id,
                "day": local_date(now),
                "dispatch": dispatch.pk,
                "actor": actor.pk,
                "now": now,
            },
        )
        count = int(cursor.rowcount)
        if not count:
            raise NobodyToNudge(_("Every board that has not decided was reminded today already."))
        log_page_act(
            page=dispatch.story.specific,
            action="syndication.nudge",
            actor=actor,
            data={"portal": dispatch.sender_id, "dispatch": dispatch.pk, "boards": count},
        )
    return count
