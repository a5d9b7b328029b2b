"""What a person may see of stories that travel, always from the posts they hold now."""

from __future__ import annotations

import uuid
from collections.abc import Iterable, Sequence
from datetime import date, datetime

from django.db.models import (
    Case,
    CharField,
    Count,
    Exists,
    F,
    OuterRef,
    Q,
    QuerySet,
    Subquery,
    Value,
    When,
)
from django.db.models.functions import Coalesce

from editorial.enums import PlacementRole, RemovalKind
from editorial.models import Placement, StoryPage
from portals.boards.enums import ALL_POSITIONS, Position
from portals.boards.models import BoardMember, User
from portals.clock import local_date
from portals.models import Oversight, Portal

from .enums import AT_ONCE, FOR_THE_BOARD, DeliveryState, DispatchState, Urgency
from .models import Delivery, Dispatch, Objection, Proposal, Recall

STANDING_STATES = (DeliveryState.PLACED, DeliveryState.ALREADY_PLACED)
HAVE_IT = (*STANDING_STATES, DeliveryState.ADAPTED)


def portal_ids_of_posts(
    user: User, now: datetime, positions: frozenset[Position] = ALL_POSITIONS
) -> QuerySet[BoardMember, int]:
    """The ids of the portals on whose boards `user` holds one of `positions`, as a subquery."""
    return (
        BoardMember.objects.holding(positions, local_date(now))
        .filter(user=user)
        .values_list("board__portal", flat=True)
    )


def dispatches_seen_by(user: User, now: datetime) -> QuerySet[Dispatch]:
    """Dispatches that the user's portals sent, newest first."""
    return (
        Dispatch.objects.filter(sender__in=portal_ids_of_posts(user, now))
        .select_related("story", "sender", "sent_by")
        .order_by("-sent_at", "-pk")
    )


def batch_of(text: str) -> uuid.UUID | None:
    """The act of sending that an address names; None where it names none."""
    try:
        return uuid.UUID(text)
    except ValueError:
        return None


def with_totals(dispatches: QuerySet[Dispatch]) -> QuerySet[Dispatch]:
    """Each dispatch with its numbers of deliveries: total, waiting, placed, objected, failed."""
    deliveries = Delivery.objects.filter(dispatch=OuterRef("pk")).order_by().values("dispatch")

    def count(condition: Q) -> Subquery:
        return Subquery(deliveries.annotate(n=Count("pk", filter=condition)).values("n"))

    return dispatches.annotate(
        total=count(Q()),
        waiting=count(Q(state=DeliveryState.WAITING)),
        placed=count(Q(state__in=HAVE_IT)),
        objected=count(Q(state=DeliveryState.OBJECTED)),
        failed=count(Q(state=DeliveryState.FAILED)),
    )


def deliveries_of(dispatch: Dispatch, now: datetime) -> QuerySet[Delivery]:
    """The deliveries of one dispatch by the portals' names, each with parent and address.

    `parent` names the overseer today, `section_slug` the section where the story stands now, `taken_down_for` the
    reason where the portal took it down instead.
    """
    return (
        _with_place(Delivery.objects.filter(dispatch=dispatch), dispatch.story_id, local_date(now))
        .select_related("portal", "portal__site")
        .order_by(F("parent"), "portal__name", "portal_id")
    )


def deliveries_to(user: User, now: datetime) -> QuerySet[Delivery]:
    """What portals above sent to the user's portals, newest first."""
    return (
        _with_place(
            Delivery.objects.filter(portal__in=portal_ids_of_posts(user, now)),
            OuterRef("dispatch__story"),
            local_date(now),
        )
        .annotate(title=title_of("dispatch__story"))
        .select_related(
            "portal", "portal__site", "dispatch__story", "dispatch__sender", "by", "objection"
        )
        .order_by("-dispatch_id", "portal__name", "portal_id")
    )


def usual_classes(sender: Portal, stories: Sequence[StoryPage]) -> dict[int, str]:
    """By story, the class with which `sender` last sent one of the same kind of section. Two queries.

    Urgent is never usual.
    """
    kinds = dict(
        Placement.objects.standing()
        .local()
        .filter(story__in=stories)
        .values_list("story", "section__section_type")
    )
    last = dict(
        Dispatch.objects.filter(
            sender=sender,
            story__placements__role=PlacementRole.ORIGIN,
            story__placements__section__section_type__in=set(kinds.values()),
        )
        .exclude(urgency=Urgency.URGENT)
        .order_by("story__placements__section__section_type", "-sent_at")
        .distinct("story__placements__section__section_type")
        .values_list("story__placements__section__section_type", "urgency")
    )
    return {story: last[kind] for story, kind in kinds.items() if kind in last}


def proposals_seen_by(user: User, now: datetime) -> QuerySet[Proposal]:
    """Proposals that the user's portals sent or received, newest first."""
    mine = portal_ids_of_posts(user, now)
    return (
        Proposal.objects.filter(Q(sender__in=mine) | Q(receiver__in=mine))
        .select_related("story", "sender", "sender__site", "receiver", "decided_by", "proposed_by")
        .annotate(parent=parent_name("sender", local_date(now)), title=title_of("story"))
        .order_by("-proposed_at", "-pk")
    )


def title_of(story: str) -> Case:
    """The title the public knows, or last knew, of `story` (a path of the outer query).

    A withdrawn story's page may hold a new draft's title, which is its own board's affair.
    """
    removed = Placement.objects.filter(story=OuterRef(story), role=PlacementRole.ORIGIN)
    last_known = removed.order_by("-removed_at", "-pk").values("removal_title")[:1]
    return Case(
        When(**{f"{story}__live": True}, then=F(f"{story}__title")),
        default=Coalesce(Subquery(last_known), Value("")),
        output_field=CharField(),
    )


def public_title(story: StoryPage) -> str:
    """The title the public knows, or last knew, of one story; empty for one that never was public. One query."""
    if story.live:
        return str(story.title)
    ended = Placement.objects.filter(story=story, role=PlacementRole.ORIGIN)
    last = ended.order_by("-removed_at", "-pk").values_list("removal_title", flat=True).first()
    return last or ""


def recall_of(dispatch: Dispatch) -> Recall | None:
    """The recall that ended the dispatch; None where it is open or ended otherwise."""
    if dispatch.ended_at is None:
        return None
    return (
        Recall.objects.filter(story=dispatch.story_id, recalled_at=dispatch.ended_at)
        .select_related("recalled_by")
        .first()
    )


def waiting_deliveries() -> int:
    """How many deliveries a job has still to place, in the whole install."""
    return Delivery.objects.filter(state=DeliveryState.WAITING, how__in=AT_ONCE).count()


def offers_to(portal_ids: Iterable[int]) -> QuerySet[Delivery]:
    """What waits for these boards, the most pressing first: `due` is when a priority story places itself."""
    return (
        Delivery.objects.filter(
            portal__in=list(portal_ids),
            state=DeliveryState.WAITING,
            how__in=FOR_THE_BOARD,
            dispatch__state=DispatchState.OPEN,
        )
        .annotate(
            title=title_of("dispatch__story"),
            due=Coalesce("objection__due_again_at", "dispatch__due_at"),
        )
        .select_related("portal__site", "dispatch__story", "dispatch__sender", "objection")
        .order_by("portal", "how", "due", "pk")
    )


def objections_seen_by(user: User, now: datetime) -> QuerySet[Objection]:
    """Objections to what the user's portals sent."""
    return Objection.objects.filter(
        delivery__dispatch__sender__in=portal_ids_of_posts(user, now)
    ).select_related("delivery__dispatch__sender", "delivery__dispatch__story",
                     "delivery__portal", "made_by", "answered_by")  # fmt: skip


def parent_name(portal: str, day: date) -> Subquery:
    """The name of the portal above `portal` (a path of the outer query) on `day`."""
    return Subquery(
        Oversight.objects.filter(portal=OuterRef(portal), period__contains=day).values(
            "overseer__name"
        )[:1]
    )


def _with_place(
    deliveries: QuerySet[Delivery], story: int | OuterRef, day: date
) -> QuerySet[Delivery]:
    standing = Placement.objects.standing().filter(story=story, portal=OuterRef("portal"))
    taken_down = Placement.objects.filter(
        story=story, portal=OuterRef("portal"), removal_kind=RemovalKind.TAKEN_DOWN
    ).order_by("-removed_at")
    return deliveries.annotate(
        parent=parent_name("portal", day),
        section_slug=Subquery(standing.values("section__slug")[:1]),
        taken_down_for=Case(
            When(
                ~Exists(standing) & Q(state__in=STANDING_STATES),
                then=Subquery(taken_down.values("removal_reason")[:1]),
            ),
        ),
    )
