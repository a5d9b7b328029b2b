"""Boards of portals that a change opens: who could sit there, who was chosen, and who is left without a post.

Who sat on the boards that end is proposed with the post they held; where several were head, a person chooses.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, timedelta

from portals.boards.enums import Position
from portals.boards.models import BoardMember, User

from .enums import GOING_ON, STAYING
from .models import Reform, ReformRow, ReformSeat, ReformUnit

# Of what somebody held on several boards the foremost is proposed.
RANKS = {position: rank for rank, position in enumerate(Position)}


@dataclass(slots=True)
class Candidate:
    """Somebody who sits on a board that ends. `proposed` is empty where a person has to say."""

    user: User
    posts: list[BoardMember] = field(default_factory=list)
    proposed: str = ""

    @property
    def proposed_label(self) -> str:
        return str(Position(self.proposed).label) if self.proposed else ""

    @property
    def main_post(self) -> str:
        return next((post.main_post for post in self.posts if post.main_post), "")


@dataclass(slots=True)
class NewBoard:
    """The board of a unit that a change opens. `heads` are those of whom one at most can be head there."""

    unit: ReformUnit
    candidates: list[Candidate]
    heads: list[Candidate]
    seats: Mapping[int, ReformSeat]

    @property
    def is_decided(self) -> bool:
        return self.unit.board_decided_at is not None

    @property
    def is_clear(self) -> bool:
        """Whether its proposals can be taken as they are."""
        return bool(self.proposals) and not self.heads

    @property
    def proposals(self) -> dict[int, Position]:
        return {one.user.pk: Position(one.proposed) for one in self.candidates if one.proposed}


def new_boards(reform: Reform) -> list[NewBoard]:
    """The boards of the units that `reform` opens, by name. Four queries, however many there are."""
    rows = list(reform.rows.order_by("position"))
    going_on = {row.result_id for row in rows if row.kind in GOING_ON}
    units = reform.units.exclude(pk__in=[key for key in going_on if key])
    seats: defaultdict[int, dict[int, ReformSeat]] = defaultdict(dict)
    for seat in ReformSeat.objects.filter(unit__reform=reform).select_related("user"):
        seats[seat.unit_id][seat.user_id] = seat
    posts = posts_that_end(reform, rows)
    pairs = [(row.original_id, row.result_id) for row in rows if row.original_id and row.result_id]
    found = []
    for unit in units.select_related("board_decided_by").order_by("name", "code"):
        candidates, heads = candidates_for(unit.pk, pairs, posts)
        found.append(NewBoard(unit, candidates, heads, seats[unit.pk]))
    return found


def posts_that_end(
    reform: Reform, rows: Iterable[ReformRow] | None = None, *, day: date | None = None
) -> list[BoardMember]:
    """The posts on boards of portals that end, as they are held the day before `day`, heads first.

    Without a day that on which the change takes effect. At most two queries.
    """
    given = list(reform.rows.all() if rows is None else rows)
    stay = {row.original_id for row in given if row.kind in STAYING}
    ending = {row.original_id for row in given if row.original_id} - stay
    return posts_held_before(ending, day or reform.takes_effect_on)


def posts_held_before(portals: Collection[int], day: date) -> list[BoardMember]:
    """The posts on the boards of `portals` as they are held the day before `day`, heads first. One query."""
    held = BoardMember.objects.filter(
        board__portal__in=portals,
        period__contains=day - timedelta(days=1),
        user__is_active=True,
    ).select_related("user", "board__portal")
    return sorted(
        held.order_by("board__portal__name", "pk"), key=lambda post: RANKS[Position(post.position)]
    )


def candidates_for[Unit: (int, str)](
    unit: Unit, pairs: Sequence[tuple[int, Unit]], posts: Iterable[BoardMember]
) -> tuple[list[Candidate], list[Candidate]]:
    """Who could sit on the board of `unit`, with what is proposed, and those of whom one at most can be head.

    `pairs` are portals that end with the units that they become, in the order of the rows. No query.
    """
    heirs: dict[int, Unit] = {}
    for portal, result in pairs:
        heirs.setdefault(portal, result)
    originals = {portal for portal, result in pairs if result == unit}
    by_user: dict[int, Candidate] = {}
    for post in posts:
        portal = post.board.portal_id
        if portal not in originals:
            continue
        one = by_user.setdefault(post.user_id, Candidate(post.user))
        one.posts.append(post)
        # Of a unit that is split the first part takes over; on the others nobody sits unless somebody says so.
        if not one.proposed and heirs[portal] == unit:
            one.proposed = post.position
    candidates = list(by_user.values())
    heads = [one for one in candidates if one.proposed == Position.HEAD]
    if len(heads) < 2:
        return candidates, []
    for one in heads:
        one.proposed = ""
    return candidates, heads


def left_without_post(posts: Iterable[BoardMember], seated: Collection[int]) -> list[Candidate]:
    """Those whose posts end and who are not among `seated`, keys of users, by name. No query."""
    left: dict[int, Candidate] = {}
    for post in posts:
        if post.user_id not in seated:
            left.setdefault(post.user_id, Candidate(post.user)).posts.append(post)
    return sorted(left.values(), key=lambda one: str(one.user))
