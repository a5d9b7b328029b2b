"""A change that is killed at any statement was never begun, and the next minute carries it out.

`PORTALS_REFORM_KILLS` plays more rounds than the suite does.
"""

from __future__ import annotations

import os
import signal
import traceback
import warnings
from collections.abc import Callable
from datetime import datetime
from random import Random
from typing import Any

import pytest
import time_machine
from django.db import connection, connections

from portals.boards.enums import Position
from portals.clock import LOCAL_ZONE
from portals.reforms.actions import ask_for_plan, enter_reform
from portals.reforms.enums import ActDirection
from portals.reforms.jobs import make_plans
from portals.reforms.models import Reform, ReformAct
from portals.reforms.sheet import ReformLine, ReformUnitSpec
from portals.reforms.state_digest import state_digest
from portals.reforms.switch_actions import confirm_reform_act, run_reform_act, want_reform_act
from tests.factories import make_member, make_province_tree
from tests.portals.accountability.cases import make_case
from tests.support.patience import come_true

ROUNDS = int(os.environ.get("PORTALS_REFORM_KILLS", "3"))
ENTERED = datetime(2031, 6, 20, 9, tzinfo=LOCAL_ZONE)
NOW = datetime(2031, 7, 1, 9, tzinfo=LOCAL_ZONE)


class Killer:
    """Kills its own process before the statement with this number."""

    def __init__(self, at: int) -> None:
        self.left = at

    def __call__(self, execute: Callable[..., Any], *given: Any) -> Any:
        self.left -= 1
        if self.left == 0:
            os.kill(os.getpid(), signal.SIGKILL)
        return execute(*given)


def in_a_child(act: ReformAct, killed_before: int) -> int:
    """Carry the act out in a process of its own; return with what it ended, as `os.waitstatus_to_exitcode` says."""
    connection.close()
    with warnings.catch_warnings():
        # The child does nothing that other threads could hold.
        warnings.simplefilter("ignore", DeprecationWarning)
        child = os.fork()
    if child == 0:
        code = 1
        try:
            connections.close_all()
            with connection.execute_wrapper(Killer(killed_before)):
                run_reform_act(act_id=act.pk, now=NOW)
            code = 0
        finally:
            if code:
                traceback.print_exc()
            os._exit(code)
    ended = os.waitstatus_to_exitcode(os.waitpid(child, 0)[1])
    assert come_true(nobody_else_is_connected, progress=lambda: None)
    return ended


def nobody_else_is_connected() -> bool:
    """The server rolls back for a client that was killed once it notices, and holds its locks until then."""
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT count(*) FROM pg_stat_activity"
            " WHERE datname = current_database() AND usename = current_user AND pid <> pg_backend_pid()"
        )
        return cursor.fetchone() == (0,)


@pytest.mark.django_db(transaction=True)
def test_is_finished_or_never_begun() -> None:
    with time_machine.travel(NOW, tick=True):
        province, district, communes = make_province_tree(2)
        head, deputy = (make_member(province, one) for one in (Position.HEAD, Position.DEPUTY))
        make_member(communes[0], Position.HEAD)
        make_case(communes[0], now=ENTERED)
        unit = ReformUnitSpec("MOI", "Xã Mới", "commune", district.code)
        reform: Reform = enter_reform(
            title="Sắp xếp",
            mandate="NQ 1",
            takes_effect_on=NOW.date(),
            lines=[
                ReformLine(line, portal.code, portal.name, result=unit)
                for line, portal in enumerate(communes, start=2)
            ],
            actor=head,
            now=ENTERED,
        )
        ask_for_plan(reform=reform, actor=head, now=ENTERED)
        make_plans(now=ENTERED)
        act = want_reform_act(
            reform=reform, direction=ActDirection.FORWARD, actor=head, now=ENTERED
        )
        confirm_reform_act(act=act, actor=deputy, now=ENTERED)
        before = state_digest()

        random = Random(20)
        for _round in range(ROUNDS):
            assert in_a_child(act, random.randrange(5, 150)) == -signal.SIGKILL
            assert state_digest() == before
            act.refresh_from_db()
            assert (act.done_at, act.failure) == (None, "")

        assert in_a_child(act, 0) == 0
        act.refresh_from_db()
        assert act.done_at == NOW
        assert act.findings == {"differences": []}
