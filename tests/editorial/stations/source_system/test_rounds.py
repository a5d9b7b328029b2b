"""Rounds of the clock: who is handed what and when, what is cancelled, and which receipts count."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import datetime, timedelta
from typing import Any

import pytest
import time_machine
from wagtail.models import ModelLogEntry

from editorial.broadcasts.models import BroadcastPage
from editorial.models import Placement
from editorial.recordings.enums import SoundState
from editorial.recordings.models import Recording
from editorial.stations.airing_actions import tell_airing
from editorial.stations.models import Airing
from editorial.stations.source_system import handing_over
from editorial.stations.source_system.checks import CHECKS, amiss_count
from editorial.stations.source_system.jobs import hand_over_bulletins
from editorial.stations.source_system.models import PushState, SourceSystemPush
from editorial.stations.source_system.rows import MOST_TRIES, claimed, note_bulletins, note_pushed
from portals.models import Portal
from portals.operations.checking import ask_checks
from tests.editorial.stations.cast import Radio, at, bulletin
from tests.editorial.stations.source_system.loudspeakers import BASE, KEY, Loudspeakers
from tests.factories import make_document
from tests.support.visiting import republished

NOW = at(5, 12)
MORNING = at(5, 7)
A_MINUTE = timedelta(minutes=1)


@pytest.fixture(autouse=True)
def configured(settings) -> None:
    settings.PORTALS_SOURCE_SYSTEM_URL, settings.PORTALS_SOURCE_SYSTEM_KEY = BASE, KEY


@pytest.fixture
def sent(radio: Radio) -> Iterator[Placement]:
    """A bulletin of the province that came to the commune at 7:00."""
    return received(radio.commune, of_the_province(radio))


def of_the_province(radio: Radio, **fields: Any) -> BroadcastPage:
    return bulletin(radio.province, aired=at(5, 5), when=at(5, 6), section="tin-tuc", **fields)


def received(portal: Portal, story: BroadcastPage, when: datetime = MORNING) -> Placement:
    placement = republished(story, portal)
    Placement.objects.filter(pk=placement.pk).update(placed_at=when)
    placement.refresh_from_db()
    return placement


def round_at(now: datetime = NOW) -> int:
    with time_machine.travel(now, tick=False):
        return hand_over_bulletins()


def push_of(placement: Placement) -> SourceSystemPush:
    return SourceSystemPush.objects.get(placement=placement)


def publish_anew(placement: Placement, title: str) -> None:
    story = BroadcastPage.objects.get(pk=placement.story_id)
    story.title = title
    story.save_revision().publish(skip_permission_checks=True)


def take_off(placement: Placement, when: datetime) -> None:
    Placement.objects.filter(pk=placement.pk).update(removed_at=when, removal_kind="withdrawn")


def aired(placement: Placement, hour: str = "11:30", unit: str = "") -> dict[str, str]:
    return {
        "ban_tin": str(placement.pk),
        "don_vi": unit or placement.portal.code,
        "phat_luc": f"2026-11-05T{hour}:00+07:00",
    }


class TestHandingOver:
    def test_once_with_its_text(self, sent: Placement, loudspeakers: Loudspeakers) -> None:
        assert [round_at(), round_at(NOW + A_MINUTE)] == [1, 0]
        assert loudspeakers.order == [str(sent.pk)]
        told = loudspeakers.has[str(sent.pk)]
        assert (told["don_vi"], told["tieu_de"], told["loai"]) == (
            sent.portal.code,
            sent.story.title,
            "ordinary",
        )
        assert told["noi_dung"]
        assert told["dia_chi"].endswith(sent.path)
        push = push_of(sent)
        assert (push.state, push.remote_id, push.pushed_at) == (
            PushState.PUSHED,
            f"BT-{sent.pk}",
            NOW,
        )

    def test_urgent_ones_first(self, radio: Radio, loudspeakers: Loudspeakers) -> None:
        expected = []
        for hour, name in enumerate(("ordinary", "priority", "urgent")):
            story = of_the_province(radio, bulletin_class=name)
            expected.insert(0, str(received(radio.commune, story, at(5, 7 + hour)).pk))
        round_at()
        assert loudspeakers.order == expected

    def test_not_where_there_is_no_station_nor_what_is_the_board_s_own(
        self, radio: Radio, loudspeakers: Loudspeakers
    ) -> None:
        bulletin(radio.commune, aired=at(5, 5), when=at(5, 6))
        round_at()
        assert (loudspeakers.has, SourceSystemPush.objects.count()) == ({}, 0)

    def test_nothing_while_no_system_is_set(
        self, sent: Placement, loudspeakers: Loudspeakers, settings
    ) -> None:
        settings.PORTALS_SOURCE_SYSTEM_URL = ""
        assert (round_at(), loudspeakers.has, SourceSystemPush.objects.count()) == (0, {}, 0)

    def test_a_new_text_goes_again(self, sent: Placement, loudspeakers: Loudspeakers) -> None:
        round_at()
        publish_anew(sent, "Tin đã sửa")
        assert [round_at(NOW + minutes * A_MINUTE) for minutes in (2, 3)] == [1, 0]
        assert loudspeakers.has[str(sent.pk)]["tieu_de"] == "Tin đã sửa"
        assert push_of(sent).state == PushState.PUSHED

    def test_a_text_whose_first_was_aired_by_hand_is_cancelled(
        self, radio: Radio, sent: Placement, loudspeakers: Loudspeakers
    ) -> None:
        round_at()
        tell_airing(
            portal=radio.commune, story=sent.story, aired_at=NOW, actor=radio.secretary, now=NOW
        )
        round_at(NOW + A_MINUTE)
        assert str(sent.pk) in loudspeakers.has
        publish_anew(sent, "Tin đã sửa")
        round_at(NOW + 2 * A_MINUTE)
        assert (loudspeakers.has, push_of(sent).state) == ({}, PushState.CANCELLED)

    def test_sound_follows_once_it_is_made(self, radio: Radio, loudspeakers: Loudspeakers) -> None:
        document = make_document(radio.province, name="ban-tin.m4a")
        recording = Recording.objects.get(document=document)
        sent = received(radio.commune, of_the_province(radio, recording=document))
        kinds = []
        for minutes in range(2):
            round_at(NOW + minutes * A_MINUTE)
            kinds.append(loudspeakers.has[str(sent.pk)]["am_thanh"]["dinh_dang"])
            recording.state, recording.made_at = SoundState.READY, NOW + timedelta(seconds=30)
            recording.seconds, recording.mp3, recording.opus = 60, "a.mp3", "a.opus"
            recording.mp3_bytes = recording.opus_bytes = 1
            recording.save()
        assert kinds == ["audio/mp4", "audio/mpeg"]
        assert round_at(NOW + 2 * A_MINUTE) == 0


class TestFaults:
    def test_a_system_that_fails_is_tried_after_a_pause(
        self, sent: Placement, loudspeakers: Loudspeakers
    ) -> None:
        loudspeakers.faults = [500]
        assert round_at() == 0
        push = push_of(sent)
        assert (push.state, push.tries, push.fault) == (PushState.WAITING, 1, "answered 500")
        assert round_at(NOW + A_MINUTE - timedelta(seconds=1)) == 0
        assert round_at(NOW + A_MINUTE) == 1
        assert push_of(sent).fault == ""

    def test_a_refused_one_is_told_and_not_tried_again(
        self, radio: Radio, sent: Placement, loudspeakers: Loudspeakers
    ) -> None:
        loudspeakers.faults = [422]
        round_at()
        assert push_of(sent).state == PushState.FAILED
        assert round_at(NOW + timedelta(hours=1)) == 0
        with time_machine.travel(NOW, tick=False):
            assert amiss_count() == 1
            (found,) = ask_checks(now=NOW, checks=CHECKS)
        assert "refused with 422" in found.named[0]
        # The board helps itself.
        tell_airing(
            portal=radio.commune, story=sent.story, aired_at=NOW, actor=radio.secretary, now=NOW
        )
        with time_machine.travel(NOW, tick=False):
            assert amiss_count() == 0

    def test_the_last_try_is_the_last(self, sent: Placement, loudspeakers: Loudspeakers) -> None:
        note_bulletins(NOW)
        SourceSystemPush.objects.update(tries=MOST_TRIES - 1)
        loudspeakers.faults = [500]
        round_at()
        assert push_of(sent).state == PushState.FAILED

    def test_a_system_that_is_away_is_not_asked_for_each(
        self, radio: Radio, loudspeakers: Loudspeakers
    ) -> None:
        handed = [received(radio.commune, of_the_province(radio)) for _ in range(2)]
        round_at()
        take_off(handed[0], NOW)
        for _ in range(handing_over.FAULTS_A_ROUND):
            received(radio.commune, of_the_province(radio))
        asked = len(loudspeakers.asked)
        loudspeakers.faults = [503] * 9

        round_at(NOW + A_MINUTE)

        # For whatever there is to do: what is to be cancelled, handed over, and asked for.
        assert 9 - len(loudspeakers.faults) == handing_over.FAULTS_A_ROUND
        assert len(loudspeakers.asked) == asked

    def test_what_waits_too_long_is_told(self, sent: Placement, loudspeakers: Loudspeakers) -> None:
        loudspeakers.faults = [500]
        round_at()
        for minutes, count in ((14, 0), (15, 1)):
            with time_machine.travel(NOW + minutes * A_MINUTE, tick=False):
                assert amiss_count() == count

    def test_a_system_that_gives_no_receipts_is_told(
        self, sent: Placement, loudspeakers: Loudspeakers
    ) -> None:
        round_at()
        loudspeakers.raw = b"?"
        round_at(NOW + 119 * A_MINUTE)
        for minutes, count in ((119, 0), (120, 1)):
            with time_machine.travel(NOW + minutes * A_MINUTE, tick=False):
                assert amiss_count() == count
        loudspeakers.raw = None
        round_at(NOW + 121 * A_MINUTE)
        with time_machine.travel(NOW + 121 * A_MINUTE, tick=False):
            assert amiss_count() == 0


class TestCancelling:
    def test_a_recall_reaches_it_and_is_tried_until_it_did(
        self, sent: Placement, loudspeakers: Loudspeakers
    ) -> None:
        round_at()
        take_off(sent, NOW)
        # Between the two it is asked what was aired.
        loudspeakers.faults = [422, 200, 500]
        round_at(NOW + A_MINUTE)
        assert push_of(sent).state == PushState.CANCELLING
        round_at(NOW + 2 * A_MINUTE)
        assert str(sent.pk) in loudspeakers.has
        round_at(NOW + 4 * A_MINUTE)
        assert (loudspeakers.has, push_of(sent).state) == ({}, PushState.CANCELLED)

    def test_what_was_never_sent_ends_here(
        self, sent: Placement, loudspeakers: Loudspeakers
    ) -> None:
        note_bulletins(NOW)
        take_off(sent, NOW)
        loudspeakers.faults = [500]
        round_at()
        assert (push_of(sent).state, loudspeakers.faults) == (PushState.CANCELLED, [500])

    def test_what_was_recalled_since_the_round_began_is_not_handed_over(
        self, sent: Placement
    ) -> None:
        note_bulletins(NOW)
        take_off(sent, NOW)
        assert claimed(PushState.WAITING, NOW) is None

    def test_what_waited_while_no_system_was_set_is_old_by_then(
        self, sent: Placement, loudspeakers: Loudspeakers
    ) -> None:
        note_bulletins(NOW)
        round_at(NOW + timedelta(days=40))
        assert (loudspeakers.has, push_of(sent).state) == ({}, PushState.CANCELLED)

    def test_what_may_have_arrived_is_cancelled_there(
        self, sent: Placement, loudspeakers: Loudspeakers
    ) -> None:
        loudspeakers.faults = [500]
        round_at()
        loudspeakers.has[str(sent.pk)] = {}
        take_off(sent, NOW)
        round_at(NOW + A_MINUTE)
        assert (loudspeakers.has, push_of(sent).state) == ({}, PushState.CANCELLED)

    def test_what_arrives_after_its_end_is_cancelled_again(self, sent: Placement) -> None:
        note_bulletins(NOW)
        push = claimed(PushState.WAITING, NOW)
        assert push is not None
        SourceSystemPush.objects.update(state=PushState.CANCELLED)
        note_pushed(push, "", NOW)
        assert push_of(sent).state == PushState.CANCELLING

    def test_what_was_aired_by_hand_is_not_sent(
        self, radio: Radio, sent: Placement, loudspeakers: Loudspeakers
    ) -> None:
        note_bulletins(NOW)
        tell_airing(
            portal=radio.commune, story=sent.story, aired_at=NOW, actor=radio.secretary, now=NOW
        )
        round_at()
        assert (loudspeakers.has, push_of(sent).state) == ({}, PushState.CANCELLED)


class TestReceipts:
    def test_become_airings_once(
        self, radio: Radio, sent: Placement, loudspeakers: Loudspeakers
    ) -> None:
        loudspeakers.aired = [aired(sent), aired(sent)]
        round_at()
        round_at(NOW + A_MINUTE)
        airing = Airing.objects.get()
        assert (airing.station, airing.story_id, airing.aired_at, airing.by_push) == (
            radio.station,
            sent.story_id,
            at(5, 11, 30),
            push_of(sent),
        )
        assert ModelLogEntry.objects.filter(action="stations.aired").count() == 1
        # What is answered is not asked for any more.
        assert loudspeakers.asked == [[str(sent.pk)]]

    def test_of_another_portal_or_of_nothing_that_was_asked_are_refused(
        self, radio: Radio, sent: Placement, loudspeakers: Loudspeakers
    ) -> None:
        own = bulletin(radio.other, aired=at(5, 5), when=at(5, 6))
        never_sent = Placement.objects.get(story=own)
        loudspeakers.aired = [
            aired(sent, unit=radio.other.code),
            aired(never_sent),
            aired(sent) | {"ban_tin": "999999999"},
        ]
        round_at()
        assert not Airing.objects.exists()

    @pytest.mark.parametrize(
        ("hour", "counts"), [("06:59", 0), ("07:00", 1), ("12:00", 1), ("12:01", 0)]
    )
    def test_only_of_hours_that_have_passed_while_it_stood_there(
        self, sent: Placement, loudspeakers: Loudspeakers, hour: str, counts: int
    ) -> None:
        loudspeakers.aired = [aired(sent, hour)]
        round_at()
        assert Airing.objects.count() == counts

    @pytest.mark.parametrize(("hour", "counts"), [("12:01", 1), ("12:02", 0)])
    def test_a_recalled_one_may_have_been_aired_before(
        self, sent: Placement, loudspeakers: Loudspeakers, hour: str, counts: int
    ) -> None:
        round_at()
        take_off(sent, NOW + A_MINUTE)
        loudspeakers.aired = [aired(sent, hour)]
        round_at(NOW + 10 * A_MINUTE)
        assert Airing.objects.count() == counts

    def test_a_later_question_is_not_put_after_a_week(
        self, sent: Placement, loudspeakers: Loudspeakers
    ) -> None:
        for days in (0, 6, 7):
            round_at(NOW + timedelta(days=days))
        assert len(loudspeakers.asked) == 2
