"""Who holds which post, asked of the posts themselves: never of groups, which only follow from them."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import datetime
from functools import cache
from typing import Any

from django.contrib.auth.hashers import UNUSABLE_PASSWORD_PREFIX
from django.db import connection
from django.db.models import Model, Q
from wagtail.models import Page, Site

from portals.clock import local_date
from portals.models import Portal, Tier

from .enums import ALL_POSITIONS, Position
from .models import BoardMember, BoardMemberQuerySet, EditorialBoard, Invitation, User


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
    """`portals_of` with the post that `user` holds on each board, which each portal has, too. One query.

    Every page of the desk asks this. Django takes three times as long to write a statement of so many columns as to
    read what it finds, so the statement is written once.
    """
    positions = [position.value for position in ALL_POSITIONS]
    with connection.cursor() as cursor:
        cursor.execute(_posts_statement(), [user.pk, local_date(now), positions])
        posts = [_post_in(row) for row in cursor.fetchall()]
    return sorted(posts, key=lambda post: (post[0].tier.level, post[0].name, post[0].pk))


# What is read with a post, by the names of the tables in the statement.
WITH_A_POST: dict[str, type[Model]] = {
    "board": EditorialBoard,
    "portal": Portal,
    "tier": Tier,
    "root": Page,
    "site": Site,
}


@cache
def _posts_statement() -> str:
    columns = ", ".join(
        f'{name}."{field.column}"'
        for name, model in WITH_A_POST.items()
        for field in model._meta.concrete_fields
    )
    return f"""
        SELECT post.position, {columns}
        FROM boards_boardmember AS post
        JOIN boards_user AS person ON person.id = post.user_id
        JOIN boards_editorialboard AS board ON board.id = post.board_id
        JOIN portals_portal AS portal ON portal.id = board.portal_id
        JOIN portals_tier AS tier ON tier.code = portal.tier_id
        LEFT JOIN wagtailcore_page AS root ON root.id = portal.root_id
        LEFT JOIN wagtailcore_site AS site ON site.id = portal.site_id
        WHERE post.user_id = %s AND post.period @> %s::date AND post.position = ANY(%s) AND person.is_active
    """


def _post_in(row: tuple[Any, ...]) -> tuple[Portal, Position]:
    position, *values = row
    found: dict[str, Any] = {}
    for name, model in WITH_A_POST.items():
        fields = [field.attname for field in model._meta.concrete_fields]
        own, values = values[: len(fields)], values[len(fields) :]
        found[name] = model.from_db(connection.alias, fields, own) if own[0] is not None else None
    portal: Portal = found["portal"]
    found["board"].portal = portal
    portal.tier, portal.root, portal.site = found["tier"], found["root"], found["site"]
    return portal, Position(position)


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
