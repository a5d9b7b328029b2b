"""Send stories to the portals below ("Gửi các Cổng"), at once or later, and take that back in time."""

from __future__ import annotations

import uuid
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from functools import partial

from django.db import transaction
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from editorial.models import Placement, StoryPage
from portals.audit_log.entries import log_page_act
from portals.boards.enums import STANDING_EDITORS
from portals.boards.models import User
from portals.boards.queries import holds_post
from portals.clock import local_date
from portals.models import Portal
from portals.refusals import NotYourOffice, Refusal
from portals.tree import portal_of
from syndication.enums import AudienceKind, DispatchState, Urgency
from syndication.models import Dispatch
from syndication.placing.locks import lock_dispatch, lock_live_origin
from syndication.placing.nudging import nudge_dispatch

from .audience import NAMED, Audience, count_receivers, insert_deliveries, names_outside

# How long an act of sending may be undone: nothing is placed and no board sees anything before.
UNDO_TIME = timedelta(seconds=30)
# How long an ordinary story is offered where the standing editors give no end.
OFFER_TIME = timedelta(days=7)


class UnableToDispatch(Refusal):
    """The story is not public, the audience empty or not the sender's, or a time missing or past."""


class UnableToUndo(Refusal):
    """It went out already, or was taken back already."""


@dataclass(frozen=True, slots=True)
class StoryToSend:
    """One story of an act of sending, with the kind of section it is meant for (empty: its own)."""

    story: StoryPage
    section_type: str = ""
    urgency: Urgency = Urgency.ORDINARY


def dispatch_story(
    *,
    story: StoryPage,
    audience: Audience,
    due_at: datetime | None,
    mandate: str,
    note: str,
    urgency: Urgency = Urgency.ORDINARY,
    section_type: str = "",
    starts_at: datetime | None = None,
    actor: User,
    now: datetime,
) -> Dispatch:
    """Send one story; all of `dispatch_stories` holds for it."""
    (dispatch,) = dispatch_stories(
        orders=[StoryToSend(story, section_type, urgency)],
        audience=audience,
        due_at=due_at,
        mandate=mandate,
        note=note,
        starts_at=starts_at,
        actor=actor,
        now=now,
    )
    return dispatch


def dispatch_stories(
    *,
    orders: Sequence[StoryToSend],
    audience: Audience,
    due_at: datetime | None,
    mandate: str,
    note: str,
    priority_due_at: datetime | None = None,
    starts_at: datetime | None = None,
    sender: Portal | None = None,
    actor: User,
    now: datetime,
) -> list[Dispatch]:
    """Send stories from their own portal to `audience` in one act; all of them or none.

    `due_at` is the time of all of them; where there is none, `priority_due_at` is that of the priority ones alone.
    A `sender` that did not write them sends on what stands on it too.

    Deliveries are written in the same transaction, one for each portal; where `starts_at` lies ahead, only then. An
    urgent story waits for `confirm_urgent` by a second person. The rows are the truth: the job that places is queued on
    commit, and by the sweeper where the queue is away.
    """
    sender = _sender_of(orders, sender, actor, now)
    planned = starts_at if starts_at is not None and starts_at > now else None
    _check_times(orders, due_at, priority_due_at, begins=planned or now)
    batch = uuid.uuid4()
    with transaction.atomic():
        # In one order, so that two acts with the same stories do not wait for each other.
        return [
            _send(
                order,
                Dispatch(
                    story=order.story,
                    sender=sender,
                    batch=batch,
                    audience=audience.kind,
                    audience_detail=audience.detail,
                    chosen=sorted(audience.portal_ids),
                    section_type_id=order.section_type or None,
                    urgency=order.urgency,
                    due_at=_due(order.urgency, due_at, priority_due_at, planned or now),
                    mandate=mandate,
                    note=note,
                    sent_by=actor,
                    sent_at=now,
                    starts_at=planned or now,
                    state=_first_state(order.urgency, planned),
                ),
                now=now,
            )
            for order in sorted(orders, key=lambda order: order.story.pk)
        ]


def send_on(*, story: StoryPage, sender: Portal, actor: User, now: datetime) -> Dispatch:
    """Send a story that stands on `sender`, but was written elsewhere, to all portals below, as an ordinary one.

    It goes out after `UNDO_TIME`, as what is sent from a page does.
    """
    (dispatch,) = dispatch_stories(
        orders=[StoryToSend(story)],
        audience=Audience(AudienceKind.ALL),
        due_at=None,
        mandate="",
        note="",
        starts_at=now + UNDO_TIME,
        sender=sender,
        actor=actor,
        now=now,
    )
    return dispatch


def undo_dispatches(*, dispatches: Iterable[Dispatch], actor: User, now: datetime) -> int:
    """Take back what did not go out yet; return how many. Refused, whole, once one of them went out."""
    with transaction.atomic():
        locked = list(
            Dispatch.objects.filter(pk__in=[one.pk for one in dispatches])
            .select_related("sender", "story")
            .order_by("pk")
            .select_for_update(of=("self",))
        )
        for dispatch in locked:
            _check_undo(dispatch, actor, now)
        for dispatch in locked:
            dispatch.state = DispatchState.UNDONE
            dispatch.ended_at, dispatch.ended_by = now, actor
            dispatch.save(update_fields=["state", "ended_at", "ended_by"])
            _log(dispatch, "syndication.undo", actor=actor, reason="")
    return len(locked)


def start_dispatch(*, dispatch_id: int, now: datetime) -> bool:
    """Write the deliveries of a planned dispatch whose time has come; return whether any is to be placed at once.

    Safe to run twice and beside an undo: whoever has the dispatch's row first decides.
    """
    story = Dispatch.objects.filter(pk=dispatch_id).values_list("story", flat=True).first()
    if story is None:
        return False
    with transaction.atomic():
        origin = lock_live_origin(story)
        dispatch = lock_dispatch(dispatch_id)
        # A story that is not public now has lost its dispatches, or is about to: its withdrawal ends them.
        if origin is None or dispatch.state != DispatchState.PLANNED or dispatch.starts_at > now:
            return False
        dispatch.state = DispatchState.OPEN
        dispatch.save(update_fields=["state"])
        written = insert_deliveries(
            dispatch=dispatch,
            section_type=section_type_meant(dispatch, origin),
            now=now,
            day=local_date(now),
        )
    return written.at_once > 0


def section_type_meant(dispatch: Dispatch, origin: Placement) -> str:
    """The kind of section the story is meant for: as the sender chose, or as on its own portal."""
    kind: str = origin.section_kind  # type: ignore[attr-defined]  # annotated by the lock
    return dispatch.section_type_id or kind


def _sender_of(
    orders: Sequence[StoryToSend], given: Portal | None, actor: User, now: datetime
) -> Portal:
    senders = {given} if given else {portal_of(order.story) for order in orders}
    if len(senders) != 1:
        raise UnableToDispatch(_("Choose stories of one portal."))
    (sender,) = senders
    if sender is None or not holds_post(actor, sender, now, STANDING_EDITORS):
        raise NotYourOffice(
            _(
                "Only the standing editors of a portal where the story stands, its own above all, send it."
            )
            if given
            else _("Only the standing editors of the portal that wrote the story send it.")
        )
    if given and any(not _stands_on(order.story, given) for order in orders):
        raise UnableToDispatch(_("Only a story that stands on your portal is sent on."))
    return sender


def _stands_on(story: StoryPage, portal: Portal) -> bool:
    return Placement.objects.standing().filter(story=story, portal=portal).exists()


def _check_times(
    orders: Sequence[StoryToSend],
    due_at: datetime | None,
    priority_due_at: datetime | None,
    *,
    begins: datetime,
) -> None:
    named = due_at or priority_due_at
    if named is not None and named <= begins:
        raise UnableToDispatch(_("The due time has passed already."))
    if named is None and any(order.urgency == Urgency.PRIORITY for order in orders):
        raise UnableToDispatch(_("A priority story needs the time at which it places itself."))


def _due(
    urgency: Urgency, due_at: datetime | None, priority_due_at: datetime | None, begins: datetime
) -> datetime | None:
    if urgency == Urgency.URGENT:
        return None
    if due_at is None and urgency == Urgency.PRIORITY:
        return priority_due_at
    return due_at or begins + OFFER_TIME


def _first_state(urgency: Urgency, planned: datetime | None) -> DispatchState:
    if urgency == Urgency.URGENT:
        return DispatchState.AWAITING
    return DispatchState.PLANNED if planned else DispatchState.OPEN


def _send(order: StoryToSend, dispatch: Dispatch, *, now: datetime) -> Dispatch:
    origin = lock_live_origin(order.story.pk)
    if origin is None:
        raise UnableToDispatch(_("Only a story that is published on its own portal is sent."))
    dispatch.save()
    audience, day = Audience.of(dispatch), local_date(now)
    if dispatch.state == DispatchState.OPEN:
        written = insert_deliveries(
            dispatch=dispatch,
            section_type=section_type_meant(dispatch, origin),
            now=now,
            day=day,
        )
        count = written.total
        if written.at_once:
            transaction.on_commit(partial(nudge_dispatch, dispatch.pk), robust=True)
    else:
        count = count_receivers(sender=dispatch.sender, audience=audience, day=day)
    _check_audience(sender=dispatch.sender, audience=audience, count=count, now=now)
    _log(
        dispatch,
        "syndication.dispatch",
        actor=dispatch.sent_by,
        reason=dispatch.mandate,
        more=count,
    )
    return dispatch


def _check_audience(*, sender: Portal, audience: Audience, count: int, now: datetime) -> None:
    if audience.kind in NAMED and count != len(audience.portal_ids):
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


def _check_undo(dispatch: Dispatch, actor: User, now: datetime) -> None:
    if not holds_post(actor, dispatch.sender, now, STANDING_EDITORS):
        raise NotYourOffice(_("Only the standing editors who sent the story take it back."))
    if dispatch.state == DispatchState.OPEN:
        raise UnableToUndo(_("It went out already. To take the story off the portals, recall it."))
    if dispatch.ended_at is not None:
        raise UnableToUndo(_("It was taken back already."))


def _log(
    dispatch: Dispatch, action: str, *, actor: User, reason: str, more: int | None = None
) -> None:
    data = {"portal": dispatch.sender_id, "dispatch": dispatch.pk, "reason": reason}
    if more is not None:
        data["deliveries"] = more
    log_page_act(page=dispatch.story.specific, action=action, actor=actor, data=data)
