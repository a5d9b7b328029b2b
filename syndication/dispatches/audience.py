"""Who receives a dispatch: the open portals that the sender oversees, directly or not."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime
from typing import Any

from django.db import connection

from editorial.search.rows import expect_travel
from portals.models import Portal
from syndication.enums import AudienceKind, How, Urgency
from syndication.models import Dispatch

# Every portal below `sender` on `day` (UNION, not UNION ALL: a circle in the data must end).
_OVERSEEN = """
    WITH RECURSIVE overseen(portal_id) AS (
        SELECT portal_id FROM portals_oversight
        WHERE overseer_id = %(sender)s AND period @> %(day)s::date
        UNION
        SELECT o.portal_id FROM portals_oversight o
        JOIN overseen above ON o.overseer_id = above.portal_id
        WHERE o.period @> %(day)s::date
    )
"""
_OPEN_BELOW = """
    FROM portals_portal p JOIN overseen ON overseen.portal_id = p.id
    WHERE p.id <> %(sender)s AND p.opened_on <= %(day)s
      AND (p.closed_on IS NULL OR p.closed_on > %(day)s)
"""
_KIND = {
    AudienceKind.ALL: "",
    AudienceKind.TIER: " AND p.tier_id = %(detail)s",
    AudienceKind.CLUSTER: """
        AND EXISTS (
            SELECT 1 FROM portals_clustermembership m JOIN portals_cluster c ON c.id = m.cluster_id
            WHERE m.portal_id = p.id AND m.period @> %(day)s::date AND c.code = %(detail)s
        )""",
    AudienceKind.BELOW: """
        AND p.id IN (
            WITH RECURSIVE under(portal_id) AS (
                SELECT portal_id FROM portals_oversight
                WHERE overseer_id = %(above)s AND period @> %(day)s::date
                UNION
                SELECT o.portal_id FROM portals_oversight o JOIN under ON o.overseer_id = under.portal_id
                WHERE o.period @> %(day)s::date
            )
            SELECT portal_id FROM under
        )""",
    AudienceKind.LIST: " AND p.id = ANY(%(chosen)s::bigint[])",
    AudienceKind.CHOSEN: " AND p.id = ANY(%(chosen)s::bigint[])",
}
# Kinds whose portals are named one by one.
NAMED = frozenset({AudienceKind.CHOSEN, AudienceKind.LIST})
# Whatever its class, a story is placed at once where the board has a rule for its sender and section.
_INSERT = """
    , inserted AS (
        INSERT INTO syndication_delivery (dispatch_id, portal_id, state, state_at, how, reason)
        SELECT %(dispatch)s, p.id, 'waiting', %(now)s,
               CASE WHEN %(how)s <> 'urgent' AND p.id IN (
                        SELECT portal_id FROM syndication_standingrule rule
                        WHERE (rule.sender_id IS NULL OR rule.sender_id = %(sender)s)
                          AND (rule.section_type_id IS NULL OR rule.section_type_id = %(section_type)s)
                    ) THEN 'rule' ELSE %(how)s END,
               ''
"""
_COUNT = """
        RETURNING how
    )
    SELECT count(*), count(*) FILTER (WHERE how IN ('rule', 'urgent')) FROM inserted
"""
_HOW = {
    Urgency.ORDINARY: How.OFFER,
    Urgency.PRIORITY: How.DEADLINE,
    Urgency.URGENT: How.URGENT,
}


@dataclass(frozen=True, slots=True)
class Audience:
    """Which of the sender's portals are meant.

    `detail` is the code of the tier or cluster, the id of the portal above those meant, or the name of the list.
    """

    kind: AudienceKind
    detail: str = ""
    portal_ids: frozenset[int] = field(default_factory=frozenset)

    def __post_init__(self) -> None:
        named = self.kind not in (AudienceKind.ALL, AudienceKind.CHOSEN)
        if named != bool(self.detail):
            raise ValueError("a tier, cluster, overseer or list, and only those, is named")
        if self.portal_ids and self.kind not in NAMED:
            raise ValueError("portals are listed only where they are chosen one by one")

    @classmethod
    def of(cls, dispatch: Dispatch) -> Audience:
        kind = AudienceKind(dispatch.audience)
        return cls(kind, dispatch.audience_detail, frozenset(dispatch.chosen))


@dataclass(frozen=True, slots=True)
class Receiver:
    """A portal that a sender may send to, with what a picker shows of it."""

    portal_id: int
    name: str
    overseer_id: int
    overseer: str
    tier: str
    tier_name: str
    cluster: str
    cluster_name: str


def receivers_of(*, sender: Portal, day: date) -> list[Receiver]:
    """Return every portal that `sender` may send to on `day`, grouped by overseer. One query."""
    return [Receiver(*row) for row in _rows(_RECEIVERS, {"sender": sender.pk, "day": day})]


def meant_among(receivers: Sequence[Receiver], meant: Audience) -> list[Receiver]:
    """Return those of a sender's `receivers` that the audience names."""
    if meant.kind in NAMED:
        return [one for one in receivers if one.portal_id in meant.portal_ids]
    if meant.kind == AudienceKind.BELOW:
        return _below(receivers, int(meant.detail))
    return [
        one
        for one in receivers
        if meant.kind == AudienceKind.ALL or getattr(one, meant.kind.value) == meant.detail
    ]


def _below(receivers: Sequence[Receiver], overseer_id: int) -> list[Receiver]:
    found: list[Receiver] = []
    above = {overseer_id}
    while nearer := [one for one in receivers if one.overseer_id in above and one not in found]:
        found += nearer
        above = {receiver.portal_id for receiver in nearer}
    return found


@dataclass(frozen=True, slots=True)
class WrittenDeliveries:
    """How many deliveries were written, and how many of them a job is to place at once."""

    total: int
    at_once: int


def insert_deliveries(
    *, dispatch: Dispatch, section_type: str, now: datetime, day: date
) -> WrittenDeliveries:
    """Write a waiting delivery for each portal of the audience. Two statements.

    `section_type` is the kind of section the story is meant for, by which a board's standing rules go.
    """
    expect_travel(dispatch.story_id)
    audience = Audience.of(dispatch)
    sql = _OVERSEEN + _INSERT + _OPEN_BELOW + _KIND[audience.kind] + _COUNT
    given = {
        **_parameters(audience, dispatch.sender_id, day),
        "dispatch": dispatch.pk,
        "now": now,
        "how": _HOW[Urgency(dispatch.urgency)],
        "section_type": section_type,
    }
    ((total, at_once),) = _rows(sql, given)
    return WrittenDeliveries(total, at_once)


def count_receivers(*, sender: Portal, audience: Audience, day: date) -> int:
    """Return how many portals the audience has on `day`. One query."""
    sql = _OVERSEEN + "SELECT count(*)" + _OPEN_BELOW + _KIND[audience.kind]
    ((count,),) = _rows(sql, _parameters(audience, sender.pk, day))
    return int(count)


def _parameters(audience: Audience, sender_id: int, day: date) -> dict[str, Any]:
    return {
        "sender": sender_id,
        "day": day,
        "detail": audience.detail,
        "above": int(audience.detail) if audience.kind == AudienceKind.BELOW else None,
        "chosen": sorted(audience.portal_ids),
    }


def names_outside(*, sender: Portal, portal_ids: Iterable[int], day: date) -> list[str]:
    """Return the names of those among `portal_ids` that `sender` may not send to on `day`."""
    within = {receiver.portal_id for receiver in receivers_of(sender=sender, day=day)}
    outside = sorted(set(portal_ids) - within)
    names = dict(Portal.objects.filter(pk__in=outside).values_list("pk", "name"))
    return [names.get(portal_id, f"#{portal_id}") for portal_id in outside]


_RECEIVERS = (
    _OVERSEEN
    + """
    SELECT p.id, p.name, above.id, above.name, t.code, t.name,
           coalesce(c.code, ''), coalesce(c.name, '')
    FROM portals_portal p
    JOIN overseen ON overseen.portal_id = p.id
    JOIN portals_tier t ON t.code = p.tier_id
    JOIN portals_oversight o ON o.portal_id = p.id AND o.period @> %(day)s::date
    JOIN portals_portal above ON above.id = o.overseer_id
    LEFT JOIN portals_clustermembership m ON m.portal_id = p.id AND m.period @> %(day)s::date
    LEFT JOIN portals_cluster c ON c.id = m.cluster_id
    WHERE p.id <> %(sender)s AND p.opened_on <= %(day)s
      AND (p.closed_on IS NULL OR p.closed_on > %(day)s)
    ORDER BY above.id <> %(sender)s, above.name, above.id, t.level, p.name, p.id
    """
)


def ids_above(*, portal: Portal, day: date) -> list[int]:
    """Return the ids of the portals above `portal` on `day`, nearest first. One query."""
    rows = _rows(
        """
        WITH RECURSIVE above(portal_id, steps, path) AS (
            SELECT overseer_id, 1, ARRAY[portal_id, overseer_id] FROM portals_oversight
            WHERE portal_id = %(portal)s AND period @> %(day)s::date
            UNION ALL
            SELECT o.overseer_id, steps + 1, path || o.overseer_id FROM portals_oversight o
            JOIN above ON o.portal_id = above.portal_id
            WHERE o.period @> %(day)s::date AND o.overseer_id <> ALL(path)
        )
        SELECT portal_id FROM above ORDER BY steps
        """,
        {"portal": portal.pk, "day": day},
    )
    return [row[0] for row in rows]


def _rows(sql: str, parameters: dict[str, Any]) -> list[tuple[Any, ...]]:
    with connection.cursor() as cursor:
        cursor.execute(sql, parameters)
        return list(cursor.fetchall())
