"""Chapters of the demo: in order of rank whoever registers them, each handing on what later ones need."""

from __future__ import annotations

import sys
from types import ModuleType

import pytest
from django.utils import timezone

from portals.boards.models import User
from portals.models import Portal
from portals.operations.demo import chapters, seeding
from portals.operations.demo.chapters import DemoChapter, DemoScene
from tests.factories import make_portal


class Told(list[str]):
    """What one chapter hands to another."""


def put(scene: DemoScene) -> None:
    scene.put(Told(["first"]))


def take(scene: DemoScene) -> None:
    scene.take(Told).append("second")


@pytest.fixture
def floors(monkeypatch: pytest.MonkeyPatch) -> dict[str, list[DemoChapter]]:
    """Two floors with a chapter each; the upper one's is written first."""
    told = {
        "lower_floor": [DemoChapter("second", 20, "Second", take)],
        "upper_floor": [DemoChapter("first", 10, "First", put, media_folders=("x",))],
    }
    monkeypatch.setattr(chapters, "_modules", [])
    for name, held in told.items():
        module = ModuleType(name)
        module.CHAPTERS = held
        monkeypatch.setitem(sys.modules, name, module)
        chapters.register(name)
    return told


@pytest.mark.django_db
def test_are_written_by_rank(floors) -> None:
    scenes: list[DemoScene] = []
    floors["lower_floor"].append(DemoChapter("third", 30, "Third", scenes.append))

    steps = seeding.seed(organisation="2025", now=timezone.now())

    # Whoever waits is told of each when it is written.
    assert next(steps).name == "First"
    assert scenes == []
    assert [step.name for step in steps] == ["Second", "Third"]
    assert scenes[0].take(Told) == ["first", "second"]
    assert scenes[0].organisation == "2025"


@pytest.mark.django_db
def test_leave_nothing_where_one_fails(floors) -> None:
    def write(scene: DemoScene) -> None:
        make_portal()

    floors["lower_floor"].append(DemoChapter("portal", 15, "Portal", write))
    floors["lower_floor"].append(DemoChapter("twice", 30, "Twice", put))

    with pytest.raises(ValueError, match="Told"):
        list(seeding.seed(organisation="2025", now=timezone.now()))
    assert not Portal.objects.exists()


def test_say_where_ranks_are_wrong(floors) -> None:
    scene = DemoScene(timezone.now(), "2025")
    with pytest.raises(LookupError, match="Told"):
        take(scene)


def test_are_registered_once(floors) -> None:
    with pytest.raises(ValueError, match="lower_floor"):
        chapters.register("lower_floor")
    floors["lower_floor"].append(DemoChapter("third", 10, "Third", put))
    with pytest.raises(ValueError, match="10"):
        chapters.chapters()


def test_of_all_floors_are_there() -> None:
    told = chapters.chapters()
    modules = {chapter.write.__module__.partition(".")[0] for chapter in told}
    assert modules == {"portals", "editorial", "syndication", "scoring"}
    assert told[0].name == "portals"


@pytest.mark.django_db
class TestTheDatabase:
    def test_is_the_demos_where_its_first_account_is(self) -> None:
        assert not seeding.is_seeded()
        User.objects.create(username=seeding.MARK)
        assert seeding.is_seeded()

    def test_of_others_is_left_alone(self) -> None:
        make_portal()
        with pytest.raises(seeding.NotEmpty):
            seeding.is_seeded()
