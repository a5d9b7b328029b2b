"""Portals, boards and rubrics for tests of scoring."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, date, datetime
from decimal import Decimal
from functools import cache

import typst
from django.core.files.base import ContentFile
from django.db.backends.postgresql.psycopg_any import DateRange

from editorial.bulk_import.actions import StoryImport, import_stories
from editorial.models import ArticlePage, StoryPage
from portals.boards.enums import Position
from portals.boards.models import User
from portals.calendar.working_days import load_calendar
from portals.clock import LOCAL_ZONE
from portals.duties.models import Duty, Obligation
from portals.models import Portal
from scoring.assessing.sampling import news_to_draw_from, size_of_sample
from scoring.content.gathering import read_stories
from scoring.course.actions import decide, enter_notice, move_on_by_clock, open_proceedings
from scoring.enums import AdjustmentKind, CriterionKind, NoCases, PointsRule, RoundState
from scoring.measures import registry
from scoring.measures.registry import Measurement, known_measure
from scoring.models import Proceeding, Round, Rubric
from scoring.periods import Month, Period
from scoring.rounds.cards import ScoredCard, score_snapshot
from scoring.rounds.engine import ScoreTotal
from scoring.rounds.snapshot import take_snapshot
from scoring.rubrics.actions import adopt, draw_up
from scoring.rubrics.spec import (
    AdjustmentSpec,
    BandSpec,
    CriterionSpec,
    GroupSpec,
    RubricSpec,
    StepSpec,
)
from scoring.rubrics.yaml_format import read_default, read_own
from tests.factories import make_member, make_portal, section_of
from tests.portals.signatures.authority import as_copy

OCTOBER = Month(2026, 10)
# The first of November 2026, five past midnight in Vietnam.
SNAPSHOT = datetime(2026, 10, 31, 17, 5, tzinfo=UTC)
BEFORE = datetime(2026, 5, 20, 3, tzinfo=UTC)
# When nobody did anything of a month before, and after the days for requests that follow.
VERIFIED = datetime(2026, 11, 11, 3, tzinfo=UTC)
DECIDED = datetime(2026, 11, 18, 3, tzinfo=UTC)

BANDS = (
    BandSpec("tot", "Tốt", Decimal(90), None),
    BandSpec("kha", "Khá", Decimal(75), Decimal(90)),
    BandSpec("trung-binh", "Trung bình", Decimal(60), Decimal(75)),
    BandSpec("yeu", "Yếu", Decimal(0), Decimal(60)),
)


def local(*parts: int) -> datetime:
    return datetime(*parts, tzinfo=LOCAL_ZONE)


def share(code: str, points: int | str, **changes: object) -> CriterionSpec:
    return replace(
        CriterionSpec(
            group="A",
            code=code,
            name=f"Tiêu chí {code}",
            points=Decimal(points),
            kind=CriterionKind.JUDGED,
            measure="judged.accuracy",
            rule=PointsRule.SHARE,
        ),
        **changes,
    )


def steps(code: str, points: int, *pairs: tuple[float | None, int]) -> CriterionSpec:
    """By pairs of upper end and points, from the first."""
    found, above = [], None
    for up_to, worth in pairs:
        end = None if up_to is None else Decimal(str(up_to))
        found.append(StepSpec(above, end, Decimal(worth)))
        above = end
    return share(code, points, rule=PointsRule.STEPS, steps=tuple(found))


def rubric_of(*criteria: CriterionSpec, **changes: object) -> RubricSpec:
    return replace(
        RubricSpec(
            tier="commune",
            title="Bộ tiêu chí thử",
            bonus_limit=Decimal(5),
            penalty_limit=Decimal(20),
            groups=(GroupSpec("A", "Nhóm A"),),
            criteria=criteria,
            adjustments=(),
            bands=BANDS,
        ),
        **changes,
    )


def adjustment(
    code: str, points: int, *, most: int | None = None, bonus: bool = False, cap: str = ""
):
    return AdjustmentSpec(
        code=code,
        name=code,
        kind=AdjustmentKind.BONUS if bonus else AdjustmentKind.PENALTY,
        points=Decimal(points),
        most_points=Decimal(most if most is not None else max(points, 0)),
        measure="adjustment.personal_data",
        caps_band=cap,
    )


def found(value: float | str, cases: int = 10) -> Measurement:
    return Measurement(Decimal(str(value)), cases)


def october(months: int = 1) -> Period:
    return Period.of_months(OCTOBER, SNAPSHOT, load_calendar(), months=months)


def measure(code: str, *portals: Portal, period: Period | None = None, **parameters: object):
    known = known_measure(code)
    assert known is not None
    assert known.take is not None
    taken = known.take(list(portals), period or october(), known.read_parameters(parameters))
    said = {one.why for found in taken.values() for one in found.evidence if one.why}
    assert said <= {*registry._reasons}, "say in words why a measure names what it names"
    return taken


def owes(portal: Portal, *, shown: bool = True) -> Obligation:
    """A budget of the third quarter that fell due in October, and stood there on its day or not at all."""
    duty, _made = Duty.objects.get_or_create(
        code="ngan-sach-quy",
        tier=portal.tier,
        defaults={
            "title": "Ngân sách quý",
            "section": "ngan-sach",
            "fulfilled_by": "nowhere:x",
            "frequency": "quarter",
            "due_from": "end",
            "due_days": 15,
            "minutes": 20,
            "period": DateRange(date(2026, 1, 1), None),
        },
    )
    due_at = local(2026, 10, 15, 23)
    return Obligation.objects.create(
        portal=portal,
        duty=duty,
        starts_on=date(2026, 7, 1),
        ends_on=date(2026, 10, 1),
        due_at=due_at,
        told_at=due_at,
        met_at=due_at if shown else None,
    )


def card_now(portal: Portal, *, month: Month = OCTOBER, now: datetime = SNAPSHOT) -> ScoredCard:
    """What the portal's card would be if the month were measured only now, frozen or not."""
    read_stories(now=now)
    cards = score_snapshot(take_snapshot(month=month, now=now))
    return next(card for card in cards if card.scored.portal_id == portal.pk)


def score_now(portal: Portal, *, month: Month = OCTOBER, now: datetime = SNAPSHOT) -> ScoreTotal:
    return card_now(portal, month=month, now=now).total


def drawn_from(portal: Portal, *, month: Month = OCTOBER, now: datetime = SNAPSHOT) -> int:
    """How many items a person reads to judge the portal's accuracy."""
    news = news_to_draw_from([portal], month, now)[portal.pk]
    return min(size_of_sample(month), len(news))


def make_province() -> tuple[Portal, User, User]:
    province = make_portal("province")
    return province, make_member(province, Position.HEAD), make_member(province, Position.DEPUTY)


def decision() -> ContentFile:
    """The signed decision, as the office scans it."""
    return ContentFile(_sheet(), name="quyet-dinh.pdf")


@cache
def _sheet() -> bytes:
    return typst.compile("Quyết định 1/QĐ-BBT".encode())


_ELSEWHERE = {
    "cases.answered": "requests.answered",
    "cases.triaged": "requests.triaged",
    "cases.information": "information.answered",
    "cases.rating": "requests.rating",
    "consultations.summed_up": "consultations.held",
}


def _kept_elsewhere(spec: RubricSpec) -> RubricSpec:
    criteria = (
        replace(one, measure=_ELSEWHERE.get(one.measure, one.measure)) for one in spec.criteria
    )
    return replace(spec, criteria=tuple(criteria))


def adopt_default(
    head: User, deputy: User, *, tiers: tuple[str, ...] = ("department", "district", "commune")
) -> list[Rubric]:
    """The shipped rubric of these tiers, in force from June 2026; the province's own where it is named.

    D1 to D5 are as a province has them that keeps its requests elsewhere: persons enter what its register says.
    """
    return [
        adopt(
            rubric=draw_up(
                spec=_kept_elsewhere(spec), starts_on=date(2026, 6, 1), actor=deputy, now=BEFORE
            ),
            decision_number="1/QĐ-BBT",
            decided_on=date(2026, 5, 20),
            signer="Trưởng Ban Biên tập",
            decision_file=decision(),
            actor=head,
            now=BEFORE,
        )
        for spec in [*read_default(), *(read_own() if "province" in tiers else ())]
        if spec.tier in tiers
    ]


WORDS = "Xã đã hoàn thành việc nâng cấp đường làng ngõ xóm trong quý ba năm nay với sự đóng góp của người dân "


def text_of(number: int, words: int = 120) -> list[dict[str, object]]:
    """A text of its own: its words are numbered, so that no two are alike."""
    said = " ".join(
        f"{word}{number}n{place}" for place, word in enumerate((WORDS * 20).split()[:words])
    )
    return [{"type": "text", "value": f"<p>{said}</p>"}]


def write(
    portal: Portal, moment: datetime, number: int, *, words: int = 120, author: User | None = None,
    section: str = "tin-tuc", **fields: object,
) -> StoryPage:  # fmt: skip
    """Publish one item at its hour, by the verb that imports."""
    author = author or make_member(portal, Position.EDITOR)
    row = StoryImport(
        section=section_of(portal, section),
        kind=fields.pop("kind", ArticlePage.story_kind),
        title=fields.pop("title", f"Tin số {number}"),
        lead=fields.pop("lead", f"Tóm tắt {number}"),
        body=fields.pop("body", None) or text_of(number, words),
        published_at=moment,
        author=author,
        approver=author,
        **fields,
    )
    return import_stories(stories=[row], actor=None, now=max(moment, SNAPSHOT))[0]


ZERO = NoCases.ZERO


def close(round_: Round, now: datetime = SNAPSHOT) -> Round:
    """The month as it stands once all its scorers have decided, without their steps."""
    Round.objects.filter(pk=round_.pk).update(state=RoundState.CLOSED, closed_at=now)
    round_.refresh_from_db()
    return round_


def decide_all(round_: Round) -> Round:
    """Let the month go by the clock up to its decisions, and have every scorer decide."""
    open_proceedings(round_=round_, now=SNAPSHOT)
    move_on_by_clock(now=VERIFIED)
    for one in Proceeding.objects.filter(round=round_).order_by("pk"):
        decide(proceeding=one, actor=make_member(one.acting, Position.DEPUTY), now=DECIDED)
    round_.refresh_from_db()
    return round_


def publish_all(round_: Round) -> Round:
    """The same, and every notice is entered by a second person."""
    decide_all(round_)
    for one in Proceeding.objects.filter(round=round_).order_by("pk"):
        file = decision()
        enter_notice(
            proceeding=one, number="45/TB-BBT", dated=DECIDED.date(), file=file,
            report=as_copy(file),
            actor=make_member(one.acting, Position.SECRETARY), now=DECIDED,
        )  # fmt: skip
    round_.refresh_from_db()
    return round_
