"""What holds for all templates, and for the scripts and styles beside them."""

from __future__ import annotations

import re
from collections.abc import Iterator
from pathlib import Path

import pytest
from django.contrib.staticfiles import finders
from django.template.loader import get_template

from tests.support.processes import ROOT

TEMPLATES = ROOT / "templates"
# From the ground up.
FLOORS = ("portals", "editorial", "syndication", "scoring")
# What a floor shows everywhere, so that it belongs to none of its rooms.
OF_A_FLOOR = {"components", "css", "fonts", "motifs", "pages", "signs"}
# Names that are put together are left out: their folders are held by the pages' own tests.
NAMED = re.compile(rf"""["']((?:{"|".join(FLOORS)}|wagtailadmin)/[\w/.-]+\.(\w+))["']""")
OF_TEMPLATES = {"html", "txt", "typ"}
OF_STATIC = {"css", "js", "png", "svg", "woff2"}


def texts(floor: str) -> Iterator[Path]:
    yield from (path for path in (ROOT / floor).rglob("*.py") if "migrations" not in path.parts)
    yield from (path for path in (TEMPLATES / floor).rglob("*.*") if path.is_file())


def named(floor: str) -> Iterator[tuple[str, str, str]]:
    """The file that names another, the name, and its kind."""
    for path in texts(floor):
        for name, kind in NAMED.findall(path.read_text()):
            yield str(path.relative_to(ROOT)), name, kind


@pytest.mark.parametrize("template", sorted(TEMPLATES.rglob("*.html")), ids=lambda path: path.stem)
def test_every_input_names_its_type(template: Path) -> None:
    """The admin takes the edges of all inputs away and gives them back by type: others cannot be seen."""
    inputs = re.findall(r"<input\b[^>]*>", template.read_text())
    assert [one for one in inputs if "type=" not in one] == []


@pytest.mark.parametrize("floor", FLOORS)
class TestNames:
    def test_lead_to_a_file(self, floor: str) -> None:
        found = list(named(floor))
        for _path, name, kind in found:
            if kind in {"html", "txt"}:
                get_template(name)
        lost = [
            (path, name)
            for path, name, kind in found
            if (kind == "typ" and not (TEMPLATES / name).is_file())
            or (kind in OF_STATIC and not (finders.find(name) or (TEMPLATES / name).is_file()))
        ]
        assert (len(found) > 10, lost) == (True, [])

    def test_are_of_no_floor_above(self, floor: str) -> None:
        above = FLOORS[FLOORS.index(floor) + 1 :]
        assert [(path, name) for path, name, _ in named(floor) if name.split("/")[0] in above] == []

    def test_load_no_tags_of_a_floor_above(self, floor: str) -> None:
        above = {
            path.stem
            for upper in FLOORS[FLOORS.index(floor) + 1 :]
            for path in (ROOT / upper).rglob("templatetags/*.py")
        }
        loaded = {
            (path.name, library)
            for path in (TEMPLATES / floor).rglob("*.*")
            if path.is_file()
            for line in re.findall(r"{% load ([\w ]+) %}", path.read_text())
            for library in line.split()
        }
        assert (bool(loaded), {one for one in loaded if one[1] in above}) == (True, set())


@pytest.mark.parametrize("floor", FLOORS)
@pytest.mark.parametrize("kept", ["templates", "static"])
def test_files_stand_with_their_room(kept: str, floor: str) -> None:
    """`templates/<floor>/<room>`, `static/<floor>/<room>`: who changes a room finds what it shows."""
    rooms = {path.stem for path in (ROOT / floor).iterdir() if path.suffix in {"", ".py"}}
    steps = [
        path.relative_to(ROOT / kept / floor).parts
        for path in (ROOT / kept / floor).rglob("*")
        if path.is_file()
    ]
    astray = {step[0] for step in steps if len(step) > 1} - rooms - OF_A_FLOOR
    assert (bool(steps), astray) == (True, set())
