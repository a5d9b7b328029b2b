"""Who aired a bulletin that was sent, on the sender's delivery board."""

from __future__ import annotations

import json
from datetime import datetime, timedelta
from types import SimpleNamespace

import pytest
import time_machine
from django.test import Client
from django.urls import reverse

from editorial.models import Placement
from editorial.stations import paper
from editorial.stations.airing_actions import tell_airing
from editorial.stations.inbox import BulletinsToAir
from editorial.stations.keys import make_key
from editorial.stations.receipts import is_bulletin, to_air
from editorial.stations.source_system.handing_over import handed
from editorial.stations.source_system.models import SourceSystemPush
from editorial.stations.source_system.rows import note_bulletins
from portals.addresses import main_origin
from portals.boards.enums import Position
from portals.inbox.queries import items_of
from portals.inbox.reader import InboxReader
from syndication.dispatches.airings import tell_airings
from syndication.dispatches.delivery_board import counts_of
from syndication.enums import AudienceKind, DeliveryState, Urgency
from syndication.models import Delivery, Dispatch
from tests.editorial.stations.cast import Radio, at, build, bulletin
from tests.factories import make_member, make_portal, published_story
from tests.support.kept import once_a_file
from tests.support.visiting import republished
from tests.walls import desk_client

built, radio = once_a_file(build)


@pytest.mark.parametrize(
    ("due", "late_one", "late_other"),
    [
        (at(5, 11), False, True),
        (at(5, 10), False, True),
        (at(5, 9), True, True),
        (at(5, 13), False, False),
    ],
)
def test_by_the_deadline_or_not(
    radio: Radio, django_assert_num_queries, due, late_one: bool, late_other: bool
) -> None:
    story = bulletin(radio.province, aired=at(5, 5), when=at(5, 6), section="tin-tuc")
    republished(story, radio.commune)
    tell_airing(
        portal=radio.commune, story=story, aired_at=at(5, 10), actor=radio.secretary, now=at(5, 11)
    )
    nobody = make_portal("commune", overseer=radio.province)
    rows = [SimpleNamespace(portal_id=one.pk) for one in (radio.commune, radio.other, nobody)]
    with django_assert_num_queries(2):
        tell_airings(rows, Dispatch(story_id=story.pk, due_at=due), at(5, 12))
    aired, waiting, mute = (row.airing for row in rows)
    assert (aired.at, aired.is_late) == (at(5, 10), late_one)
    assert (waiting.at, waiting.has_station, waiting.is_late) == (None, True, late_other)
    assert (mute.has_station, mute.is_late) == (False, False)


def test_only_bulletins_have_such_a_column(radio: Radio) -> None:
    story = bulletin(radio.commune, aired=at(5, 5), when=at(5, 6))
    assert is_bulletin(story.storypage_ptr)
    assert not is_bulletin(published_story(radio.commune))


NOW = at(5, 12)
BY_FIVE = at(5, 17)


def sent(radio: Radio, due_at: datetime | None = BY_FIVE, **fields: object) -> Dispatch:
    """A bulletin of the province that the commune and its neighbour have, and one board lets wait."""
    story = bulletin(radio.province, aired=at(5, 5), when=at(5, 6), section="tin-tuc")
    sender = make_member(radio.province, Position.HEAD)
    dispatch = Dispatch.objects.create(
        story=story.storypage_ptr, sender=radio.province, audience=AudienceKind.ALL, due_at=due_at,
        sent_by=sender, sent_at=at(5, 6), starts_at=at(5, 6), **fields,
    )  # fmt: skip
    for portal in (radio.commune, radio.other):
        placed = republished(story, portal)
        Placement.objects.filter(pk=placed.pk).update(placed_at=at(5, 7))
        Delivery.objects.create(
            dispatch=dispatch, portal=portal, state=DeliveryState.PLACED, state_at=at(5, 7)
        )
    waits = make_portal("commune", overseer=radio.province)
    Delivery.objects.create(dispatch=dispatch, portal=waits, state_at=at(5, 7))
    return dispatch


class TestTheStationIsToldTheDeadline:
    @pytest.mark.parametrize(("seconds", "is_late"), [(0, False), (1, True)])
    def test_until_when_and_whether_that_has_passed(
        self, radio: Radio, seconds: int, is_late: bool
    ) -> None:
        sent(radio)
        now = BY_FIVE + timedelta(seconds=seconds)
        (one,) = to_air(now).filter(portal=radio.commune)
        assert (one.air_by, one.is_late) == (BY_FIVE, is_late)

    def test_the_earliest_of_those_that_came_there(self, radio: Radio) -> None:
        dispatch = sent(radio)
        for hour, portal, state in (
            (16, radio.commune, DeliveryState.PLACED),
            (15, radio.other, DeliveryState.PLACED),
            (14, radio.commune, DeliveryState.WAITING),
        ):
            dispatch.pk, dispatch.due_at = None, at(5, hour)
            dispatch.save(force_insert=True)
            Delivery.objects.create(dispatch=dispatch, portal=portal, state=state, state_at=NOW)
        assert to_air(NOW).get(portal=radio.commune).air_by == at(5, 16)

    def test_none_of_what_nobody_sent(self, radio: Radio) -> None:
        story = bulletin(radio.province, aired=at(5, 5), when=at(5, 6), section="tin-tuc")
        Placement.objects.filter(pk=republished(story, radio.commune).pk).update(placed_at=NOW)
        (one,) = to_air(NOW).filter(portal=radio.commune)
        assert (one.air_by, one.is_late) == (None, False)

    def test_an_urgent_one_is_aired_while_it_is_urgent(self, radio: Radio) -> None:
        until = at(6, 6)
        sent(
            radio, None, urgency=Urgency.URGENT, urgent_until=until, confirmed_at=at(5, 6),
            confirmed_by=make_member(radio.province, Position.DEPUTY),
        )  # fmt: skip
        assert to_air(NOW).get(portal=radio.commune).air_by == until

    def test_in_the_inbox(self, radio: Radio) -> None:
        sent(radio)
        (item,) = items_of(InboxReader(radio.secretary, NOW), [BulletinsToAir()])
        assert item.due_at == BY_FIVE

    @time_machine.travel(NOW, tick=False)
    def test_on_its_page_beside_the_script_and_on_paper(
        self, radio: Radio, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        title = sent(radio).story.title
        client, printed = desk_client(radio.secretary), []
        for page in ("portal_station", "station_script"):
            told = client.get(reverse(page, args=[radio.commune.pk])).content.decode()
            assert "phát trước 17:00 05/11/2026" in told, page
        # Read on the portal: at the desk there is nothing under its path.
        assert f'<a href="{main_origin(radio.commune)}/' in told
        monkeypatch.setattr(paper, "typeset", lambda _page, told, **_: printed.append(told) or b"")
        client.get(reverse("station_script_paper", args=[radio.commune.pk]))
        assert printed[0]["waiting"] == [f"{title} (phát trước 17:00 05/11/2026)"]
        with time_machine.travel(BY_FIVE + timedelta(minutes=1)):
            late = client.get(reverse("portal_station", args=[radio.commune.pk])).content.decode()
        assert "<strong>đã quá hạn phát 17:00 05/11/2026</strong>" in late

    @time_machine.travel(NOW, tick=False)
    def test_by_the_interface_of_stations(self, radio: Radio) -> None:
        sent(radio)
        key = make_key(station=radio.station, label="Đài IP", actor=radio.secretary, now=NOW)
        client = Client(
            HTTP_HOST=radio.commune.site.hostname, headers={"Authorization": f"Bearer {key}"}
        )
        (one,) = json.loads(client.get("/dai-truyen-thanh/he-thong/").content)["can_phat"]
        assert one["phat_truoc"] == "2026-11-05T17:00:00+07:00"

    def test_and_the_source_system(self, radio: Radio) -> None:
        sent(radio)
        note_bulletins(NOW)
        assert {handed(one).air_by for one in SourceSystemPush.objects.all()} == {BY_FIVE}


class TestTheSenderSeesWhoIsLate:
    def test_from_the_deadline_on_until_it_was_aired_in_time(self, radio: Radio) -> None:
        dispatch = sent(radio)
        for portal, hour, actor in (
            (radio.commune, at(5, 17), radio.secretary),
            (radio.other, at(5, 17, 1), make_member(radio.other, Position.EDITOR)),
        ):
            tell_airing(
                portal=portal, story=dispatch.story, aired_at=hour, actor=actor, now=at(5, 18)
            )
        late = [counts_of(dispatch, now).groups["cham-phat"] for now in (BY_FIVE, at(5, 18))]
        # Whose board did not decide had nothing to air.
        assert late == [0, 1]

    def test_not_of_other_stories(self, radio: Radio) -> None:
        dispatch = sent(radio)
        Placement.objects.filter(story=dispatch.story).update(kind="article")
        assert counts_of(dispatch, at(5, 18)).groups["cham-phat"] == 0
