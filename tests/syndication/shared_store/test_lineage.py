"""No story returns to where it has been: random acts on random graphs of portals, by the verbs of the product."""

from __future__ import annotations

from datetime import timedelta
from random import Random

import pytest
from django.db.backends.postgresql.psycopg_any import DateRange
from django.utils import timezone

from editorial.enums import PlacementRole
from editorial.models import Placement, StoryPage
from portals.boards.enums import Position
from portals.models import Oversight
from portals.refusals import Refusal
from syndication.adaptations.actions.making import adapt_story
from syndication.deliveries.actions import place_deliveries
from syndication.deliveries.republishing import republish_story
from syndication.dispatches.actions import dispatch_story, start_dispatch
from syndication.dispatches.audience import Audience
from syndication.enums import AudienceKind, DeliveryState
from syndication.models import Delivery, Dispatch
from syndication.placing.actions import place_slice
from syndication.proposals.actions import propose_story, take_proposal
from syndication.shared_store.actions.picking import pick_story
from tests.factories import OPENED_ON, make_member, make_portal, published_story, section_of

pytestmark = pytest.mark.django_db

PORTALS = 6
ACTS = 20
ROUNDS = 5


class World:
    """Some portals under each other at random, each with one person who may do everything."""

    def __init__(self, random: Random) -> None:
        self.random = random
        top = make_portal("province")
        self.portals = [top, *(make_portal(overseer=top) for _ in range(PORTALS - 1))]
        Oversight.objects.all().delete()
        for number, portal in enumerate(self.portals[1:], start=1):
            Oversight.objects.create(
                portal=portal,
                overseer=self.portals[random.randrange(number)],
                period=DateRange(OPENED_ON, None),
            )
        self.people = {portal.pk: make_member(portal, Position.HEAD) for portal in self.portals}
        self.now = timezone.now()
        self.done: dict[str, int] = {}

    def act(self) -> None:
        """Try one act at random; what the product refuses is no matter."""
        self.now += timedelta(seconds=1)
        acts = [self.write, self.send, self.republish, self.pick, self.send_up, self.adapt]
        act = self.random.choice(acts)
        try:
            act()
        except Refusal:
            return
        self.done[act.__name__] = self.done.get(act.__name__, 0) + 1

    def portal(self):
        return self.random.choice(self.portals)

    def story(self) -> StoryPage:
        stories = list(StoryPage.objects.filter(live=True).order_by("pk"))
        return self.random.choice(stories) if stories else self.write()

    def write(self) -> StoryPage:
        return published_story(self.portal())

    def send(self) -> None:
        story = self.story()
        sender = story.portal_of_page()
        dispatch = dispatch_story(
            story=story,
            audience=Audience(AudienceKind.ALL),
            due_at=None,
            mandate="",
            note="",
            actor=self.people[sender.pk],
            now=self.now,
        )
        self.settle(dispatch)

    def settle(self, dispatch: Dispatch) -> None:
        """Some boards place what came by hand, the machine the rest."""
        waiting = list(Delivery.objects.filter(dispatch=dispatch).order_by("pk"))
        for delivery in waiting:
            if self.random.random() < 0.5:
                place_deliveries(
                    portal=delivery.portal,
                    delivery_ids=[delivery.pk],
                    actor=self.people[delivery.portal_id],
                    now=self.now,
                )
        Delivery.objects.filter(dispatch=dispatch, state=DeliveryState.WAITING).update(how="rule")
        place_slice(dispatch_id=dispatch.pk, now=self.now)

    def republish(self) -> None:
        portal = self.portal()
        republish_story(
            story=self.story(),
            section=section_of(portal),
            actor=self.people[portal.pk],
            now=self.now,
        )

    def pick(self) -> None:
        portal = self.portal()
        picked = pick_story(
            story=self.story(),
            section=section_of(portal),
            sends_on=self.random.random() < 0.5,
            actor=self.people[portal.pk],
            now=self.now,
        )
        if picked.dispatch is not None:
            start_dispatch(dispatch_id=picked.dispatch.pk, now=picked.dispatch.starts_at)
            self.settle(picked.dispatch)

    def send_up(self) -> None:
        story = self.story()
        sender = story.portal_of_page()
        proposal = propose_story(story=story, note="", actor=self.people[sender.pk], now=self.now)
        take_proposal(
            proposal=proposal,
            section=section_of(proposal.receiver),
            actor=self.people[proposal.receiver_id],
            now=self.now,
        )

    def adapt(self) -> None:
        portal = self.portal()
        made = adapt_story(
            source=self.story(),
            section=section_of(portal),
            actor=self.people[portal.pk],
            now=self.now,
        )
        StoryPage.objects.get(pk=made.copy_id).get_latest_revision().publish(
            skip_permission_checks=True
        )


def root_of(story: StoryPage) -> int:
    while story.adapted_from is not None:
        story = story.adapted_from
    return story.pk


def writers_above(story: StoryPage) -> set[int]:
    writers = set()
    while story.adapted_from is not None:
        story = story.adapted_from
        writers.add(story.portal_of_page().pk)
    return writers


@pytest.mark.parametrize("number", range(ROUNDS))
def test_no_story_returns_to_where_it_has_been(number: int) -> None:
    world = World(Random(number))
    for _ in range(ACTS):
        world.act()

    standing = Placement.objects.standing().select_related("story")
    families: set[tuple[int, int]] = set()
    for placement in standing:
        family = (placement.portal_id, root_of(placement.story))
        assert family not in families, "two versions of one story stand on a portal"
        families.add(family)
        if placement.role == PlacementRole.REPUBLISHED:
            assert placement.portal_id not in writers_above(placement.story)
    assert not Delivery.objects.filter(state=DeliveryState.WAITING).exists()
    assert sum(world.done.values()) >= 4


def test_what_comes_back_to_an_own_version_is_told_so() -> None:
    world = World(Random("own version"))
    top, below = world.portals[0], world.portals[1]
    story = published_story(top)
    made = adapt_story(
        source=story, section=section_of(below), actor=world.people[below.pk], now=world.now
    )
    StoryPage.objects.get(pk=made.copy_id).get_latest_revision().publish(
        skip_permission_checks=True
    )
    dispatch = dispatch_story(
        story=story,
        audience=Audience(AudienceKind.ALL),
        due_at=None,
        mandate="",
        note="",
        actor=world.people[top.pk],
        now=world.now,
    )
    Delivery.objects.filter(dispatch=dispatch).update(how="rule")

    place_slice(dispatch_id=dispatch.pk, now=world.now)

    states = dict(dispatch.deliveries.values_list("portal_id", "state"))
    assert states.pop(below.pk) == DeliveryState.ADAPTED
    assert set(states.values()) == {DeliveryState.PLACED}
