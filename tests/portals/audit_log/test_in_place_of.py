"""What others did in somebody's place: found by an index, in both tables of the log."""

from __future__ import annotations

import json
from datetime import timedelta
from typing import Any

import pytest
from django.db import connection
from django.utils import timezone
from wagtail.models import ModelLogEntry, PageLogEntry

from portals.audit_log.queries import LogFilter, lines
from portals.boards.enums import Position
from portals.boards.models import EditorialBoard
from tests.factories import make_member, make_portal, published_story

pytestmark = pytest.mark.django_db

# Fewer, and a table is read from its beginning to its end whatever indexes it has.
MANY = 3_000


def indexes_in(plan: dict[str, Any]) -> set[str]:
    """The names of all indexes that a plan reads."""
    named = {plan["Index Name"]} if "Index Name" in plan else set()
    return named.union(*(indexes_in(below) for below in plan.get("Plans", ())))


@pytest.mark.parametrize("table", [PageLogEntry, ModelLogEntry])
def test_is_found_by_an_index(table: type[Any]) -> None:
    portal = make_portal()
    head = make_member(portal, Position.HEAD)
    now = timezone.now()
    story = published_story(portal)
    of_thing = (
        {"page_id": story.pk} if table is PageLogEntry else {"object_id": str(portal.board.pk)}
    )
    table.objects.bulk_create(
        table(
            **of_thing,
            content_type_id=1,
            label="x",
            action="wagtail.edit",
            timestamp=now - timedelta(seconds=number),
            data={"portal": portal.pk} | ({"in_place_of": number} if number % 50 == 0 else {}),
        )
        for number in range(MANY)
    )
    asked = table.objects.filter(data__in_place_of=100).order_by("-timestamp", "-pk")[:26]
    with connection.cursor() as cursor:
        name = table._meta.db_table
        cursor.execute(f"ANALYZE {name}")
    (told,) = json.loads(asked.explain(format="json"))

    assert indexes_in(told["Plan"]) == {f"{name}_in_place_of"}
    assert head.pk


def test_each_reads_what_was_done_in_their_place_alone() -> None:
    portal = make_portal()
    head, deputy = make_member(portal, Position.HEAD), make_member(portal, Position.DEPUTY)
    board = EditorialBoard.objects.get(portal=portal)
    for in_place_of in (head.pk, deputy.pk, None):
        data = {"portal": portal.pk} | ({"in_place_of": in_place_of} if in_place_of else {})
        ModelLogEntry.objects.log_action(board, "boards.export", user=deputy, data=data)

    found = lines([portal], LogFilter(in_place_of=head.pk), own=[portal]).lines

    assert len(found) == 1
