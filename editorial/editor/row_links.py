"""Links beside a story in the desk's list that the floors above know of: its way, the story it is a copy of."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import TYPE_CHECKING

from portals.boards.enums import ALL_POSITIONS, Position

if TYPE_CHECKING:
    from editorial.models import Placement


@dataclass(frozen=True, slots=True)
class RowLink:
    """`label` names the act, `url` leads to its page; `presses` for what the board should look at.

    `positions` are those whose holders that page opens for.
    """

    label: str
    url: str
    presses: bool = False
    positions: frozenset[Position] = ALL_POSITIONS


type LinksOf = Callable[[Sequence["Placement"], datetime], Mapping[int, Sequence[RowLink]]]

_givers: list[LinksOf] = []


def register(links_of: LinksOf) -> None:
    """Add a giver; called once, from an app's `ready()`. It answers by placement, for a whole page of rows at once."""
    _givers.append(links_of)


def row_links(
    placements: Sequence[Placement], position: Position, now: datetime
) -> dict[int, list[RowLink]]:
    """Return the links of each row that lead a holder of `position` on, by the id of its placement."""
    found: dict[int, list[RowLink]] = {placement.pk: [] for placement in placements}
    for giver in _givers:
        for placement_id, links in giver(placements, now).items():
            found[placement_id] += [link for link in links if position in link.positions]
    return found
