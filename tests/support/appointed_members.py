"""Giving a new person a post in one statement, for the thousands that tests appoint.

`appoint` locks the person, looks for other posts and derives the rights from all of them: some 15 statements. Whoever
was made this moment has no other post; `tests/test_factories.py` holds the rows to those of the verb.
"""

from __future__ import annotations

from datetime import date
from functools import cache

from django.contrib.contenttypes.models import ContentType
from django.db.backends.postgresql.psycopg_any import DateRange
from django.utils import timezone
from psycopg.types.json import Jsonb
from wagtail.models import ModelLogEntry

from portals.boards.actions.rights import FOR_EVER, _kind_of
from portals.boards.enums import Position
from portals.boards.models import BoardMember, EditorialBoard, RightsGroup, User
from portals.clock import local_date

from .insertions import PreparedScript, insertion, text


def appoint_quickly(
    *,
    board: EditorialBoard,
    user: User,
    position: Position,
    starts_on: date,
    ends_on: date | None,
) -> None:
    """Write what `appoint` writes for a person who has no post yet, for a term that ends after it begins."""
    now = timezone.now()
    today, days = local_date(now), (starts_on, ends_on)
    user.rights_valid_until = min((day for day in days if day and day > today), default=FOR_EVER)
    values = {
        "user": user.pk,
        "until": user.rights_valid_until,
        "board": board.pk,
        "board_text": str(board.pk),
        "position": position,
        "period": DateRange(*days),
        "portal": board.portal_id,
        "kind": _kind_of(position),
        "holds": starts_on <= today and (ends_on is None or today < ends_on),
        "label": str(board),
        "now": now,
        "data": Jsonb(
            {
                "portal": board.portal_id,
                "user": user.pk,
                "position": str(position),
                "period": [day and day.isoformat() for day in days],
                "decision": "",
            }
        ),
    }
    _script().run(values)


# Of which type of the database each value is.
TYPES = {
    **dict.fromkeys(("user", "board", "portal"), "bigint"),
    **dict.fromkeys(("board_text", "position", "kind", "label"), "text"),
    "until": "date",
    "period": "daterange",
    "holds": "boolean",
    "now": "timestamptz",
    "data": "jsonb",
}


@cache
def _script() -> PreparedScript:
    return PreparedScript(
        "appoint",
        TYPES,
        [
            insertion(
                BoardMember,
                board_id="%(board)s",
                user_id="%(user)s",
                position="%(position)s",
                period="%(period)s",
            ),
            insertion(
                User.groups.through,
                source=f"{RightsGroup._meta.db_table}"
                " WHERE portal_id = %(portal)s AND kind = %(kind)s AND %(holds)s",
                user_id="%(user)s",
                group_id="group_id",
            ),
            f"UPDATE {User._meta.db_table} SET rights_valid_until = %(until)s WHERE id = %(user)s",
            insertion(
                ModelLogEntry,
                content_type_id=text(ContentType.objects.get_for_model(EditorialBoard).pk),
                label="%(label)s",
                action="'boards.appoint'",
                data="%(data)s",
                timestamp="%(now)s",
                object_id="%(board_text)s",
            ),
        ],
    )
