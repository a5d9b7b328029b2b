"""Who gets through, who is read first, and what is not taken."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator
from datetime import datetime, timedelta
from time import sleep
from typing import Any
from unittest.mock import patch

import pytest
from django.utils import timezone
from redis import Redis

from portals import cache
from portals.clock import LOCAL_ZONE
from portals.form_guard import (
    FormGuard,
    GuardLimit,
    GuardLimits,
    GuardOutcome,
    GuardReason,
    GuardVerdict,
    tasks,
)
from portals.settings.backends import caches

from .sent import GUARD, HOST, honest, posted, send, solved, spam, task

SMALL = FormGuard(
    "phan-anh",
    ("text",),
    limits=GuardLimits(
        text=GuardLimit(timedelta(hours=24), 3, 5, 4),
        network=GuardLimit(timedelta(hours=1), 3, 6, 5),
        site_times=2,
        short_times=2,
    ),
)
PASSED, HELD, REFUSED = GuardOutcome.PASSED, GuardOutcome.HELD, GuardOutcome.REFUSED


def outcomes(number: int, **how: Any) -> list[GuardOutcome]:
    """What becomes of so many different letters."""
    return [send(honest(seed), guard=SMALL, **how).outcome for seed in range(number)]


class TestAVillage:
    def test_behind_one_address_gets_through_in_one_hour(self) -> None:
        found = Counter(send(honest(seed)).outcome for seed in range(300))
        assert found == {PASSED: 300}

    def test_without_script_is_read_first_and_never_refused(self) -> None:
        found = Counter(send(honest(seed), by_script=False).outcome for seed in range(120))
        assert found == {HELD: 120}


class TestSpam:
    def test_of_nearly_one_text_is_refused_from_wherever_it_comes(self) -> None:
        found = [send(spam(seed), address=f"198.51.100.{seed}") for seed in range(50)]
        told = Counter(verdict.outcome for verdict in found)
        assert told[PASSED] <= 5
        assert told[REFUSED] >= 38
        assert {one for verdict in found for one in verdict.reasons} == {GuardReason.SAME_TEXT}

    def test_keeps_nobody_else_out(self) -> None:
        for seed in range(30):
            send(spam(seed), address="198.51.100.1")
        assert send(honest(1), address="198.51.100.1").outcome is PASSED

    def test_without_script_is_refused_sooner(self) -> None:
        text = honest(7)
        with_script = [send(text, guard=SMALL, address=f"198.51.100.{n}").outcome for n in range(5)]
        assert with_script == [PASSED, PASSED, HELD, HELD, REFUSED]
        text = honest(8)
        without = [
            send(text, guard=SMALL, address=f"203.0.113.{n}", by_script=False).outcome
            for n in range(4)
        ]
        assert without == [HELD, HELD, HELD, REFUSED]

    def test_that_is_short_may_be_sent_more_often(self) -> None:
        found = [
            send("Rất tốt, cảm ơn cán bộ!", guard=SMALL, address=f"198.51.100.{n}").outcome
            for n in range(10)
        ]
        assert found == [PASSED] * 5 + [HELD] * 4 + [REFUSED]

    def test_that_says_nothing_is_not_counted_as_a_text(self) -> None:
        for number in range(12):
            verdict = send("12/3 !!", guard=SMALL, address=f"198.51.100.{number}")
            assert verdict.outcome is PASSED

    def test_is_counted_for_a_day(self) -> None:
        text, now = honest(7), timezone.now()
        for number in range(5):
            last = send(text, now=now, guard=SMALL, address=f"198.51.100.{number}")
        assert last.try_again_at is not None
        assert (
            timedelta(0)
            <= now + timedelta(hours=24, minutes=1) - last.try_again_at
            < timedelta(minutes=2)
        )


class TestANetwork:
    def test_is_held_first_and_then_refused(self) -> None:
        assert outcomes(7) == [PASSED, PASSED, HELD, HELD, HELD, REFUSED, REFUSED]

    def test_is_refused_sooner_without_script(self) -> None:
        assert outcomes(5, by_script=False) == [HELD, HELD, HELD, HELD, REFUSED]

    def test_of_ipv6_is_what_a_household_has(self) -> None:
        for part in range(2):
            send(honest(part), guard=SMALL, address=f"2001:db8:1:2::{part}")
        assert send(honest(3), guard=SMALL, address="2001:db8:1:2:ffff::1").outcome is HELD
        assert send(honest(4), guard=SMALL, address="2001:db8:1:3::1").outcome is PASSED

    def test_of_ipv6_does_not_get_round_it_by_other_networks_of_its_own(self) -> None:
        found = [
            send(honest(part), guard=SMALL, address=f"2001:db8:1:{part:x}::1").outcome
            for part in range(12)
        ]
        assert found == [PASSED] * 5 + [HELD] * 6 + [REFUSED]
        assert send(honest(13), guard=SMALL, address="2001:db8:2::1").outcome is PASSED

    def test_begins_anew_when_its_hour_is_over(self) -> None:
        now = timezone.now()
        for seed in range(6):
            last = send(honest(seed), now=now, guard=SMALL)
        assert last.try_again_at is not None
        assert timedelta(minutes=59) < last.try_again_at - now < timedelta(minutes=61)
        connection = Redis.from_url(cache.settings.CACHES["default"]["LOCATION"])
        keys = [*connection.scan_iter("*guard:*:phan-anh:*")]
        for key in keys:
            assert 0 < connection.pttl(key) <= 24 * 3600 * 1000
            connection.pexpire(key, 60_000)
        # What is refused meanwhile does not put the end off.
        late = send(honest(0), now=now, guard=SMALL)
        assert late.try_again_at is not None
        assert late.try_again_at - now <= timedelta(seconds=60)
        for key in keys:
            connection.pexpire(key, 1)
        sleep(0.01)
        assert outcomes(1) == [PASSED]


class TestAMailAddress:
    def test_is_mailed_a_few_times_a_day_whoever_types_it_in_whichever_form(self) -> None:
        forms = [FormGuard(name, ("text",), mail="email") for name in ("phan-anh", "gop-y")]
        tried = ("ai@example.vn", "AI@example.vn", "ai+1@example.vn")

        def with_mail(number: int, email: str) -> GuardVerdict:
            now = timezone.now()
            form = forms[number % 2]
            shown = f"{form.name}@{HOST}"
            values = {
                "luc-mo": tasks.new_moment(shown, now=now - timedelta(minutes=1)),
                "altcha": solved(task(shown, at=now)),
            }
            cleaned = {"text": honest(number), "email": email}
            return form.judge(posted(f"198.51.100.{number}", **values), cleaned, now=now)

        found = [with_mail(number, tried[number % 3]) for number in range(11)]
        assert [one.outcome for one in found] == [PASSED] * 5 + [HELD] * 5 + [REFUSED]
        assert found[-1].reasons == (GuardReason.MANY_TO_ADDRESS,)
        assert "bỏ trống" in found[-1].words()
        assert found[-1].try_again_at is not None
        for other in ("", "khac@example.vn", "ai@khac.example.vn"):
            assert with_mail(12, other).outcome is PASSED


class TestASign:
    @pytest.mark.parametrize(
        ("changed", "reason"),
        [
            ({"trang-web-rieng": "https://vi.example"}, GuardReason.TRAPPED),
            ({"luc-mo": ""}, GuardReason.NO_MOMENT),
        ],
    )
    def test_has_it_read_first(self, changed: dict[str, str], reason: GuardReason) -> None:
        verdict = send(honest(1), **changed)
        assert (verdict.outcome, verdict.reasons) == (HELD, (reason,))

    def test_makes_the_limits_tighter(self) -> None:
        found = [
            send(honest(7), guard=SMALL, address=f"198.51.100.{n}", **{"trang-web-rieng": "x"})
            for n in range(4)
        ]
        assert [verdict.outcome for verdict in found] == [HELD, HELD, HELD, REFUSED]


@pytest.fixture
def _whole_breaker() -> Iterator[None]:
    yield
    cache.breaker.succeeded()


class TestWithoutTheCache:
    @pytest.fixture(autouse=True)
    def _away(self, settings: Any, _whole_breaker: None) -> None:
        settings.CACHES = caches("redis://127.0.0.1:1/0", key_prefix="portals")

    def test_everything_is_held_and_nothing_lost(self, caplog: pytest.LogCaptureFixture) -> None:
        answer_twice = [send(honest(7)) for _ in range(30)]
        assert {(one.outcome, one.reasons) for one in answer_twice} == {
            (HELD, (GuardReason.UNCOUNTED,))
        }
        # The node's readiness and metrics say the same, by the breaker.
        assert cache.is_away()
        assert cache.breaker.is_broken
        assert "form_guard.uncounted" in caplog.text
        assert "portals.cache.broken" in {getattr(one, "event", "") for one in caplog.records}

    def test_nobody_waits_for_it_again_and_again(self) -> None:
        with patch.object(Redis, "eval", side_effect=OSError) as asked:
            for _ in range(20):
                send(honest(7))
        assert asked.call_count <= 4


class TestOneJudgement:
    def test_is_one_round_trip(self) -> None:
        with patch.object(Redis, "execute_command", return_value=[1, *(1, 1) * 14]) as asked:
            send(honest(1))
        assert [call.args[0] for call in asked.call_args_list] == ["EVAL"]

    def test_leaves_no_address_and_no_text_behind(self) -> None:
        send(honest(1), address="203.0.113.7")
        connection = Redis.from_url(cache.settings.CACHES["default"]["LOCATION"])
        keys = b" ".join(connection.scan_iter("*guard*")).decode()
        assert "guard:net:phan-anh:" in keys
        assert "203.0.113" not in keys
        assert "thôn" not in keys


class TestTheWords:
    def test_say_what_to_do_and_when(self) -> None:
        at = datetime(2026, 11, 27, 14, 35, tzinfo=LOCAL_ZONE)
        with patch("portals.form_guard.guard.count") as counted:
            counted.return_value.is_fresh = True
            counted.return_value.text.number = counted.return_value.site.number = 0
            counted.return_value.mail.number = 0
            counted.return_value.network.number = 10_000
            counted.return_value.network.left = timedelta(minutes=35)
            verdict = send(honest(1), now=at - timedelta(minutes=35))
        assert (verdict.outcome, verdict.is_refused) == (REFUSED, True)
        assert "hãy gửi lại từ 14:35 27/11/2026" in verdict.words()
        assert "vẫn còn trên trang này" in verdict.words()
        assert verdict.retry_after(at - timedelta(minutes=35)) == 2100

    def test_of_a_text_lead_to_own_words(self) -> None:
        found = [send(honest(7), guard=SMALL, address=f"198.51.100.{n}") for n in range(5)]
        assert [verdict.words()[:7] for verdict in found] == [
            "",
            "",
            "Đã nhận",
            "Đã nhận",
            "Nội dun",
        ]
        assert "bằng lời của mình" in found[-1].words()
        assert [verdict.try_again_at is None for verdict in found] == [True] * 4 + [False]


def test_the_names_of_guards_are_kept_apart() -> None:
    other = FormGuard("danh-gia", GUARD.texts, limits=SMALL.limits)
    for number in range(9):
        send(honest(7), guard=SMALL, address=f"198.51.100.{number}")
    verdict = send(honest(7), guard=other, address="198.51.100.1")
    assert verdict.outcome is HELD
    assert set(verdict.reasons) == {GuardReason.FORGED, GuardReason.NO_MOMENT}
