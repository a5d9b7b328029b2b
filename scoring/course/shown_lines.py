"""Lines of a card as pages fold them: open is what lost most or is contested, the rest says its points in a line.

Of what lost points every line stands in its group; what lost none stands in a fold of its own below. On a card that
has no figures yet nothing lost any, and nothing is folded away.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from scoring.course.queries import WordsOnLine
from scoring.explaining import ExplainedCard, ExplainedGroup, ExplainedLine

# More would fill the screen of a phone several times; where the others are, the head of the card says.
MOST_OPEN = 2


@dataclass(frozen=True, slots=True)
class ShownLine:
    line: ExplainedLine
    said: WordsOnLine | None
    is_open: bool


@dataclass(frozen=True, slots=True)
class ShownCriteria:
    group: ExplainedGroup
    lines: Sequence[ShownLine]
    # Whether anything of the card has points.
    is_scored: bool

    @property
    def is_open(self) -> bool:
        """Whether a line of it stands open."""
        return any(line.is_open for line in self.lines)

    @property
    def first(self) -> list[ShownLine]:
        """What lost points, or was contested."""
        return [line for line in self.lines if self._stands_out(line)]

    @property
    def rest(self) -> list[ShownLine]:
        return [line for line in self.lines if not self._stands_out(line)]

    def _stands_out(self, line: ShownLine) -> bool:
        return line.is_open or line.line.lost > 0 or not self.is_scored

    @property
    def losing(self) -> int:
        return sum(line.line.lost > 0 for line in self.lines)


def shown_groups(
    explained: ExplainedCard, said: Mapping[str, WordsOnLine] | None = None
) -> list[ShownCriteria]:
    """Return the groups of a card, each line with what was `said` of it by its criterion."""
    words, most = said or {}, {line.code for line in explained.most_lost[:MOST_OPEN]}

    def shown(line: ExplainedLine) -> ShownLine:
        told = words.get(line.code)
        contested = told is not None and told.appeal is not None
        return ShownLine(line, told, is_open=contested or line.code in most)

    is_scored = any(line.points is not None for group in explained.groups for line in group.lines)
    return [
        ShownCriteria(group, [shown(line) for line in group.lines], is_scored)
        for group in explained.groups
    ]
