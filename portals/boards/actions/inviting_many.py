"""Inviting the people of many boards together, as after an appointment from a file."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import datetime

from portals.refusals import Refusal

from ..models import BoardMember, Invitation, User
from .inviting import invite_by_mail, invite_on_sheet


@dataclass
class Invited:
    """Who was invited, each with the code of a sheet or "" for a mail; and who was not, with the reason."""

    done: list[tuple[Invitation, str]] = field(default_factory=list)
    refused: list[tuple[User, str]] = field(default_factory=list)


def invite_each(
    *, posts: Iterable[BoardMember], way: Invitation.Way, actor: User | None, now: datetime
) -> Invited:
    """Invite the holders of `posts`, each by themselves: what is refused for one holds up nobody else."""
    found = Invited()
    for post in posts:
        try:
            if way == Invitation.Way.MAIL:
                invitation = invite_by_mail(board=post.board, user=post.user, actor=actor, now=now)
                code = ""
            else:
                invitation, code = invite_on_sheet(
                    board=post.board, user=post.user, actor=actor, now=now
                )
        except Refusal as refusal:
            found.refused.append((post.user, str(refusal)))
            continue
        found.done.append((invitation, code))
    return found
