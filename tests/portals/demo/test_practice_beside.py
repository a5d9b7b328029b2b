"""Where practice runs beside the demo, and what is said where it cannot."""

from __future__ import annotations

import socket
from dataclasses import replace
from typing import Any

import pytest
from django.core.management import CommandError, call_command

from portals.demo import practice
from portals.demo.practice import NoPlaceForPractice, PracticeBeside, next_number
from portals.management.commands import demo
from portals.operations.demo.processes import environment, few_commands
from portals.operations.demo.registry import demo_checks
from portals.settings import environment as settings_environment
from tests.support.processes import free_port


@pytest.mark.parametrize(
    ("url", "following"),
    [
        ("unix:///var/tmp/1/queue/valkey.sock?db=0", "unix:///var/tmp/1/queue/valkey.sock?db=1"),
        ("unix:///var/tmp/db=7/valkey.sock", "unix:///var/tmp/db=7/valkey.sock?db=1"),
        ("redis://127.0.0.1:6379/9", "redis://127.0.0.1:6379/10"),
        ("redis://:a9@valkey.example.vn:6379", "redis://:a9@valkey.example.vn:6379/1"),
        ("redis://127.0.0.1:6379/", "redis://127.0.0.1:6379/1"),
    ],
)
def test_takes_the_next_number_of_a_valkey(url: str, following: str) -> None:
    assert next_number(url) == following


class TestThePlace:
    def test_is_an_install_of_its_own_that_the_settings_take(self) -> None:
        port = free_port()
        beside = PracticeBeside(port, 8000)
        env = environment(port, notice="Dữ liệu minh họa", told=beside.told())

        found = settings_environment.read(env)

        assert found.practice_of == "http://quantri.bacninh.localhost:8000"
        assert found.base_domain == "tap.bacninh.localhost"
        assert found.database_url == beside.places.application != beside.places.source
        assert beside.origin == f"http://quantri.tap.bacninh.localhost:{port}"
        # No process that serves knows the real database, or the owner of either.
        assert not found.practice_source_url
        assert not found.database_owner_url

    def test_goes_before_what_files_say(self, monkeypatch: pytest.MonkeyPatch) -> None:
        monkeypatch.setenv("QUEUE_URL_FILE", "/nowhere")
        monkeypatch.setenv("STORAGE_URL", "s3://a:b@example.vn/real")
        env = environment(8001, notice="", told=PracticeBeside(8001, 8000).told())
        assert "QUEUE_URL_FILE" not in env
        assert env["STORAGE_URL"] == ""

    def test_is_refused_where_its_number_is_the_demos(
        self, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        real = ("redis://127.0.0.1:6379/0", "redis://127.0.0.1:6379/1")
        monkeypatch.setattr(practice, "_real_valkeys", lambda: real)
        with pytest.raises(NoPlaceForPractice, match="QUEUE_URL"):
            PracticeBeside(free_port(), 8000).find_place()

    def test_is_refused_where_its_port_is_in_use(self) -> None:
        with socket.socket() as taken:
            taken.bind(("127.0.0.1", 0))
            taken.listen()
            port = taken.getsockname()[1]
            with pytest.raises(CommandError, match=f"{port}.*--practice-port"):
                call_command(
                    "demo", "--practice", "--port", str(free_port()), "--practice-port", str(port)
                )

    def test_is_not_that_of_the_demo(self) -> None:
        port = str(free_port())
        with pytest.raises(CommandError, match=f"{port}.*--practice-port"):
            call_command("demo", "--practice", "--port", port, "--practice-port", port)

    @pytest.mark.parametrize("alone", [["--practice-anew"], ["--practice-port", "8001"]])
    def test_is_said_nothing_of_where_there_is_none(self, alone: list[str]) -> None:
        with pytest.raises(CommandError, match="--practice"):
            call_command("demo", "--port", str(free_port()), *alone)


def test_is_asked_only_where_it_runs() -> None:
    always, beside = demo_checks(), demo_checks(practice=True)
    more = [one for one in beside if one not in always]
    assert len(more) == len(beside) - len(always)
    assert {key for one in more for key in one.titles} == {
        "practice_received",
        "practice_answered",
        "practice_published",
        "practice_apart",
    }


def test_has_one_worker_for_all_that_is_queued_there() -> None:
    told: Any = few_commands(8001)
    assert {"default", "wagtail", "mail", "routine", "sound", "proof", "bulk"} <= set(
        told["worker"]
    )


@pytest.mark.parametrize("name", ["database_url", "queue_url", "cache_url"])
def test_nothing_is_emptied_that_somebody_named(settings: Any, name: str) -> None:
    """However it was named: the variable may have been a file."""
    settings.ENVIRONMENT = replace(settings.ENVIRONMENT, **{name: "redis://127.0.0.1:1/0"})
    with pytest.raises(CommandError, match=r"named by URL|theo địa chỉ"):
        demo._empty()
