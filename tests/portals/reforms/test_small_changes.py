"""One unit is opened, renamed, moved or closed by a short form, as the same document that a table makes."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import datetime

import pytest
import time_machine
from django.urls import reverse
from django.utils import translation

from portals.boards.enums import Position
from portals.clock import LOCAL_ZONE
from portals.reforms.models import Reform
from portals.reforms.planning import reform_plan_of
from tests.factories import make_member, make_portal, make_province_tree
from tests.walls import desk_client

pytestmark = pytest.mark.django_db
BEFORE = datetime(2031, 6, 20, 9, tzinfo=LOCAL_ZONE)
DECISION = {"mandate": "12/NQ", "takes_effect_on": "2031-07-01"}


@pytest.fixture(autouse=True)
def _english_and_then() -> Iterator[None]:
    with translation.override("en"), time_machine.travel(BEFORE, tick=False):
        yield


def rows_of(reform: Reform) -> list[tuple[str, str, str, str]]:
    return [
        (row.original_name, row.kind, row.result.name, row.result.overseer_code)
        if row.result
        else (row.original_name, row.kind, "", "")
        for row in reform.rows.select_related("result").order_by("position")
    ]


def test_a_secretary_renames_moves_and_closes() -> None:
    province, district, (first, second) = make_province_tree(2)
    other = make_portal("district", overseer=province)
    desk = desk_client(make_member(province, Position.SECRETARY))

    def send(view: str, **given: object) -> str:
        answer = desk.post(reverse(view), {**DECISION, **given})
        if answer.status_code == 302:
            reform = Reform.objects.get()
            assert answer["Location"] == reverse("reform", args=[reform.pk])
            assert reform.plans.filter(made_at=None).count() == 1
        return answer.content.decode()

    def entered() -> list[tuple[str, str, str, str]]:
        reform = Reform.objects.get()
        rows = rows_of(reform)
        assert reform_plan_of(reform)["conflicts"] == []
        reform.plans.all().delete()
        reform.delete()
        return rows

    send("reform_open", code="X9", name="Xã  Xa", tier="commune", overseer=district.pk)
    assert entered() == [("", "found", "Xã Xa", district.code)]
    send("reform_rename", portal=first.pk, name="Phường  Mới", host="Moi.Xa")
    assert entered() == [(first.name, "rename", "Phường Mới", district.code)]
    send("reform_move", portal=first.pk, overseer=other.pk)
    assert entered() == [(first.name, "continue", first.name, other.code)]
    send("reform_close", portal=first.pk, successor=second.pk)
    assert entered() == [
        (first.name, "merge", second.name, district.code),
        (second.name, "continue", second.name, district.code),
    ]
    send("reform_close", portal=first.pk)
    assert entered() == [(first.name, "dissolve", "", "")]

    # What cannot be says so, keeps what was typed, and enters nothing.
    refused = {
        "stays with": (
            "reform_open",
            {"code": first.code, "name": "Xã X", "tier": "commune", "overseer": district.pk},
        ),
        "may hold only letters": (
            "reform_rename",
            {"portal": first.pk, "name": "Xã X", "host": "mới"},
        ),
        "This is its name already": ("reform_rename", {"portal": first.pk, "name": first.name}),
        "must begin with one of": ("reform_rename", {"portal": first.pk, "name": "Mới"}),
        "oversees it already": ("reform_move", {"portal": first.pk, "overseer": district.pk}),
        "which is not above": ("reform_move", {"portal": first.pk, "overseer": second.pk}),
        "its own successor": ("reform_close", {"portal": first.pk, "successor": first.pk}),
        "It oversees 2 portals": ("reform_close", {"portal": district.pk, "successor": other.pk}),
        "still to come": (
            "reform_close",
            {"portal": first.pk, "takes_effect_on": "2031-06-20"},
        ),
        "Select a valid choice": ("reform_close", {"portal": province.pk}),
    }
    for reason, (view, given) in refused.items():
        shown = send(view, **given)
        assert reason in shown
        assert "12/NQ" in shown
    assert not Reform.objects.exists()


def test_the_forms_are_closed_to_everybody_else() -> None:
    province, district, (first, second) = make_province_tree(2)
    for user in (make_member(province, Position.EDITOR), make_member(district, Position.HEAD)):
        desk = desk_client(user)
        for name in ("reform_open", "reform_rename", "reform_move", "reform_close"):
            assert desk.get(reverse(name)).status_code in {302, 403}
            given = {
                "code": "X9",
                "tier": "commune",
                "portal": first.pk,
                "overseer": province.pk,
                "name": "Xã Mới",
            }
            desk.post(reverse(name), {**DECISION, **given, "successor": second.pk})
    assert not Reform.objects.exists()
