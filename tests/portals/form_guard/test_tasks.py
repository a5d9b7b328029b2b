"""A solved task is good once, for its form on its host, while it lasts, and as hard as it was made."""

from __future__ import annotations

import json
from concurrent.futures import ThreadPoolExecutor
from datetime import timedelta
from threading import Barrier
from typing import Any

import pytest
from django.utils import timezone

from portals.form_guard import GuardOutcome, GuardReason, tasks

from .sent import FORM, GUARD, honest, packed, posted, send, solved, task, unpacked

NOW = timezone.now()


def read(answer: str, *, form: str = FORM, after: timedelta = timedelta()) -> GuardReason | None:
    return tasks.read_answer(answer, form, now=NOW + after).wrong


class TestASolvedTask:
    def test_passes_once(self) -> None:
        answer = solved(task(at=NOW))
        first, second = (send(honest(seed), altcha=answer) for seed in (1, 2))
        assert (first.outcome, first.reasons) == (GuardOutcome.PASSED, ())
        assert (second.outcome, second.reasons) == (GuardOutcome.HELD, (GuardReason.REPLAYED,))

    def test_is_remembered_until_it_expires(self) -> None:
        answer = solved(task(at=NOW))
        send(honest(1), altcha=answer)
        late = NOW + tasks.LIFE - timedelta(seconds=1)
        assert send(honest(2), altcha=answer, now=late).reasons == (GuardReason.REPLAYED,)

    def test_expires_to_the_second(self) -> None:
        answer = solved(task(at=NOW))
        assert read(answer, after=tasks.LIFE - timedelta(seconds=1)) is None
        assert read(answer, after=tasks.LIFE) is GuardReason.EXPIRED

    def test_passes_for_one_of_two_that_ask_at_once(self) -> None:
        """On connections of their own, as two processes have them: the server does one whole script after another."""
        for seed in range(0, 20, 2):
            answer, gate = solved(task(at=NOW)), Barrier(2)

            def ask(own: int, answer: str = answer, gate: Barrier = gate) -> str:
                gate.wait(10)
                return str(send(honest(own), altcha=answer).outcome)

            with ThreadPoolExecutor(2) as both:
                assert sorted(both.map(ask, (seed, seed + 1))) == ["held", "passed"]


class TestAnother:
    def test_signed_elsewhere_is_forged(self, settings: Any) -> None:
        ours = settings.SECRET_KEY
        settings.SECRET_KEY = "another" * 10
        answer = solved(task(at=NOW))
        assert read(answer) is None
        settings.SECRET_KEY = ours
        assert read(answer) is GuardReason.FORGED

    @pytest.mark.parametrize(
        "form", ["xep-hang@dongky.bacninh.localhost", "phan-anh@khac.localhost"]
    )
    def test_of_another_form_or_host_is_forged(self, form: str) -> None:
        assert read(solved(task(form, at=NOW))) is GuardReason.FORGED

    @pytest.mark.parametrize(
        "easier",
        [
            {"cost": 1},
            {"keyPrefix": "00"},
            {"keyPrefix": ""},
            {"keySignature": None},
            {"expiresAt": 2**40},
        ],
    )
    def test_made_easier_or_longer_is_forged(self, easier: dict[str, Any]) -> None:
        answer = unpacked(solved(task(at=NOW, cost=2)))
        answer["challenge"]["parameters"] |= easier
        assert read(packed(answer)) is GuardReason.FORGED

    def test_without_a_signature_is_forged(self) -> None:
        asked = task(at=NOW)
        del asked["signature"]
        assert read(solved(asked)) is GuardReason.FORGED

    @pytest.mark.parametrize(
        "solution", [{"derivedKey": "00" * 32}, {"derivedKey": 5}, {"derivedKey": ""}]
    )
    def test_solved_wrongly_is_unsolved(self, solution: dict[str, Any]) -> None:
        answer = unpacked(solved(task(at=NOW)))
        answer["solution"] |= solution
        assert read(packed(answer)) is GuardReason.UNSOLVED

    @pytest.mark.parametrize(
        "answer",
        [
            "x", "é", "e30=", packed([]), packed(5), packed({"challenge": 1, "solution": {}}), "A" * 100_000,
            packed({"challenge": {"parameters": []}, "solution": {"counter": 1, "derivedKey": "00"}}),
            packed({"challenge": {"parameters": {
                "algorithm": "SCRYPT", "nonce": 1, "salt": None, "cost": 10**30, "expiresAt": 1e999, "data": [1],
            }}, "solution": {"counter": 1, "derivedKey": "00"}}),
        ],
    )  # fmt: skip
    def test_that_is_none_is_forged_and_breaks_nothing(self, answer: str) -> None:
        assert read(answer) is GuardReason.FORGED

    @pytest.mark.parametrize("wrong", ["x", ""])
    def test_is_held_and_not_refused(self, wrong: str) -> None:
        verdict = send(honest(1), altcha=wrong)
        assert verdict.outcome is GuardOutcome.HELD
        assert verdict.reasons == (GuardReason.FORGED if wrong else GuardReason.NO_SCRIPT,)


class TestTheDifficulty:
    def test_is_that_of_every_page(self) -> None:
        """As many tries on the least fortunate page as the most fortunate one threefold."""
        told = json.loads(tasks.new_task(FORM, now=NOW))["parameters"]
        assert (told["algorithm"], told["cost"]) == ("PBKDF2/SHA-256", 4000)
        asked = [json.loads(tasks.new_task(FORM, now=NOW, cost=1)) for _ in range(20)]
        counters = {unpacked(solved(one))["solution"]["counter"] for one in asked}
        assert min(counters) >= tasks.FEWEST_TRIES
        assert max(counters) < tasks.MOST_TRIES
        assert len(counters) > 5


class TestTheMoment:
    """The time trap: nobody writes a letter in two seconds."""

    def judged(self, moment: str, *, after: timedelta) -> tuple[GuardReason, ...]:
        request = posted(altcha=solved(task(at=NOW)), **{"luc-mo": moment})
        return GUARD.judge(request, {"text": honest(1)}, now=NOW + after).reasons

    @pytest.mark.parametrize(
        ("seconds", "reasons"),
        [
            (0, (GuardReason.TOO_FAST,)),
            (2.9, (GuardReason.TOO_FAST,)),
            (3, ()),
            (-1, (GuardReason.TOO_FAST,)),
        ],
    )
    def test_tells_a_machine_by_the_second(
        self, seconds: float, reasons: tuple[GuardReason, ...]
    ) -> None:
        moment = tasks.new_moment(FORM, now=NOW)
        assert self.judged(moment, after=timedelta(seconds=seconds)) == reasons

    def test_holds_for_a_day(self) -> None:
        moment = tasks.new_moment(FORM, now=NOW)
        day = timedelta(hours=24)
        assert tasks.moment_age(moment, FORM, now=NOW + day) == day
        assert tasks.moment_age(moment, FORM, now=NOW + day + timedelta(seconds=1)) is None

    @pytest.mark.parametrize("moment", ["", "x", "[1]:x"])
    def test_that_is_missing_or_forged_is_a_sign(self, moment: str) -> None:
        assert self.judged(moment, after=timedelta(minutes=1)) == (GuardReason.NO_MOMENT,)

    def test_names_one_showing_of_one_form_on_one_host(self) -> None:
        one, other = (tasks.new_moment(FORM, now=NOW) for _ in range(2))
        names = [GUARD.showing(posted(**{"luc-mo": moment})) for moment in (one, one, other)]
        assert names[0] == names[1] != names[2]
        assert all(len(name) == 16 for name in names)
        elsewhere = GUARD.showing(posted(host="khac.bacninh.localhost", **{"luc-mo": one}))
        assert [elsewhere, GUARD.showing(posted(**{"luc-mo": one + "x"}))] == ["", ""]
        assert GUARD.showing(posted()) == ""

    def test_of_another_form_is_a_sign(self) -> None:
        moment = tasks.new_moment("xep-hang@dongky.bacninh.localhost", now=NOW)
        assert self.judged(moment, after=timedelta(minutes=1)) == (GuardReason.NO_MOMENT,)
