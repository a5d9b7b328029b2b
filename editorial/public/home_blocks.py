"""The blocks a home page may be made of. Each floor registers its own in `ready()`; a board orders and switches them.

A block that has nothing to show vanishes, so nothing stands empty on a portal.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum
from functools import cached_property
from typing import TYPE_CHECKING, Any

from django.http import HttpRequest
from django.utils.functional import Promise

from portals.models import Portal

if TYPE_CHECKING:
    from editorial.models import HomeBlockChoice

    from .queries.home import HomeStories


class HomeRegion(StrEnum):
    """Where on the page a block stands; the order of a board holds within one place."""

    MAIN = "main"
    SIDE = "side"
    WIDE = "wide"


@dataclass(frozen=True)
class HomeContext:
    """One home page being read, for the blocks: what several of them need is read once."""

    portal: Portal
    now: datetime
    request: HttpRequest

    @cached_property
    def stories(self) -> HomeStories:
        # The queries read the models, which are not loaded when blocks are registered.
        from .queries.home import home_stories

        return home_stories(self.portal, self.now)


@dataclass(frozen=True, slots=True)
class HomeBlock:
    """A block as it is registered.

    `read` returns what `template` shows as `shown`, in a number of queries that does not grow; nothing (None, an empty
    list) makes the block vanish. `fixed` blocks can be neither moved nor switched off.
    """

    code: str
    title: str | Promise
    place: HomeRegion
    template: str
    read: Callable[[HomeContext], Any]
    fixed: bool = False


@dataclass(frozen=True, slots=True)
class ShownBlock:
    """A block of one home page, with what it shows."""

    block: HomeBlock
    shown: Any

    @property
    def anchor(self) -> str:
        return f"khoi-{self.block.code}"


_registered: dict[str, HomeBlock] = {}


def register_home_block(block: HomeBlock) -> None:
    """Offer `block` to all portals, after those registered before it."""
    if block.code in _registered:
        raise ValueError(f"two blocks of the home page are called {block.code}")
    _registered[block.code] = block


def registered_blocks() -> list[HomeBlock]:
    return list(_registered.values())


def arranged(choices: Iterable[HomeBlockChoice]) -> list[tuple[HomeBlock, bool]]:
    """Return every block with whether it is switched on, in the order of the board; new ones keep their usual place.

    Blocks of one place only change places with each other, and a fixed block stays where it is registered.
    """
    chosen = {choice.code: choice for choice in choices}
    blocks = registered_blocks()
    usual = {block.code: number for number, block in enumerate(blocks)}

    def rank(block: HomeBlock) -> tuple[bool, int, int]:
        choice = None if block.fixed else chosen.get(block.code)
        number = usual[block.code]
        return not block.fixed, choice.position if choice else number, number

    ordered = [
        block for place in HomeRegion for block in sorted(blocks, key=rank) if block.place == place
    ]
    return [
        (block, block.fixed or block.code not in chosen or chosen[block.code].is_shown)
        for block in ordered
    ]


def shown_blocks(
    choices: Iterable[HomeBlockChoice], context: HomeContext
) -> dict[str, list[ShownBlock]]:
    """Read the blocks that are switched on; return those with something to show, by place."""
    shown: dict[str, list[ShownBlock]] = {place.value: [] for place in HomeRegion}
    for block, is_on in arranged(choices):
        found = block.read(context) if is_on else None
        if found:
            shown[block.place].append(ShownBlock(block, found))
    return shown
