"""Who holds which post, asked of the posts themselves: never of groups, which only follow from them."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import datetime

from django.contrib.auth.hashers import UNUSABLE_PASSWORD_PREFIX
from django.db.models import Q

from portals.clock import local_date
from portals.models import Portal

from .enums import ALL_POSITIONS, Position
from .models import BoardMember, BoardMemberQuerySet, Invitation, User


def holds_post(
    user: User, portal: Portal, now: datetime, positions: frozenset[Position] = ALL_POSITIONS
) -> bool:
    """Whether `user` holds one of `positions` on the board of `portal` at `now`. One query."""
    return (
        BoardMember.objects.holding(positions, local_date(now))
        .filter(user=user, board__portal=portal)
        .exists()
    )


def portals_of(
    user: User, now: datetime, positions: frozenset[Position] = ALL_POSITIONS
) -> list[Portal]:
    """The portals on whose boards `user` holds one of `positions` at `now`, by name. One query."""
    return list(
        Portal.objects.filter(
            pk__in=BoardMember.objects.holding(positions, local_date(now))
            .filter(user=user)
            .values("board__portal")
        )
        .select_related("root", "site", "tier")
        .order_by("tier__level", "name", "pk")
    )


def posts_of(user: User, now: datetime) -> list[tuple[Portal, Position]]:
    """`portals_of` with the post that `user` holds on each board. One query."""
    posts = (
        BoardMember.objects.holding(ALL_POSITIONS, local_date(now))
        .filter(user=user)
        .select_related("board__portal__root", "board__portal__site", "board__portal__tier")
        .order_by("board__portal__tier__level", "board__portal__name", "board__portal")
    )
    return [(post.board.portal, Position(post.position)) for post in posts]


def holders(
    portal: Portal, now: datetime, positions: frozenset[Position] = ALL_POSITIONS
) -> BoardMemberQuerySet:
    """The posts among `positions` held on the board of `portal` at `now`, with their people."""
    return (
        BoardMember.objects.holding(positions, local_date(now))
        .filter(board__portal=portal)
        .select_related("user")
        .order_by("pk")
    )


def next_post(user: User, now: datetime) -> BoardMember | None:
    """The post of `user` that begins first after today, with its portal. One query."""
    found: BoardMember | None = (
        BoardMember.objects.filter(user=user, period__startswith__gt=local_date(now))
        .select_related("board__portal")
        .order_by("period", "pk")
        .first()
    )
    return found


def without_password(portals: Iterable[Portal], now: datetime) -> list[BoardMember]:
    """The posts, held or coming, of people on these boards who never set a password and hold no open invitation.

    One post a person, by portal. One query.
    """
    posts = (
        BoardMember.objects.filter(
            Q(period__upper_inf=True) | Q(period__endswith__gt=local_date(now)),
            board__portal__in=[portal.pk for portal in portals],
            period__isempty=False,
            user__is_active=True,
            user__is_superuser=False,
            user__password__startswith=UNUSABLE_PASSWORD_PREFIX,
        )
        .exclude(user__in=Invitation.objects.open_at(now).values("user"))
        .select_related("user", "board__portal")
        .order_by("board__portal__tier__level", "board__portal__name", "board__portal", "pk")
    )
    found: dict[int, BoardMember] = {}
    for post in posts:
        found.setdefault(post.user_id, post)
    return list(found.values())


def holds_post_in_tier(
    user: User, tier: str, now: datetime, positions: frozenset[Position] = ALL_POSITIONS
) -> bool:
    """Whether `user` holds one of `positions` on the board of a portal of `tier` at `now`. One query."""
    return (
        BoardMember.objects.holding(positions, local_date(now))
        .filter(user=user, board__portal__tier=tier)
        .exists()
    )


def portal_of_post_in_tier(
    user: User, tier: str, now: datetime, positions: frozenset[Position] = ALL_POSITIONS
) -> Portal:
    """Return the portal of `tier` on whose board `user` holds one of `positions`: the caller asked that one does."""
    held = BoardMember.objects.holding(positions, local_date(now)).filter(
        user=user, board__portal__tier=tier
    )
    portals = Portal.objects.select_related("site")
    return portals.get(pk=held.order_by("pk").values_list("board__portal", flat=True)[0])
