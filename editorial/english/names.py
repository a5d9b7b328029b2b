"""English names of bodies, units and posts, by the table that comes with the install."""

from __future__ import annotations

import tomllib
from collections.abc import Mapping
from functools import cache
from pathlib import Path
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from portals.models import Portal

NAMES = Path(__file__).parent / "data" / "names.toml"


@cache
def tables() -> Mapping[str, Mapping[str, str]]:
    """Return the tables of the file, by their names."""
    return tomllib.loads(NAMES.read_text(encoding="utf-8"))


def name_of_unit(name: str) -> str:
    """Such as "Yên Phong District" of "Huyện Yên Phong"; "" where no rule names it."""
    for word, form in tables()["units_of_administration"].items():
        if name.startswith(f"{word} "):
            return form.format(name=name[len(word) :].strip())
    return ""


def name_of_body(portal: Portal) -> str:
    """The body behind a portal: "People's Committee of Yên Phong District", "Department of Health"; or ""."""
    if found := tables()["bodies"].get(portal.name):
        return found
    unit = name_of_unit(portal.name)
    return f"People's Committee of {unit}" if unit else ""


def functions_of_body(portal: Portal) -> str:
    """What such a body does, in a sentence or two; "" where it is not known."""
    known = tables()["functions"]
    return next((words for word, words in known.items() if portal.name.startswith(f"{word} ")), "")


def name_of_part(name: str) -> str:
    """The English name of a unit of a body; "" where it is not known."""
    return tables()["units"].get(name, "")


def name_of_post(post: str) -> str:
    """The English name of a post, of its longest known beginning; "" where it is not known.

    "Chủ tịch UBND huyện Yên Phong" is a "Chủ tịch UBND".
    """
    known = tables()["posts"]
    begins = [one for one in known if post == one or post.startswith(f"{one} ")]
    return known[max(begins, key=len)] if begins else ""
