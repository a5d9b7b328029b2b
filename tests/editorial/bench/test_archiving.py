"""What the bench measures of an archive is one that is written, whole and then as the delta of a day like the last."""

from __future__ import annotations

from pathlib import Path

import pytest
from django.utils import timezone

from editorial.archiving.drafting import ArchiveWritten
from editorial.bench import archiving
from editorial.enums import RemovalKind
from editorial.placements.actions import withdraw_story
from portals.boards.enums import Position
from portals.operations.bench.measure import Cast
from portals.operations.bench.registry import Amiss, table_rows
from portals.operations.bench.table import markdown_table
from tests.factories import make_member, make_province_tree, published_story

pytestmark = pytest.mark.django_db


@pytest.fixture
def told() -> list[str]:
    return []


@pytest.fixture
def cast(tmp_path: Path, told: list[str]) -> Cast:
    province, _district, _communes = make_province_tree(1)
    published_story(province)
    head = make_member(province, Position.HEAD)
    withdraw_story(
        story=published_story(province, title="Tin sai"),
        kind=RemovalKind.IN_ERROR,
        reason="Sai.",
        now=timezone.now(),
        actor=head,
    )
    return Cast(
        province=province,
        head=head,
        editor=make_member(province),
        portals=2,
        stories=1,
        port=None,
        seconds=1,
        workers=1,
        folder=tmp_path,
        options={"copied": 0},
        tell=told.append,
    )


def test_the_delta_of_a_day_on_which_nothing_changed_is_small(cast: Cast, told: list[str]) -> None:
    whole, delta = (one.as_dict(cast) for one in archiving.measure_archive(cast))

    assert (whole["name"], delta["name"]) == ("archive.whole", "archive.delta")
    assert whole["stood"] == delta["stood"] == 1
    assert whole["here"] == whole["public"]
    assert delta["here"] < whole["here"] <= delta["public"]
    assert 0 < whole["memory_mb"] <= delta["memory_mb"]
    assert len(told) == 2 * 3, "each of three portals is told, twice"
    lines = markdown_table([whole, delta], table_rows).splitlines()[2:]
    assert lines[0].startswith(f"| All that is public as files: {whole['here']} files, ")
    assert lines[1].startswith(f"| The day after: {delta['here']} files, ")


def test_a_page_that_is_not_given_is_amiss(cast: Cast, monkeypatch: pytest.MonkeyPatch) -> None:
    missing = ArchiveWritten(missing=[("bacninh.localhost", "/tin-tuc/", 500)])
    monkeypatch.setattr(archiving, "write_archive", lambda *_args, **_options: missing)
    with pytest.raises(Amiss, match="500"):
        archiving.measure_archive(cast)
