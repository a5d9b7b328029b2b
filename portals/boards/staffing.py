"""Whether boards are staffed as the rules ask: asked of all portals at once, in a fixed number of queries."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime, timedelta

from django.db.backends.postgresql.psycopg_any import DateRange
from django.db.models import Exists, Max, OuterRef, Q, QuerySet, TextChoices
from django.db.models.functions import Upper
from django.utils.translation import gettext_lazy as _
from wagtail.models import ModelLogEntry, PageLogEntry

from portals.clock import local_date
from portals.models import Oversight, Portal
from portals.queries import all_below
from portals.text import without_marks

from .enums import STANDING_EDITORS, Position
from .models import BoardMember, RequiredPost, StandingWaiver, User
from .queries import portals_of

# The posts that are shown of every board. Which of them must be filled says `RequiredPost`, by tier and day.
ASKED_FOR = (Position.HEAD, Position.DEPUTY, Position.SECRETARY)
LONGEST_VACANCY = timedelta(days=30)
LONGEST_QUIET = timedelta(days=7)


class StaffingRule(TextChoices):
    """What is wrong with the staffing of a board."""

    NO_HEAD = "no_head", _("No head")
    NO_DEPUTY = "no_deputy", _("No deputy head")
    NO_SECRETARY = "no_secretary", _("No secretary")  # pragma: allowlist secret
    VACANT = "vacant", _("A post vacant for more than 30 days")
    QUIET = "quiet", _("Nobody active for 7 days")


LACKS = {
    Position.HEAD: StaffingRule.NO_HEAD,
    Position.DEPUTY: StaffingRule.NO_DEPUTY,
    Position.SECRETARY: StaffingRule.NO_SECRETARY,
}


@dataclass(frozen=True, slots=True)
class Vacancy:
    """A post that nobody holds, and since which day; None where nobody ever held it since the portal opened."""

    position: Position
    since: date


@dataclass(frozen=True, slots=True)
class Staffing:
    """One board on one day. `last_seen` is the last sign-in or logged act of a present member."""

    portal: Portal
    overseer: Portal | None
    present: dict[Position, list[User]]
    vacancies: tuple[Vacancy, ...]
    last_seen: datetime | None
    waiver_until: date | None
    faults: tuple[StaffingRule, ...]

    @property
    def members(self) -> int:
        return sum(map(len, self.present.values()))

    @property
    def people(self) -> list[tuple[Position, list[User]]]:
        """The three posts that are asked for, each with its holders or none."""
        return [(position, self.present.get(position, [])) for position in ASKED_FOR]


@dataclass(frozen=True, slots=True)
class StaffingFilter:
    """Which boards are asked about; None is any. `words` are of the portal's name, or of a member's, accents aside."""

    tier: str | None = None
    overseer_id: int | None = None
    rule: StaffingRule | None = None
    only_faults: bool = False
    words: str = ""

    def names(self, portal: Portal, people: Iterable[User] = ()) -> bool:
        words = without_marks(self.words.strip())
        return any(words in without_marks(name) for name in (portal.name, *map(str, people)))


NO_FILTER = StaffingFilter()


def portals_overseen(user: User, now: datetime) -> list[Portal]:
    """The portals below those where `user` is a standing editor, by tier and name. Two queries, one for others."""
    desks = portals_of(user, now, STANDING_EDITORS)
    return list(all_below(desks, local_date(now))) if desks else []


def staffing_of(
    portals: Iterable[Portal], now: datetime, wanted: StaffingFilter = NO_FILTER
) -> list[Staffing]:
    """The staffing of `portals` (with their tiers) in their order, as far as `wanted`. Nine queries at most."""
    today = local_date(now)
    asked = [portal for portal in portals if wanted.tier in (None, portal.tier_id)]
    overseers = {
        tie.portal_id: tie.overseer
        for tie in Oversight.objects.in_force(today)
        .filter(portal__in=[portal.pk for portal in asked])
        .select_related("overseer")
    }
    if wanted.overseer_id is not None:
        asked = [
            portal
            for portal in asked
            if (above := overseers.get(portal.pk)) and above.pk == wanted.overseer_id
        ]
    ids = [portal.pk for portal in asked]
    present = _present(ids, today)
    last_held = _last_held(ids, today)
    required = RequiredPost.objects.by_tier(today)
    seen = _last_seen(
        {user for held in present.values() for users in held.values() for user in users}, now
    )
    waivers = dict(
        StandingWaiver.objects.in_force(now)
        .filter(board__portal__in=ids)
        .values_list("board__portal", Upper("period"))
    )
    found = []
    for portal in asked:
        held = present.get(portal.pk, {})
        if not wanted.names(portal, (user for users in held.values() for user in users)):
            continue
        vacancies = tuple(
            Vacancy(position, last_held.get((portal.pk, position), portal.opened_on))
            for position in ASKED_FOR
            if position in required[portal.tier_id] and position not in held
        )
        last_seen = max(
            (seen[user.pk] for users in held.values() for user in users if user.pk in seen),
            default=None,
        )
        until = waivers.get(portal.pk)
        row = Staffing(
            portal=portal,
            overseer=overseers.get(portal.pk),
            present=held,
            vacancies=vacancies,
            last_seen=last_seen,
            waiver_until=until - timedelta(days=1) if until else None,
            faults=faults_of(vacancies, last_seen, now),
        )
        if wanted.rule in (None, *row.faults) and (row.faults or not wanted.only_faults):
            found.append(row)
    return found


def within_filter(portals: Iterable[Portal], wanted: StaffingFilter, now: datetime) -> list[Portal]:
    """Those of `portals` that `wanted` asks about, whatever its rule and words. One query at most."""
    asked = [portal for portal in portals if wanted.tier in (None, portal.tier_id)]
    if wanted.overseer_id is None:
        return asked
    below = set(
        Oversight.objects.in_force(local_date(now))
        .filter(overseer=wanted.overseer_id)
        .values_list("portal_id", flat=True)
    )
    return [portal for portal in asked if portal.pk in below]


def calling_boards(now: datetime) -> QuerySet[Oversight]:
    """The ties to portals whose board calls for somebody: a post vacant for more than 30 days, or nobody active for 7.

    What `faults_of` says of whole boards, in SQL, since it is asked with every inbox.
    """
    today = local_date(now)
    lately = DateRange(today - LONGEST_VACANCY, today, "[]")
    posts = BoardMember.objects.filter(board__portal=OuterRef("portal"))
    here = posts.filter(period__contains=today, user__is_active=True)
    acts = {
        "user__is_active": True,
        "user__posts__board__portal": OuterRef("portal"),
        "user__posts__period__contains": today,
        "timestamp__gt": now - LONGEST_QUIET,
    }
    vacant = Q(portal__opened_on__lt=lately.lower) & ~(
        Q(*(_is_filled(asked, posts.filter(period__overlap=lately), today) for asked in ASKED_FOR))
    )
    seen = (
        Q(Exists(here.filter(user__last_login__gt=now - LONGEST_QUIET)))
        | Q(Exists(PageLogEntry.objects.filter(**acts)))
        | Q(Exists(ModelLogEntry.objects.filter(**acts)))
    )
    return (
        Oversight.objects.in_force(today)
        .filter(Q(portal__closed_on__isnull=True) | Q(portal__closed_on__gt=today))
        .filter(vacant | ~seen, portal__opened_on__lte=today)
    )


def _is_filled(position: Position, posts: QuerySet[BoardMember], today: date) -> Q:
    """Whether one of `posts` is `position`, or the portal's tier asks for none."""
    asked = RequiredPost.objects.in_force(today).filter(
        tier=OuterRef("portal__tier"), position=position
    )
    return Q(Exists(posts.filter(position=position))) | ~Q(Exists(asked))


def faults_of(
    vacancies: Iterable[Vacancy], last_seen: datetime | None, now: datetime
) -> tuple[StaffingRule, ...]:
    """Which rules a board breaks."""
    vacancies = tuple(vacancies)
    faults = [LACKS[vacancy.position] for vacancy in vacancies]
    if any(local_date(now) - vacancy.since > LONGEST_VACANCY for vacancy in vacancies):
        faults.append(StaffingRule.VACANT)
    if last_seen is None or now - last_seen > LONGEST_QUIET:
        faults.append(StaffingRule.QUIET)
    return tuple(faults)


def _present(portal_ids: list[int], today: date) -> dict[int, dict[Position, list[User]]]:
    present: dict[int, dict[Position, list[User]]] = defaultdict(lambda: defaultdict(list))
    for post in (
        BoardMember.objects.holding(frozenset(Position), today)
        .filter(board__portal__in=portal_ids)
        .select_related("user", "board")
        .order_by("pk")
    ):
        present[post.board.portal_id][Position(post.position)].append(post.user)
    return present


def _last_held(portal_ids: list[int], today: date) -> dict[tuple[int, str], date]:
    """The day on which each post last became vacant, by portal and position."""
    return {
        (portal_id, position): until
        for portal_id, position, until in BoardMember.objects.filter(
            board__portal__in=portal_ids,
            position__in=ASKED_FOR,
            period__endswith__lte=today,
        )
        .values_list("board__portal", "position")
        .annotate(until=Max(Upper("period")))
    }


def _last_seen(users: set[User], now: datetime) -> dict[int, datetime]:
    """When each person was last seen: signing in at any time, or acting within the days that the rule asks about."""
    seen = {user.pk: user.last_login for user in users if user.last_login}
    for entries in (PageLogEntry, ModelLogEntry):
        for user_id, at in (
            entries.objects.filter(
                timestamp__gt=now - LONGEST_QUIET, user__in=[user.pk for user in users]
            )
            .values_list("user")
            .annotate(at=Max("timestamp"))
            .order_by("user")
        ):
            # An act counts without a sign-in on record, as it does for `calling_boards`.
            seen[user_id] = max(seen.get(user_id, at), at)
    return seen
