"""The bench at a tiny size: every measure comes to its end and says what it saw."""

from __future__ import annotations

import json
import logging
import sys
from pathlib import Path
from random import Random
from typing import Any, ClassVar

import psycopg
import pytest
from django.core.management import call_command

from editorial.bench import bulletins, requests
from editorial.bench.sendings import AT_ONCE, Receipt, links_must_open, must_be_kept
from portals.accountability.links import follow_path
from portals.accountability.models import CitizenCase
from portals.boards.enums import Position
from portals.management.commands import bench as command
from portals.operations.bench import registry
from portals.operations.bench.harms import HARMS, draw_harms
from portals.operations.bench.measure import Cast, Measured, as_one_object
from portals.operations.bench.registry import (
    Amiss,
    BenchMeasure,
    BenchOption,
    BenchPlant,
    measures,
    plants,
    table_rows,
)
from portals.operations.bench.table import NOTE, TableRow, markdown_table
from portals.services.shares import Databases
from tests.factories import make_member, make_portal
from tests.support import processes
from tests.support.databases import template_dump

# Each web worker reads the application anew, and two do nothing here that one does not.
SIZE = ("--portals", "5", "--stories", "20", "--seconds", "0.25", "--workers", "1", "--json")
KEYS = {
    "name", "portals", "stories", "ours_seconds", "baseline_seconds", "ratio", "queries",
}  # fmt: skip


def bench(databases: Databases, *arguments: str) -> dict[str, Any]:
    env = processes.environment(databases) | databases.owner_variables()
    dump = template_dump()
    # Not there where somebody cleared `var`: then it migrates, and takes longer.
    quickly = ("--dump", str(dump)) if dump.exists() else ()
    done = processes.manage("bench", *arguments, *SIZE, *quickly, env=env, timeout=600)
    assert done.returncode == 0, done.stderr[-3000:]
    told: dict[str, Any] = json.loads(done.stdout)
    return told


def scratch_databases(databases: Databases) -> list[str]:
    with psycopg.connect(databases.database_url) as server:
        rows = server.execute("SELECT datname FROM pg_database WHERE datname LIKE 'bench%'")
        return [name for (name,) in rows.fetchall()]


MEASURED = {
    "portals": 156, "stories": 20, "ours_seconds": 0.004, "baseline_seconds": 0.002, "queries": 1,
}  # fmt: skip


class TestTheTable:
    def test_says_what_was_met_and_what_was_missed(self) -> None:
        page = {"requests_a_second": 61_000.0, "limit_a_second": None, "worked_seconds": None}
        lines = markdown_table(
            [
                {"name": "search.rare", **MEASURED},
                {"name": "search.all.rare", **MEASURED, "ours_seconds": 0.051},
                {"name": "pages.home.nginx", **MEASURED, **page},
                {"name": "scoring", **MEASURED, "ours_seconds": 4.0, "placements": 1_000_000},
                {"name": "sums", "ours_seconds": 2.0, "baseline_seconds": None},
            ],
            table_rows,
        ).splitlines()

        assert lines[2:] == [
            "| Search of the province's portal, rare (95 of 100) | 3.5 ms* | 2 ms | 4 ms, 1 queries | 50 ms | yes |",
            "| Search of all portals, rare (95 of 100) | 1.26 s* | 2 ms | 51 ms, 1 queries | 50 ms | no |",
            "| Home page, from nginx | - | - | 61,000 a second | 50,000 a second | yes |",
            "| Score a month, 1,000,000 placements | none | 2 ms | 4.00 s, 1 queries | 3 s | no |",
            "| sums | - | - | 2.00 s | - | - |",
            "",
            NOTE,
        ]

    def test_takes_time_alone_for_a_promise_where_nothing_else_is_one(self) -> None:
        told = [
            {"name": "visits.told", "ours_seconds": 0.002},
            {"name": "visits.told", "ours_seconds": 0.0021},
            {"name": "alerts.all", "ours_seconds": 1_801, "mails": 3_000},
        ]
        lines = [line.split(" | ") for line in markdown_table(told, table_rows).splitlines()[2:]]
        assert [cells[3:] for cells in lines] == [
            ["2 ms", "2 ms", "yes |"],
            ["2.1 ms", "2 ms", "no |"],
            ["1801 s", "1800 s", "no |"],
        ]

    def test_judges_a_dispatch_by_its_waits_and_by_the_work(self) -> None:
        worked = {
            "worked_seconds": 0.004, "worked_baseline_seconds": 0.002, "worked_ratio": 2.0,
        }  # fmt: skip
        travel = {"ratio": 3.2, "stock_seconds": 26.1, "verb_seconds": 0.03, **worked}
        (waits, works) = markdown_table(
            [{"name": "recall", **MEASURED, **travel}], table_rows
        ).splitlines()[2:]

        assert waits.endswith("| 4 ms (3.2 x), 1 queries; the whole verb 30 ms | 3 x | no |")
        assert works.endswith("| 2 ms | 4 ms (2.0 x) | 3 x | yes |")


SENT = {
    "sent": 200, "kept": 200, "paced": True, "seconds": 61.0, "slow_seconds": 0.9, "core_seconds": 0.04,
}  # fmt: skip


class TestSendings:
    RECEIPTS = (Receipt("HD-1", "đèn", 0.1), Receipt("HD-2", "đường", 0.1))

    def test_are_kept_each_once(self) -> None:
        must_be_kept(self.RECEIPTS, {"HD-1": "đèn", "HD-2": "đường"})

    @pytest.mark.parametrize(
        ("kept", "amiss"),
        [
            ({"HD-1": "đèn"}, "1 have no request .* 0 say .* 0 requests have"),
            ({"HD-1": "đèn", "HD-2": "chợ"}, "1 have no request .* 1 requests have"),
            ({"HD-1": "đèn", "HD-2": "đường", "HD-3": "đường"}, "0 have no .* 1 requests have"),
        ],
    )
    def test_that_are_lost_or_twice_are_told(self, kept: dict[str, str], amiss: str) -> None:
        with pytest.raises(Amiss, match=amiss):
            must_be_kept(self.RECEIPTS, kept)

    def test_with_one_receipt_for_two_are_told(self) -> None:
        with pytest.raises(Amiss, match="1 say what another"):
            must_be_kept((*self.RECEIPTS, self.RECEIPTS[0]), {"HD-1": "đèn", "HD-2": "đường"})

    def test_whose_link_opens_nothing_are_told(self) -> None:
        case = CitizenCase(pk=1, code="HD-1", link_nonce="a")
        told = [Receipt("HD-1", "đèn", 0.1, f"{follow_path(case)}da-nhan/")]
        links_must_open(told, [case])
        case.link_nonce = "b"
        with pytest.raises(Amiss, match="links of 1"):
            links_must_open(told, [case])


class Nothing:
    """A floor's module of chapters, with one measure that is told what to find."""

    planted: ClassVar[list[int]] = []
    PLANTS = (
        BenchPlant(
            name="nothing", rank=25, plant=lambda size: Nothing.planted.append(size.portals)
        ),
    )
    MEASURES = (
        BenchMeasure(
            name="throwaway",
            rank=45,
            measure=lambda cast: [
                Measured(name="throwaway.x", ours_seconds=cast.options["weight"] or 0)
            ],
            rows=lambda one, name: iter(
                [TableRow(f"Throw away {name}", f"{one['ours_seconds']} s")]
            ),
            options=(BenchOption("weight", "of nothing", 7),),
        ),
    )


@pytest.fixture
def nothing(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(sys.modules, "throwaway_chapters", Nothing)  # type: ignore[arg-type]  # stands in for a module
    monkeypatch.setattr(registry, "_modules", list(registry._modules))
    registry.register("throwaway_chapters")


class TestTheRegistry:
    def test_takes_what_all_measures_in_the_order_that_readers_of_the_table_know(self) -> None:
        every = measures().values()
        assert [one.name for one in every if one.is_of_all] == [
            "search", "admin", "pages", "dispatch", "recall", "scoring",
        ]  # fmt: skip
        assert [one.name for one in every if not one.is_of_all] == [
            *("desk", "register", "disclosures", "requests", "quarter", "land", "attacks"),
            *("recordings", "bulletins", "alerts", "visits", "reforms", "archive"),
            *("chaos", "practice"),
        ]
        assert [one.name for one in every if one.kills] == ["chaos"]
        assert [one.name for one in plants()] == ["province", "rules", "stories"]

    @pytest.mark.usefixtures("nothing")
    def test_takes_a_chapter_of_any_floor(self, tmp_path: Path, db: None) -> None:
        assert [one.name for one in plants()] == ["province", "rules", "nothing", "stories"]
        assert list(measures())[3:6] == ["dispatch", "throwaway", "recall"]
        Nothing.planted.clear()

        told = call_on_scratch("throwaway", "--weight", "9", folder=tmp_path)

        assert Nothing.planted == [1]
        assert [(one["name"], one["ours_seconds"]) for one in told] == [("throwaway.x", 9)]
        assert "| Throw away x | - | - | 9 s | - | - |" in markdown_table(told, table_rows)

    def test_takes_requests_at_a_size_that_is_told(
        self, tmp_path: Path, db: None, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        # No server sees what a test has not committed: these are sent below.
        sent = Measured(name="requests.sendings", ours_seconds=0.1, more=SENT)
        monkeypatch.setattr(requests, "sent_by_many", lambda cast: sent)
        told = call_on_scratch("requests", "--cases", "6", folder=tmp_path)
        by_name = {str(one["name"]): one for one in told}
        assert list(by_name) == [
            *("requests.queue", "requests.queue_late", "requests.page", "requests.inbox"),
            *("requests.home", "requests.submission", "requests.sendings", "requests.redating"),
        ]
        assert all("core_seconds" in one for one in told if one["name"] != "requests.submission")
        # Half as many as ended, and what was sent meanwhile.
        assert by_name["requests.redating"]["moved"] == 3 + 6
        assert "| A day off moves 9 requests | none | - |" in markdown_table(told, table_rows)
        assert markdown_table([by_name["requests.sendings"]], table_rows).splitlines()[2] == (
            "| 200 requests sent over HTTP in 61 s, none lost and none twice | none | - | 100 ms (99 %: 900 ms);"
            " 40 ms of a core for form, sending and receipt | 1 s | yes |"
        )

    def test_takes_a_module_once(self) -> None:
        with pytest.raises(ValueError, match="twice"):
            registry.register("scoring.bench.chapters")


@pytest.mark.django_db
def test_bulletins_of_two_days_are_asked_for(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Of what is asked, some that are cheap here; their own tests render the pages."""
    asked = bulletins.asked_of
    few = ("archive", "podcast", "missing", "weeks")
    monkeypatch.setattr(bulletins, "RUNS", 1)
    monkeypatch.setattr(bulletins, "asked_of", lambda *of: {name: asked(*of)[name] for name in few})
    province, _other = make_portal("commune"), make_portal("commune")
    head = make_member(province, Position.HEAD)
    cast = Cast(
        province=province, head=head, editor=head, portals=1, stories=0, port=None, seconds=0,
        workers=0, folder=tmp_path, options={"days": 2}, tell=print,
    )  # fmt: skip
    found = [one.as_dict(cast) for one in bulletins.measure_bulletins(cast)]

    assert {one["bulletins"] for one in found} == {2 * 2 * 2}
    assert [one["name"] for one in found if one["queries"] > bulletins.MOST_QUERIES] == []
    assert "| 8 bulletins: archive | - | - |" in markdown_table(found, table_rows)


def call_on_scratch(*arguments: str, folder: Path) -> list[dict[str, Any]]:
    """Have the command do on the database of the test what it does on one of its own; stories need a vacuum."""
    few = tuple(plant for plant in plants() if plant.name != "stories")
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(command, "PREFIX", "")
        patch.setattr(command, "plants", lambda: few)
        try:
            call_command("bench", *arguments, f"--on-scratch={folder}", portals=[1])
        finally:
            logging.disable(logging.NOTSET)
    told: list[dict[str, Any]] = json.loads((folder / command.FOUND).read_text())
    return told


class TestOneObject:
    def test_is_the_only_measure_itself(self) -> None:
        only = {"name": "recall", **MEASURED}
        assert as_one_object([only]) is only

    def test_holds_several_and_their_sums(self) -> None:
        several = [
            {"name": "search.rare", **MEASURED},
            {"name": "search.common", **MEASURED, "queries": 3},
            {"name": "admin.home", **MEASURED, "baseline_seconds": None, "queries": None},
        ]
        told = as_one_object(several)

        assert told["name"] == "search admin"
        assert (told["ours_seconds"], told["baseline_seconds"]) == (pytest.approx(0.012), 0.004)
        assert (told["ratio"], told["queries"]) == (pytest.approx(2.0), 3)
        assert told["measures"] == several


class TestBench:
    def test_every_measure_says_what_it_saw_and_leaves_nothing(
        self, scratch_database: Databases
    ) -> None:
        told = bench(scratch_database, "all", "requests", "--cases", "6", "--minutes", "0")
        found = told["measures"]

        names = {one["name"].partition(".")[0] for one in found}
        assert names == {
            *("dispatch", "recall", "pages", "search", "admin", "scoring", "requests"),
        }
        assert all(one.keys() >= KEYS for one in [told, *found])
        assert all((one["portals"], one["stories"]) == (5, 20) for one in found)
        assert all(one["ours_seconds"] > 0 for one in found)
        (sent,) = [one for one in found if one["name"] == "requests.sendings"]
        assert (sent["sent"], sent["kept"], sent["paced"]) == (AT_ONCE, AT_ONCE, False)
        (scoring,) = [one for one in found if one["name"] == "scoring"]
        # What boards did of five portals a working day, and two links a story.
        assert scoring["deliveries"] >= 5 * 15
        assert scoring["links"] >= 2 * 20
        assert 0 < scoring["database_seconds"] < scoring["ours_seconds"]
        assert "| Score a month" in markdown_table(found, table_rows)
        assert scratch_databases(scratch_database) == []

    def test_chaos_leaves_nothing_amiss_in_three_rounds(self, scratch_database: Databases) -> None:
        found = bench(scratch_database, "chaos", "--rounds", "3")

        assert found.keys() >= KEYS
        assert (found["rounds"], sum(found["harms"].values())) == (3, 3)
        assert sum(found["ways"].values()) == 3


def test_chaos_does_every_harm_before_it_does_one_again() -> None:
    harms = draw_harms(Random(1), 2 * len(HARMS))
    assert set(harms[: len(HARMS)]) == set(harms[len(HARMS) :]) == set(HARMS)
    assert len(draw_harms(Random(1), 3)) == 3
    assert draw_harms(Random(1), 9) != draw_harms(Random(2), 9)
