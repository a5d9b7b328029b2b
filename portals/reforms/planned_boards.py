"""Who on the boards of portals that end keeps a post by a change, who loses one, and who is proposed for new ones."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection, Iterable, Mapping, Sequence
from datetime import date
from typing import Any

from portals.boards.models import BoardMember, User

from .boards import candidates_for, posts_held_before
from .models import Reform, ReformSeat
from .sheet import ReformLine, ending_codes, opening_units
from .standing import UnitsStanding

# By the code of a unit whose board was decided: the posts by person.
type DecidedBoards = Mapping[str, Mapping[int, str]]


def decided_boards(reform: Reform) -> DecidedBoards:
    """The boards of a change that were decided before its day. Two queries."""
    decided = reform.units.filter(board_decided_at__isnull=False)
    found: dict[str, dict[int, str]] = {code: {} for code in decided.values_list("code", flat=True)}
    seats = ReformSeat.objects.filter(unit__reform=reform, unit__code__in=found)
    for code, user, position in seats.values_list("unit__code", "user", "position"):
        found[code][user] = position
    return found


def planned_boards(
    lines: Sequence[ReformLine], standing: UnitsStanding, day: date, decided: DecidedBoards
) -> dict[str, list[dict[str, Any]]]:
    """`new`: what is decided or proposed for each board that opens; `ending`: what becomes of each post. One query.

    Of whom one is to be chosen as head it is open whether they keep a post: they are told apart (`to_choose`).
    """
    ending = {
        code: standing.units[code].pk for code in ending_codes(lines) if code in standing.units
    }
    posts = posts_held_before(ending.values(), day)
    pairs = [
        (ending[line.old_code], line.result.code)
        for line in lines
        if line.result and line.old_code in ending
    ]
    new: list[dict[str, Any]] = []
    given: defaultdict[int, list[dict[str, str]]] = defaultdict(list)
    contested: set[int] = set()
    for code, unit in sorted(opening_units(lines, standing.province).items()):
        candidates, heads = candidates_for(code, pairs, posts)
        seats = decided.get(code)
        if seats is None:
            seats = {one.user.pk: one.proposed for one in candidates if one.proposed}
            contested |= {one.user.pk for one in heads}
        sitting = [one for one in candidates if one.user.pk in seats]
        for one in sitting:
            given[one.user.pk].append({"unit": unit.name, "position": str(seats[one.user.pk])})
        new.append(
            {
                "code": code,
                "name": unit.name,
                "decided": code in decided,
                "members": [_person(one.user, seats[one.user.pk]) for one in sitting],
                "to_choose": []
                if code in decided
                else [_person(one.user, "head") for one in heads],
            }
        )
    return {
        "new": new,
        "ending": [
            {"portal": portal, "code": code, "name": standing.units[code].name}
            | _ending([post for post in posts if post.board.portal_id == portal], given, contested)
            for code, portal in sorted(ending.items())
        ],
    }


def _person(user: User, position: str) -> dict[str, Any]:
    return {"user": user.pk, "name": str(user), "position": str(position)}


def _ending(
    posts: Iterable[BoardMember],
    given: Mapping[int, list[dict[str, str]]],
    contested: Collection[int],
) -> dict[str, list[dict[str, Any]]]:
    told: dict[str, list[dict[str, Any]]] = {"keep": [], "lose": [], "to_choose": []}
    for post in posts:
        one = _person(post.user, post.position)
        if new := given.get(post.user_id):
            told["keep"].append(one | {"new": new})
        else:
            told["to_choose" if post.user_id in contested else "lose"].append(one)
    return told
