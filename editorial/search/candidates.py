"""The statement of a search: candidates of each kind, their score, their numbers, one page of them.

Kinds with many things are read each by a scan of its own, which is bounded; all others by one. Each reads the index
of words and places. Only where most things of the whole install have the words are the newest read instead, one by one,
until enough have them: each way is fast where the other is slow, and the counted vocabulary says which it is.
"""

from __future__ import annotations

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from django.utils import timezone

from editorial.models import SearchThing
from portals.clock import local_date

from .known_words import ALL
from .lexemes import KIND
from .ranking import score_sql, score_values
from .sources import thing_kinds

if TYPE_CHECKING:
    from .asking import KnownWords
    from .narrowing import Narrowing
    from .word_query import WordQuery

# Of each kind, the newest so many are ranked; above that counts read "1.000+".
MOST_MATCHES = 1_000
# From so many expected on, the newest are read one by one.
MANY = 100_000
# The lexeme under which portals are counted.
PORTALS = f"{KIND}portal"
FACETS = ("kind", "portal", "section", "field", "month")
_COLUMNS = ", ".join(
    f"thing.{name}"
    for name in (
        *("id", "kind", "portal_id", "page_id", "section_type", "field", "at"),
        *("title_size", "words"),
    )
)
_ON_PORTAL = """
    thing.places && %(places)s::int[] AND (thing.portal_id = %(portal)s OR thing.page_id IS NULL OR EXISTS (
        SELECT FROM editorial_placement AS placed WHERE placed.story_id = thing.page_id
          AND placed.portal_id = %(portal)s AND placed.removed_at IS NULL))
"""
_BELOW = "thing.places && %(places)s::int[]"
# The same by no index, where it is quicker to ask what was found by its words than to look up all of the portals.
_BELOW_MOST = f"({_BELOW}) IS TRUE"
# A section that holds nothing leads nowhere. On a portal the page knows which do; elsewhere stories are asked for.
_HOLDS_SOMETHING = """
    (thing.kind <> 'section' OR EXISTS (SELECT FROM editorial_placement AS held
        WHERE held.section_id = thing.page_id AND held.removed_at IS NULL))
"""
_IS_NOT_EMPTY = "(thing.kind <> 'section' OR thing.page_id <> ALL(%(empty)s::int[]))"
# Of portals that nobody serves any more. Asked once, whatever is found.
_IS_SERVED = """
    thing.portal_id <> ALL(ARRAY(SELECT gone.id FROM portals_portal AS gone WHERE gone.site_id IS NULL
        AND NOT EXISTS (SELECT FROM portals_portaladdress AS main WHERE main.portal_id = gone.id
            AND main.is_main AND main.period @> %(today)s::date)))
"""
# In which section a thing stands: on a portal the one there, by which it is narrowed to; elsewhere the type of its own.
_SECTION_HERE = (
    "coalesce(placed.section_id, CASE WHEN chosen.kind = 'section' THEN chosen.page_id END)::text"
)
# One by one, as the limit says: joined at once, all that ever stood on the portal is read.
_STANDS_HERE = """
    LEFT JOIN LATERAL (
        SELECT here.section_id FROM editorial_placement AS here
        WHERE here.story_id = chosen.page_id AND here.portal_id = %(portal)s AND here.removed_at IS NULL LIMIT 1
    ) AS placed ON true
"""
# The words of a row lie beside it: they are fetched once, and not again for each question to them. To give no word
# another weight copies them, at half of what it takes to put them together with nothing.
_PLAIN = """
    SELECT id, kind, portal_id, page_id, section_type, field, at, title_size,
        setweight(words, 'A', '{}'::text[]) AS words
    FROM candidates OFFSET 0
"""
# Whose a thing is, and for how many it is written: nothing is asked of that on one portal.
_WRITERS = """
    LEFT JOIN portals_portal AS writer ON writer.id = portal_id
    LEFT JOIN portals_tier AS tier ON tier.code = writer.tier_id
"""
_STATEMENT = """
    WITH leads (kind, lead, ages) AS (VALUES {leads}),
    candidates AS MATERIALIZED ({branches}),
    scored AS MATERIALIZED (
        SELECT candidates.id, kind, portal_id, page_id, section_type, field, at, ages, {score} AS score
        FROM ({plain}) AS candidates LEFT JOIN leads USING (kind) {whose}
    ), chosen AS MATERIALIZED (SELECT * FROM scored {of_kind})
    (SELECT 'picked', first.id::text, (score * 1000)::bigint, CASE WHEN ages THEN thing.shown ->> 'title' ELSE '' END
     FROM (SELECT * FROM chosen ORDER BY {order} LIMIT %(limit)s OFFSET %(offset)s) AS first
     JOIN editorial_searchthing AS thing USING (id) ORDER BY {first_order})
    UNION ALL SELECT 'best', '', (max(score) * 1000)::bigint, '' FROM chosen
    UNION ALL SELECT 'kind', kind, count(*), '' FROM scored GROUP BY kind
    UNION ALL SELECT CASE grouping(portal_id, section, field, month)
            WHEN 7 THEN 'portal' WHEN 11 THEN 'section' WHEN 13 THEN 'field' ELSE 'month' END,
        coalesce(portal_id::text, section, field, month::text), count(*), ''
    FROM (
        SELECT portal_id, section, field,
            (extract(year FROM local) * 100 + extract(month FROM local))::int AS month
        FROM (
            SELECT chosen.portal_id, {section} AS section, chosen.field,
                chosen.at AT TIME ZONE 'Asia/Ho_Chi_Minh' AS local
            FROM chosen {stands_here}
        ) AS dated
    ) AS told
    GROUP BY GROUPING SETS (portal_id, section, field, month)
"""


def search_statement(
    query: WordQuery,
    known: KnownWords,
    *,
    portal_id: int | None,
    near: int | None,
    below: tuple[int, ...],
    empty: tuple[int, ...],
    narrowing: Narrowing,
    kinds: Collection[str],
    by_rank: bool,
) -> tuple[str, dict[str, Any]]:
    """Return the search_statement with its parameters, those of the page left open (`limit`, `offset`)."""
    where = ["thing.portal_id IS NOT NULL"]
    params: dict[str, Any] = {
        "most": MOST_MATCHES + 1,
        **score_values(query, near),
    }
    if portal_id is not None:
        where.append(_ON_PORTAL)
        params |= {"places": [portal_id, SearchThing.TRAVELS], "portal": portal_id}
    elif below:
        where.append(_BELOW_MOST if _are_most(below, known) else _BELOW)
        params["places"] = list(below)
    if portal_id is None:
        where += [_HOLDS_SOMETHING, _IS_SERVED]
        params["today"] = local_date(timezone.now())
    else:
        where.append(_IS_NOT_EMPTY)
        params["empty"] = list(empty)
    narrowed, values = narrowing.conditions(portal_id)
    params |= values
    codes = [code for code in thing_kinds() if not kinds or code in kinds]
    plan = _Plan(
        query,
        known,
        where,
        narrowed,
        is_wide=portal_id is None and (not below or _are_most(below, known)),
    )
    branches = plan.branches(codes, params)
    leads = ", ".join(
        f"('{kind.code}', {kind.lead}::float, {'true' if kind.ages else 'false'})"
        for kind in thing_kinds().values()
    )
    if narrowing.kind:
        params["of_kind"] = narrowing.kind
    order = "at DESC NULLS LAST, id DESC"
    return (
        _STATEMENT.format(
            leads=leads,
            plain=_PLAIN,
            branches=" UNION ALL ".join(f"({one})" for one in branches),
            score=score_sql(query, is_wide=portal_id is None) if query.ranks and by_rank else "0",
            whose=_WRITERS if portal_id is None and query.ranks and by_rank else "",
            of_kind="WHERE kind = %(of_kind)s" if narrowing.kind else "",
            section="section_type" if portal_id is None else _SECTION_HERE,
            stands_here="" if portal_id is None else _STANDS_HERE,
            order=f"score DESC, {order}" if by_rank else order,
            first_order=f"score DESC, first.{order}" if by_rank else f"first.{order}",
        ),
        params,
    )


def _are_most(portal_ids: Collection[int], known: KnownWords) -> bool:
    """Whether these are most portals there are, as the counted vocabulary says."""
    portals = known.numbers.get(PORTALS, 0)
    return 0 < portals <= 2 * len(portal_ids)


@dataclass(frozen=True, slots=True)
class _Plan:
    """How things are looked for. `where` says where, `narrowed` what they are narrowed to besides."""

    query: WordQuery
    known: KnownWords
    where: Sequence[str]
    narrowed: Sequence[str]
    is_wide: bool

    def branches(self, codes: Sequence[str], params: dict[str, Any]) -> list[str]:
        """Return a scan for each kind of which there are many, and one for all others. Adds to `params`."""
        large = [code for code in codes if self._number(code) > MOST_MATCHES]
        small = [code for code in codes if code not in large]
        parts = [[code] for code in large] + ([small] if small else [])
        return [self._branch(part, params, f"find{place}") for place, part in enumerate(parts)]

    def _branch(self, codes: list[str], params: dict[str, Any], name: str) -> str:
        params[name] = self.query.find
        if len(codes) == 1 and self._is_of_many(codes[0]):
            kind = f"thing.kind = '{codes[0]}'"
            # Not by the index of words.
            has = f"(thing.words @@ %({name})s::tsquery) IS TRUE"
            wanted = [kind, has] if self.query.find else [kind]
            order = "thing.at DESC NULLS LAST"
            return _scan([*self.where, *self.narrowed, *wanted], order=order)
        of_kinds = " | ".join(f"'{KIND}{code}'" for code in codes)
        params[name] = f"({self.query.find}) & ({of_kinds})" if self.query.find else of_kinds
        return _scan(
            [*self.where, *self.narrowed, f"thing.words @@ %({name})s::tsquery"],
            # With a term added, not by the index of hours.
            order="thing.at + interval '0' DESC NULLS LAST",
            kinds=len(codes),
        )

    def _number(self, code: str) -> int:
        return self.known.numbers.get(f"{KIND}{code}", 0)

    def _is_of_many(self, code: str) -> bool:
        things = self.known.numbers.get(ALL, 0)
        expected = self.query.expected * self._number(code) / things if things else 0
        return self.is_wide and (not self.query.find or expected > MANY)


def _scan(where: Sequence[str], *, order: str, kinds: int = 1) -> str:
    return (
        f"SELECT {_COLUMNS} FROM editorial_searchthing AS thing WHERE {' AND '.join(where)}"
        f" ORDER BY {order} LIMIT %(most)s * {kinds}"
    )
