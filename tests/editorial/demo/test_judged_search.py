"""The judged set asked over HTTP: what of a page counts as a result, and which result it is."""

from __future__ import annotations

import socket
from typing import Any

import pytest
from django.core.management import CommandError, call_command

from editorial.demo.judged_places import JudgedPlaces
from editorial.demo.judged_search import SCOPES, result_addresses, search_address
from editorial.search.judged.judging import SearchJudgement, judge
from editorial.search.judged.reading import (
    JudgedQuestion,
    JudgedResult,
    JudgedSet,
    ResultKind,
    SearchReach,
)
from portals.addresses import main_hostname
from portals.operations.demo.running import Address, RunningDemo
from tests.factories import make_portal, published_story

PAGE = """
<nav><a href="/">Home</a></nav>
<ol class="plain results">
  <li class="result"><h3><a href="/tin-tuc/mot-1/?q=x">One</a></h3><p><a href="/elsewhere/">more</a></p></li>
  <li class="result"><h3><a href="http://vuninh.localhost:8767/tin-tuc/hai-2/">Two</a></h3></li>
  <li class="result"><h3><a href="/tin-tuc/mot-1/">One again</a></h3></li>
</ol>
<a href="/tim-kiem/?trang=2">Next</a>
"""


def test_results_are_the_first_links_of_what_is_marked_as_one() -> None:
    assert result_addresses("tinh.localhost", PAGE) == [
        Address("tinh.localhost", "/tin-tuc/mot-1/"),
        Address("vuninh.localhost", "/tin-tuc/hai-2/"),
    ]


def test_each_reach_is_asked_in_its_own_way() -> None:
    asked = {
        search_address("x", JudgedQuestion("đất & nhà", "27", reach)).path for reach in SearchReach
    }
    assert len(asked) == len(SCOPES) == len(SearchReach)
    assert all("q=%C4%91%E1%BA%A5t+%26+nh%C3%A0" in path for path in asked)


@pytest.mark.django_db
class TestPlaces:
    def test_tells_by_an_address_which_result_it_is(self) -> None:
        portal, other = make_portal("commune", code="09163"), make_portal("commune", code="09166")
        story = published_story(portal, title="Tạm ngừng cấp điện")
        published_story(other, title="Tạm ngừng cấp điện")
        results = {
            "own": JudgedResult(ResultKind.TEXT, "09163", "Tạm ngừng cấp điện"),
            "any": JudgedResult(ResultKind.TITLES, "", "cấp điện"),
            "front": JudgedResult(ResultKind.PORTAL, "09163", ""),
            "points": JudgedResult(ResultKind.PATH, "", "/thu-tuc/noi-nop/"),
            "away": JudgedResult(ResultKind.PORTAL, "00000", ""),
        }
        nothing: Any = ()
        places = JudgedPlaces(JudgedSet(results, nothing, nothing))
        here, there = main_hostname(portal), main_hostname(other)
        assert places.keys_at(Address(here, story.public_path())) == {"own", "any"}
        assert places.keys_at(Address(here, "/")) == {"front"}
        assert places.keys_at(Address(there, "/")) == set()
        assert places.keys_at(Address(there, "/thu-tuc/noi-nop/?q=x")) == {"points"}
        assert not places.has("away")
        assert places.host_of("00000") is None


@pytest.mark.django_db
def test_the_command_says_where_no_demo_runs() -> None:
    make_portal("commune", code="09163")
    with socket.socket() as held:
        held.bind(("127.0.0.1", 0))
        port = held.getsockname()[1]
        with pytest.raises(CommandError, match=f"No demo answers on port {port}"):
            call_command("bench", "search", "--judged", str(port))


@pytest.mark.django_db
def test_the_command_tells_the_shares(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    asked = []

    def judged(demo: RunningDemo) -> SearchJudgement:
        asked.append(demo.port)
        return judge(JudgedSet({}, [], []), lambda _question: [])

    monkeypatch.setattr("editorial.demo.bench_questions.judge_demo", judged)
    call_command("bench", "search", "--judged")
    assert asked == [8000]
    assert "must not find: 0 of 0 found" in capsys.readouterr().out
