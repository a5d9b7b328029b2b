"""The demo's scores: rubrics in force, what registers elsewhere would say, and the last three full months scored."""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from dataclasses import replace
from datetime import datetime, timedelta
from decimal import Decimal
from random import Random
from typing import Any

import typst
from django.core.files.base import ContentFile
from django.db import connection

from editorial.demo.characters import character_of
from portals.boards.models import EditorialBoard
from portals.clock import local_date
from portals.demo.people import Crew
from portals.models import Portal
from scoring.assessing.facts import EnteredFact, enter_facts
from scoring.assessing.sampling import SAMPLED, news_to_draw_from, size_of_sample
from scoring.forecast.actions import look_ahead
from scoring.measures.registry import known_measure
from scoring.models import Rubric
from scoring.periods import Month
from scoring.rounds.actions import score_month
from scoring.rubrics.actions import adopt, draw_up
from scoring.rubrics.spec import RubricSpec
from scoring.rubrics.yaml_format import read_default, read_own

from .board_acts import SERVICE_HOST, answer_priorities, publish_procedures
from .checks import MONTHS
from .course import go_through
from .examples import let_examples_do_all
from .two_persons import name_draws

SOURCE = "Số liệu minh họa"
# Targets from the months observed, as the rubric wants them set: the demo's boards write less than real ones.
SERVICES = {"hosts": [SERVICE_HOST]}
TARGETS: Mapping[str, Mapping[str, Mapping[str, Any]]] = {
    "department": {
        "A6": SERVICES,
        "B1": {"target": 8},
        "B5": {"target": 1},
        "C3": {"target": 1},
    },
    "district": {
        "A6": SERVICES,
        "B1": {"target": 14},
        "B5": {"target": 1},
        "C3": {"target": 1},
    },
    "commune": {"A6": SERVICES, "B1": {"target": 5}},
}
SHARES = ("judged.accuracy", "judged.presentation")


def score_last_months(
    portals: Sequence[Portal], crews: Mapping[int, Crew], *, now: datetime
) -> None:
    """Score the last three full months with the full default rubric."""
    province = portals[0]
    crew = crews[province.pk]
    this_month = Month.of(local_date(now))
    months = [this_month.later(-past) for past in range(MONTHS, 0, -1)]
    # The plans of scoring would be those for empty tables.
    with connection.cursor() as cursor:
        cursor.execute("ANALYZE")
    _decide_on_boards(portals)
    _adopt_rubrics(crew, months[0], now)
    below = [portal for portal in portals if portal != province]
    answer_priorities(below, crews, now=now)
    publish_procedures(below, crews, now=now)
    name_draws(crew.head, now=now)
    let_examples_do_all(below, crews, months=months[1:])
    for month in months:
        news = news_to_draw_from(below, month, now)
        drawn = {pk: min(size_of_sample(month), len(items)) for pk, items in news.items()}
        facts = [fact for portal in below for fact in _register(portal, month, drawn[portal.pk])]
        enter_facts(month=month, facts=facts, actor=crew.head, now=now)
        score_month(month=month, actor=crew.head, now=now)
    go_through(crews, now=now)
    look_ahead(now=now)


def _decide_on_boards(portals: Sequence[Portal]) -> None:
    """Most boards were set up by a decision."""
    boards = list(EditorialBoard.objects.select_related("portal").order_by("pk"))
    for number, board in enumerate(boards, start=1):
        if Random(f"decision {board.portal.code}").random() < 0.85:
            board.decision_number = f"{number}/QĐ-UBND"
            board.decided_on = board.portal.opened_on
    EditorialBoard.objects.bulk_update(boards, ["decision_number", "decided_on"])


def _adopt_rubrics(crew: Crew, first: Month, now: datetime) -> None:
    decided_at = now - timedelta(days=(local_date(now) - first.first).days + 20)
    # None for a tier that is not there.
    tiers = set(Portal.objects.filter(closed_on=None).values_list("tier", flat=True))
    for spec in (one for one in (*read_default(), *read_own()) if one.tier in tiers):
        rubric = draw_up(
            spec=with_targets(spec, TARGETS.get(spec.tier, {})),
            starts_on=first.first,
            actor=crew.posts[1][1],
            now=decided_at,
        )
        adopt(
            rubric=rubric,
            decision_number="12/QĐ-BBT",
            decided_on=local_date(decided_at),
            signer=crew.head.get_full_name(),
            decision_file=_decision(rubric),
            actor=crew.head,
            now=decided_at,
        )


def _decision(rubric: Rubric) -> ContentFile[bytes]:
    """The decision as a file: one page that says what it is."""
    text = f"QUYẾT ĐỊNH 12/QĐ-BBT\n\nBan hành {rubric.title}.\n\n({SOURCE})"
    page = typst.compile(f'#set text(lang: "vi")\n#raw({json.dumps(text)}, block: true)'.encode())
    return ContentFile(page, name="quyet-dinh.pdf")


def with_targets(spec: RubricSpec, targets: Mapping[str, Mapping[str, Any]]) -> RubricSpec:
    """Return `spec` with other parameters for some criteria; a measure without parameters keeps none."""
    return replace(
        spec,
        criteria=tuple(
            replace(one, parameters={**one.parameters, **targets.get(one.code, {})})
            for one in spec.criteria
        ),
    )


def _register(portal: Portal, month: Month, drawn: int) -> list[EnteredFact]:
    """What the registers kept elsewhere say of one portal, after its character and the month's luck.

    `drawn` items were read to judge their accuracy.
    """
    low, high = character_of(portal)
    random = Random(f"register {portal.code} {month}")

    def share() -> Decimal:
        return Decimal(str(round(min(1.0, random.uniform(low, high) + random.gauss(0, 0.02)), 4)))

    def fact(measure: str, value: Decimal, cases: int) -> EnteredFact:
        return EnteredFact(portal, measure, max(Decimal(0), value), cases, SOURCE)

    facts = [fact(code, share(), drawn if code in SAMPLED else 1) for code in SHARES]
    facts.append(fact("round.in_time", Decimal(random.choice((1, 2, 3, 3, 4, 6))), 1))
    if random.random() < 0.02:
        facts.append(fact("adjustment.unsourced", Decimal(1), 1))
    return [one for one in facts if _is_open(one.measure)]


def _is_open(code: str) -> bool:
    """Whether the install has no facts of its own for the measure."""
    known = known_measure(code)
    return known is not None and known.take is None
