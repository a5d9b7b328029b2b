"""The score of a thing that was found, as SQL over `candidates` and the leads of their kinds."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

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
# The newest thing before one of years ago, by e for each year.
OF_NEW, A_YEAR = 0.16, 31_536_000


def score_sql(query: WordQuery) -> str:
    """Return the expression; its parameters are those of `score_values`."""
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
    """


def score_values(query: WordQuery, near: int | None) -> dict[str, Any]:
    return {
        "title": query.title,
        "above": query.above,
        "size": query.size,
        "digits": query.digits,
        "near": near,
        **{f"rank{place}": one for place, one in enumerate(query.ranks)},
        **{f"rare{place}": one for place, one in enumerate(query.rare)},
    }


def _best(name: str, number: int, weights: str) -> str:
    asked = (f"ts_rank({weights}, words, %({name}{place})s::tsquery)" for place in range(number))
    return f"greatest({', '.join(asked)})"
