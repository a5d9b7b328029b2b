"""Finding: the newest of each kind that have the words, ranked together, with what they can be narrowed to.

One statement reads candidates, counts them and what narrows them, and picks one page; a second reads what is shown.
"""

from __future__ import annotations

from collections.abc import Collection, Mapping
from dataclasses import dataclass, field
from enum import StrEnum
from typing import TYPE_CHECKING

from django.db import connection

from .asking import AskedWords, KnownWords, Strictness, read_asked
from .candidates import FACETS, MOST_MATCHES, search_statement
from .known_words import known_of
from .loosening import TriedReading, first_that_finds
from .narrowing import WIDE, Narrowing
from .shown_things import FoundThing, shown_things
from .variety import WINDOW, RankedThing, spread
from .word_query import WordQuery, build

if TYPE_CHECKING:
    from portals.models import Portal


class SearchOrder(StrEnum):
    NEWEST = "newest"
    RANK = "rank"


@dataclass(frozen=True, slots=True)
class SearchScope:
    """Where is looked: on one portal, in what some portals wrote, or (neither) over the whole install.

    `empty` are sections of the portal that hold nothing: they are not found.
    """

    portal: Portal | None = None
    # The portal on which somebody asks for more than it has.
    near: int | None = None
    empty: tuple[int, ...] = ()
    # A unit and all below it: each thing once, where it was written.
    below: tuple[int, ...] = ()


EVERYWHERE = SearchScope()


@dataclass(frozen=True, slots=True)
class FoundThings:
    """One page of what was found.

    `total` is of what was ranked; `more` says that a kind has more than that, `goes_on` that another page follows.
    `facets` are numbers by what narrows, then by value; `strictness` says how the words had to be compared.
    """

    things: list[FoundThing]
    total: int
    more: bool
    goes_on: bool
    facets: Mapping[str, Mapping[str, int]]
    asked: AskedWords
    strictness: Strictness = Strictness.EXACT
    known: KnownWords = field(default_factory=KnownWords)
    # The words that were looked for instead of those typed, which find nothing.
    corrected: str = ""

    @property
    def lacks_words(self) -> bool:
        """Whether something was typed that asks for nothing: only words to leave out, or signs."""
        return bool(self.asked.text) and not self.asked.syllables

    @property
    def is_exact(self) -> bool:
        return self.strictness is Strictness.EXACT


def find_things(
    scope: SearchScope,
    text: str,
    *,
    order: SearchOrder = SearchOrder.RANK,
    narrowing: Narrowing = WIDE,
    kinds: Collection[str] = (),
    offset: int = 0,
    limit: int = 20,
    as_typed: bool = False,
) -> FoundThings:
    """Find public things, of all kinds or of these. Three queries, one more for each looser reading that is needed.

    `as_typed`: nothing is read more loosely than it was typed. Where nothing was typed: all that the narrowing leaves,
    the newest first. Nothing is found by words left out alone.
    """
    asked = read_asked(text)
    by_rank = bool(asked.syllables) and order is SearchOrder.RANK
    page = _Page(offset, limit, by_rank and offset < WINDOW)
    known = known_of(asked)
    if asked.text and not asked.syllables:
        return _found(TriedReading([], asked, known), scope, narrowing, page)

    def look(asked: AskedWords, known: KnownWords, strictness: Strictness) -> TriedReading:
        query = (
            build(asked, known, strictness) if asked.syllables else WordQuery(expected=known.things)
        )
        if asked.syllables and not query.find:
            return TriedReading([], asked, known, strictness)
        sql, params = search_statement(
            query,
            known,
            portal_id=scope.portal.pk if scope.portal else None,
            near=scope.near,
            below=scope.below,
            empty=scope.empty,
            narrowing=narrowing,
            kinds=kinds,
            by_rank=by_rank,
        )
        with connection.cursor() as cursor:
            cursor.execute(sql, {**params, **page.read})
            return TriedReading(cursor.fetchall(), asked, known, strictness)

    if not asked.syllables:
        tried = look(asked, known, Strictness.EXACT)
    elif as_typed:
        tried = look(asked, known, Strictness.MIXED if asked.has_accents else Strictness.FOLDED)
    else:
        tried = first_that_finds(asked, known, look)
    return _found(tried, scope, narrowing, page)


@dataclass(frozen=True, slots=True)
class _Page:
    """Which results are shown. `is_spread`: the first of all are read, to be put in order."""

    offset: int
    limit: int
    is_spread: bool

    @property
    def read(self) -> Mapping[str, int]:
        """Which are read: one more than are shown."""
        if not self.is_spread:
            return {"offset": self.offset, "limit": self.limit + 1}
        return {"offset": 0, "limit": max(WINDOW, self.offset + self.limit + 1)}

    def of(self, ranked: list[RankedThing]) -> list[int]:
        """Return the numbers of what is shown, and of the next."""
        if not self.is_spread:
            return [one.id for one in ranked]
        return spread(ranked)[self.offset : self.offset + self.limit + 1]


def _found(
    tried: TriedReading, scope: SearchScope, narrowing: Narrowing, page: _Page
) -> FoundThings:
    facets: dict[str, dict[str, int]] = {name: {} for name in FACETS}
    ranked: list[RankedThing] = []
    for what, value, number, title in tried.rows:
        if what == "picked":
            ranked.append(RankedThing(int(value), number, title))
        elif value not in (None, ""):
            facets[what][value] = number
    picked = page.of(ranked)
    kinds = facets["kind"]
    counted = {
        code: number
        for code, number in kinds.items()
        if not narrowing.kind or code == narrowing.kind
    }
    facets["kind"] = {code: min(number, MOST_MATCHES) for code, number in kinds.items()}
    return FoundThings(
        things=shown_things(picked[: page.limit], scope.portal),
        total=sum(min(number, MOST_MATCHES) for number in counted.values()),
        more=any(number > MOST_MATCHES for number in counted.values()),
        goes_on=len(picked) > page.limit,
        facets=facets,
        asked=tried.asked,
        strictness=tried.strictness,
        known=tried.known,
        corrected=tried.corrected,
    )
