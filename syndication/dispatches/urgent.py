"""Urgent dispatches ("Khẩn cấp"): a second person lets them go, they are on top for a day, at most three of a sender.

Confirming, renewing and ending change the pins of placements, the origin's too: they own the origin placement first,
then the dispatch, as a withdrawal does.
"""

from __future__ import annotations

from datetime import datetime, timedelta
from functools import partial

from django.db import IntegrityError, transaction
from django.utils.translation import gettext as _
from wagtail.models import Page

from editorial.placements.writing import pin
from portals.audit_log.entries import log_page_act
from portals.boards.enums import STANDING_EDITORS
from portals.boards.models import User
from portals.boards.queries import holds_post
from portals.clock import local_date
from portals.refusals import NotYourOffice, Refusal
from syndication.enums import DispatchState
from syndication.models import URGENT_AT_A_TIME, Delivery, Dispatch
from syndication.placing.locks import lock_dispatch, lock_origin
from syndication.placing.nudging import nudge_dispatch

from .audience import insert_deliveries

# An urgent story is on top so long, from its confirmation or from its last renewal.
URGENT_FOR = timedelta(hours=24)


class UnableToConfirmUrgent(Refusal):
    """It is one's own, does not wait any more, or three are on top already."""


class NotUrgent(Refusal):
    """The dispatch is not on top of home pages."""


def confirm_urgent(*, dispatch: Dispatch, actor: User, now: datetime) -> Dispatch:
    """Let an urgent dispatch go, as the second person: it is placed at once, on top of every home page for a day."""
    # The job places by verbs of this package.

    from .actions import section_type_meant

    _check_post(actor, dispatch, now)
    if actor.pk == dispatch.sent_by_id:
        raise UnableToConfirmUrgent(
            _("Somebody else of the standing editors confirms: an urgent story takes two people.")
        )
    with transaction.atomic():
        origin = lock_origin(dispatch.story_id, "UPDATE")
        locked = lock_dispatch(dispatch.pk)
        if locked.state != DispatchState.AWAITING:
            raise UnableToConfirmUrgent(
                _("It does not wait for you any more: %(state)s.")
                % {"state": locked.get_state_display()}
            )
        if origin is None or not Page.objects.filter(pk=locked.story_id, live=True).exists():
            raise UnableToConfirmUrgent(_("The story is not published any more."))
        locked.confirmed_by, locked.confirmed_at = actor, now
        locked.starts_at = now
        _take_slot(locked, now)
        insert_deliveries(
            dispatch=locked,
            section_type=section_type_meant(locked, origin),
            now=now,
            day=local_date(now),
        )
        _pin(locked, now + URGENT_FOR)
        _log(locked, "syndication.confirm", actor=actor)
        transaction.on_commit(partial(nudge_dispatch, locked.pk), robust=True)
    return locked


def refuse_urgent(*, dispatch: Dispatch, reason: str, actor: User, now: datetime) -> Dispatch:
    """Say no to an urgent dispatch that waits for its second person, with a reason for who asked."""
    _check_post(actor, dispatch, now)
    reason = reason.strip()
    if not reason:
        raise UnableToConfirmUrgent(_("Give the reason: whoever wanted to send it reads it."))
    with transaction.atomic():
        locked = lock_dispatch(dispatch.pk)
        if locked.state != DispatchState.AWAITING:
            raise UnableToConfirmUrgent(
                _("It does not wait for you any more: %(state)s.")
                % {"state": locked.get_state_display()}
            )
        locked.state, locked.ended_at, locked.ended_by = DispatchState.UNDONE, now, actor
        locked.ended_reason = reason
        locked.save(update_fields=["state", "ended_at", "ended_by", "ended_reason"])
        _log(locked, "syndication.refuse_urgent", actor=actor, reason=reason)
    return locked


def renew_urgent(*, dispatch: Dispatch, actor: User, now: datetime) -> Dispatch:
    """Keep an urgent story on top for a day from now. Refused once it ended: it then takes a new dispatch."""
    _check_post(actor, dispatch, now)
    with transaction.atomic():
        locked = _lock_on_top(dispatch)
        locked.urgent_until = now + URGENT_FOR
        locked.save(update_fields=["urgent_until"])
        _pin(locked, locked.urgent_until)
        _log(locked, "syndication.renew_urgent", actor=actor)
    return locked


def end_urgent(*, dispatch: Dispatch, actor: User, now: datetime) -> Dispatch:
    """Take an urgent story off the top before its time; it stays where it stands, as any other."""
    _check_post(actor, dispatch, now)
    with transaction.atomic():
        locked = _lock_on_top(dispatch)
        locked.urgent_until, locked.urgent_slot = now, None
        locked.save(update_fields=["urgent_until", "urgent_slot"])
        _pin(locked, None)
        _log(locked, "syndication.end_urgent", actor=actor)
    return locked


def end_urgent_ones(*, now: datetime) -> int:
    """Give back the places of those whose day is over; return how many. Pages leave them out by the hour itself."""
    return Dispatch.objects.filter(urgent_slot__isnull=False, urgent_until__lte=now).update(
        urgent_slot=None
    )


def _take_slot(dispatch: Dispatch, now: datetime) -> None:
    """Open the dispatch in a free place among the sender's urgent ones; the database holds that no two have one."""
    end_urgent_ones(now=now)
    dispatch.state = DispatchState.OPEN
    dispatch.urgent_until = now + URGENT_FOR
    for _attempt in range(URGENT_AT_A_TIME):
        taken = set(
            Dispatch.objects.filter(
                sender=dispatch.sender_id, urgent_slot__isnull=False
            ).values_list("urgent_slot", flat=True)
        )
        free = [slot for slot in range(1, URGENT_AT_A_TIME + 1) if slot not in taken]
        if not free:
            break
        dispatch.urgent_slot = free[0]
        try:
            with transaction.atomic():
                dispatch.save()
        except IntegrityError as error:
            if "story_is_urgent_once" in str(error):
                raise UnableToConfirmUrgent(
                    _("This story is on top already; renew that.")
                ) from error
            # Somebody was quicker: look again.
            continue
        return
    raise UnableToConfirmUrgent(
        _("%(count)s urgent stories are on top of the home pages already. End one of them first.")
        % {"count": URGENT_AT_A_TIME}
    )


def _lock_on_top(dispatch: Dispatch) -> Dispatch:
    lock_origin(dispatch.story_id, "UPDATE")
    locked = lock_dispatch(dispatch.pk)
    if locked.urgent_slot is None:
        raise NotUrgent(_("It is no longer on top of the home pages. Send it anew if need be."))
    return locked


def _pin(dispatch: Dispatch, until: datetime | None) -> None:
    receivers = Delivery.objects.filter(dispatch=dispatch).values_list("portal_id", flat=True)
    pin(
        story_id=dispatch.story_id,
        portal_ids=list(receivers.order_by()),
        until=until,
        with_origin=True,
    )


def _check_post(actor: User, dispatch: Dispatch, now: datetime) -> None:
    if not holds_post(actor, dispatch.sender, now, STANDING_EDITORS):
        raise NotYourOffice(_("Only the standing editors who send the story decide on this."))


def _log(dispatch: Dispatch, action: str, *, actor: User, reason: str = "") -> None:
    log_page_act(
        page=dispatch.story.specific,
        action=action,
        actor=actor,
        data={"portal": dispatch.sender_id, "dispatch": dispatch.pk, "reason": reason},
    )
