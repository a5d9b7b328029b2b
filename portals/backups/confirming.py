"""Letting a restored copy be loud: a person's decision, not before what was taken from the public is taken again."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import asdict
from datetime import datetime
from typing import Any

from django.db import transaction

from portals.boards.models import User
from portals.database.owner import as_owner
from portals.database.quiet import mark_quiet, quiet_state, unmark_quiet
from portals.mail.sending import end_mails_of_before

from .newer_ledger import TakenSince, still_standing, taken_kind_of
from .restoring import WAITING


class StaysQuiet(Exception):
    """The copy stays quiet; the message says why."""


def copy_state() -> dict[str, Any]:
    """What the mark says. Raises StaysQuiet where there is none, or the restore did not come to its end."""
    state = quiet_state()
    if state is None:
        raise StaysQuiet("This database is no restored copy that is quiet.")
    if state.get("step") != WAITING:
        raise StaysQuiet(
            "The restore of this database did not come to its end: drop it, and begin again."
        )
    return state


def remember_taken(size: int, taken: Sequence[TakenSince]) -> None:
    """Write into the mark what a newer ledger tells, so that a confirmation without it asks for the same."""
    state = copy_state()
    if size < state.get("ledger", 0):
        raise StaysQuiet(f"A newer ledger is known already, of {state['ledger']} entries.")
    with as_owner():
        mark_quiet(state | {"ledger": size, "taken": [asdict(one) for one in taken]})


def known_taken() -> list[TakenSince] | None:
    """What the newest ledger that is known took since the backup; None where nobody named one."""
    state = copy_state()
    return [TakenSince(**one) for one in state["taken"]] if "ledger" in state else None


def take_again(taken: Sequence[TakenSince], *, actor: User, now: datetime) -> int:
    """Take from the public again what a newer ledger took, and still stands here; return how many. All or none."""
    standing = still_standing(list(taken))
    with transaction.atomic():
        for one in standing:
            taken_kind_of(one).take(one, actor, now)
    return len(standing)


def confirm_copy(*, without_ledger: bool, now: datetime) -> int:
    """Let the copy be loud; return of how many mails nobody knows whether they were sent. Raises StaysQuiet."""
    taken = known_taken()
    if taken is None and not without_ledger:
        raise StaysQuiet(
            "Nobody said what was recalled since the backup. Name the newest ledger by --since-ledger; where there is"
            " none any more, --without-ledger says that you know."
        )
    if standing := still_standing(taken or []):
        lines = [f"  {one.at} {one.kind} {one.subject}: {one.reason}" for one in standing]
        raise StaysQuiet(
            "These were taken from the public after the backup, and would come back unseen:\n"
            + "\n".join(lines)
            + "\nTake them again by --apply --by USER."
        )
    # Whoever waited in the backup got theirs from the install that was, as a rule.
    mails = end_mails_of_before(datetime.fromisoformat(copy_state()["at"]), now=now)
    with as_owner():
        unmark_quiet()
    return mails
