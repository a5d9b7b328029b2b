"""What stands in every demo: on its own portals, published some time ago, and the same whatever day it is."""

from __future__ import annotations

import unicodedata
from collections import Counter
from datetime import datetime, timedelta
from typing import Any

import pytest

from editorial.demo.boards import Board
from editorial.demo.everyday import everyday_documents, everyday_texts, tell_everyday_things
from editorial.demo.words import Neighbours
from editorial.models import OfficialDocumentPage, Placement, SectionPage, SectionType
from portals.boards.enums import Position
from portals.clock import LOCAL_ZONE
from portals.demo.organisations import OF_2024, OF_2025
from portals.models import Portal
from tests.factories import make_member, make_portal

NOW = datetime(2026, 11, 27, 6, tzinfo=LOCAL_ZONE)


def _board(portal: Portal) -> Board:
    sections = {one.section_type_id: one for one in SectionPage.objects.filter(portal=portal)}
    head, editor = (make_member(portal, post) for post in (Position.HEAD, Position.EDITOR))
    nothing: Any = None
    return Board(portal, Neighbours(None, [], []), sections, {}, {}, [editor], head, nothing)


@pytest.mark.django_db
class TestTelling:
    def test_stands_on_its_own_portals(self) -> None:
        shown = {"27": "province", "09163": "commune", "09164": "commune"}
        portals = [
            make_portal(tier, code=code, opened_on=OF_2024.opened_on)
            for code, tier in shown.items()
        ]
        pages = tell_everyday_things(map(_board, portals), now=NOW)
        stood = Counter(Placement.objects.standing().values_list("portal__code", flat=True))
        told = Counter(one["portal"] for one in (*everyday_texts(), *everyday_documents()))
        assert stood == {code: told[code] for code in ("27", "09163")}
        assert len(pages) == stood.total()
        assert all(one.first_published_at < NOW - timedelta(days=1) for one in pages)
        found = OfficialDocumentPage.objects.get(number="145/TB-UBND")
        assert found.issuer == portals[1].agency
        assert not OfficialDocumentPage.objects.filter(is_normative=True).exists()

    def test_is_not_told_of_units_of_another_state(self) -> None:
        portal = make_portal("commune", code="09163", opened_on=OF_2025.opened_on)
        assert tell_everyday_things([_board(portal)], now=NOW) == []

    def test_sections_are_such_as_there_are(self) -> None:
        known = set(SectionType.objects.values_list("code", flat=True))
        assert {one["section"] for one in everyday_texts()} <= known


def test_units_are_those_of_2024_and_titles_their_own() -> None:
    codes = {row["code"] for row in OF_2024.listed()}
    some = [*everyday_texts(), *everyday_documents()]
    assert {one["portal"] for one in some} <= codes
    titles = Counter((one["portal"], one.get("title", one.get("number"))) for one in some)
    assert titles.most_common(1)[0][1] == 1


def test_is_composed() -> None:
    for one in everyday_texts():
        assert unicodedata.is_normalized("NFC", f"{one['title']}{one['lead']}{one['text']}")
