"""Rounds of sending and recall while a server is killed, halts or is full; afterwards nothing may be amiss.

A round sends in one of three ways: placed at once by the rules of the boards, at the deadline, or urgent and on top.
"""

from __future__ import annotations

import http.client
import threading
import time
from collections import Counter
from collections.abc import Callable
from dataclasses import dataclass
from datetime import timedelta
from enum import StrEnum
from pathlib import Path
from random import Random, SystemRandom

from django.db import InterfaceError, OperationalError, connection
from django.utils import timezone
from redis import RedisError
from tqdm import tqdm

from editorial.bench.province import member_of
from editorial.bench.stories import fresh_stories
from editorial.enums import RemovalKind
from editorial.models import Placement, StoryPage
from portals.addresses import main_hostname
from portals.boards.enums import Position
from portals.boards.models import User
from portals.operations.bench.harms import Harm, draw_harms
from portals.operations.bench.measure import Cast, Measured
from portals.operations.bench.registry import Amiss
from portals.pagecache.cache_invalidation import replay_outbox
from portals.pagecache.valkey import Unreachable
from syndication.dispatches.urgent import confirm_urgent, end_urgent
from syndication.enums import DeliveryState, DispatchState, Urgency
from syndication.jobs import carry_out_times, sweep_deliveries
from syndication.models import Delivery, Dispatch, StandingRule
from syndication.recalls.recalling import recall_story

from .rules import have_all_placed_at_once
from .travels import send

# A verb takes tens of milliseconds, the job after it a little more.
LATEST_HARM_SECONDS = 0.25
PATIENCE = 90.0
ADDRESSES = 3
OK, GONE = 200, 410
LOST = (OperationalError, InterfaceError)


# Long enough to be in the future when the verb looks, short enough to come while servers die.
DEADLINE_SECONDS = 0.1


class SendingWay(StrEnum):
    AT_ONCE = "at once"
    DEADLINE = "deadline"
    URGENT = "urgent"


def measure_chaos(cast: Cast) -> list[Measured]:
    """Play `rounds` rounds; raises Amiss, which names seed and round, at the first that leaves something wrong."""
    rounds = cast.options["rounds"] or 0
    seed = cast.options["seed"]
    seed = SystemRandom().randrange(1_000_000) if seed is None else seed
    cast.tell(f"seed {seed}")
    random = Random(seed)  # noqa: S311 - a repeatable choice of what is killed
    stories = fresh_stories(province=cast.province, number=rounds)
    second = member_of(cast.province, Position.SECRETARY, "thuky.do")
    harms = draw_harms(random, rounds)
    ways = dict.fromkeys(SendingWay, 0)
    started = time.perf_counter()
    for number, harm in enumerate(tqdm(harms, desc=f"chaos, seed {seed}", disable=None), 1):
        way = random.choice(list(SendingWay))
        played = ChaosRound(cast, next(stories), way, second, recalls=random.random() < 0.5)
        ways[way] += 1
        try:
            played.play(random, harm, cast.folder / f"{harm.target}.pid")
        except Amiss as amiss:
            raise Amiss(f"Seed {seed}, round {number}, {way}, {harm}: {amiss}") from amiss
    return [
        Measured(
            name="chaos",
            ours_seconds=time.perf_counter() - started,
            more={
                "rounds": rounds,
                "seed": seed,
                "harms": dict(Counter(map(str, harms))),
                "ways": ways,
            },
        )
    ]


@dataclass(frozen=True)
class ChaosRound:
    """One story sent in one way, perhaps recalled, while something dies. Every step may be asked for twice."""

    cast: Cast
    story: StoryPage
    way: SendingWay
    second: User
    recalls: bool

    def play(self, random: Random, harm: Harm, pid: Path) -> None:
        _surely(self._arrange_rules)
        harming = threading.Timer(random.uniform(0, LATEST_HARM_SECONDS), harm.do, [pid])
        pause = random.uniform(0, LATEST_HARM_SECONDS)
        harming.start()
        _surely(self._send)
        if self.way is SendingWay.URGENT:
            _surely(self._confirm)
        if self.recalls:
            time.sleep(pause)
            _surely(self._recall)
        harming.join()
        _mend_until_settled(self.story)
        # A server whose parent was killed answers for a moment more: the connection may die as late as here.
        _surely(lambda: _check(self.cast, self.story, recalled=self.recalls))
        if self.way is SendingWay.URGENT and not self.recalls:
            _surely(self._take_off_the_top)

    def _arrange_rules(self) -> None:
        """Boards that take everything at once, or boards that have not looked when the deadline comes."""
        if self.way is SendingWay.DEADLINE:
            StandingRule.objects.all().delete()
        elif not StandingRule.objects.exists():
            have_all_placed_at_once(self.cast.province)

    def _send(self) -> None:
        # Whether a commit came through that the kill left unanswered is asked of the database.
        if Dispatch.objects.filter(story=self.story).exists():
            return
        urgency = {SendingWay.DEADLINE: Urgency.PRIORITY, SendingWay.URGENT: Urgency.URGENT}
        deadline = timezone.now() + timedelta(seconds=DEADLINE_SECONDS)
        send(
            self.cast,
            self.story,
            urgency=urgency.get(self.way, Urgency.ORDINARY),
            due_at=deadline if self.way is SendingWay.DEADLINE else None,
        )

    def _confirm(self) -> None:
        dispatch = Dispatch.objects.get(story=self.story)
        if dispatch.state == DispatchState.AWAITING:
            confirm_urgent(dispatch=dispatch, actor=self.second, now=timezone.now())

    def _recall(self) -> None:
        if Placement.objects.standing().filter(story=self.story).exists():
            recall_story(
                story=self.story,
                kind=RemovalKind.IN_ERROR,
                reason="-",
                actor=self.cast.head,
                now=timezone.now(),
            )

    def _take_off_the_top(self) -> None:
        dispatch = Dispatch.objects.get(story=self.story)
        pinned = Placement.objects.filter(story=self.story, pinned_until__isnull=False)
        if dispatch.urgent_slot is None:
            return
        if pinned.exclude(portal=self.cast.province).count() != self.cast.portals:
            raise Amiss(f"{pinned.count()} of {self.cast.portals} portals have it on top.")
        end_urgent(dispatch=dispatch, actor=self.second, now=timezone.now())


def _surely[T](action: Callable[[], T]) -> T:
    """Do it again until the database is there; what else goes wrong goes wrong."""
    deadline = time.monotonic() + PATIENCE
    while True:
        try:
            return action()
        except LOST:
            connection.close()
            if time.monotonic() > deadline:
                raise
            time.sleep(0.1)


def _mend_until_settled(story: StoryPage) -> None:
    """Run what the clock runs, without its waits, until nothing waits and the cache knows."""
    waiting = Delivery.objects.filter(dispatch__story=story, state=DeliveryState.WAITING)
    deadline = time.monotonic() + PATIENCE
    while True:
        try:
            replay_outbox(now=timezone.now())
            if not _surely(waiting.exists):
                return
            carry_out_times()
            sweep_deliveries(now=timezone.now(), stuck_after=timedelta(0))
        except (*LOST, RedisError, Unreachable):
            connection.close()
        if time.monotonic() > deadline:
            raise Amiss(f"{waiting.count()} deliveries of story {story.pk} wait.")
        time.sleep(0.2)


def _check(cast: Cast, story: StoryPage, *, recalled: bool) -> None:
    deliveries = dict(
        Delivery.objects.filter(dispatch__story=story).values_list("portal_id", "state")
    )
    if len(deliveries) != cast.portals:
        raise Amiss(f"{len(deliveries)} deliveries for {cast.portals} portals.")
    standing = sorted(
        Placement.objects.standing().filter(story=story).values_list("portal_id", flat=True)
    )
    expected = [] if recalled else sorted([cast.province.pk, *deliveries])
    if standing != expected:
        raise Amiss(f"It stands on {len(standing)} portals, not {len(expected)}.")
    state = DeliveryState.RECALLED if recalled else DeliveryState.PLACED
    if others := {found for found in deliveries.values() if found != state}:
        raise Amiss(f"Deliveries are {', '.join(others)}.")
    _check_addresses(cast, story, GONE if recalled else OK)


def _check_addresses(cast: Cast, story: StoryPage, expected: int) -> None:
    placements = Placement.objects.filter(story=story).select_related("portal__site", "section")
    for placement in placements.order_by("?")[:ADDRESSES]:
        host = main_hostname(placement.portal)
        path = f"/{placement.section.slug}/{story.slug}-{story.pk}/"
        status = _status(cast.port, host, path)
        if status != expected:
            raise Amiss(f"{host}{path} answered {status}, not {expected}.")


def _status(port: int | None, host: str, path: str) -> int:
    """Ask until the web server answers; it may be starting again, and its connections may be dead ones."""
    deadline = time.monotonic() + PATIENCE
    while True:
        connected = http.client.HTTPConnection("127.0.0.1", port, timeout=10)
        try:
            connected.request("GET", path, headers={"Host": host})
            status = connected.getresponse().status
        except (OSError, http.client.HTTPException):
            status = 0
        finally:
            connected.close()
        if status in {OK, GONE} or time.monotonic() > deadline:
            return status
        time.sleep(0.1)
