"""How a portal looks is its board's choice, within the set that all share."""

from __future__ import annotations

import pytest
from django.utils import timezone
from wagtail.models import PageLogEntry

from editorial.appearance.actions import arrange_home
from editorial.models import HomeBlockChoice
from editorial.public import home_blocks
from editorial.public.home_blocks import HomeBlock, HomeRegion, register_home_block
from portals.boards.enums import Position
from portals.models import EditionChange, Portal, SocialAccount
from portals.refusals import NotYourOffice
from tests.factories import make_member, make_portal, published_story
from tests.support.social_accounts import verified_account
from tests.support.visiting import visit
from tests.walls import desk_client

pytestmark = pytest.mark.django_db


def address(portal: Portal, rest: str = "") -> str:
    return f"/giao-dien/{portal.pk}/{rest}"


def side_of(portal: Portal) -> list[str]:
    return [item.block.code for item in visit(portal, "/").context["blocks"]["side"]]


def extra_block(code: str, shown: object) -> HomeBlock:
    template = "editorial/public/blocks_of_home/kept.html"
    return HomeBlock(code, code, HomeRegion.SIDE, template, lambda _reading: shown)


@pytest.fixture
def more_blocks(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(home_blocks, "_registered", dict(home_blocks._registered))
    register_home_block(extra_block("lich", "Lịch tuần này"))
    register_home_block(extra_block("trong", None))


class TestTheLook:
    def test_is_as_usual_for_the_tier_until_a_board_chooses(self) -> None:
        html = visit(make_portal("commune"), "/").content.decode()
        assert 'class="palette-la motif-bong-lua"' in html

    def test_is_chosen_by_the_secretary(self) -> None:
        portal = make_portal("commune")
        client = desk_client(make_member(portal, Position.SECRETARY))
        assert client.get(address(portal)).status_code == 200
        chosen = {"palette": "sim", "motif": "hoa-sen", "licence": "Số 1/GP"}
        assert client.post(address(portal), chosen).status_code == 302
        html = visit(portal, "/").content.decode()
        assert 'class="palette-sim motif-hoa-sen"' in html
        assert "Số 1/GP" in html
        assert EditionChange.objects.filter(portal_ids=[portal.pk]).exists()
        assert PageLogEntry.objects.filter(action="editorial.dress", page=portal.root).exists()

    @pytest.mark.parametrize(
        "wrong",
        [
            {"palette": "hong"},
            {"motif": "rong"},
            {"licence": "x" * 161},
        ],
    )
    def test_is_refused_outside_the_set(self, wrong: dict[str, str]) -> None:
        portal = make_portal("commune")
        answer = desk_client(make_member(portal, Position.HEAD)).post(address(portal), wrong)
        assert answer.status_code == 422
        portal.refresh_from_db()
        assert (portal.palette, portal.motif, portal.licence) == ("", "", "")

    def test_leaves_social_accounts_alone(self) -> None:
        portal = make_portal("commune")
        verified_account(portal)
        client = desk_client(make_member(portal, Position.HEAD))
        assert client.post(address(portal), {"licence": "", "palette": "sim"}).status_code == 302
        assert SocialAccount.objects.open().filter(portal=portal).exists()

    def test_is_not_changed_by_an_editor(self) -> None:
        portal = make_portal("commune")
        desk_client(make_member(portal, Position.EDITOR)).post(address(portal), {"palette": "sim"})
        portal.refresh_from_db()
        assert portal.palette == ""

    def test_is_closed_to_strangers(self) -> None:
        portal = make_portal("commune")
        stranger = desk_client(make_member(make_portal("commune"), Position.HEAD))
        for answer in (
            stranger.get(address(portal)),
            stranger.post(address(portal), {"palette": "sim"}),
            stranger.post(address(portal, "khoi/"), {"order": "notices"}),
        ):
            assert answer.status_code == 404


class TestTheBlocksOfTheHomePage:
    def test_vanish_where_they_have_nothing_to_show(self, more_blocks: None) -> None:
        assert side_of(make_portal()) == ["lich"]

    def test_are_moved_and_switched_by_the_board(self, more_blocks: None) -> None:
        portal = make_portal("commune")
        published_story(portal, notice=True)
        assert side_of(portal) == ["notices", "lich"]
        client = desk_client(make_member(portal, Position.HEAD))
        order = ["notices", "republished", "lich", "trong"]
        client.post(address(portal, "khoi/"), {"order": order, "shown": order, "move": "lich:up"})
        client.post(
            address(portal, "khoi/"),
            {"order": ["notices", "lich"], "shown": ["notices", "lich"], "move": "lich:up"},
        )
        assert side_of(portal) == ["lich", "notices"]
        client.post(address(portal, "khoi/"), {"order": ["lich", "notices"], "shown": ["lich"]})
        assert side_of(portal) == ["lich"]

    @pytest.mark.parametrize("move", ["", "lich", "lich:sideways", "nothing:up", "notices:up"])
    def test_stay_where_they_are_for_a_move_that_makes_no_sense(
        self, more_blocks: None, move: str
    ) -> None:
        portal = make_portal("commune")
        published_story(portal, notice=True)
        order = ["notices", "lich", "nobody-knows-this"]
        desk_client(make_member(portal, Position.HEAD)).post(
            address(portal, "khoi/"), {"order": order, "shown": order, "move": move}
        )
        assert side_of(portal) == ["notices", "lich"]
        assert not HomeBlockChoice.objects.filter(code="nobody-knows-this").exists()

    def test_are_arranged_on_ones_own_portal_alone(self, more_blocks: None) -> None:
        one, other = make_portal("commune"), make_portal("commune")
        for portal in (one, other):
            arrange_home(
                portal=portal,
                order=["lich"],
                shown=frozenset(),
                actor=make_member(portal, Position.SECRETARY),
                now=timezone.now(),
            )
        assert side_of(one) == side_of(other) == []

    def test_keep_the_lead_and_the_news_first(self) -> None:
        portal = make_portal("commune")
        published_story(portal)
        arrange_home(
            portal=portal,
            order=["news", "lead"],
            shown=frozenset(),
            actor=make_member(portal, Position.HEAD),
            now=timezone.now(),
        )
        main = [item.block.code for item in visit(portal, "/").context["blocks"]["main"]]
        assert main == ["lead", "news"]

    def test_are_not_arranged_by_an_editor(self) -> None:
        portal = make_portal("commune")
        editor = make_member(portal, Position.EDITOR)
        with pytest.raises(NotYourOffice):
            arrange_home(
                portal=portal, order=[], shown=frozenset(), actor=editor, now=timezone.now()
            )

    def test_have_each_a_name_of_their_own(self, more_blocks: None) -> None:
        with pytest.raises(ValueError, match="lich"):
            register_home_block(extra_block("lich", None))
