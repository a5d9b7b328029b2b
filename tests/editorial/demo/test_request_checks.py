"""The check of a request on its way turns false where a step fails, and where anything of the person is public."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

import pytest
from django.utils import timezone

from editorial.answers.models import ReleasedAnswer
from editorial.asking import following
from editorial.demo import request_checks
from editorial.demo.day_off import NAME, announce_day_off
from editorial.demo.made_up_asker import fresh_asker
from editorial.demo.request_checks import AUTHOR, HEAD, OFFICER, REQUEST_ANSWERED, STEPS, SUBJECT
from portals.accountability.derivation import DerivedLine, derivation_of
from portals.accountability.models import CaseRating, CitizenCase
from portals.boards.enums import Position
from portals.demo.people import PASSWORD
from portals.operations.demo.registry import Result
from tests.factories import make_member, make_portal, make_user
from tests.support.demo import found_by
from tests.support.kept import once_a_file

pytestmark = pytest.mark.django_db


def _boards() -> None:
    """With a day off among those that are counted."""
    province = make_portal("province", code="27")
    ward = make_portal("commune", code="09163", overseer=province)
    for username, portal, position in (
        (OFFICER, ward, Position.EDITOR),
        (AUTHOR, province, Position.EDITOR),
        (HEAD, province, Position.HEAD),
    ):
        member = make_member(portal, position, user=make_user(username, password=PASSWORD))
    announce_day_off(actor=member, now=timezone.now())


built, boards = once_a_file(_boards)


def found() -> Result:
    return found_by(REQUEST_ANSWERED)["request_answered"]


def test_goes_all_the_way_and_once_more_where_a_word_of_the_person_is_public(
    boards, monkeypatch
) -> None:
    result = found()
    assert result.is_good, result.faults
    assert result.right == len(STEPS)
    case = CitizenCase.objects.get(outcome="answered", portal__code="27")
    assert CaseRating.objects.get().case_id == case.pk
    assert not ReleasedAnswer.objects.standing().exists()

    told = replace(fresh_asker(), markers=(SUBJECT.split()[0],))
    monkeypatch.setattr(request_checks, "fresh_asker", lambda: told)
    [fault] = found().faults
    assert fault.startswith("tells_nobody: ")
    assert fault.endswith("tells 1 of the words")


def test_is_wrong_where_the_clock_is_not_derived(boards, monkeypatch) -> None:
    monkeypatch.setattr(following, "derivation_of", lambda *_args, **_more: [])
    [fault] = found().faults
    assert fault.startswith("shows_its_clock: ")

    def unsaid(*given: Any, **more: Any) -> list[DerivedLine]:
        lines = derivation_of(*given, **more)
        return [replace(one, days=[replace(day, why="") for day in one.days]) for one in lines]

    monkeypatch.setattr(following, "derivation_of", unsaid)
    assert found().faults == [f"shows_its_clock: the clock: {NAME} is not said"]


def test_what_is_asked_is_new_each_time() -> None:
    first, second = fresh_asker(), fresh_asker()
    assert not set(first.markers) & set(second.markers)
    assert all(marker in "".join(first.typed().values()) for marker in first.markers)
