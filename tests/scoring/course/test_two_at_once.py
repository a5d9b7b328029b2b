"""Two who take a step at the same moment."""

from __future__ import annotations

from decimal import Decimal
from threading import Barrier, Thread

import pytest
from django.db import connection

from portals.refusals import Refusal
from scoring.assessing.tokens import token_of_entry
from scoring.course.actions import rule_on_appeal
from scoring.enums import ProceedingState, Ruling
from scoring.models import FactEntry, LineOverride
from tests.scoring.course.cast import APPEALING, VERIFYING, make_course
from tests.scoring.course.test_penalties import confirmed, entered
from tests.scoring.course.test_steps import asked, line

pytestmark = pytest.mark.django_db(transaction=True)


class TestOneAppeal:
    def test_rule_and_one_is_told(self) -> None:
        course = make_course(communes=1).at(ProceedingState.APPEALABLE)
        found, done, barrier = asked(course), [], Barrier(2)

        def rule(actor, points) -> None:
            barrier.wait(10)
            try:
                rule_on_appeal(
                    appeal=found, ruling=Ruling.PARTLY, answer="Vì", points=Decimal(points),
                    actor=actor, now=APPEALING,
                )  # fmt: skip
                done.append(points)
            except Refusal:
                done.append(None)
            finally:
                connection.close()

        threads = [
            Thread(target=rule, args=pair) for pair in ((course.head, 2), (course.deputy, 3))
        ]
        for thread in threads:
            thread.start()
        for thread in threads:
            thread.join()

        assert done.count(None) == 1
        [won] = [one for one in done if one]
        assert LineOverride.objects.get().points == won
        assert line(course.card(), "F1")["points"] == f"{won}.00"


class TestOnePenalty:
    def test_who_enters_and_who_confirms_do_not_wait_for_each_other_for_ever(self) -> None:
        course = make_course(communes=1)
        entry = entered(course)
        barrier, done = Barrier(2), []

        def at_once(act) -> None:
            barrier.wait(10)
            try:
                act()
                done.append(True)
            except Refusal:
                done.append(False)
            finally:
                connection.close()

        acts = [
            lambda: confirmed(entry, course.deputy, based_on=token_of_entry(entry)),
            lambda: entered(course, times=2, now=VERIFYING),
        ]
        threads = [Thread(target=at_once, args=[act]) for act in acts]
        for thread in threads:
            thread.start()
        for thread in threads:
            thread.join()

        assert len(done) == 2
        # Whoever came first: what counts is only what was confirmed.
        assert course.card().penalty == 0
        assert FactEntry.objects.get().value == 2
