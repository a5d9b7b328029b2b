"""A published month as plain values, of which pages, files and notices are made. It holds no other month."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime
from decimal import Decimal
from enum import StrEnum
from typing import Any

from portals.signatures.findings import report_of
from portals.signatures.words import sentences_of
from scoring.enums import LineState
from scoring.periods import Month
from scoring.rubrics.spec import RubricSpec


class JudgedBy(StrEnum):
    """Who found what a line says."""

    BY_MACHINE = "machine"
    # JudgedBy or entered by a person, or given other points by one.
    BY_PEOPLE = "people"
    NOT_MEASURED = "none"


@dataclass(frozen=True, slots=True)
class RankRange:
    """A rank, and the ranks between which it moves when weights do (`ranges.py`): `ranked` portals have one."""

    rank: int
    from_rank: int
    to_rank: int
    ranked: int

    @property
    def is_sharp(self) -> bool:
        return self.from_rank == self.to_rank


@dataclass(frozen=True, slots=True)
class PublishedLine:
    """One criterion. `points` is None where it does not count; `reason`: why it never applies."""

    code: str
    name: str
    group: str
    most: Decimal
    points: Decimal | None
    state: LineState
    judged: JudgedBy
    is_late: bool = False
    reason: str = ""

    @property
    def lost(self) -> Decimal:
        return Decimal() if self.points is None else self.most - self.points


@dataclass(frozen=True, slots=True)
class PublishedAdjustment:
    """A bonus or penalty by its rule, without the words of whoever entered it."""

    code: str
    name: str
    kind: str
    times: int
    points: Decimal


@dataclass(frozen=True, slots=True)
class PublishedPortal:
    """One portal's month. `hostname` and `code` are its stable names: as it was called on the day of the decision."""

    portal_id: int
    card_id: int
    hostname: str
    code: str
    name: str
    tier: str
    tier_name: str
    cluster: str
    scorer: str
    rubric_id: int
    rubric: str
    earned: Decimal
    applicable: Decimal
    penalty: Decimal
    bonus: Decimal
    total: Decimal
    band: str
    provisional: str
    is_corrected: bool
    rank: RankRange | None = None
    # Empty where lines were not asked for.
    lines: Sequence[PublishedLine] = ()
    adjustments: Sequence[PublishedAdjustment] = ()

    def count(self, judged: JudgedBy) -> int:
        """How many lines were found in this way; what does not apply counts with none."""
        return sum(line.judged == judged for line in self.lines)


@dataclass(frozen=True, slots=True)
class PublishedProceeding:
    """The month of one scorer, and the notice that made it public."""

    proceeding_id: int
    scorer_id: int
    scorer: str
    scorer_name: str
    notice_number: str
    notice_dated: date
    notice_file_id: int
    decided_at: datetime
    published_at: datetime
    # When it was published, or last corrected.
    changed_at: datetime
    is_corrected: bool
    # The values of a `SignatureReport`; None where the notice was entered before signatures were looked at.
    notice_signatures: Mapping[str, Any] | None = None

    @property
    def signatures_told(self) -> list[str]:
        """What the notice's file is and who signed it, in words."""
        if self.notice_signatures is None:
            return []
        return sentences_of(report_of(self.notice_signatures))


class Confirmed(StrEnum):
    """What an office outside the board said of one line, or of all."""

    HOLDS = "holds"
    CONTESTED = "contested"
    # Measured again after the office had seen it.
    CHANGED = "changed"
    # Nobody outside said anything by the day on which it was due.
    BY_NOBODY = "nobody"


@dataclass(frozen=True, slots=True)
class PublishedOwnCard:
    """The card of the portal that runs the install, apart from all ranks, and what the office outside found.

    `findings`: by criterion, with the reason of one that is contested. Without an `office` nobody confirmed it.
    """

    portal: PublishedPortal
    published_at: datetime
    office: str = ""
    decision_number: str = ""
    confirmed_at: datetime | None = None
    findings: Mapping[str, tuple[Confirmed, str]] = field(default_factory=dict)

    @property
    def confirmed(self) -> Confirmed:
        """Of all lines together: the worst that was found of one."""
        if not self.office:
            return Confirmed.BY_NOBODY
        found = {one for one, _reason in self.findings.values()}
        worst = (Confirmed.CONTESTED, Confirmed.CHANGED)
        return next((one for one in worst if one in found), Confirmed.HOLDS)

    @property
    def contested(self) -> list[str]:
        return [code for code, (one, _why) in self.findings.items() if one == Confirmed.CONTESTED]


@dataclass(frozen=True, slots=True)
class PublishedMonth:
    """What is published of a month: of all its scorers, or of one (`scope`: its host name, "" for all).

    `is_complete`: every scorer of the month has published. Portals stand by tier and name, scorers by name.
    """

    month: Month
    scope: str
    is_complete: bool
    proceedings: Sequence[PublishedProceeding]
    rubrics: Mapping[int, RubricSpec]
    portals: Sequence[PublishedPortal]
    # Of the table of all scorers, where it is public.
    own: PublishedOwnCard | None = None

    @property
    def published_at(self) -> datetime:
        return max(one.published_at for one in self.proceedings)

    @property
    def changed_at(self) -> datetime:
        """When something of it was published or corrected last."""
        return max(one.changed_at for one in self.proceedings)
