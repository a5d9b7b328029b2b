"""The rules of the floor `scoring`: rubrics, rounds, scorecards, entered facts, probed links and files."""

from datetime import date, timedelta

from django.db.backends.postgresql.psycopg_any import DateRange, NumericRange
from django.db.models import F, Model

from scoring.models import (
    AdjustmentRule,
    CopyVerdict,
    Criterion,
    CriterionStep,
    FactEntry,
    FrozenFacts,
    MeasuringRun,
    NotApplicable,
    Round,
    Rubric,
    RubricBand,
    RubricGroup,
    RubricPreview,
    Scorecard,
    StoryReading,
)
from scoring.probes.models import FileReading, Outage, Target
from scoring.probes.models import Link as ProbedLink
from tests.constraints.rows import A_DAY, ANOTHER, Recipe
from tests.constraints.violations import Violation, below_zero, broken, twice
from tests.factories import NOON

MARCH, APRIL, NOT_A_MONTH = date(2031, 3, 1), date(2031, 4, 1), date(2031, 3, 2)
ADOPTED = {
    "version": 2,
    "adopted_by": ANOTHER,
    "adopted_at": NOON,
    "decided_on": date(2024, 11, 1),
    "decision_number": "01/QĐ-UBND",
    "signer": "Nguyễn Văn Mẫu",
}

RECIPES: dict[type[Model], Recipe] = {
    CopyVerdict: {"is_copy": True},
    FactEntry: {"month": MARCH},
    FrozenFacts: {"sha256": "0" * 64},
    MeasuringRun: {"number": 1, "measure": "", "reason": "", "ordered_by": None},
    Round: {"month": MARCH},
    Rubric: {"starts_on": MARCH},
    RubricPreview: {"month": MARCH},
}

VIOLATIONS: list[Violation] = [
    # Rubrics
    broken("rubric_starts_with_a_month", Rubric, starts_on=NOT_A_MONTH),
    broken("rubric_is_adopted_by_another_person_in_time", Rubric, adopted_at=NOON),
    broken("rubric_limits_are_not_negative", Rubric, bonus_limit=-1),
    *below_zero(Rubric, "version"),
    twice("rubric_version_once", Rubric, version=2),
    twice(
        "one_rubric_starts_a_month", Rubric, given=ADOPTED, besides={"version": 3}, starts_on=APRIL
    ),
    twice(
        "scoring_rubric_authors_rubric_id_user_id_cf09988e_uniq",
        Rubric.authors.through,
        user=ANOTHER,
    ),
    *below_zero(RubricGroup, "position"),
    twice("rubric_group_once", RubricGroup, code="K"),
    broken("criterion_has_points", Criterion, points=0),
    *below_zero(Criterion, "position"),
    twice("criterion_once", Criterion, code="K"),
    broken("step_is_not_negative", CriterionStep, points=-1),
    twice("steps_do_not_overlap", CriterionStep, values=NumericRange(10, 20, "(]")),
    broken("adjustment_is_bounded", AdjustmentRule, most_points=F("points") - 1),
    *below_zero(AdjustmentRule, "position"),
    twice("adjustment_rule_once", AdjustmentRule, code="K"),
    twice("band_once", RubricBand, besides={"totals": NumericRange(10, 20)}, code="khac"),
    twice(
        "bands_do_not_overlap", RubricBand, besides={"code": "khac"}, totals=NumericRange(10, 20)
    ),
    broken("preview_is_of_a_month", RubricPreview, month=NOT_A_MONTH),
    # Rounds and scorecards
    broken("round_is_a_month", Round, month=NOT_A_MONTH),
    broken("closed_round_has_an_hour", Round, state="closed"),
    twice("scoring_round_month_key", Round, month=APRIL),
    broken("no_more_points_than_apply", Scorecard, earned=F("applicable") + 1),
    broken("total_is_of_a_hundred", Scorecard, total=101),
    broken("provisional_card_has_no_rank", Scorecard, provisional="too_little", rank_in_tier=1),
    *below_zero(Scorecard, "rank_in_tier", "rank_in_cluster"),
    twice("one_scorecard_a_month", Scorecard, portal=ANOTHER),
    broken("not_applicable_says_why", NotApplicable, reason=""),
    twice("not_applicable_once_at_a_time", NotApplicable, period=DateRange(NOON.date(), A_DAY)),
    # What was measured
    broken("measured_again_for_a_reason", MeasuringRun, number=2),
    twice(
        "measuring_run_once",
        MeasuringRun,
        given={"number": 2, "measure": "x", "reason": "x", "ordered_by": ANOTHER},
        besides={"at": NOON + timedelta(days=1)},
        number=3,
    ),
    broken("frozen_facts_have_a_hash", FrozenFacts, sha256="0"),
    twice("frozen_once_a_run", FrozenFacts, portal=ANOTHER),
    # What persons enter and find
    broken("fact_is_of_a_month", FactEntry, month=NOT_A_MONTH),
    broken("fact_is_not_negative", FactEntry, value=-1),
    broken("fact_names_its_source", FactEntry, source=""),
    *below_zero(FactEntry, "cases"),
    twice("fact_is_entered_once", FactEntry, measure="khac"),
    broken("no_copy_says_why", CopyVerdict, is_copy=False, reason=""),
    # What is read and probed
    *below_zero(
        StoryReading,
        "words",
        "videos",
        "bad_images",
        "bad_headings",
        "bad_tables",
        "bad_links",
        "new_pictures",
        "new_videos",
    ),
    *below_zero(FileReading, "pages"),
    *below_zero(Target, "failures"),
    twice("probes_target_digest_key", Target, digest="khac"),
    twice(
        "probes_target_front_of_id_key",
        Target,
        given={"front_of": ANOTHER},
        besides={"digest": "khac"},
        front_of=None,
    ),
    broken("outage_ends_after_it_began", Outage, until=F("since") - timedelta(hours=1)),
    twice("one_outage_at_a_time", Outage, until=NOON),
    twice("link_once_a_page", ProbedLink, gone_at=NOON),
]
COMPANIONS: dict[str, dict[str, object]] = {
    "scoring_rubric.adopted_by_id": ADOPTED,
}
