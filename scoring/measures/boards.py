"""Whether a portal's board is in order."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import timedelta
from decimal import Decimal

from allauth.mfa.models import Authenticator
from django.db.backends.postgresql.psycopg_any import DateRange

from portals.boards.enums import APPROVERS, Position
from portals.boards.models import BoardMember, EditorialBoard, RequiredPost
from portals.models import Portal
from scoring.periods import Period

from .registry import Evidence, Measured, Measurement, NoParameters

# So long a post was held that its holder answers for the month, though they left before its end.
LEAST_DAYS = 7


@dataclass(frozen=True)
class Posts:
    """Of `positions` those must be held that the tier asks for; one may stand empty for `most_days_vacant` days."""

    positions: tuple[str, ...] = (
        Position.HEAD.value, Position.DEPUTY.value, Position.SECRETARY.value,
    )  # fmt: skip
    most_days_vacant: int = 30


def in_order(portals: Sequence[Portal], period: Period, wanted: Posts) -> Measured:
    """F3: how much is missing: the decision that set the board up, and posts that stand empty too long. Three queries.

    Posts that one person may hold beside another are not missing where nobody holds them alone.
    """
    ids = [portal.pk for portal in portals]
    decided = set(
        EditorialBoard.objects.filter(portal__in=ids)
        .exclude(decision_number="")
        .values_list("portal", flat=True)
    )
    recent = DateRange(
        period.last - timedelta(days=wanted.most_days_vacant), period.last + timedelta(days=1)
    )
    held = set(
        BoardMember.objects.filter(
            board__portal__in=ids,
            position__in=wanted.positions,
            period__overlap=recent,
            user__is_active=True,
        ).values_list("board__portal", "position")
    )
    required = RequiredPost.objects.by_tier(period.last)
    found = {}
    for portal in portals:
        asked = [one for one in wanted.positions if one in required[portal.tier_id]]
        missing = [position for position in asked if (portal.pk, position) not in held]
        if portal.pk not in decided:
            missing.insert(0, "decision")
        found[portal.pk] = Measurement(
            value=Decimal(len(missing)),
            cases=len(asked) + 1,
            numbers={"lacking": len(missing), "missing": " ".join(missing) or "—"},
            evidence=tuple(Evidence("board", portal.pk, code, "missing") for code in missing),
        )
    return found


def second_factor(portals: Sequence[Portal], period: Period, _wanted: NoParameters) -> Measured:
    """E5.1: whether all who approve have a second factor. Two queries.

    Who approved on the last day of the period, or for a week of it, and what they have when it is scored; a closed
    account approves nothing.
    """
    approvers: dict[int, set[int]] = {portal.pk: set() for portal in portals}
    posts = BoardMember.objects.filter(
        board__portal__in=list(approvers), position__in=APPROVERS, user__is_active=True,
        period__overlap=DateRange(period.first, period.end),
    )  # fmt: skip
    for portal_id, user_id, term in posts.values_list("board__portal", "user", "period"):
        ends = min(term.upper or period.end, period.end)
        days = (ends - max(term.lower or period.first, period.first)).days
        if ends == period.end or days >= LEAST_DAYS:
            approvers[portal_id].add(user_id)
    safe = set(
        Authenticator.objects.filter(user__in=set().union(*approvers.values()))
        .exclude(type=Authenticator.Type.RECOVERY_CODES)
        .values_list("user", flat=True)
    )
    return {
        portal_id: Measurement(
            value=Decimal(users <= safe),
            cases=len(users),
            numbers={"safe": len(users & safe), "approvers": len(users)},
        )
        for portal_id, users in approvers.items()
    }
