"""A district that scores two communes, October frozen, and everybody who may or may not take a step."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime
from decimal import Decimal
from functools import cache

import typst
from django.core.files.base import ContentFile

from portals.boards.enums import Position
from portals.boards.models import User
from portals.models import Portal
from scoring.course.actions import (
    OwnLine,
    decide,
    enter_notice,
    open_proceedings,
    sign_self_assessment,
    verify,
)
from scoring.enums import ProceedingState
from scoring.models import OwnCard, Proceeding, Round, Scorecard
from scoring.rounds.actions import score_month
from tests.factories import make_member, make_portal
from tests.portals.signatures.authority import as_copy
from tests.scoring.cast import OCTOBER, SNAPSHOT, adopt_default, local, make_province

# The first of November 2026 is a Sunday: working day 3 is the 4th, 7 the 10th, 12 the 17th.
ON_TIME = local(2026, 11, 4, 16)
VERIFYING = local(2026, 11, 9, 9)
APPEALING = local(2026, 11, 11, 9)
# Verified on the 9th, the boards have until the 12th.
DECIDING = local(2026, 11, 13, 9)
ENTERING = local(2026, 11, 16, 9)


@dataclass
class Course:
    province: Portal
    province_head: User
    province_deputy: User
    district: Portal
    head: User
    deputy: User
    secretary: User
    communes: list[Portal]
    heads: list[User]
    deputies: list[User]

    @property
    def round(self) -> Round:
        return Round.objects.get()

    @property
    def proceeding(self) -> Proceeding:
        return Proceeding.objects.get(scorer=self.district)

    def card(self, number: int = 0) -> Scorecard:
        return Scorecard.objects.get(portal=self.communes[number])

    @property
    def own_card(self) -> OwnCard:
        return OwnCard.objects.select_related("card__round").get()

    def signed(self, number: int, now: datetime = ON_TIME, *own: OwnLine):
        return sign_self_assessment(
            card=self.card(number), own=own, actor=self.heads[number], now=now
        )

    def at(self, state: ProceedingState) -> Course:
        """Take the steps that lead to `state`, each at its hour."""
        steps = [
            lambda: [self.signed(number) for number in range(len(self.communes))],
            lambda: verify(proceeding=self.proceeding, actor=self.secretary, now=VERIFYING),
            lambda: decide(proceeding=self.proceeding, actor=self.head, now=DECIDING),
            lambda: publish(self),
        ]
        order = [
            ProceedingState.FROZEN, ProceedingState.SELF_ASSESSED, ProceedingState.APPEALABLE,
            ProceedingState.DECIDED, ProceedingState.PUBLISHED,
        ]  # fmt: skip
        for step in steps[order.index(self.proceeding.state) : order.index(state)]:
            step()
        assert self.proceeding.state == state
        return self


def publish(course: Course, actor: User | None = None, now: datetime = ENTERING):
    file = sheet()
    return enter_notice(
        proceeding=course.proceeding, number="45/TB-BBT", dated=local(2026, 11, 16).date(),
        file=file, report=as_copy(file), actor=actor or course.secretary, now=now,
    )  # fmt: skip


def sheet() -> ContentFile:
    return ContentFile(_sheet(), name="thong-bao.pdf")


@cache
def _sheet() -> bytes:
    return typst.compile("Thông báo 45/TB-BBT".encode())


def make_course(
    communes: int = 2,
    *,
    of_province: int = 0,
    own_card: bool = False,
    first: Callable[[list[Portal]], object] = lambda _communes: None,
) -> Course:
    """A district with its communes; `of_province` more communes are scored by the province itself.

    `first` is done in the communes before the month is measured. `own_card`: the province is scored, too.
    """
    course = begin_course(communes, of_province=of_province, own_card=own_card)
    first(course.communes)
    freeze()
    return course


def begin_course(communes: int = 2, *, of_province: int = 0, own_card: bool = False) -> Course:
    """The same before anything was measured."""
    province, province_head, province_deputy = make_province()
    tiers = ("commune", "province") if own_card else ("commune",)
    adopt_default(province_head, province_deputy, tiers=tiers)
    district = make_portal("district", overseer=province)
    below = [make_portal(overseer=district) for _ in range(communes)]
    for _ in range(of_province):
        make_portal(overseer=province)
    return Course(
        province, province_head, province_deputy, district,
        make_member(district, Position.HEAD), make_member(district, Position.DEPUTY),
        make_member(district, Position.SECRETARY), below,
        [make_member(one, Position.HEAD) for one in below],
        [make_member(one, Position.DEPUTY) for one in below],
    )  # fmt: skip


def freeze() -> None:
    score_month(month=OCTOBER, actor=None, now=SNAPSHOT)
    open_proceedings(round_=Round.objects.get(), now=SNAPSHOT)


def own_line(code: str = "F1", points: str = "3", **evidence) -> OwnLine:
    return OwnLine(code, Decimal(points), **(evidence or {"text": "Đã rà soát 3 tin"}))
