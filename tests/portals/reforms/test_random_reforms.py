"""Random changes, taken back and carried out again: nothing is lost and nothing is there twice.

`PORTALS_REFORM_GAMES` plays more of them than the suite does.
"""

from __future__ import annotations

import os
from collections import Counter
from collections.abc import Iterator
from datetime import date, datetime, timedelta
from http import HTTPStatus
from random import Random
from urllib.parse import urlsplit

import pytest
import time_machine
from django.db.models import Count, F
from django.test import Client
from wagtail.models import Page

from editorial.models import Placement
from portals.accountability.enums import CaseState
from portals.accountability.models import CitizenCase
from portals.boards.enums import Position
from portals.boards.models import User
from portals.clock import LOCAL_ZONE, local_date
from portals.models import Oversight, Portal, PortalAddress
from portals.queries import heirs_of
from portals.reforms import standing
from portals.reforms.actions import (
    ReformNotPossible,
    UnfitReform,
    ask_for_plan,
    enter_reform,
)
from portals.reforms.enums import ActDirection
from portals.reforms.jobs import make_plans
from portals.reforms.models import Reform
from portals.reforms.sheet import ReformLine, ReformUnitSpec
from portals.reforms.switch_actions import confirm_reform_act, run_reform_act, want_reform_act
from portals.reforms.undoing import reform_stands
from tests.factories import make_member, make_province_tree, published_story
from tests.portals.accountability.cases import make_case

pytestmark = pytest.mark.django_db
GAMES = int(os.environ.get("PORTALS_REFORM_GAMES", "2"))
MOVES = 6
BEGINS = datetime(2031, 3, 3, 9, tzinfo=LOCAL_ZONE)


class Game:
    def __init__(self, seed: int) -> None:
        self.random = Random(seed)
        self.now = BEGINS
        self.province, self.district, self.communes = make_province_tree(4)
        self.head = make_member(self.province, Position.HEAD)
        self.deputy = make_member(self.province, Position.DEPUTY)
        self.members = [make_member(one, Position.HEAD) for one in self.communes]
        self.stories = [published_story(one) for one in self.communes for _ in range(2)]
        self.addresses = [
            (one.site.hostname, Placement.objects.get(portal=one, story=story).path)
            for one, story in zip(self.communes, self.stories[::2], strict=True)
        ]
        self.cases = {
            case.pk: case.due_at for one in self.communes for case in [make_case(one, now=self.now)]
        }
        bodies = [self.province, self.district, *self.communes]
        self.hosts = {one.site.hostname for one in bodies}
        self.played: Counter[str] = Counter()

    def play(self) -> None:
        for _move in range(MOVES):
            self.now += timedelta(days=2)
            done = [
                reform
                for reform in Reform.objects.filter(entered_by=self.head).order_by("pk")
                if (last := reform.acts.done().first()) and reform_stands(last)
            ]
            moves = [self.change] + ([self.take_back] if done else [])
            with time_machine.travel(self.now, tick=True):
                self.random.choice(moves)()
                self.check()

    def change(self) -> None:
        open_now = list(
            Portal.objects.open_on(local_date(self.now))
            .overseen_by(self.district, local_date(self.now))
            .order_by("pk")
        )
        number = Reform.objects.count()
        units = [
            ReformUnitSpec(f"U{number}{part}", f"Xã {number}{part}", "commune", self.district.code)
            for part in "ab"
        ]
        first, *others = self.random.sample(open_now, min(2, len(open_now)))
        kind = self.random.choice(["merge", "split", "rename", "dissolve", "found"])
        results: list[tuple[Portal, ReformUnitSpec | None]] = {
            "merge": [(one, units[0]) for one in (first, *others)],
            "split": [(first, unit) for unit in units],
            "rename": [(first, units[0])],
            "dissolve": [(first, None)],
            "found": [],
        }[kind]
        if kind == "dissolve" and len(open_now) < 3:
            return
        moving = self.random.choice([(), ("tin-tuc",), ("all",)])
        lines = [
            ReformLine(line, portal.code, portal.name, result=unit, sections=sections)
            for line, (portal, unit) in enumerate(results, start=2)
            for sections in [moving if kind == "merge" or (kind, line) == ("split", 2) else ()]
        ] or [ReformLine(2, "", "", result=units[0])]
        self.played["moves"] += any(line.sections for line in lines)
        try:
            reform = self.enter(kind, number, lines)
        except UnfitReform as unfit:
            raise AssertionError([(kind, bad.line, bad.reason) for bad in unfit.bad]) from unfit
        ask_for_plan(reform=reform, actor=self.head, now=self.now)
        make_plans(now=self.now)
        self.carry(reform, ActDirection.FORWARD)
        self.played[kind] += 1

    def enter(self, kind: str, number: int, lines: list[ReformLine]) -> Reform:
        return enter_reform(
            title=kind,
            mandate=f"NQ {number}",
            takes_effect_on=local_date(self.now),
            lines=lines,
            actor=self.head,
            now=self.now - timedelta(days=1),
        )

    def take_back(self) -> None:
        for reform in Reform.objects.filter(entered_by=self.head).order_by("-pk"):
            last = reform.acts.done().first()
            if last is None or not reform_stands(last):
                continue
            try:
                self.carry(reform, ActDirection.BACK)
            except ReformNotPossible:
                self.played["refused"] += 1
                continue
            self.played["back"] += 1
            return

    def carry(self, reform: Reform, direction: ActDirection) -> None:
        act = want_reform_act(reform=reform, direction=direction, actor=self.head, now=self.now)
        confirm_reform_act(act=act, actor=self.deputy, now=self.now)
        done = run_reform_act(act_id=act.pk, now=self.now)
        assert done is not None
        assert done.done_at, done.failure

    def check(self) -> None:
        day = local_date(self.now)
        open_now = Portal.objects.open_on(day)
        running = CitizenCase.objects.exclude(state=CaseState.ENDED).filter(pk__in=self.cases)
        # Each request is with one that is open, with the day by which it was due.
        assert dict(running.values_list("pk", "due_at")) == self.cases
        assert not running.exclude(portal__in=open_now).exists()
        # Each unit has one overseer that is open, and no other has its code.
        ties = Oversight.objects.in_force(day)
        assert not ties.exclude(portal__in=open_now, overseer__in=open_now).exists()
        below = open_now.exclude(tier="province")
        assert set(below.values_list("pk", flat=True)) == set(ties.values_list("portal", flat=True))
        assert not open_now.values("code").annotate(times=Count("pk")).filter(times__gt=1).exists()
        # Whoever ended leads to somebody who is open, but for one that was dissolved.
        for ended in Portal.objects.filter(closed_on__lte=day).exclude(successions=None):
            assert heirs_of(ended, day)
        self._check_pages()
        self._check_hosts(day)
        self._check_rights(day)

    def _check_pages(self) -> None:
        """No page is gone, and each is in one place: that of its one origin. Old addresses answer in one step."""
        standing = Placement.objects.standing().local().filter(story__in=self.stories)
        places = standing.select_related("story", "section", "portal__root")
        assert {place.story_id for place in places} == {story.pk for story in self.stories}
        for place in places:
            assert place.section.portal_id == place.portal_id
            assert place.story.path.startswith(place.section.path)
            assert place.story.url_path == f"{place.section.url_path}{place.story.slug}/"
        assert not any(Page.find_problems())
        host, path = self.random.choice(self.addresses)
        answer = Client(headers={"host": host}).get(path)
        if answer.status_code == HTTPStatus.MOVED_PERMANENTLY:
            to = urlsplit(answer["Location"])
            answer = Client(headers={"host": to.hostname}).get(to.path)
        assert answer.status_code == HTTPStatus.OK

    def _check_hosts(self, day: date) -> None:
        in_force = PortalAddress.objects.in_force(day)
        assert self.hosts <= set(in_force.values_list("hostname", flat=True))
        served = in_force.filter(is_main=True, portal__closed_on=None)
        assert not served.exclude(portal__site__hostname=F("hostname")).exists()

    def _check_rights(self, day: date) -> None:
        for user in User.objects.filter(pk__in=[one.pk for one in self.members]):
            held = user.posts.filter(period__contains=day, board__portal__closed_on=None)
            assert user.groups.count() == held.count()
            assert not user.posts.filter(period__contains=day).exclude(pk__in=held).exists()


@pytest.fixture(autouse=True)
def _a_day_of_theirs() -> Iterator[None]:
    with time_machine.travel(BEGINS, tick=True):
        yield


def test_nothing_is_lost_and_nothing_doubled(monkeypatch: pytest.MonkeyPatch) -> None:
    # The games know no months.
    monkeypatch.setattr(standing, "is_for_moving_sections", lambda _day: True)
    played: Counter[str] = Counter()
    for seed in range(GAMES):
        game = Game(seed)
        game.play()
        played += game.played

    assert played["back"]
    assert played["moves"]
    assert played.total() >= GAMES * MOVES // 2
