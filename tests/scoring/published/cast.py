"""A published October of a district, in a ledger that is signed."""

from __future__ import annotations

from datetime import timedelta
from decimal import Decimal
from typing import Any

from portals.ledger.growing import grow, sign_newest
from portals.ledger.keys import add_key
from scoring.course.retotalling import TOTALS, total_with
from scoring.enums import ProceedingState
from scoring.models import Scorecard
from scoring.published.reading import published_month
from scoring.published.table import PublishedMonth
from scoring.rounds.cards import rank_anew
from scoring.rubrics.storage import read_specs
from tests.portals.ledger.writing import SIGNER
from tests.scoring.cast import OCTOBER
from tests.scoring.course.cast import ENTERING, Course, make_course


def make_published(communes: int = 3, **more: Any) -> Course:
    course = make_course(communes, **more).at(ProceedingState.APPEALABLE)
    fill_cards(course)
    return course.at(ProceedingState.PUBLISHED)


def fill_cards(course: Course) -> None:
    """Give all lines points, other ones at each portal, so that cards have bands and ranks."""
    for number, card in enumerate(Scorecard.objects.order_by("portal")):
        for place, line in enumerate(card.lines["criteria"]):
            points = Decimal(line["most"]) * (4 + (number * 3 + place * (number + 2)) % 7) / 10
            line |= {"state": "scored", "points": f"{points:.2f}"}
        total = total_with(card.lines, read_specs([card.rubric])[card.rubric_id])
        for name in TOTALS:
            setattr(card, name, getattr(total, name))
        card.save()
    rank_anew(course.round)


def sign_ledger() -> None:
    """Give places to all entries and sign them, as the job does."""
    now = ENTERING + timedelta(hours=1)
    add_key(SIGNER.key, now=now)
    grow(now=now)
    sign_newest(SIGNER, now=now)


def october_of(course: Course | None = None) -> PublishedMonth:
    found = published_month(OCTOBER, scorer=course.district if course else None)
    assert found is not None
    return found
