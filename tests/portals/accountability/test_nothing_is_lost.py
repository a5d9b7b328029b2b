"""Random transfers, joinings, endings and reforms, played by the verbs against the database: no request is lost.

Beside them a model keeps what it must come to, and nothing else: who is in charge, when the earliest of what was joined
arrived, by when the answer was first promised, and whether it runs.
"""

from __future__ import annotations

import os
from collections import Counter
from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from random import Random

import pytest
from django.urls import reverse

from portals.accountability.actions.following import add_to_case, take_back_case
from portals.accountability.actions.triage import (
    accept_case,
    ask_person,
    assign_case,
    dismiss_case,
    extend_case,
    hand_over_case,
    join_cases,
    refuse_case,
    seal_case,
)
from portals.accountability.enums import CaseStep
from portals.accountability.models import CaseEvent, CitizenCase
from portals.accountability.models.terms import RefusalGround
from portals.boards.enums import Position
from portals.boards.models import User
from portals.clock import local_date
from portals.models import Portal, Succession
from portals.refusals import Refusal
from tests.factories import make_member, make_portal
from tests.portals.accountability.cases import answer, happens, local, make_case
from tests.walls import desk_client

pytestmark = pytest.mark.django_db

# A thousand and more lost nothing when this was written: PORTALS_CASE_STEPS=1000, PORTALS_CASE_SEED for another game.
STEPS = int(os.environ.get("PORTALS_CASE_STEPS", "120"))
SEED = int(os.environ.get("PORTALS_CASE_SEED", "19"))
LOOKED_AT, REFORMED = 40, 30
FIRST_CASES, BODIES = 12, 4


@dataclass
class Known:
    """What must be true of a request. `promised` is None once a pause or an extension has moved its day lawfully."""

    code: str
    received_by: int
    holder: int
    arrived: datetime
    earliest: datetime
    promised: datetime | None
    runs: bool = True
    joined_into: int | None = None
    steps: int = 0


@dataclass
class Body:
    portal: Portal
    head: User
    editor: User


@dataclass
class Game:
    random: Random
    now: datetime = field(default_factory=lambda: local(2, "08:00"))
    bodies: list[Body] = field(default_factory=list)
    known: dict[int, Known] = field(default_factory=dict)
    played: Counter[str] = field(default_factory=Counter)

    def found(self) -> None:
        portal = make_portal()
        head, editor = make_member(portal, Position.HEAD), make_member(portal, Position.EDITOR)
        self.bodies.append(Body(portal, head, editor))

    def body_of(self, known: Known) -> Body:
        return next(body for body in self.bodies if body.portal.pk == known.holder)

    # The moves. Each takes a request and the body that acts, and notes in the model what must have come of it.

    def receive(self, _case: CitizenCase, _known: Known, body: Body) -> None:
        case = make_case(body.portal, now=self.now)
        minute = self.now.replace(second=0, microsecond=0)
        self.known[case.pk] = Known(
            case.code, body.portal.pk, body.portal.pk, self.now, minute, case.due_at
        )

    def hand_over(self, case: CitizenCase, known: Known, body: Body) -> None:
        to = self.random.choice(self.bodies).portal
        hand_over_case(case=case, to=to, reason="Xã", actor=body.editor, now=self.now)
        known.holder = to.pk

    def join(self, case: CitizenCase, known: Known, body: Body) -> None:
        pk, into = self.random.choice(
            [(pk, one) for pk, one in self.known.items() if one.holder == body.portal.pk]
            or list(self.known.items())
        )
        kept = CitizenCase.objects.get(pk=pk)
        join_cases(case=case, into=kept, actor=body.editor, now=self.now)
        known.runs, known.joined_into = False, pk
        if known.earliest < into.earliest:
            into.earliest, into.promised = known.earliest, known.promised

    def close_body(self, _case: CitizenCase, _known: Known, body: Body) -> None:
        """The body ends: merged into another, or split among two. There is no verb for this yet: the event itself."""
        self.bodies.remove(body)
        to = self.random.sample(self.bodies, self.random.choice((1, 2)))
        day = local_date(self.now)
        Portal.objects.filter(pk=body.portal.pk).update(closed_on=day)
        kind = Succession.Kind.MERGE if len(to) == 1 else Succession.Kind.SPLIT
        for one in to:
            Succession.objects.create(
                portal=body.portal, successor=one.portal, kind=kind, happened_on=day
            )
        for pk, known in self.known.items():
            if known.runs and known.holder == body.portal.pk:
                office = self.random.choice(to).portal
                happens(
                    CitizenCase.objects.get(pk=pk), CaseStep.BODY_CLOSED, self.now, office=office
                )
                known.holder = office.pk
        self.found()

    def pause(self, case: CitizenCase, known: Known, body: Body) -> None:
        ask_person(case=case, question="Thôn nào?", actor=body.editor, now=self.now)
        known.promised = None

    def extend(self, case: CitizenCase, known: Known, body: Body) -> None:
        extend_case(case=case, days=2, basis="Điều 1", reason="Lâu", actor=body.head, now=self.now)
        known.promised = None

    def add(self, case: CitizenCase, _known: Known, _body: Body) -> None:
        add_to_case(case=case, text="Thôn Đông", now=self.now)

    def accept(self, case: CitizenCase, _known: Known, body: Body) -> None:
        accept_case(case=case, actor=body.editor, now=self.now)

    def assign(self, case: CitizenCase, _known: Known, body: Body) -> None:
        assign_case(case=case, officer=body.editor, actor=body.head, now=self.now)

    def answer(self, case: CitizenCase, known: Known, body: Body) -> None:
        answer(case, body.editor, body.head, self.now)
        known.runs = False

    def refuse(self, case: CitizenCase, known: Known, body: Body) -> None:
        ground = RefusalGround.objects.filter(kind=case.kind)[0].code
        refuse_case(case=case, ground=ground, reason="Không", actor=body.head, now=self.now)
        known.runs = False

    def dismiss(self, case: CitizenCase, known: Known, body: Body) -> None:
        dismiss_case(case=case, actor=body.editor, now=self.now)
        known.runs = False

    def seal(self, case: CitizenCase, known: Known, body: Body) -> None:
        seal_case(case=case, officer=body.head, actor=body.editor, now=self.now)
        known.runs = False

    def take_back(self, case: CitizenCase, known: Known, _body: Body) -> None:
        take_back_case(case=case, now=self.now)
        known.runs = False

    def step(self, number: int) -> None:
        """One random move by whoever may make it, and now and then by whoever may not: that changes nothing."""
        self.now += timedelta(minutes=self.random.randint(1, 90))
        move = self.random.choice(self.moves())
        pk, known = self.random.choice(list(self.known.items()))
        is_stranger = self.random.random() < 0.1
        if number % REFORMED == REFORMED - 1:
            move, is_stranger = self.close_body, False
        of_person = move in (self.add, self.take_back, self.receive, self.close_body)
        body = self.random.choice(self.bodies)
        if not is_stranger and not of_person and known.runs:
            body = self.body_of(known)
        may = move in (self.receive, self.close_body) or (
            known.runs and (of_person or body.portal.pk == known.holder)
        )
        name = move.__name__
        try:
            move(CitizenCase.objects.get(pk=pk), known, body)
        except Refusal:
            self.played[f"{name} refused"] += 1
        else:
            assert may, f"{name} by whoever may not, or of what had ended"
            self.played[name] += 1

    def moves(self) -> list[Callable[[CitizenCase, Known, Body], None]]:
        often = [self.hand_over] * 6 + [self.join] * 4 + [self.receive] * 4 + [self.accept] * 2
        once = [self.pause, self.add, self.add, self.extend, self.assign, self.answer, self.refuse]
        return [*often, *once, self.dismiss, self.seal, self.take_back]

    # What must be so.

    def look(self) -> None:
        rows = {case.pk: case for case in CitizenCase.objects.all()}
        assert rows.keys() == self.known.keys(), "lost, or more than were sent"
        numbers: dict[int, list[int]] = {pk: [] for pk in rows}
        for pk, number in CaseEvent.objects.order_by("case", "sequence").values_list(
            "case", "sequence"
        ):
            numbers[pk].append(number)
        for pk, case in rows.items():
            known = self.known[pk]
            found = (case.code, case.received_by_id, case.portal_id, case.arrived_at)
            assert found == (known.code, known.received_by, known.holder, known.arrived)
            assert (case.state != "ended", case.joined_into_id) == (known.runs, known.joined_into)
            assert case.governs_since == known.earliest, f"{case.code} began anew"
            if known.runs and known.promised is not None:
                assert case.due_at == known.promised, f"{case.code} is due on another day"
            assert numbers[pk] == list(range(1, case.revision + 1))
            assert case.revision >= known.steps, f"{case.code} forgot what happened"
            known.steps = case.revision
        self.look_at_queues()

    def look_at_queues(self) -> None:
        shown: Counter[str] = Counter()
        for body in self.bodies:
            client, page, pages = desk_client(body.head), 1, 1
            while page <= pages:
                told = client.get(reverse("case_queue", args=[body.portal.pk]), {"p": page}).context
                pages = told["page_obj"].paginator.num_pages
                for case in told["object_list"]:
                    assert case.portal_id == body.portal.pk
                    shown[case.code] += 1
                page += 1
        assert shown == Counter(known.code for known in self.known.values() if known.runs)


def test_random_verbs_lose_no_request_and_restart_no_clock() -> None:
    game = Game(Random(SEED))
    for _number in range(BODIES):
        game.found()
    blank = CitizenCase()
    for number in range(FIRST_CASES):
        game.receive(blank, Known("", 0, 0, game.now, game.now, None), game.bodies[number % BODIES])
        game.now += timedelta(minutes=7)
    try:
        for number in range(STEPS):
            game.step(number)
            if number % LOOKED_AT == LOOKED_AT - 1:
                game.look()
        game.look()
    except AssertionError as wrong:
        wrong.add_note(f"PORTALS_CASE_SEED={SEED}, {game.played}")
        raise
    assert min(game.played[name] for name in ("hand_over", "join", "close_body", "answer")) > 0
    assert game.played["hand_over refused"] > 0
