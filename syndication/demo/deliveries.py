"""What the demo's boards did with what the province sent: some by rule, some by hand, some not at all."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import datetime, timedelta
from random import Random
from typing import Any

from django.utils import timezone

from editorial.demo.emergencies import MANDATE, flood_of, storm_of, warn
from editorial.enums import PlacementRole
from editorial.models import Placement, StoryPage
from portals.boards.models import User
from portals.demo.people import Crew
from portals.models import Portal
from syndication.deliveries.objecting import accept_objection, object_to_delivery, refuse_objection
from syndication.demo.hands import sign_by_hand
from syndication.dispatches.actions import dispatch_story, send_on, start_dispatch, undo_dispatches
from syndication.dispatches.audience import Audience
from syndication.dispatches.deadlines import pass_deadline
from syndication.dispatches.duty import hand_over, plan_shift
from syndication.dispatches.nudging import nudge_boards
from syndication.dispatches.urgent import confirm_urgent
from syndication.enums import AudienceKind, DeliveryState, How, ProposalState, Urgency
from syndication.jobs import place_dispatch
from syndication.models import Delivery, Dispatch, Proposal, StandingRule
from syndication.placing.actions import AT_THE_DEADLINE, place_slice

# Of a hundred boards, so many have everything placed at once, and so many of the others act in time.
BY_RULE = 45
BY_HAND = 65
OBJECTIONS = ("Sai tên thôn trong bài.", "Địa phương đã đăng tin riêng về việc này.")


def have_some_placed_at_once(portals: Sequence[Portal], now: datetime) -> None:
    """Some boards have what comes from above placed at once."""
    StandingRule.objects.bulk_create(
        StandingRule(portal=portal, made_at=now)
        for portal in portals
        if portal.tier_id != "province" and (portal.pk * 7919) % 100 < BY_RULE
    )


def act_as_boards(dispatch: Dispatch, crews: Mapping[int, Crew], *, now: datetime) -> None:
    """Have some boards place the story in their own hours, and let the deadline settle the rest once it is past."""
    hours = Random(f"hours {dispatch.pk}").randint(1, 20)
    then = min(dispatch.sent_at + timedelta(hours=hours), now)
    # What a hand took is for a moment as at its deadline, so that one statement places it.
    ids = [
        pk
        for pk, portal in Delivery.objects.filter(
            dispatch=dispatch, state=DeliveryState.WAITING, how__in=[How.OFFER, How.DEADLINE]
        ).values_list("pk", "portal")
        if (portal * 104_729 + dispatch.pk * 1_299_709) % 100 < BY_HAND
    ]
    waiting = Delivery.objects.filter(dispatch=dispatch, state=DeliveryState.WAITING)
    others = waiting.filter(how=How.DEADLINE).exclude(pk__in=ids)
    kept = list(others.values_list("pk", flat=True))
    others.update(how=How.OFFER)
    Delivery.objects.filter(pk__in=ids).update(how=How.DEADLINE)
    place_slice(dispatch_id=dispatch.pk, now=then, which=AT_THE_DEADLINE)
    Delivery.objects.filter(pk__in=kept).update(how=How.DEADLINE)
    heads = {portal_id: crew.head.pk for portal_id, crew in crews.items()}
    sign_by_hand(dispatch=dispatch, delivery_ids=ids, hands=heads)
    if dispatch.due_at is not None and dispatch.due_at <= now:
        pass_deadline(dispatch_id=dispatch.pk, now=dispatch.due_at)


def leave_every_state(sender: Portal, crews: Mapping[int, Crew], *, now: datetime) -> None:
    """Of the sender's newest stories leave some dispatches in each state that standing editors meet."""
    crew = crews[sender.pk]
    secretary, head, deputy = crew.posts[3][1], crew.head, crew.posts[1][1]
    fresh = iter(_stories_to_send(sender, 4))

    def send(urgency: Urgency, story: StoryPage | None = None, **options: Any) -> Dispatch:
        given: dict[str, Any] = {"due_at": None, "mandate": "", "note": "", "now": now, **options}
        return dispatch_story(
            story=story or next(fresh), audience=Audience(AudienceKind.ALL), urgency=urgency,
            actor=secretary, **given,
        )  # fmt: skip

    flood, storm = warn(sender, crew, [flood_of(now), storm_of(now)], now=now)
    urgent = confirm_urgent(
        dispatch=send(Urgency.URGENT, flood, mandate=MANDATE), actor=head, now=now
    )
    place_dispatch(urgent.pk)
    send(Urgency.URGENT, storm)
    send(Urgency.ORDINARY, starts_at=now + timedelta(hours=18))
    undo_dispatches(
        dispatches=[send(Urgency.ORDINARY, starts_at=now + timedelta(minutes=1))],
        actor=secretary,
        now=now,
    )
    pressing = send(
        Urgency.PRIORITY,
        now=now - timedelta(hours=4),
        due_at=now + timedelta(hours=20),
        mandate="Kế hoạch số 263/KH-UBND ngày 21/8/2024",
    )
    place_slice(dispatch_id=pressing.pk, now=pressing.sent_at + timedelta(seconds=2))
    _object(pressing, crews, head, now)
    nudge_boards(dispatch=pressing, actor=secretary, now=now)
    _fail_once(send(Urgency.ORDINARY, now=now - timedelta(minutes=20)))
    _send_on_what_was_taken(sender, secretary, now)
    _keep_roster(sender, [secretary, deputy, head], now)


def _stories_to_send(sender: Portal, number: int) -> list[StoryPage]:
    """The newest that were not sent; where there are too few, also such that were."""
    own = Placement.objects.standing().filter(portal=sender, role=PlacementRole.ORIGIN)
    sent = Dispatch.objects.values("story")
    found = list(own.exclude(story__in=sent).order_by("-placed_at")[:number])
    found += list(own.filter(story__in=sent).order_by("-placed_at")[: max(0, number - len(found))])
    return [placement.story for placement in found]


def _object(dispatch: Dispatch, crews: Mapping[int, Crew], head: User, now: datetime) -> None:
    """Three boards say why not: one waits for the answer, one was let off, one is asked again."""
    waiting = list(
        dispatch.deliveries.filter(state=DeliveryState.WAITING, how=How.DEADLINE)
        .select_related("portal", "dispatch")
        .order_by("portal_id")[:3]
    )
    for number, delivery in enumerate(waiting):
        objection = object_to_delivery(
            delivery=delivery,
            reason=OBJECTIONS[number % len(OBJECTIONS)],
            actor=crews[delivery.portal_id].head,
            now=now - timedelta(hours=2),
        )
        if number == 1:
            accept_objection(objection=objection, answer="Đồng ý.", actor=head, now=now)
        if number == 2:
            refuse_objection(
                objection=objection, answer="Đã kiểm tra, tên thôn đúng.", actor=head, now=now
            )


def _fail_once(dispatch: Dispatch) -> None:
    """One delivery as it stood when its portal had no section; the next round of the sweeper mends it."""
    row = dispatch.deliveries.filter(state=DeliveryState.WAITING).order_by("pk").first()
    if row is not None:
        row.state, row.reason = DeliveryState.FAILED, "Cổng chưa có chuyên mục phù hợp."
        row.save(update_fields=["state", "reason"])


def _send_on_what_was_taken(sender: Portal, actor: User, now: datetime) -> None:
    """A local story that went up comes down to all: the board that wrote it has it already."""
    by_rule = StandingRule.objects.values("portal")
    taken = Proposal.objects.filter(
        receiver=sender, state=ProposalState.TAKEN, sender__in=by_rule, story__live=True
    ).latest("decided_at", "pk")
    sent = send_on(story=taken.story, sender=sender, actor=actor, now=now - timedelta(minutes=5))
    start_dispatch(dispatch_id=sent.pk, now=now)
    place_slice(dispatch_id=sent.pk, now=now)


def _keep_roster(sender: Portal, people: Sequence[User], now: datetime) -> None:
    """Shifts of a day each around the present one, the last of which was handed over."""
    morning = timezone.localtime(now).replace(hour=7, minute=0, second=0, microsecond=0)
    if morning > now:
        morning -= timedelta(days=1)
    for number in range(5):
        begins = morning + timedelta(days=number - 1)
        shift = plan_shift(
            portal=sender, user=people[number % len(people)], starts_at=begins,
            ends_at=begins + timedelta(days=1), actor=people[-1], now=begins,
        )  # fmt: skip
        if number == 0:
            hand_over(
                shift=shift, text="Còn một Ban Biên tập chờ trả lời lý do không đăng.",
                actor=people[0], now=morning,
            )  # fmt: skip
