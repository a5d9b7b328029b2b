"""The check of the demo: every floor adds its keys, each is told once, and one that fails says so."""

from __future__ import annotations

import json
from collections.abc import Iterator
from io import StringIO

import pytest
from django.core.management import CommandError, call_command

from portals.management.commands.demo import Command
from portals.operations.demo import registry
from portals.operations.demo.processes import ProcessEnded
from portals.operations.demo.registry import DemoCheck, Result, check_all, demo_checks, register
from portals.operations.demo.running import RunningDemo


@pytest.fixture
def no_checks(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(registry, "_checks", [])


def running() -> None:
    """Nothing has ended."""


def told_by(*results: Result) -> DemoCheck:
    return DemoCheck({one.key: one.key for one in results}, lambda _demo: results, rank=1)


def failing(_demo: RunningDemo) -> Iterator[Result]:
    yield Result("first", 1, 1)
    raise OSError("nobody answers")


DEMO = RunningDemo(port=1, ensure_running=running)


class TestResults:
    @pytest.mark.parametrize(
        ("result", "is_good"),
        [
            (Result("a", 3, 3), True),
            (Result("a", 2, 3), False),
            (Result("a", 4, 3), False),
            (Result("a", 3, 3, ["x"]), False),
            (Result("a", 0, 0), False),
        ],
    )
    def test_are_good_where_all_of_something_is_right(self, result: Result, is_good) -> None:
        assert result.is_good is is_good
        assert result.as_json()["ok"] is is_good

    def test_name_what_is_wrong(self) -> None:
        assert Result("a", 0, 9, list("abcdefghi")).as_json()["faults"] == list("abcde")


class TestTheRegistry:
    def test_holds_checks_of_every_floor_by_rank(self) -> None:
        keys = [key for check in demo_checks() for key in check.titles]
        assert len(set(keys)) == len(keys) >= 11
        floors = [
            *("home_pages", "newest_stories", "fresh_story", "scorecards", "score_verified"),
            "ledger_verified",
        ]
        assert sorted(floors, key=keys.index) == floors

    @pytest.mark.usefixtures("no_checks")
    def test_takes_a_key_once(self) -> None:
        register(told_by(Result("a", 1, 1)))
        with pytest.raises(ValueError, match="Registered twice: a"):
            register(told_by(Result("a", 1, 1), Result("b", 1, 1)))

    def test_asks_the_others_where_one_check_fails_by_itself(self, caplog) -> None:
        checks = [
            DemoCheck({"first": "first", "second": "second"}, failing, rank=1),
            told_by(Result("third", 1, 1)),
        ]
        found = {one.key: one for one in check_all(DEMO, checks)}
        assert [one.is_good for one in found.values()] == [True, False, True]
        assert "nobody answers" in found["second"].faults[0]
        assert "nobody answers" in caplog.text

    def test_takes_a_key_that_is_not_told_for_wrong(self) -> None:
        silent = DemoCheck({"a": "a", "b": "b"}, lambda _demo: [Result("b", 1, 1)], rank=1)
        found = {one.key: one.is_good for one in check_all(DEMO, [silent])}
        assert found == {"a": False, "b": True}

    def test_fails_where_a_process_has_ended(self) -> None:
        def ended() -> None:
            raise ProcessEnded("worker")

        with pytest.raises(ProcessEnded):
            list(check_all(RunningDemo(1, ended), [told_by(Result("a", 1, 1))]))


@pytest.mark.usefixtures("no_checks")
class TestTheCommand:
    def report(self, *results: Result, as_json: bool = True) -> tuple[list[str], str]:
        """Return the lines it prints and what it fails with."""
        register(told_by(*results))
        out = StringIO()
        command = Command(stdout=out)
        try:
            command._report(check_all(DEMO, demo_checks()), as_json=as_json)
        except CommandError as error:
            return out.getvalue().splitlines(), str(error)
        return out.getvalue().splitlines(), ""

    def test_ends_with_one_object_of_all_keys(self) -> None:
        lines, failure = self.report(Result("a", 2, 2), Result("b", 5, 5))
        told = json.loads(lines[-1])
        assert failure == ""
        assert {key: (one["ok"], one["right"], one["total"]) for key, one in told.items()} == {
            "a": (True, 2, 2),
            "b": (True, 5, 5),
        }

    def test_fails_and_says_so_in_the_object_where_one_is_wrong(self) -> None:
        lines, failure = self.report(Result("a", 2, 2), Result("b", 4, 5, ["x"]))
        assert "b" in failure
        assert {key: one["ok"] for key, one in json.loads(lines[-1]).items()} == {
            "a": True,
            "b": False,
        }

    def test_shows_lines_for_people(self) -> None:
        lines, _failure = self.report(
            Result("a", 2, 2), Result("b", 4, 5, ["dapcau: 404"]), as_json=False
        )
        assert [line.split()[0] for line in lines] == ["✓", "✗", "dapcau:"]

    def test_says_it_in_json_only_where_it_checks(self) -> None:
        with pytest.raises(CommandError, match="--check"):
            call_command("demo", "--json")
