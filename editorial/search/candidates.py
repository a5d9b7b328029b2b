"""The statement of a search: candidates of each kind, their score, their numbers, one page of them.

Kinds with many things are read each by a scan of its own, which is bounded; all others by one. Each reads the index
of words and places. Only where most things of the whole install have the words are the newest read instead, one by one,
until enough have them: each way is fast where the other is slow, and the counted vocabulary says which it is.
"""

from __future__ import annotations

from collections.abc import Collection
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

# Of each kind, the newest so many are ranked; above that counts read "2.000+".
MOST_MATCHES = 2_000
# From so many expected on, the newest are read one by one.
MANY = 100_000
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
_STANDS_HERE = """
    LEFT JOIN editorial_placement AS placed ON placed.story_id = chosen.page_id
        AND placed.portal_id = %(portal)s AND placed.removed_at IS NULL
"""
# The words of a row lie beside it: they are fetched once, and not again for each question to them.
_PLAIN = """
    SELECT id, kind, portal_id, page_id, section_type, field, at, title_size, words || ''::tsvector AS words
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
        where.append("thing.places && %(places)s::int[]")
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
    is_placed = portal_id is not None or bool(below)
    branches = _branches(query, known, codes, [*where, *narrowed], params, is_placed=is_placed)
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


def _branches(
    query: WordQuery,
    known: KnownWords,
    codes: list[str],
    where: list[str],
    params: dict[str, Any],
    *,
    is_placed: bool,
) -> list[str]:
    """Return a scan for each kind of which there are many, and one for all others."""
    large = [code for code in codes if known.numbers.get(f"{KIND}{code}", 0) > MOST_MATCHES]
    small = [code for code in codes if code not in large]
    found = [
        _branch(query, [code], where, params, known, is_placed=is_placed, number=place)
        for place, code in enumerate(large)
    ]
    if small:
        found.append(
            _branch(query, small, where, params, known, is_placed=is_placed, number=len(large))
        )
    return found


def _branch(
    query: WordQuery,
    codes: list[str],
    where: list[str],
    params: dict[str, Any],
    known: KnownWords,
    *,
    is_placed: bool,
    number: int,
) -> str:
    of_kinds = " | ".join(f"'{KIND}{code}'" for code in codes)
    of_all = sum(known.numbers.get(f"{KIND}{code}", 0) for code in codes)
    expected = query.expected * of_all / known.numbers[ALL] if known.numbers.get(ALL) else 0
    walks = len(codes) == 1 and not is_placed and (not query.find or expected > MANY)
    name = f"find{number}"
    conditions = list(where)
    if walks:
        conditions.append(f"thing.kind = '{codes[0]}'")
        if query.find:
            params[name] = query.find
            # Not by the index of words.
            conditions.append(f"(thing.words @@ %({name})s::tsquery) IS TRUE")
    else:
        params[name] = f"({query.find}) & ({of_kinds})" if query.find else of_kinds
        conditions.append(f"thing.words @@ %({name})s::tsquery")
    # With a term added, not by the index of hours.
    at = "thing.at DESC NULLS LAST" if walks else "thing.at + interval '0' DESC NULLS LAST"
    most = "%(most)s" if len(codes) == 1 else f"%(most)s * {len(codes)}"
    return (
        f"SELECT {_COLUMNS} FROM editorial_searchthing AS thing"
        f" WHERE {' AND '.join(conditions)} ORDER BY {at} LIMIT {most}"
    )
