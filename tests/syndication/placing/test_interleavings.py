"""In any order of slices, repeats and recalls: each portal once, and nothing after a recall."""

from __future__ import annotations

import pytest
from django.db import transaction
from django.db.models import Count
from django.utils import timezone
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from editorial.enums import RemovalKind
from editorial.models import Placement, StoryPage
from portals.refusals import Refusal
from syndication.enums import DeliveryState, DispatchState
from syndication.jobs import place_dispatch
from syndication.models import Delivery, Dispatch
from syndication.placing.actions import place_slice
from syndication.recalls.recalling import recall_story
from tests.syndication.casts import Province, make_cast, send

STEPS = st.lists(
    st.one_of(
        st.tuples(st.just("slice"), st.integers(0, 3), st.integers(1, 3)),
        st.tuples(st.just("repeat"), st.integers(0, 3), st.just(0)),
        st.tuples(st.sampled_from(["send", "recall", "publish"]), st.just(0), st.just(0)),
    ),
    max_size=12,
)


@pytest.fixture
def cast(db: None) -> Province:
    return make_cast(communes=3)


@settings(
    max_examples=60, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture]
)
@given(steps=STEPS)
def test_every_interleaving_keeps_the_promise(cast: Province, steps: list[tuple[str, int, int]]):
    with transaction.atomic():
        dispatches = [send(cast.story, cast.head)]
        for act, which, size in steps:
            take(act, cast, dispatches, dispatches[which % len(dispatches)], size)
            assert_promise(cast)
        for dispatch in dispatches:
            place_dispatch(dispatch_id=dispatch.pk)
        assert_promise(cast)
        assert not Delivery.objects.filter(state=DeliveryState.WAITING).exists()
        transaction.set_rollback(True)


def take(
    act: str, cast: Province, dispatches: list[Dispatch], dispatch: Dispatch, size: int
) -> None:
    story = StoryPage.objects.get(pk=cast.story.pk)
    try:
        if act == "slice":
            place_slice(dispatch_id=dispatch.pk, now=timezone.now(), size=size)
        elif act == "repeat":
            place_dispatch(dispatch_id=dispatch.pk)
        elif act == "send":
            dispatches.append(send(story, cast.head))
        elif act == "publish":
            story.get_latest_revision().publish(skip_permission_checks=True)
        else:
            recall_story(
                story=story,
                kind=RemovalKind.IN_ERROR,
                reason="Sai số liệu",
                actor=cast.head,
                now=timezone.now(),
            )
    except Refusal:
        assert not story.live


def assert_promise(cast: Province) -> None:
    standing = Placement.objects.standing().filter(story=cast.story)
    assert not standing.values("portal").annotate(n=Count("pk")).filter(n__gt=1).exists()
    if not StoryPage.objects.get(pk=cast.story.pk).live:
        assert not standing.exists()
    for dispatch in Dispatch.objects.filter(story=cast.story):
        placed = set(
            standing.filter(via=f"dispatch:{dispatch.pk}").values_list("portal", flat=True)
        )
        said = set(
            dispatch.deliveries.filter(state=DeliveryState.PLACED).values_list("portal", flat=True)
        )
        assert placed == said
        if dispatch.state == DispatchState.RECALLED:
            assert not placed
