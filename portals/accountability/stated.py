"""Who hears of statements beside requests, and what of them anybody may read."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Collection

from .enums import CaseOutcome, StatementBeside
from .models import CaseStatement

type StatementListener = Callable[[CaseStatement], None]
type EmptiedListener = Callable[[Collection[CaseStatement]], None]

_stated: list[StatementListener] = []
_withdrawn: list[StatementListener] = []
_emptied: list[EmptiedListener] = []


def on_statement(
    stated: StatementListener, withdrawn: StatementListener, emptied: EmptiedListener
) -> None:
    """Have all called in the transaction of the act; once, from an app's `ready()`.

    The first is given one that is not stored yet, and stores it with its commitment. The last is given those whose
    words or reasons went with the data of their requests, once for all of them.
    """
    _stated.append(stated)
    _withdrawn.append(withdrawn)
    _emptied.append(emptied)


def tell_stated(statement: CaseStatement) -> None:
    for listener in _stated:
        listener(statement)
    if statement.pk is None:
        statement.save()


def tell_withdrawn(statement: CaseStatement) -> None:
    for listener in _withdrawn:
        listener(statement)


def tell_emptied(statements: Collection[CaseStatement]) -> None:
    for listener in _emptied:
        listener(statements)


def statements_beside(
    case_ids: Collection[int], beside: StatementBeside | None = None
) -> dict[int, list[CaseStatement]]:
    """Return what is shown beside these requests, what stands before what was withdrawn. One query.

    Nothing of a sealed one, whatever was said before it was.
    """
    found: dict[int, list[CaseStatement]] = defaultdict(list)
    rows = CaseStatement.objects.filter(case__in=case_ids).exclude(case__outcome=CaseOutcome.SEALED)
    if beside is not None:
        rows = rows.filter(beside=beside)
    for one in rows.select_related("portal", "signed_by").order_by("-signed_at", "-pk"):
        found[one.case_id].append(one)
    return found
