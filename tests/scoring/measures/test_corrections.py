"""The penalty for errors that were accepted and not set right: once, in the month of the due day, to who owed it."""

from __future__ import annotations

from datetime import datetime, timedelta

import pytest

from portals.accountability.actions.ruling import RulingWords, rule_correction
from portals.accountability.enums import CaseKind, RulingVerdict
from portals.accountability.models import CorrectionRuling
from portals.boards.enums import Position
from portals.calendar.working_days import load_calendar
from portals.clock import local_date
from portals.models import Portal
from scoring.measures.corrections import UNCORRECTED
from scoring.measures.registry import Measurement
from scoring.periods import Month, Period
from tests.factories import make_member, make_portal, published_story
from tests.portals.accountability.cases import local, make_case
from tests.scoring.cast import measure

pytestmark = pytest.mark.django_db
MINUTE = timedelta(minutes=1)


def test_counts_what_fell_due_and_was_not_done() -> None:
    portal, other = make_portal(), make_portal()
    story = published_story(portal, body=[{"type": "text", "value": "<p>Mở cửa lúc 18 giờ.</p>"}])
    case = make_case(portal, kind=CaseKind.CORRECTION, about=f"story:{story.pk}")
    ruling = rule_correction(
        case=case,
        words=RulingWords(RulingVerdict.WHOLE, "Mở cửa lúc 18 giờ", "Mở cửa lúc 19 giờ"),
        actor=make_member(portal, Position.HEAD),
        now=local(4),
    )
    month = Month.of(local_date(ruling.due_at))

    def found(whose: Portal, *, now: datetime, of: Month = month) -> Measurement:
        period = Period.of_months(of, now, load_calendar())
        return measure("adjustment.uncorrected", whose, period=period)[whose.pk]

    late = found(portal, now=ruling.due_at + MINUTE)
    assert (late.value, late.cases) == (1, 1)
    [named] = late.evidence
    assert (named.pk, named.name, named.why) == (case.pk, str(case.pk), UNCORRECTED)
    # Not yet due, of another board, of another month.
    assert found(portal, now=ruling.due_at).value == 0
    assert found(other, now=ruling.due_at + MINUTE).value == 0
    for past in (-1, 1):
        assert found(portal, now=local(30), of=month.later(past)).value == 0
    CorrectionRuling.objects.update(applied_at=ruling.due_at)
    assert found(portal, now=ruling.due_at + MINUTE).value == 0
