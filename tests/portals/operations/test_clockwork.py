"""The clock goes on where the queue is away or full, and somebody is told."""

from __future__ import annotations

import signal
from datetime import timedelta
from pathlib import Path

import pytest
from django.conf import settings as django_settings
from django.db import OperationalError
from django.urls import reverse
from django.utils import timezone
from redis import Redis
from redis.backoff import NoBackoff
from redis.retry import Retry

from portals.boards.enums import Position
from portals.mail.actions import post
from portals.mail.enums import MailKind
from portals.mail.models import OutgoingMail
from portals.models import Tick
from portals.operations import alarms, health, panel
from portals.operations.alarms import TOLD_AFTER, TOLD_AGAIN_AFTER, Lookout
from portals.operations.clockwork import (
    LEASE,
    LEASE_SECONDS,
    LONGEST_PAUSE,
    PAUSE_SECONDS,
    SteadyClock,
)
from portals.operations.ticking import silent, tick
from tests.factories import make_member, make_portal
from tests.support.mail import PostOffice, free_port, mailers
from tests.support.valkeys import full_valkey
from tests.walls import desk_client

pytestmark = pytest.mark.django_db

NOW = timezone.now()


@pytest.fixture
def clock() -> SteadyClock:
    made = SteadyClock()
    made.register(tick, "default", kwargs={"of": "default"}, interval=60, name="tick default")
    return made


def broken(url: str) -> Redis:
    return Redis.from_url(url, socket_timeout=1, retry=Retry(NoBackoff(), 0))


def waiting(clock: SteadyClock) -> int:
    return int(clock.connection.llen("rq:queue:default"))


class TestTwoClocks:
    @pytest.fixture
    def other(self) -> SteadyClock:
        made = SteadyClock()
        made.register(tick, "default", kwargs={"of": "default"}, interval=60, name="tick default")
        return made

    def test_queue_what_is_due_once(self, clock: SteadyClock, other: SteadyClock) -> None:
        for _ in range(3):
            clock.round()
            other.round()
        assert waiting(clock) == 1

    def test_are_followed_by_each_other(self, clock: SteadyClock, other: SteadyClock) -> None:
        clock.round()
        other.round()
        clock._leave()
        clock.connection.delete("rq:queue:default")
        other.round()
        assert waiting(clock) == 1
        # Whoever comes back stands by, and does not hurry for what is due.
        clock._last.clear()
        clock.get_jobs()[0].next_enqueue_time = NOW - timedelta(seconds=1)
        assert clock.round() == LONGEST_PAUSE
        assert waiting(clock) == 1

    def test_are_taken_over_from_once_one_is_not_heard_of(
        self, clock: SteadyClock, other: SteadyClock
    ) -> None:
        clock.round()
        other.round()
        left = clock.connection.pttl(LEASE)
        assert 0 < left <= LEASE_SECONDS * 1000
        clock.connection.pexpire(LEASE, 5_000)
        clock.round()
        assert clock.connection.pttl(LEASE) > 5_000, "renewed by whoever has it"
        clock.connection.delete(LEASE, "rq:queue:default")
        other.round()
        assert waiting(clock) == 1

    def test_let_one_alone_tell_the_operator(
        self, clock: SteadyClock, other: SteadyClock, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        looked = []
        monkeypatch.setattr(Lookout, "look", lambda self, **told: looked.append(self))
        for one in (clock, other):
            one.round()
        assert looked == [clock._lookout]
        # Nobody knows then who it is.
        for one in (clock, other):
            one.connection = broken(f"redis://127.0.0.1:{free_port()}/0")
            one.round()
        assert looked[1:] == [clock._lookout, other._lookout]


class TestTheClock:
    def test_outlives_a_queue_that_is_away(self, clock: SteadyClock) -> None:
        whole = clock.connection
        clock.connection = broken(f"redis://127.0.0.1:{free_port()}/0")
        assert [clock.round(), clock.round()] == [PAUSE_SECONDS] * 2

        clock.connection = whole
        clock.round()
        assert waiting(clock) == 1

    def test_outlives_a_queue_that_is_full(self, clock: SteadyClock, tmp_path: Path) -> None:
        whole = clock.connection
        with full_valkey(tmp_path) as url:
            clock.connection = broken(url)
            assert clock.round() == PAUSE_SECONDS
        clock.connection = whole
        clock.round()
        assert waiting(clock) == 1

    def test_queues_nothing_twice_while_no_worker_takes_it(self, clock: SteadyClock) -> None:
        for _ in range(3):
            (job,) = clock.get_jobs()
            job.next_enqueue_time = NOW - timedelta(seconds=1)
            clock.round()
        assert waiting(clock) == 1

    def test_queues_anew_what_a_worker_took_and_lost(self, clock: SteadyClock) -> None:
        clock.round()
        clock.connection.lpop("rq:queue:default")
        (job,) = clock.get_jobs()
        job.next_enqueue_time = NOW - timedelta(seconds=1)
        clock.round()
        assert waiting(clock) == 1

    def test_queues_anew_what_was_done_and_forgotten_by_the_queue(self, clock: SteadyClock) -> None:
        clock.round()
        clock.connection.flushdb()
        (job,) = clock.get_jobs()
        job.next_enqueue_time = NOW - timedelta(seconds=1)
        clock.round()
        assert waiting(clock) == 1

    def test_outlives_who_looks_after_it(self, clock: SteadyClock, monkeypatch) -> None:
        def stale(*_arguments: object, **_options: object) -> None:
            raise OSError(116, "Stale file handle")

        monkeypatch.setattr(alarms, "disk_free_share", stale)
        clock.round()
        assert waiting(clock) == 1

    @pytest.mark.parametrize("number", [signal.SIGTERM, signal.SIGINT])
    def test_stops_also_where_it_is_told_while_it_looks_after_things(
        self, clock: SteadyClock, monkeypatch, number: int
    ) -> None:
        """The lookout goes on after whatever fails; with database and queue away, the clock is nearly always there."""
        rounds: list[int] = []

        def told_to_stop() -> float:
            signal.raise_signal(number)
            return 1.0

        def pause() -> float:
            rounds.append(number)
            assert len(rounds) == 1, "it went on"
            return 0.1

        monkeypatch.setattr(alarms, "disk_free_share", told_to_stop)
        monkeypatch.setattr(clock, "calculate_sleep_interval", pause)
        before = {one: signal.getsignal(one) for one in (signal.SIGTERM, signal.SIGINT)}
        try:
            clock.start()
        finally:
            for one, handler in before.items():
                signal.signal(one, handler)
        assert rounds == [number]


class TestASignOfLife:
    def test_is_given_by_each_queue_and_missed_where_it_is_not(self) -> None:
        assert silent(now=NOW) == list(django_settings.RQ_QUEUES)
        for queue in django_settings.RQ_QUEUES:
            tick(of=queue)
        now = timezone.now()
        assert silent(now=now) == []
        assert silent(now=now + timedelta(minutes=6)) == ["default", "wagtail", "mail"]
        Tick.objects.filter(queue="bulk").update(at=now - timedelta(hours=5))
        assert silent(now=now) == ["bulk"]


class TestTheOperator:
    @pytest.fixture
    def office(self, settings):
        settings.PORTALS_OPERATOR_MAIL = "truc@example.vn"
        with PostOffice() as found:
            settings.MAILERS = mailers(found.port)
            yield found

    def all_well(self) -> None:
        for queue in django_settings.RQ_QUEUES:
            tick(of=queue)

    def test_is_mailed_what_stays_amiss_without_the_queue(self, office: PostOffice) -> None:
        self.all_well()
        lookout = Lookout()
        moments = [timedelta(0), TOLD_AFTER, timedelta(minutes=4), TOLD_AGAIN_AFTER * 1.1]
        told = [
            [one.name for one in lookout.look(queue_answers=False, now=NOW + after)]
            for after in moments
        ]
        assert told[:3] == [[], ["queue"], []]
        assert "queue" in told[3]
        assert [mail["To"] for mail in office.taken] == ["truc@example.vn"] * 2
        assert "Hàng đợi không nhận việc" in office.taken[0].get_content()
        assert OutgoingMail.objects.filter(kind=MailKind.ALARM).count() == 2

    def test_is_mailed_the_alarm_and_nothing_that_waits(self, office: PostOffice) -> None:
        self.all_well()
        post(kind=MailKind.ACCOUNT, address="lan@example.vn", subject="A", text="B", now=NOW)
        lookout = Lookout()
        for after in (timedelta(0), TOLD_AFTER):
            lookout.look(queue_answers=False, now=NOW + after)
        assert [mail["To"] for mail in office.taken] == ["truc@example.vn"]

    def test_is_mailed_again_what_could_not_be_written(
        self, office: PostOffice, monkeypatch
    ) -> None:
        self.all_well()
        lookout = Lookout()

        def away(*_arguments: object, **_options: object) -> None:
            raise OperationalError

        lookout.look(queue_answers=False, now=NOW)
        with monkeypatch.context() as patch:
            patch.setattr(alarms, "mail_operator", away)
            assert lookout.look(queue_answers=False, now=NOW + TOLD_AFTER) == []
        told = lookout.look(queue_answers=False, now=NOW + timedelta(minutes=4))
        assert [one.name for one in told] == ["queue"]
        assert len(office.taken) == 1

    def test_is_not_mailed_what_a_restart_mends(self, office: PostOffice) -> None:
        self.all_well()
        lookout = Lookout()
        lookout.look(queue_answers=False, now=NOW)
        lookout.look(queue_answers=True, now=NOW + timedelta(minutes=1))
        assert lookout.look(queue_answers=False, now=NOW + timedelta(minutes=2)) == []
        assert office.taken == []


class TestTheFirstPageOfTheDesk:
    def test_tells_the_province_and_nobody_else(self, monkeypatch) -> None:
        monkeypatch.setattr(panel, "KEPT_SECONDS", -1)
        province = make_portal("province")
        commune = make_portal(overseer=province)
        home = reverse("wagtailadmin_home")
        chief = desk_client(make_member(province, Position.HEAD))
        head = desk_client(make_member(commune, Position.HEAD))
        assert "Hệ thống cần người xử lý" in chief.get(home).content.decode()
        assert "Hệ thống cần người xử lý" not in head.get(home).content.decode()

        for queue in django_settings.RQ_QUEUES:
            tick(of=queue)
        assert "Hệ thống cần người xử lý" not in chief.get(home).content.decode()

    def test_tells_of_the_queue_what_the_watch_heard_last(self, monkeypatch) -> None:
        heard = {"queue": lambda: None}
        watch = health.Readiness(heard)
        monkeypatch.setattr(health, "watching", watch)
        monkeypatch.setattr(panel.breaker, "_failures", 1_000)
        assert panel.queue_answers()

        def away() -> None:
            raise OSError("no route")

        heard["queue"] = away
        watch._said.clear()
        assert not panel.queue_answers()
