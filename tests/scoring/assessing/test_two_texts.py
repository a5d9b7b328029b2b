"""Two texts that are said to be alike, shown beside each other to whoever judges them."""

from __future__ import annotations

import pytest

from portals.boards.enums import Position
from scoring.content.gathering import read_stories
from tests.factories import make_member, make_portal
from tests.scoring.assessing.test_workplace import address, soup
from tests.scoring.cast import SNAPSHOT, adopt_default, local, make_province, text_of, write
from tests.walls import desk_client

pytestmark = pytest.mark.django_db


class TestTwoTextsBesideEachOther:
    @pytest.fixture
    def town(self):
        province, head, deputy = make_province()
        adopt_default(head, deputy, tiers=("commune",))
        district = make_portal("district", overseer=province)
        commune, neighbour = make_portal(overseer=district), make_portal(overseer=district)
        first = write(neighbour, local(2026, 10, 5, 9), 70, body=text_of(70, 80))
        copy = write(commune, local(2026, 10, 7, 9), 71, body=text_of(70, 80))
        read_stories(now=SNAPSHOT)
        return make_member(district, Position.HEAD), commune, copy, first

    def texts(self, user, commune) -> list[str]:
        page = soup(desk_client(user).get(address(commune)))
        return [one.get_text(" ") for one in page.select(".score-beside .score-text")]

    def test_are_shown_whole(self, town) -> None:
        scorer, commune, copy, first = town
        own, other = self.texts(scorer, commune)
        assert copy.title in own
        assert first.title in other
        assert "Xã70n0" in own
        assert "Xã70n0" in other

    def test_but_never_what_is_not_public_any_more(self, town) -> None:
        scorer, commune, _copy, first = town
        type(first).objects.filter(pk=first.pk).update(live=False)
        own, other = self.texts(scorer, commune)
        assert "Xã70n0" in own
        assert "Xã70n0" not in other
