"""What happens when a time comes: deadlines place or lapse, urgent ones leave the top, failures are tried again.

The rows say what is due, so each of these may run late, twice or beside itself.
"""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime, timedelta
from functools import partial

from django.db.models import Q
from django.utils.translation import gettext as _

from portals.audit_log.entries import log_page_act
from portals.boards.enums import STANDING_EDITORS
from portals.boards.models import User
from portals.boards.queries import holds_post
from portals.clock import local_date
from portals.refusals import NotYourOffice, Refusal
from syndication.enums import FOR_THE_BOARD, DeliveryState, DispatchState, ObjectionState
from syndication.models import Delivery, Dispatch
from syndication.placing.actions import AGAIN, AT_THE_DEADLINE, SLICE, lapse_slice, place_slice

# A failed delivery is tried again so often, and for so long after its dispatch began.
TRY_EVERY = timedelta(hours=1)
TRY_FOR = timedelta(days=7)


class NothingToRepeat(Refusal):
    """No delivery of the dispatch has failed."""


def dispatches_to_start(now: datetime) -> list[int]:
    planned = Dispatch.objects.filter(state=DispatchState.PLANNED, starts_at__lte=now)
    return list(planned.order_by("starts_at", "pk").values_list("pk", flat=True))


def dispatches_due(now: datetime) -> list[int]:
    """Dispatches whose deadline has come and was not carried out, and those with a refused objection due again."""
    falling = Dispatch.objects.filter(
        state=DispatchState.OPEN, due_passed_at__isnull=True, due_at__lte=now
    )
    again = Delivery.objects.filter(
        state=DeliveryState.WAITING,
        how__in=FOR_THE_BOARD,
        objection__state=ObjectionState.REFUSED,
        objection__due_again_at__lte=now,
    )
    return sorted(
        {
            *falling.values_list("pk", flat=True),
            *again.values_list("dispatch_id", flat=True),
        }
    )


def dispatches_to_repeat(now: datetime) -> list[int]:
    failed = Delivery.objects.filter(
        state=DeliveryState.FAILED,
        state_at__lte=now - TRY_EVERY,
        dispatch__state=DispatchState.OPEN,
        dispatch__starts_at__gte=now - TRY_FOR,
    ).filter(Q(portal__closed_on__isnull=True) | Q(portal__closed_on__gt=local_date(now)))
    return sorted(set(failed.values_list("dispatch_id", flat=True)))


def next_try_at(delivery: Delivery, dispatch: Dispatch) -> datetime | None:
    """When a failed delivery is tried again by itself; None where it is not. Reads the delivery's portal."""
    following = delivery.state_at + TRY_EVERY
    gives_up = dispatch.state != DispatchState.OPEN or following > dispatch.starts_at + TRY_FOR
    return None if gives_up or delivery.portal.closed_on is not None else following


def pass_deadline(*, dispatch_id: int, now: datetime, size: int = SLICE) -> int:
    """Place what a priority dispatch has still waiting, let the offers of an ordinary one lapse; return how many.

    What a board has in hand at this moment is left to it: the next round finds it settled, or takes it then.
    """
    if dispatch_id not in dispatches_due(now):
        return 0
    count = _all_slices(
        partial(place_slice, dispatch_id=dispatch_id, now=now, size=size, which=AT_THE_DEADLINE),
        size,
    )
    count += _all_slices(partial(lapse_slice, dispatch_id=dispatch_id, now=now, size=size), size)
    waiting = Delivery.objects.filter(
        dispatch=dispatch_id, state=DeliveryState.WAITING, how__in=FOR_THE_BOARD
    ).exclude(objection__due_again_at__gt=now)
    if not waiting.exists():
        Dispatch.objects.filter(pk=dispatch_id, due_at__lte=now, due_passed_at__isnull=True).update(
            due_passed_at=now
        )
    return count


def repeat_failed(
    *, dispatch_id: int, now: datetime, failed_before: datetime, size: int = SLICE
) -> int:
    """Try again to place what failed before `failed_before`; return how many were tried."""
    return _all_slices(
        partial(
            place_slice,
            dispatch_id=dispatch_id,
            now=now,
            size=size,
            which=AGAIN,
            failed_before=failed_before,
        ),
        size,
    )


def repeat_now(*, dispatch: Dispatch, actor: User, now: datetime) -> int:
    """Try at once what failed; return how many deliveries stand or failed again. For those who sent it."""
    if not holds_post(actor, dispatch.sender, now, STANDING_EDITORS):
        raise NotYourOffice(_("Only the standing editors who sent the story try again."))
    tried = repeat_failed(dispatch_id=dispatch.pk, now=now, failed_before=now)
    if not tried:
        raise NothingToRepeat(_("No delivery has failed that could be tried again."))
    log_page_act(
        page=dispatch.story.specific,
        action="syndication.repeat",
        actor=actor,
        data={"portal": dispatch.sender_id, "dispatch": dispatch.pk, "deliveries": tried},
    )
    return tried


def _all_slices(act: Callable[[], int], size: int) -> int:
    done, count = 0, size
    while count == size:
        count = act()
        done += count
    return done
