"""The score of a thing that was found, as SQL over `candidates` and the leads of their kinds."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from .word_query import at_weight

if TYPE_CHECKING:
    from .word_query import WordQuery

# Of what stands in files, in the text, in lead and place, in title and number.
WEIGHTS = "'{0.04,0.12,0.45,1.0}'"
# What few things have says much wherever it stands.
RARE_WEIGHTS = "'{0.10,0.35,0.60,1.0}'"
# With one word alone ts_rank gives a share of its weight: this makes it the whole.
WHOLE = 1.645
# What all words count, and what those count beside them that few things have.
OF_ALL, OF_RARE = 0.8, 0.6
# Where the title says all that was asked, or title and lead together; the more, the less else it says.
OF_TITLE, OF_LEAD, OF_NOTHING_ELSE = 0.35, 0.20, 0.35
# What bears a number that was typed.
OF_NUMBER = 0.5
# Of the portal on which it was asked.
OF_NEAR = 0.08
# By each step down: what a province says is for all, what one commune says for its own people.
OF_TIER = 0.04
# What has all that was asked, in its title or (by so much less) elsewhere.
OF_SHARE, IN_TEXT = 0.8, 0.7
# The newest thing before one of years ago, by e for each year.
OF_NEW, A_YEAR = 0.16, 31_536_000


def score_sql(query: WordQuery, *, is_wide: bool) -> str:
    """Return the expression; its parameters are those of `score_values`. `is_wide`: many portals are asked."""
    of_tier = f"- {OF_TIER} * coalesce(tier.level, 0)" if is_wide else ""
    return f"""
        {OF_ALL * WHOLE} * {_best("rank", len(query.ranks), WEIGHTS)}
        + {OF_RARE * WHOLE} * {_best("rare", len(query.rare), RARE_WEIGHTS)}
        + CASE WHEN words @@ %(title)s::tsquery
            THEN {OF_TITLE} + {OF_NOTHING_ELSE} * least(1, %(size)s::float / greatest(title_size, 1))
            WHEN words @@ %(above)s::tsquery
            THEN {OF_LEAD} + {OF_NOTHING_ELSE} * least(1, %(size)s::float / greatest(title_size, 1)) ELSE 0 END
        + CASE WHEN words @@ %(digits)s::tsquery THEN {OF_NUMBER} ELSE 0 END
        + leads.lead::float + CASE WHEN portal_id = %(near)s THEN {OF_NEAR} ELSE 0 END
        + CASE WHEN leads.ages AND at IS NOT NULL
            THEN {OF_NEW} * exp(-greatest(0, extract(epoch FROM now() - at)) / {A_YEAR}) ELSE 0 END
        {of_tier}
        + {_share_sql(query)}
    """


def score_values(query: WordQuery, near: int | None) -> dict[str, Any]:
    return {
        "title": query.title,
        "above": query.above,
        "size": query.size,
        "digits": query.digits,
        "near": near,
        **{f"share{place}": node for place, (node, _share) in enumerate(query.shares)},
        **{
            f"share{place}a": at_weight(node, "A")
            for place, (node, _share) in enumerate(query.shares)
        },
        **{f"rank{place}": one for place, one in enumerate(query.ranks)},
        **{f"rare{place}": one for place, one in enumerate(query.rare)},
    }


def _best(name: str, number: int, weights: str) -> str:
    asked = (f"ts_rank({weights}, words, %({name}{place})s::tsquery)" for place in range(number))
    return f"greatest({', '.join(asked)})"


def _share_sql(query: WordQuery) -> str:
    """Return how much of what was asked a thing says, by what its words tell; whole where it must have all of them."""
    if not query.shares:
        return f"{OF_SHARE} * CASE WHEN words @@ %(title)s::tsquery THEN 1 ELSE {IN_TEXT} END"
    told = (
        f"{share:.5f} * CASE WHEN words @@ %(share{place}a)s::tsquery THEN 1"
        f" WHEN words @@ %(share{place})s::tsquery THEN {IN_TEXT} ELSE 0 END"
        for place, (_node, share) in enumerate(query.shares)
    )
    return f"{OF_SHARE} * ({' + '.join(told)})"
