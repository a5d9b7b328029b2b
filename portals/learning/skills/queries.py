"""What the record says: of a person, of boards, of sessions, and which boards need a visit."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from decimal import Decimal

from django.db.models import Exists, OuterRef, Q, QuerySet

from portals.boards.enums import ALL_POSITIONS, STANDING_EDITORS
from portals.boards.models import BoardMember, User
from portals.boards.queries import portals_of
from portals.clock import local_date
from portals.models import Oversight, Portal
from portals.queries import BY_TIER_AND_NAME, all_below
from portals.tiers import INSTALL_TIER

from .catalogue import Skill, needed_for, skills
from .enums import SkillState
from .models import Attendance, PersonSkill, SessionTrainer, SkillLoss, TrainingSession

MOST_VISITS = 50


@dataclass(frozen=True, slots=True)
class SkillLine:
    """A skill as one person has it; without `shown` it was never done rightly."""

    skill: Skill
    shown: PersonSkill | None

    @property
    def is_had(self) -> bool:
        return self.shown is not None and self.shown.state == SkillState.HAS


@dataclass(frozen=True, slots=True)
class VisitProposed:
    """A board that lost points for want of a skill, and who of it should have the skill and has not."""

    portal: Portal
    skill: Skill
    points: Decimal
    months: int
    people: Sequence[BoardMember]
    # How many posts on the board ask for the skill.
    holders: int
    planned: TrainingSession | None = None


@dataclass(slots=True)
class PostRecord:
    """One post with what its holder can do."""

    post: BoardMember
    lines: list[SkillLine] = field(default_factory=list)
    attended: int = 0
    # Of all skills, those of other posts included, since the post is held.
    last_at: datetime | None = None

    @property
    def has(self) -> list[SkillLine]:
        return [line for line in self.lines if line.is_had]

    @property
    def practised(self) -> list[SkillLine]:
        """Of what the holder has, what was shown in practice alone."""
        return [
            line for line in self.has if line.shown and line.shown.practised == line.shown.times
        ]

    @property
    def to_refresh(self) -> list[SkillLine]:
        return [
            line for line in self.lines if line.shown and line.shown.state == SkillState.REFRESH
        ]

    @property
    def missing(self) -> list[SkillLine]:
        return [
            line for line in self.lines if not line.shown or line.shown.state == SkillState.BEGUN
        ]

    @property
    def did_nothing(self) -> bool:
        """Whether nothing was done rightly since the post is held."""
        return self.last_at is None or local_date(self.last_at) < self.post.period.lower


def skills_of(user: User, now: datetime) -> list[SkillLine]:
    """The skills that the person's posts need, and the others that they showed. Two queries."""
    positions = set(
        BoardMember.objects.holding(ALL_POSITIONS, local_date(now))
        .filter(user=user)
        .values_list("position", flat=True)
    )
    shown = {one.skill: one for one in PersonSkill.objects.filter(user=user)}
    needed = {skill.code for position in positions for skill in needed_for(position)}
    return [
        SkillLine(skill, shown.get(skill.code))
        for skill in skills().values()
        if skill.code in needed or skill.code in shown
    ]


def posts_reported(portals: Iterable[Portal], now: datetime) -> QuerySet[BoardMember]:
    """The posts held on these boards, by tier and portal, with their people."""
    by_portal = [
        f"board__portal__{one}" if isinstance(one, str) else one for one in BY_TIER_AND_NAME[:2]
    ]
    return (
        BoardMember.objects.holding(ALL_POSITIONS, local_date(now))
        .filter(board__portal__in=[portal.pk for portal in portals])
        .select_related("user", "board__portal__tier")
        .order_by(*by_portal, "board__portal__name", "board__portal", "position", "pk")
    )


def records_of(posts: Sequence[BoardMember]) -> list[PostRecord]:
    """What the holders of these posts can do, and how often they came to sessions. Two queries."""
    people = {post.user_id for post in posts}
    shown: dict[int, dict[str, PersonSkill]] = defaultdict(dict)
    for one in PersonSkill.objects.filter(user__in=people):
        shown[one.user_id][one.skill] = one
    attended: dict[int, int] = defaultdict(int)
    for user_id in Attendance.objects.filter(user__in=people).values_list("user", flat=True):
        attended[user_id] += 1
    return [
        PostRecord(
            post,
            [
                SkillLine(skill, shown[post.user_id].get(skill.code))
                for skill in needed_for(post.position)
            ],
            attended[post.user_id],
            max((one.last_at for one in shown[post.user_id].values()), default=None),
        )
        for post in posts
    ]


def gives_courses(user: User, now: datetime) -> list[Portal]:
    """The portals in whose name `user` gives courses: as a standing editor, of the province or of one that oversees."""
    desks = portals_of(user, now, STANDING_EDITORS)
    ties = Oversight.objects.in_force(local_date(now)).filter(overseer__in=desks)
    above = set(ties.values_list("overseer", flat=True)) if desks else set()
    return [one for one in desks if one.pk in above or one.tier_id == INSTALL_TIER]


def boards_to_invite(portal: Portal, now: datetime) -> list[Portal]:
    """Whom a session of `portal` may be for: its own board, and those below it. One query."""
    return [portal, *all_below([portal], local_date(now))]


def invited_to(session: TrainingSession, now: datetime) -> QuerySet[BoardMember]:
    """The posts on the invited boards, held on the day of the session."""
    return (
        BoardMember.objects.holding(ALL_POSITIONS, session.day)
        .filter(board__portal__in=session.boards.values("portal"))
        .select_related("user", "board__portal")
        .order_by("board__portal__name", "board__portal", "pk")
    )


def sessions_open_to(user: User, now: datetime) -> list[TrainingSession]:
    """The sessions from today on to which a board of the person is invited. One query."""
    posts = BoardMember.objects.holding(ALL_POSITIONS, local_date(now)).filter(
        user=user, board__portal=OuterRef("boards__portal")
    )
    return list(
        TrainingSession.objects.filter(Exists(posts), day__gte=local_date(now), called_off_at=None)
        .select_related("course", "portal")
        .order_by("day", "begins", "pk")
        .distinct()
    )


def sessions_kept_by(user: User, now: datetime) -> QuerySet[TrainingSession]:
    """The sessions whose list of who came `user` keeps: of portals that they give courses for, and as a trainer."""
    trains = SessionTrainer.objects.filter(session=OuterRef("pk"), user=user)
    return TrainingSession.objects.filter(
        Q(portal__in=gives_courses(user, now)) | Exists(trains)
    ).select_related("course", "portal")


def visits_proposed(portal: Portal, now: datetime) -> list[VisitProposed]:
    """The boards below `portal` that lost most for want of a skill, with who has not the skill. Four queries."""
    losses = list(
        SkillLoss.objects.filter(
            portal__in=all_below([portal], local_date(now)).order_by().values("pk")
        )
        .select_related("portal__tier")
        .order_by("-points", "portal__name", "pk")[:MOST_VISITS]
    )
    records = records_of(
        list(posts_reported({loss.portal_id: loss.portal for loss in losses}.values(), now))
    )
    by_portal: dict[int, list[PostRecord]] = defaultdict(list)
    for record in records:
        by_portal[record.post.board.portal_id].append(record)
    planned = _visits_planned(portal, now)
    return [
        VisitProposed(
            loss.portal,
            skills()[loss.skill],
            loss.points,
            loss.months,
            [
                record.post
                for record in by_portal[loss.portal_id]
                if any(one.skill.code == loss.skill and not one.is_had for one in record.lines)
            ],
            sum(
                any(one.skill.code == loss.skill for one in record.lines)
                for record in by_portal[loss.portal_id]
            ),
            planned.get((loss.portal_id, loss.skill)),
        )
        for loss in losses
        if loss.skill in skills()
    ]


def _visits_planned(portal: Portal, now: datetime) -> dict[tuple[int, str], TrainingSession]:
    coming = (
        TrainingSession.objects.filter(portal=portal, day__gte=local_date(now), called_off_at=None)
        .exclude(visit_for="")
        .prefetch_related("boards")
    )
    return {
        (board.portal_id, session.visit_for): session
        for session in coming
        for board in session.boards.all()
    }
