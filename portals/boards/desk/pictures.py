"""What the page of a board shows: its posts of all times, who acts for whom, who was invited. Six queries."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime, timedelta

from portals.boards.enums import Position
from portals.boards.models import (
    Absence,
    BoardMember,
    Delegation,
    EditorialBoard,
    Invitation,
    StandingWaiver,
)
from portals.clock import local_date

ORDER = {position: number for number, position in enumerate(Position)}


@dataclass(frozen=True, slots=True)
class Post:
    """A post with what belongs to its holder. `last_on` is the last day of the term, as people say it."""

    member: BoardMember
    invitation: Invitation | None

    @property
    def last_on(self) -> date | None:
        return last_day(self.member.period)

    @property
    def called_off(self) -> bool:
        return bool(self.member.period.isempty)

    @property
    def has_signed_in(self) -> bool:
        return self.member.user.has_usable_password()


@dataclass(frozen=True, slots=True)
class BoardPicture:
    """A board on one day."""

    present: list[Post]
    coming: list[Post]
    past: list[Post]
    delegations: list[Delegation]
    absences: list[Absence]
    waiver: StandingWaiver | None
    waivers: list[StandingWaiver]

    @property
    def vacant(self) -> list[Position]:
        held = {post.member.position for post in self.present}
        return [
            position
            for position in (Position.HEAD, Position.DEPUTY, Position.SECRETARY)
            if position not in held
        ]

    @property
    def members(self) -> list[BoardMember]:
        return [post.member for post in self.present]

    @property
    def uninvited(self) -> list[Post]:
        """Present and coming members who never set a password."""
        return [post for post in [*self.present, *self.coming] if not post.has_signed_in]


def last_day(period: object) -> date | None:
    """The last day of a half-open period of days."""
    upper: date | None = getattr(period, "upper", None)
    return upper - timedelta(days=1) if upper else None


def board_picture(board: EditorialBoard, now: datetime) -> BoardPicture:
    """Read the board as it stands at `now`, with its history."""
    today = local_date(now)
    invitations = {
        invitation.user_id: invitation
        for invitation in Invitation.objects.open_at(now).filter(board=board).order_by("pk")
    }
    posts = [
        Post(member, invitations.get(member.user_id))
        for member in board.members.select_related("user").order_by("pk")
    ]
    posts.sort(key=lambda post: ORDER[Position(post.member.position)])
    periods = [(post, post.member.period) for post in posts]
    past = [post for post, period in periods if period.isempty or _is_over(period, today)]
    past.sort(key=lambda post: post.member.period.upper or date.min, reverse=True)
    waivers = list(board.standingwaivers.order_by("-period", "-pk"))
    return BoardPicture(
        present=[post for post, period in periods if today in period],
        coming=[post for post, period in periods if not period.isempty and period.lower > today],
        past=past,
        delegations=list(
            Delegation.objects.standing()
            .filter(board=board, period__endswith__gt=today)
            .select_related("giver", "receiver")
            .order_by("period", "pk")
        ),
        absences=list(
            Absence.objects.standing()
            .filter(board=board, period__endswith__gt=today)
            .select_related("user", "stand_in")
            .order_by("period", "pk")
        ),
        waiver=next(
            (
                waiver
                for waiver in waivers
                if waiver.ended_at is None and waiver.period.upper > today
            ),
            None,
        ),
        waivers=waivers,
    )


def _is_over(period: object, today: date) -> bool:
    upper: date | None = getattr(period, "upper", None)
    return upper is not None and upper <= today
