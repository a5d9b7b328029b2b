"""The bonus for initiatives that the province recognised."""

from __future__ import annotations

from dataclasses import replace
from datetime import datetime

import pytest

from portals.boards.enums import Position
from portals.initiatives.models import Initiative
from portals.models import Portal
from scoring.rubrics.once import check_once
from tests.factories import make_member, make_portal
from tests.scoring.cast import adjustment, local, measure, rubric_of

pytestmark = pytest.mark.django_db


def test_counts_what_was_recognised_or_adopted_in_the_month() -> None:
    portal, other = make_portal(), make_portal()
    author = make_member(portal, Position.EDITOR)
    provincial = make_member(other, Position.SECRETARY)

    def write(title: str, state: str, at: datetime, whose: Portal = portal) -> None:
        adopted = {"changed": "x", "changed_from": "2026-11-01"} if state == "adopted" else {}
        Initiative.objects.create(
            portal=whose, author=author, title=title, about="x", gain="x", state=state,
            begun_at=local(2026, 8, 1), submitted_at=local(2026, 8, 1), due_at=local(2026, 9, 15),
            answered_at=at, answered_by=provincial, answer="Được.", **adopted,
        )  # fmt: skip

    write("Trước", "recognised", local(2026, 9, 30, 23, 59))
    write("Đầu", "recognised", local(2026, 10, 1))
    write("Cuối", "adopted", local(2026, 10, 31, 23, 59))
    write("Sau", "recognised", local(2026, 11, 1))
    write("Chưa", "not-now", local(2026, 10, 15))
    write("Bên kia", "recognised", local(2026, 10, 15), other)

    mine, theirs = measure("adjustment.recognised", portal, other).values()

    assert [one.name for one in mine.evidence] == ["Đầu", "Cuối"]
    assert (mine.value, mine.cases, theirs.value) == (2, 2, 1)


def test_is_no_second_bonus_beside_the_entered_one() -> None:
    both = [
        replace(adjustment(code, 1, bonus=True), measure=f"adjustment.{code}")
        for code in ("initiative", "recognised")
    ]

    assert list(check_once(rubric_of(adjustments=(both[0],)))) == []
    assert len(list(check_once(rubric_of(adjustments=tuple(both))))) == 1
