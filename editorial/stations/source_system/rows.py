"""Which bulletins are on their way, and how each goes from one state to the next."""

from __future__ import annotations

from datetime import datetime, timedelta

from django.db import transaction
from django.db.models import Case, Exists, F, OuterRef, Q, QuerySet, Value, When
from django.db.models.functions import Coalesce

from editorial.stations.bulletins import bulletin_kind
from editorial.stations.models import Airing
from editorial.stations.receipts import WAITS, to_air

from .models import LONGEST_FAULT, PushState, SourceSystemPush

# What is older than this is in nobody's programme any more.
UNDER_WAY = timedelta(days=31)
# A bulletin that was taken off may have been aired just before, and the receipt comes after.
ASKED_AFTER_THE_END = timedelta(days=1)
FIRST_PAUSE, LONGEST_PAUSE = timedelta(minutes=1), timedelta(minutes=15)
# About eleven hours.
MOST_TRIES = 48
MOST_NOTED = 1_000


def pushes_under_way(now: datetime) -> QuerySet[SourceSystemPush]:
    return SourceSystemPush.objects.filter(noted_at__gt=now - UNDER_WAY)


def note_bulletins(now: datetime) -> int:
    """Note what is to be handed over since. Two queries."""
    kind = bulletin_kind()
    if kind is None:
        return 0
    noted = SourceSystemPush.objects.filter(placement=OuterRef("pk"))
    rows = (
        to_air(now)
        .filter(~Exists(noted))
        .order_by("placed_at", "pk")
        .values_list("pk", "is_urgent", f"story__{kind.bulletin_class}")
    )
    new = [
        SourceSystemPush(
            placement_id=pk,
            haste=kind.most_haste if is_urgent else kind.haste_of(told),
            noted_at=now,
            since=now,
            next_try_at=now,
        )
        for pk, is_urgent, told in rows[:MOST_NOTED]
    ]
    return len(SourceSystemPush.objects.bulk_create(new, ignore_conflicts=True))


def note_changes(now: datetime) -> None:
    """Note what has another text or sound since, and what is not to be aired any more. Two queries.

    What was aired by hand, or is no news any more, is not handed over again with its new text: it is cancelled.
    """
    moved = {"since": now, "tries": 0, "next_try_at": now}
    kind = bulletin_kind()
    if kind is None:
        return
    changed = (
        pushes_under_way(now)
        .alias(
            public=Coalesce("placement__story__live_revision", Value(0)),
            handed=Coalesce("pushed_revision", Value(0)),
        )
        .filter(
            ~Q(public=F("handed"))
            | Q(**{f"placement__story__{kind.recording}__recording__made_at__gt": F("pushed_at")}),
            state=PushState.PUSHED,
        )
        .filter(~Exists(aired_by_push()))
    )
    _of(changed).update(state=PushState.WAITING, **moved)
    no_more = Q(placement__removed_at__isnull=False, noted_at__gt=now - UNDER_WAY) | (
        Q(state=PushState.WAITING) & ~Q(placement__in=to_air(now).order_by().values("pk"))
    )
    ended = SourceSystemPush.objects.filter(
        no_more, state__in=(PushState.WAITING, PushState.PUSHED, PushState.FAILED)
    )
    never_sent = Q(state=PushState.WAITING, tries=0, pushed_at=None)
    _of(ended).update(
        state=Case(
            When(never_sent, then=Value(PushState.CANCELLED)), default=Value(PushState.CANCELLING)
        ),
        **moved,
    )


def _of(rows: QuerySet[SourceSystemPush]) -> QuerySet[SourceSystemPush]:
    return SourceSystemPush.objects.filter(pk__in=rows.values("pk"))


def claimed(state: PushState, now: datetime) -> SourceSystemPush | None:
    """Take the next one in `state` whose hour has come, the most urgent first, and count the try. Nobody else gets it.

    A try that breaks off counts too: the next follows after its pause.
    """
    due = SourceSystemPush.objects.filter(state=state, next_try_at__lte=now)
    if state == PushState.WAITING:
        # A round takes minutes: what was recalled since it began is not handed over first.
        due = due.filter(placement__removed_at=None)
    with transaction.atomic():
        push = (
            due.select_for_update(skip_locked=True, of=("self",))
            .select_related("placement__portal__site", "placement__story", "placement__section")
            .order_by("-haste", "noted_at", "pk")
            .first()
        )
        if push is None:
            return None
        push.tries += 1
        push.next_try_at = now + pause_after(push.tries)
        push.save(update_fields=["tries", "next_try_at"])
    return push


def pause_after(tries: int) -> timedelta:
    return min(FIRST_PAUSE * 2 ** min(tries - 1, 10), LONGEST_PAUSE)


def note_pushed(push: SourceSystemPush, remote_id: str, now: datetime) -> None:
    """Note that the system has it, unless it was withdrawn in the meantime: then it is cancelled after that."""
    kept = SourceSystemPush.objects.filter(pk=push.pk)
    moved = {"since": now, "tries": 0, "next_try_at": now}
    if not kept.filter(state=PushState.WAITING).update(
        state=PushState.PUSHED,
        pushed_at=now,
        pushed_revision=push.placement.story.live_revision_id,
        remote_id=remote_id,
        fault="",
        **moved,
    ):
        kept.filter(state=PushState.CANCELLED).update(state=PushState.CANCELLING, **moved)


def note_cancelled(push: SourceSystemPush, now: datetime) -> None:
    SourceSystemPush.objects.filter(pk=push.pk, state=PushState.CANCELLING).update(
        state=PushState.CANCELLED, since=now, fault=""
    )


def note_fault(push: SourceSystemPush, fault: str, now: datetime, *, is_final: bool) -> None:
    """Note why a try failed. What is to be cancelled is tried for as long as it takes."""
    kept = SourceSystemPush.objects.filter(pk=push.pk, state=push.state)
    words = (
        "".join(one if one.isprintable() else " " for one in fault)[:LONGEST_FAULT] or "no words"
    )
    if push.state == PushState.WAITING and (is_final or push.tries >= MOST_TRIES):
        kept.update(state=PushState.FAILED, fault=words, since=now)
    else:
        kept.update(fault=words)


def aired_by_push() -> QuerySet[Airing]:
    # An index leads to the airings of a story.
    return Airing.objects.filter(story=OuterRef("placement__story"), by_push=OuterRef("pk"))


def unanswered_pushes(now: datetime) -> QuerySet[SourceSystemPush]:
    """Those of which it is still asked what was aired: a week long, and a day after they were cancelled."""
    return (
        pushes_under_way(now)
        .filter(
            Q(state=PushState.PUSHED)
            | Q(
                state__in=(PushState.CANCELLING, PushState.CANCELLED),
                since__gt=now - ASKED_AFTER_THE_END,
            ),
            pushed_at__isnull=False,
            noted_at__gt=now - WAITS,
        )
        .filter(~Exists(aired_by_push()))
    )
