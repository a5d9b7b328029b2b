"""A process apart: it does its work, or is killed at its bounds with all that it started."""

from __future__ import annotations

import io
import os
import signal
import threading
import time
from pathlib import Path

import pytest
from django.utils import translation

from portals.uploads import UploadRefused, apart
from portals.uploads.apart import (
    BY_JOB,
    MB,
    Exhausting,
    Unfinished,
    UploadDeadline,
    WorkBounds,
    at_once,
    run_apart,
)

TIRING = "tests.support.tiring"
# Far more than the bounds asked for below, and far less than the work would take.
SOON = 15


def lives(pid: int) -> bool:
    """Whether the process runs; one that ended and was not buried yet does not."""
    try:
        state = Path(f"/proc/{pid}/stat").read_text(encoding="utf-8").rpartition(")")[2].split()[0]
    except FileNotFoundError:
        return False
    return state not in {"Z", "X"}


def ends(pid: int) -> bool:
    until = time.monotonic() + SOON
    while lives(pid) and time.monotonic() < until:
        os.sched_yield()
    return not lives(pid)


def seconds_of(**bounds: float) -> float:
    began = time.monotonic()
    with pytest.raises(Unfinished):
        run_apart(
            f"{TIRING}:spin",
            io.BytesIO(b"x"),
            bounds=WorkBounds(
                seconds=bounds.get("seconds", 60),
                cpu_seconds=int(bounds.get("cpu_seconds", 60)),
                memory=BY_JOB.memory,
            ),
        )
    return time.monotonic() - began


class TestTheWork:
    def test_gives_values_and_content_and_has_nothing_of_ours_at_hand(self, monkeypatch):
        monkeypatch.setenv("SECRET_KEY", "khong-ai-biet")

        answer = run_apart(f"{TIRING}:tell", io.BytesIO(b"\0\1"), note="Bắc Ninh")

        assert answer.values["note"] == "Bắc Ninh"
        assert not {"SECRET_KEY", "DATABASE_URL", "HOME"} & {*answer.values["environment"]}
        assert list(answer.contents) == [b"\0\1", b"", b"abc"]

    @pytest.mark.parametrize(("language", "word"), [("vi", "mật khẩu"), ("en", "password")])
    def test_refuses_in_the_language_of_who_asks(self, language, word):
        from tests.support.files import pdf

        with translation.override(language), pytest.raises(UploadRefused, match=word):
            run_apart(
                "portals.uploads.inspecting:unfit", io.BytesIO(pdf(password="x")), ending="pdf"
            )

    def test_goes_on_after_the_process_that_stood_ready_died(self):
        run_apart(f"{TIRING}:tell", io.BytesIO(b"x"))
        ready = apart._ready
        ready.process.kill()
        ready.process.wait()

        assert run_apart(f"{TIRING}:tell", io.BytesIO(b"y")).contents[0] == b"y"
        assert apart._ready is not ready

    def test_that_ends_without_a_word_is_no_answer(self):
        with pytest.raises(Unfinished):
            run_apart(f"{TIRING}:die", io.BytesIO(b"x"))


class TestTheBounds:
    def test_end_what_takes_too_long(self):
        assert seconds_of(seconds=0.3) < SOON

    def test_end_what_calculates_too_long(self):
        assert seconds_of(cpu_seconds=1) < SOON

    @pytest.mark.asvs("1.4.1")
    def test_end_what_takes_too_much_memory(self):
        with pytest.raises(Unfinished):
            run_apart(
                f"{TIRING}:swallow",
                io.BytesIO(b"x"),
                bounds=WorkBounds(seconds=60, cpu_seconds=60, memory=512 * MB),
            )

    # Whoever does not calculate without end has time: a busy machine needs a second to make and write so much.
    @pytest.mark.parametrize(
        ("work", "cpu_seconds"), [("swallow", 20), ("spin", 1), ("crash", 20), ("write_much", 20)]
    )
    def test_that_a_file_reached_lie_in_the_file(self, work, cpu_seconds):
        with pytest.raises(Exhausting):
            run_apart(
                f"{TIRING}:{work}",
                io.BytesIO(b"x"),
                bounds=WorkBounds(seconds=60, cpu_seconds=cpu_seconds, memory=768 * MB),
            )

    @pytest.mark.parametrize(("work", "end"), [("be_killed", -signal.SIGKILL), ("fail", 1)])
    def test_say_nothing_of_a_file_whose_process_ended_otherwise(self, work, end, caplog):
        with pytest.raises(Unfinished) as told:
            run_apart(f"{TIRING}:{work}", io.BytesIO(b"x"))
        assert told.type is Unfinished
        assert [record.exit for record in caplog.records if hasattr(record, "exit")] == [end]

    def test_of_time_say_nothing_of_a_file_either(self):
        with pytest.raises(Unfinished) as told:
            run_apart(
                f"{TIRING}:spin",
                io.BytesIO(b"x"),
                bounds=WorkBounds(seconds=0.3, cpu_seconds=60, memory=BY_JOB.memory),
            )
        assert told.type is Unfinished

    def test_end_also_what_was_started_by_it(self, tmp_path):
        note = tmp_path / "numbers"
        with pytest.raises(Unfinished):
            run_apart(
                f"{TIRING}:wait",
                io.BytesIO(b"x"),
                bounds=WorkBounds(seconds=3, cpu_seconds=60, memory=BY_JOB.memory),
                note=str(note),
            )

        pids = [int(pid) for pid in note.read_text().split()]
        assert len(pids) == 2
        assert all(ends(pid) for pid in pids)


class TestWhoeverWaitsInARequest:
    def test_waits_no_longer_for_a_place_than_for_the_work(self, settings):
        settings.PORTALS_UPLOAD_SECONDS = 0.3
        taken = [apart._places.acquire() for _ in range(apart.MOST_AT_ONCE)]
        try:
            began = time.monotonic()
            with pytest.raises(Unfinished):
                at_once(f"{TIRING}:tell", io.BytesIO(b"x"), until=UploadDeadline())
            assert time.monotonic() - began < SOON
        finally:
            for _ in taken:
                apart._places.release()

    def test_gives_its_place_back(self, settings):
        settings.PORTALS_UPLOAD_SECONDS = 0.2
        for _ in range(apart.MOST_AT_ONCE + 1):
            with pytest.raises(Unfinished):
                at_once(f"{TIRING}:spin", io.BytesIO(b"x"), until=UploadDeadline())
        settings.PORTALS_UPLOAD_SECONDS = 20

        assert (
            at_once(f"{TIRING}:tell", io.BytesIO(b"x"), until=UploadDeadline()).contents[0] == b"x"
        )

    def test_has_one_deadline_for_all_files(self, settings):
        settings.PORTALS_UPLOAD_SECONDS = 1
        until = UploadDeadline()
        began = time.monotonic()
        for _ in range(20):
            with pytest.raises(Unfinished):
                at_once(f"{TIRING}:spin", io.BytesIO(b"x"), until=until)

        assert time.monotonic() - began < 20

    def test_may_be_many_at_a_time(self):
        told: list[bytes] = []

        def ask(number: int) -> None:
            content = str(number).encode()
            told.append(
                at_once(f"{TIRING}:tell", io.BytesIO(content), until=UploadDeadline()).contents[0]
            )

        threads = [threading.Thread(target=ask, args=[number]) for number in range(8)]
        for thread in threads:
            thread.start()
        for thread in threads:
            thread.join()

        assert sorted(told) == [str(number).encode() for number in range(8)]
