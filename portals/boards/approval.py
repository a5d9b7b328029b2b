"""On what a person's approval of a text rests: their post, a delegation, an absence, or the head's silence."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Iterable
from dataclasses import dataclass, field
from datetime import datetime, time, timedelta
from functools import cache
from typing import Any

from django.utils.translation import gettext as _

from portals.calendar.working_days import WorkingCalendar, load_calendar
from portals.clock import LOCAL_ZONE, local_date
from portals.models import Portal

from .enums import ALL_POSITIONS, APPROVERS, Basis, Position
from .models import Absence, BoardMember, Delegation, StandingWaiver, User


@dataclass(frozen=True, slots=True)
class ApprovalBasis:
    """Why a person may decide on a text now.

    `in_place_of` is the person who should have decided; None with `POST`, and with `HEAD_SILENT` where the board has
    no head. `grant_id` names the delegation or the absence.
    """

    kind: Basis
    position: Position
    in_place_of: User | None = None
    grant_id: int | None = None
    silent_hours: int | None = None

    def logged(self) -> dict[str, Any]:
        """What the entry in the audit log keeps of it."""
        return {
            "basis": str(self.kind),
            "position": str(self.position),
            "in_place_of": self.in_place_of.pk if self.in_place_of else None,
            "grant": self.grant_id,
            "silent_hours": self.silent_hours,
        }

    def __str__(self) -> str:
        words = {"person": self.in_place_of, "hours": self.silent_hours}
        if self.kind == Basis.DELEGATION:
            return _("Delegated by %(person)s.") % words
        if self.kind == Basis.STAND_IN:
            return _("Standing in for %(person)s, who is away.") % words
        if self.kind == Basis.HEAD_SILENT and self.in_place_of is None:
            return _("The board has no head, and the text waited %(hours)s hours.") % words
        if self.kind == Basis.HEAD_SILENT:
            return _("%(person)s has not acted for %(hours)s hours.") % words
        return str(self.position.label)


@dataclass(frozen=True, slots=True)
class Powers:
    """What a person may decide on one board at one time, for any number of texts.

    The calendar is read once, and only where a deputy meets a sensitive text that waited long enough by the clock.
    """

    position: Position
    now: datetime
    hours_of_silence: int
    head: User | None
    # Heads who delegated to the person, and absent heads and deputies for whom the person stands in.
    delegations: tuple[tuple[int, User], ...] = ()
    absences: tuple[tuple[int, User, Position], ...] = ()
    # The posts that somebody on the board holds, the person among them.
    filled: frozenset[Position] = frozenset()
    calendar: Callable[[], WorkingCalendar] = field(
        default=load_calendar, compare=False, repr=False
    )

    def basis(self, *, sensitive: bool, waiting_since: datetime) -> ApprovalBasis | None:
        """Say on what the person may approve a text, or None.

        1. Their own post: the head any text, a deputy what is not sensitive.
        2. A delegation by the head.
        3. Standing in for the head, or for a deputy where the text is not sensitive.
        4. A deputy, where a sensitive text has waited for the head for the board's hours of silence.
        """
        deciders = frozenset({Position.HEAD}) if sensitive else APPROVERS
        if self.position in deciders:
            return ApprovalBasis(Basis.POST, self.position)
        for grant_id, giver in self.delegations:
            return ApprovalBasis(Basis.DELEGATION, self.position, giver, grant_id)
        for grant_id, absent, position in self.absences:
            if position in deciders:
                return ApprovalBasis(Basis.STAND_IN, self.position, absent, grant_id)
        if self.position == Position.DEPUTY and self._head_was_silent(waiting_since):
            return ApprovalBasis(
                Basis.HEAD_SILENT,
                self.position,
                self.head,
                silent_hours=self.hours_of_silence,
            )
        return None

    def _head_was_silent(self, since: datetime) -> bool:
        """Whether the hours of silence have passed since then; those of days that are not worked do not count."""
        hours = timedelta(hours=self.hours_of_silence)
        if since + hours > self.now:
            return False
        return not _left_of(hours, since, self.now, self.calendar())


def approval_powers(user: User, portals: Iterable[Portal], now: datetime) -> dict[int, Powers]:
    """The powers of `user` by the id of each of `portals` on whose board they hold a post. Three queries at most,
    and two later where the head's silence is asked about.

    Whoever acts holds a post on the board, and so does whoever they act for. Nothing is handed on: a delegate's
    stand-in has the delegate's own post only.
    """
    posts = _posts(portals, now)
    own = {portal_id: held[user.pk] for portal_id, held in posts.items() if user.pk in held}
    if not own:
        return {}
    boards = [post.board_id for post in own.values()]
    delegations = defaultdict(list)
    for delegation in Delegation.objects.in_force(now).filter(board__in=boards, receiver=user):
        delegations[delegation.board_id].append(delegation)
    absences = defaultdict(list)
    for absence in Absence.objects.in_force(now).filter(board__in=boards, stand_in=user):
        absences[absence.board_id].append(absence)
    powers = {}
    calendar = cache(load_calendar)
    for portal_id, post in own.items():
        held = posts[portal_id]
        heads = [other for other in held.values() if other.position == Position.HEAD]
        powers[portal_id] = Powers(
            position=Position(post.position),
            now=now,
            hours_of_silence=post.board.hours_of_silence,
            head=heads[0].user if heads else None,
            delegations=tuple(
                (delegation.pk, head.user)
                for delegation in delegations[post.board_id]
                for head in heads
                if head.user_id == delegation.giver_id
            ),
            absences=tuple(
                (absence.pk, held[absence.user_id].user, Position(held[absence.user_id].position))
                for absence in absences[post.board_id]
                if absence.user_id in held
            ),
            filled=frozenset(Position(other.position) for other in held.values()),
            calendar=calendar,
        )
    return powers


def approval_basis(
    user: User, portal: Portal, now: datetime, *, sensitive: bool, waiting_since: datetime
) -> ApprovalBasis | None:
    """Say on what `user` may approve one text of `portal` at `now`, or None. Five queries at most.

    Four eyes are asked for elsewhere. For many texts ask `approval_powers` once.
    """
    powers = approval_powers(user, [portal], now).get(portal.pk)
    return powers.basis(sensitive=sensitive, waiting_since=waiting_since) if powers else None


def standing_waiver(portal: Portal, now: datetime) -> StandingWaiver | None:
    """The waiver by which the board of `portal` may approve its own texts at `now`. One query."""
    found: StandingWaiver | None = (
        StandingWaiver.objects.in_force(now).filter(board__portal=portal).first()
    )
    return found


def _left_of(
    hours: timedelta, since: datetime, now: datetime, calendar: WorkingCalendar
) -> timedelta:
    """What is left of `hours` at `now` when they run from `since` on working days only, day and night."""
    at, end = since.astimezone(LOCAL_ZONE), now.astimezone(LOCAL_ZONE)
    while at < end and hours > timedelta():
        midnight = datetime.combine(at.date() + timedelta(days=1), time.min, tzinfo=LOCAL_ZONE)
        until = min(midnight, end)
        if calendar.is_working_day(at.date()):
            hours -= until - at
        at = until
    return max(hours, timedelta())


def _posts(portals: Iterable[Portal], now: datetime) -> dict[int, dict[int, BoardMember]]:
    posts: dict[int, dict[int, BoardMember]] = defaultdict(dict)
    for post in (
        BoardMember.objects.holding(ALL_POSITIONS, local_date(now))
        .filter(board__portal__in=[portal.pk for portal in portals])
        .select_related("user", "board")
        .order_by("pk")
    ):
        posts[post.board.portal_id][post.user_id] = post
    return posts
