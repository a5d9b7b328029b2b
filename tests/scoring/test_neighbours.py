"""Other provinces' months: taken in by a pinned key alone, and shown as figures by tier with ranges of ranks."""

from __future__ import annotations

import json
from collections.abc import Callable
from decimal import Decimal
from pathlib import Path
from typing import Any

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.core.management import CommandError, call_command
from django.urls import reverse
from django.utils import translation

from portals.boards.enums import Position
from portals.ledger.canonical import encode
from portals.refusals import NotYourOffice
from scoring.models import NeighbourMonth
from scoring.neighbours import actions
from scoring.neighbours.actions import UnableToTakeIn, import_neighbour
from scoring.neighbours.figures import figures_in_table, side_by_side
from scoring.neighbours.pinned import pinned, read_pinned
from scoring.neighbours.queries import league_of_provinces
from scoring.periods import Month
from scoring.published.dossier import pack
from tests.factories import make_member, make_portal
from tests.scoring.cast import local, make_province
from tests.support.processes import ROOT
from tests.walls import body, desk_client

pytestmark = pytest.mark.django_db

GOOD = ROOT / "docs/ledger-examples/scores/good"
AUGUST = Month(2026, 8)
NOW = local(2026, 11, 16, 9)
NAME = "bang-diem-2026-08.json"
# The key that the examples are signed with.
KEY = (GOOD / "keys").read_text().split()[1]
OTHER = (
    "so-cai.vidu.example.vn+"
    + (ROOT / "docs/ledger-examples/ledger/keys").read_text().split()[1].partition("+")[2]
)


@pytest.fixture(autouse=True)
def in_english():
    with translation.override("en"):
        yield


@pytest.fixture
def known(settings, tmp_path) -> Callable[..., None]:
    def pin(key: str = KEY, cluster: str = "Vùng", own: str = "Vùng") -> None:
        file = tmp_path / "neighbours.toml"
        file.write_text(
            f'cluster = "{own}"\n[[neighbours]]\nname = "Tỉnh Ví Dụ"\n'
            f'cluster = "{cluster}"\nkey = "{key}"\n'
        )
        settings.PORTALS_NEIGHBOURS = str(file)

    pin()
    return pin


@pytest.fixture
def editor():
    province, _head, _deputy = make_province()
    return make_member(province, Position.SECRETARY)


def files(change: Callable[[dict[str, Any]], object] | None = None) -> dict[str, bytes]:
    found = {path.name: path.read_bytes() for path in GOOD.iterdir()}
    if change:
        table = json.loads(found[NAME])
        change(table)
        found[NAME] = encode(table)
    return found


def take(editor, given: dict[str, bytes] | bytes | None = None, month: Month = AUGUST):
    given = files() if given is None else given
    dossier = given if isinstance(given, bytes) else pack("x", given)
    return import_neighbour(dossier=dossier, month=month, actor=editor, now=NOW)


class TestTakenIn:
    def test_are_the_totals_of_each_tier_and_no_portal(self, known, editor) -> None:
        found = take(editor)
        assert found.ledger == "so-cai.vidu.example.vn"
        assert (found.month, found.imported_by, found.verified_at) == (AUGUST.first, editor, NOW)
        assert found.size == 6
        table = json.loads((GOOD / NAME).read_text())
        assert found.figures == {"commune": sorted(one["total"] for one in table["portals"])}

    def test_by_standing_editors_of_the_province_alone(self, known, editor) -> None:
        district = make_portal("district")
        for person in (
            make_member(district, Position.HEAD), make_member(make_portal("province"), Position.EDITOR),
        ):  # fmt: skip
            with pytest.raises(NotYourOffice):
                take(person)
        assert not NeighbourMonth.objects.exists()

    def test_not_by_a_ledger_that_nobody_pinned(self, known, editor, settings) -> None:
        for file in (KEY.replace("vidu", "khac"), ""):
            if file:
                known(OTHER_LEDGER)
            else:
                settings.PORTALS_NEIGHBOURS = ""
            with pytest.raises(UnableToTakeIn, match="Nobody pinned"):
                take(editor)

    def test_not_by_another_key_of_the_same_name(self, known, editor) -> None:
        known(OTHER)
        with pytest.raises(UnableToTakeIn, match="does not verify by the key"):
            take(editor)

    @pytest.mark.parametrize(
        "change",
        [
            lambda one: one["portals"][0].update(total=one["portals"][0]["total"] + 1),
            lambda one: one["portals"].pop(),
            lambda one: one["portals"][3].pop("corrected"),
        ],
    )
    def test_not_with_one_figure_changed(self, known, editor, change) -> None:
        with pytest.raises(UnableToTakeIn, match="Tỉnh Ví Dụ"):
            take(editor, files(change))
        assert not NeighbourMonth.objects.exists()

    def test_not_for_another_month_nor_one_to_come(self, known, editor) -> None:
        with pytest.raises(UnableToTakeIn, match="is of 2026-08, and not of 2026-07"):
            take(editor, month=Month(2026, 7))
        with pytest.raises(UnableToTakeIn, match="not over yet"):
            take(editor, month=Month(2026, 11))

    def test_on_the_day_after_the_month(self, known, editor) -> None:
        dossier = pack("x", files())
        told = {"dossier": dossier, "month": AUGUST, "actor": editor}
        with pytest.raises(UnableToTakeIn, match="not over yet"):
            import_neighbour(**told, now=local(2026, 8, 31, 23, 59))
        assert import_neighbour(**told, now=local(2026, 9, 1)).month == AUGUST.first

    def test_not_of_one_scorer_of_the_province(self, known, editor, monkeypatch) -> None:
        monkeypatch.setattr(actions, "_must_verify", lambda *_given: None)
        with pytest.raises(UnableToTakeIn, match="of one scorer"):
            take(editor, files(lambda table: table.update(scope="huyen.example.vn")))

    def test_another_file_of_the_same_ledger_takes_its_place(self, known, editor) -> None:
        found = take(editor)
        NeighbourMonth.objects.filter(pk=found.pk).update(sha256="0" * 64, figures={})
        assert take(editor).figures

    def test_not_what_is_no_dossier(self, known, editor) -> None:
        for given, says in (
            (b"no zip", "damaged"),
            (b"x" * (10 * 1024**2 + 1), "too large"),
            ({NAME: files()[NAME]}, "no proof"),
            (files() | {"0.tlog-proof": b"x"}, "cannot be read"),
        ):
            with pytest.raises(UnableToTakeIn, match=says):
                take(editor, given)

    def test_not_what_unpacks_to_too_much(self, known, editor) -> None:
        with pytest.raises(UnableToTakeIn, match="too large once it is unpacked"):
            take(editor, files() | {"x.bin": bytes(60 * 1024**2)})

    def test_not_what_takes_longer_to_verify_than_somebody_waits(
        self, known, editor, monkeypatch, tmp_path
    ) -> None:
        (tmp_path / "verify.py").write_text("import time; time.sleep(60)")
        monkeypatch.setattr(actions, "VERIFIER", tmp_path)
        dossier = pack("x", files())
        with pytest.raises(UnableToTakeIn, match="takes too long"):
            import_neighbour(dossier=dossier, month=AUGUST, actor=editor, now=NOW, seconds=0.2)
        assert not NeighbourMonth.objects.exists()

    def test_once_and_never_an_older_one_over_a_newer(self, known, editor) -> None:
        found = take(editor)
        with pytest.raises(UnableToTakeIn, match="very file"):
            take(editor)
        NeighbourMonth.objects.filter(pk=found.pk).update(size=7, sha256="0" * 64)
        with pytest.raises(UnableToTakeIn, match="older"):
            take(editor)
        NeighbourMonth.objects.filter(pk=found.pk).update(size=5, figures={})
        again = take(editor)
        assert (again.pk, again.size) == (found.pk, 6)
        assert again.figures


OTHER_LEDGER = (ROOT / "docs/ledger-examples/ledger/keys").read_text().splitlines()[2].split()[1]


class TestSideBySide:
    def test_far_means_have_ranks_and_near_ones_ranges(self) -> None:
        high, near, low = [9000, 9100, 9200], [8950, 9150, 9180], [5000, 5100, 5200]
        rows = side_by_side([("Thấp", False, low), ("Cao", True, high), ("Gần", False, near)])
        assert [(row.name, row.place) for row in rows] == [
            ("Cao", "1-2"), ("Gần", "1-2"), ("Thấp", "3"),
        ]  # fmt: skip
        assert (rows[0].mean, rows[0].middle, rows[0].lowest) == (91, 91, 90)
        assert rows[1].mean == Decimal("90.93")

    def test_one_portal_says_nothing_and_none_has_no_place(self) -> None:
        rows = side_by_side([("Một", False, [9000]), ("Hai", False, [100, 110]), ("O", True, [])])
        assert [(row.name, row.place) for row in rows] == [("Một", "1-2"), ("Hai", "1-2")]

    def test_equal_ones_share(self) -> None:
        rows = side_by_side([("B", False, [80, 80]), ("A", False, [80, 80])])
        assert [(row.name, row.place) for row in rows] == [("A", "1-2"), ("B", "1-2")]

    def test_provisional_totals_are_left_out(self) -> None:
        portals = [
            {"tier": "commune", "total": 20}, {"tier": "commune", "total": 10},
            {"tier": "commune", "total": 99, "provisional": "too_short"},
        ]  # fmt: skip
        assert figures_in_table({"portals": portals}) == {"commune": [10, 20]}

    def test_only_provinces_of_the_same_cluster_that_are_pinned_still(
        self, known, editor, settings
    ) -> None:
        take(editor)
        [(_tier, rows)] = league_of_provinces(AUGUST)
        assert [(row.name, row.is_own) for row in rows] == [("Tỉnh Ví Dụ", False)]
        known(cluster="Vùng khác")
        assert league_of_provinces(AUGUST) == []
        settings.PORTALS_NEIGHBOURS = ""
        assert league_of_provinces(AUGUST) == []


class TestPinned:
    def test_nobody_where_no_file_is_named(self) -> None:
        assert pinned().named("so-cai.vidu.example.vn") is None

    @pytest.mark.parametrize(
        "text",
        [
            '[[neighbours]]\nname = "A"\ncluster = "B"\nkey = "x"',
            '[[neighbours]]\nname = "A"\nkey = "x"',
            f'[[neighbours]]\nname="A"\ncluster="B"\nkey="{KEY}"\n' * 2,
        ],
    )
    def test_what_cannot_be_read_is_no_neighbour(self, text) -> None:
        with pytest.raises(ValueError, match=r"neighbour|twice"):
            read_pinned(text)


class TestPages:
    url = property(lambda _self: reverse("scoring:provinces"))

    def test_take_in_and_show(self, known, editor) -> None:
        client = desk_client(editor)
        zipped = SimpleUploadedFile("d.zip", pack("x", files()), "application/zip")
        sent = client.post(self.url, {"month": "2026-08", "dossier": zipped})
        assert sent.status_code == 302
        assert "Tỉnh Ví Dụ" in body(client.get(sent.url)).decode()

    def test_say_what_is_wrong_and_keep_what_was_typed(self, known, editor) -> None:
        client = desk_client(editor)
        for month, file in (("2026-08", b"x"), ("8/2026", b"x")):
            given = {"month": month, "dossier": SimpleUploadedFile("d.zip", file)}
            answer = client.post(self.url, given)
            assert answer.status_code == 200
            assert f'value="{month}"' in body(answer).decode()
        assert not NeighbourMonth.objects.exists()

    def test_are_the_provinces(self, known, editor) -> None:
        writer = make_member(make_portal("province"), Position.EDITOR)
        assert desk_client(writer).get(self.url).status_code == 200
        assert desk_client(writer).post(self.url, {}).status_code == 404
        head = make_member(make_portal("district"), Position.HEAD)
        assert desk_client(head).get(self.url).status_code == 404


def test_the_command_says_what_is_wrong(known, editor, tmp_path: Path) -> None:
    file = tmp_path / "d.zip"
    file.write_bytes(pack("x", files()))
    call_command("import_neighbour", "2026-08", str(file), by=editor.username)
    assert NeighbourMonth.objects.count() == 1
    for month, by in (("2026-08", editor.username), ("2026-08", "khong-ai"), ("8", "x")):
        with pytest.raises(CommandError):
            call_command("import_neighbour", month, str(file), by=by)
