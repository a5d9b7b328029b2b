"""How much of the judged set a search answers rightly. Pure: the search is asked through a function."""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass

from .reading import JudgedHalf, JudgedQuery, JudgedQuestion, JudgedSet, MustNotFind, WayOfAsking

# A right result stands among so many; an unwanted one must not stand among so many.
FIRST, FIRST_PAGE = 3, 10
WANTED_PERCENT = 95

# What was found, in order: each thing by the keys of the results that it is, empty for something else.
type FoundKeys = Sequence[Collection[str]]
type AskSearch = Callable[[JudgedQuestion], FoundKeys]


@dataclass(frozen=True, slots=True)
class RightShare:
    right: int
    asked: int

    @property
    def percent(self) -> float:
        """Of nothing asked, nothing is right."""
        return 100 * self.right / self.asked if self.asked else 0.0

    def __str__(self) -> str:
        return f"{self.right}/{self.asked} ({self.percent:.1f} %)"


@dataclass(frozen=True, slots=True)
class SearchJudgement:
    """Shares of the right ones; of the half that may be tuned on, also which were missed.

    `violated`: pairs of which an unwanted result was found. All of them are told, of either half there are none.
    """

    by_way: Mapping[tuple[JudgedHalf, WayOfAsking], RightShare]
    missed: Sequence[JudgedQuery]
    violated: Sequence[MustNotFind]
    pairs: int

    def of(self, half: JudgedHalf) -> RightShare:
        return _sum(share for (of_half, _way), share in self.by_way.items() if of_half is half)

    def of_all(self) -> RightShare:
        return _sum(self.by_way.values())

    @property
    def is_good(self) -> bool:
        """Whether the held-out half is answered as promised, and nothing unwanted was found."""
        return self.of(JudgedHalf.HELD_OUT).percent >= WANTED_PERCENT and not self.violated


def _sum(shares: Iterable[RightShare]) -> RightShare:
    some = list(shares)
    return RightShare(sum(one.right for one in some), sum(one.asked for one in some))


def judge(judged: JudgedSet, ask: AskSearch) -> SearchJudgement:
    """AskSearch all queries and all pairs, one after the other."""
    answered = [(one, _is_right(one, ask(one.question))) for one in judged.queries]
    return SearchJudgement(
        by_way={
            (half, way): RightShare(sum(rights), len(rights))
            for half in JudgedHalf
            for way in WayOfAsking
            for rights in [[right for one, right in answered if (one.half, one.way) == (half, way)]]
        },
        missed=[one for one, right in answered if not right and one.half is JudgedHalf.TUNING],
        violated=[one for one in judged.must_not if _is_violated(one, ask(one.question))],
        pairs=len(judged.must_not),
    )


def _is_right(query: JudgedQuery, found: FoundKeys) -> bool:
    return any(not set(query.wanted).isdisjoint(one) for one in found[:FIRST])


def _is_violated(pair: MustNotFind, found: FoundKeys) -> bool:
    return any(not set(pair.unwanted).isdisjoint(one) for one in found[:FIRST_PAGE])


def measure_lines(judgement: SearchJudgement) -> list[str]:
    """Return the measure as lines: shares by way of asking, a half beside the other, then what was missed."""
    lines = [f"{'':<18}{JudgedHalf.TUNING:>20}{JudgedHalf.HELD_OUT:>20}"]
    for way in WayOfAsking:
        shares = [str(judgement.by_way[half, way]) for half in JudgedHalf]
        lines.append(f"{way:<18}{shares[0]:>20}{shares[1]:>20}")
    sums = [str(judgement.of(half)) for half in JudgedHalf]
    lines.append(f"{'all':<18}{sums[0]:>20}{sums[1]:>20}")
    lines.append(f"must not find: {len(judgement.violated)} of {judgement.pairs} found")
    lines += [
        f"missed: {_asked(one.question)} [{one.way}] -> {', '.join(one.wanted)}"
        for one in judgement.missed
    ]
    lines += [
        f"found: {_asked(one.question)} -> {', '.join(one.unwanted)}" for one in judgement.violated
    ]
    return lines


def _asked(question: JudgedQuestion) -> str:
    return f"“{question.words}” on {question.portal} ({question.reach})"
