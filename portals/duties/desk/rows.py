"""What the pages show of an obligation."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import datetime

from portals.clock import local_date
from portals.duties import registry
from portals.duties.enums import DutyStanding
from portals.duties.in_hand import opened_for
from portals.duties.models import Obligation
from portals.duties.spans import Span
from portals.duties.words import period_words


@dataclass(frozen=True, slots=True)
class ObligationRow:
    """One thing that is owed, with its standing now and where it is worked on."""

    obligation: Obligation
    period: str
    standing: DutyStanding
    is_told: bool
    # A period that has not begun cannot be declared empty.
    has_begun: bool
    work_url: str

    @property
    def is_open(self) -> bool:
        return self.standing in (DutyStanding.WAITING, DutyStanding.OVERDUE)


def obligation_rows(obligations: Iterable[Obligation], now: datetime) -> Iterator[ObligationRow]:
    for one in obligations:
        yield ObligationRow(
            obligation=one,
            period=period_words(
                one.duty.frequency, Span(one.starts_on, one.ends_on), one.event_title
            ),
            standing=one.standing_at(now),
            is_told=one.is_told(now),
            has_begun=one.starts_on <= local_date(now),
            work_url=opened_for(url, one.pk) if (url := _work_url(one)) else "",
        )


def _work_url(one: Obligation) -> str:
    return registry.work_url(one.portal_id, one.duty.fulfilled_by, one.event)
