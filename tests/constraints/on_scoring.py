"""The rules of the floor `scoring`: rubrics, rounds, scorecards, entered facts, probed links and files."""

from datetime import date, timedelta

from django.db.backends.postgresql.psycopg_any import DateRange, NumericRange
from django.db.models import F, Model

from portals.auditors.models import Auditor
from portals.boards.models import User
from scoring.models import (
    AdjustmentRule,
    Appeal,
    AppealFile,
    AuditDossier,
    CopyVerdict,
    Criterion,
    CriterionStep,
    EvidencePack,
    FactEntry,
    Forecast,
    FrozenFacts,
    HeadStatement,
    LineOverride,
    MeasuringRun,
    NeighbourMonth,
    NotApplicable,
    OwnCard,
    OwnCardVerdict,
    PenaltyConfirmation,
    Proceeding,
    PublicDraw,
    PublishedRanks,
    RecheckedCard,
    Round,
    RoundCorrection,
    RoundNotice,
    RoundSchedule,
    Rubric,
    RubricBand,
    RubricGroup,
    RubricPreview,
    Scorecard,
    SelfAssessedLine,
    SelfAssessment,
    StepExtension,
    StoryReading,
    TrialMonth,
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

ENTERED = {
    "result": "04217",
    "entered_by": lambda rows: rows.one(User),
    "entered_at": NOON,
}
DRAWN = ENTERED | {"confirmed_by": ANOTHER, "confirmed_at": NOON, "root": "0" * 64}
CHECKED = {"outcome": "holds", "words": "Đã đọc", "checked_by": ANOTHER, "checked_at": NOON}
RULED = {"ruling": "rejected", "answer": "Đã xem lại", "ruled_by": ANOTHER, "ruled_at": NOON}
CONFIRMED = {"confirmed_by": ANOTHER, "confirmed_at": NOON, "before": {}}

RECIPES: dict[type[Model], Recipe] = {
    CopyVerdict: {"is_copy": True},
    EvidencePack: {"half": 1, "report": "", "workbook": ""},
    FactEntry: {"month": MARCH},
    Forecast: {"month": MARCH},
    NeighbourMonth: {"month": MARCH, "sha256": "0" * 64},
    OwnCard: {
        "due_at": NOON,
        "confirmed_by": lambda rows: rows.one(Auditor),
        "confirmed_at": NOON,
        "published_at": None,
    },
    OwnCardVerdict: {"criterion_code": "T1", "is_contested": False, "reason": ""},
    FrozenFacts: {"sha256": "0" * 64},
    MeasuringRun: {"number": 1, "measure": "", "reason": "", "ordered_by": None},
    PenaltyConfirmation: {"confirmed_by": ANOTHER, "file": ANOTHER},
    PublicDraw: {"month": MARCH, "drawn_on": NOON.date() + timedelta(days=3)},
    RecheckedCard: {"codes": []},
    Round: {"month": MARCH},
    Rubric: {"starts_on": MARCH},
    RubricPreview: {"month": MARCH},
    SelfAssessedLine: {"text": "Sổ theo dõi"},
    TrialMonth: {"month": MARCH},
    StepExtension: {"due_at": NOON + timedelta(days=1)},
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
    broken(
        "trial_is_never_published",
        Round,
        is_trial=True,
        state="closed",
        closed_at=NOON,
        published_at=NOON,
    ),
    broken("pack_is_of_a_half_or_a_year", EvidencePack, half=3),
    *below_zero(EvidencePack, "year", "half"),
    broken("pack_that_is_made_has_its_files", EvidencePack, made_at=NOON),
    broken("trial_is_of_a_month", TrialMonth, month=NOT_A_MONTH),
    broken("trial_says_why", TrialMonth, reason=""),
    broken("forecast_is_of_a_month", Forecast, month=NOT_A_MONTH),
    broken("forecast_is_of_a_hundred", Forecast, total=101),
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
    # The course of a month
    *below_zero(
        RoundSchedule,
        "self_assessment_days",
        "verification_days",
        "appeal_days",
        "publication_days",
    ),
    broken(
        "steps_of_a_round_follow_each_other",
        RoundSchedule,
        verification_days=F("self_assessment_days"),
    ),
    twice(
        "one_schedule_of_rounds_at_a_time",
        RoundSchedule,
        period=DateRange(date(2020, 1, 1), date(2021, 1, 1)),
    ),
    twice("one_proceeding_a_scorer", Proceeding, scorer=ANOTHER),
    broken("self_assessment_has_its_hour", Proceeding, self_assessed_at=NOON),
    broken("verification_has_its_hour", Proceeding, verified_at=NOON),
    broken("round_decision_has_its_hour", Proceeding, decided_at=NOON),
    broken("publication_of_scores_has_its_hour", Proceeding, published_at=NOON),
    broken("nobody_passes_a_month_to_itself", Proceeding, passed_to=F("scorer")),
    twice("ranks_are_kept_once", PublishedRanks, tier=ANOTHER),
    broken("extension_says_why", StepExtension, reason=""),
    broken("extension_is_longer", StepExtension, due_at=F("was_due_at")),
    broken("notice_has_a_number", RoundNotice, number=""),
    broken("notice_was_looked_at_or_not", RoundNotice, standing="copy"),
    broken("notice_is_entered_by_another", RoundNotice, decided_by=F("entered_by")),
    twice("scoring_roundnotice_proceeding_id_key", RoundNotice, proceeding=ANOTHER),
    *below_zero(SelfAssessment, "working_day"),
    twice("scoring_headstatement_card_id_key", HeadStatement, card=ANOTHER),
    broken("statement_says_something", HeadStatement, text=""),
    twice("one_file_a_neighbour_and_month", NeighbourMonth, month=APRIL),
    broken("neighbour_tells_of_a_month", NeighbourMonth, month=NOT_A_MONTH),
    broken("neighbours_file_has_a_hash", NeighbourMonth, sha256="x"),
    *below_zero(NeighbourMonth, "size"),
    broken("own_card_is_confirmed_by_somebody", OwnCard, confirmed_by=None),
    broken("own_card_is_confirmed_in_time", OwnCard, confirmed_at=NOON + timedelta(seconds=1)),
    broken("own_card_waits_for_its_office", OwnCard, published_at=NOON - timedelta(seconds=1)),
    twice("one_finding_a_line", OwnCardVerdict, criterion_code="T2"),
    broken("contested_line_says_why", OwnCardVerdict, is_contested=True),
    twice("scoring_selfassessment_card_id_key", SelfAssessment, card=ANOTHER),
    twice("line_is_self_assessed_once", SelfAssessedLine, criterion_code="K"),
    broken("self_assessed_points_are_not_negative", SelfAssessedLine, points=-1),
    broken("self_assessed_line_has_evidence", SelfAssessedLine, text=""),
    twice("file_is_of_one_appeal", AppealFile, file=ANOTHER),
    broken("schedule_of_rounds_says_who_and_why", RoundSchedule, set_by=ANOTHER, set_at=NOON),
    twice("one_appeal_a_line", Appeal, criterion_code="K"),
    broken("appeal_says_why", Appeal, text=""),
    broken("ruling_is_answered_by_somebody", Appeal, ruling="rejected"),
    broken("only_what_is_granted_gives_points", Appeal, points_after=1),
    broken(
        "nobody_rules_on_their_own_appeal",
        Appeal,
        given=RULED | {"criterion_code": "K2"},
        ruled_by=F("made_by"),
    ),
    broken("correction_of_a_card_says_why", RoundCorrection, reason=""),
    broken("confirmed_correction_keeps_the_card", RoundCorrection, confirmed_at=NOON),
    broken(
        "correction_takes_two_persons",
        RoundCorrection,
        given=CONFIRMED,
        confirmed_by=F("proposed_by"),
    ),
    broken("override_says_why", LineOverride, reason=""),
    broken("overridden_points_are_not_negative", LineOverride, points=-1),
    twice(
        "scoring_lineoverride_appeal_id_key", LineOverride, given={"appeal": ANOTHER}, appeal=None
    ),
    # What is checked again
    broken("draw_is_for_a_month", PublicDraw, month=NOT_A_MONTH),
    broken("draw_has_a_name", PublicDraw, name=""),
    broken("draw_is_named_beforehand", PublicDraw, drawn_on=NOON.date()),
    broken("result_is_entered_by_somebody", PublicDraw, result="04217"),
    broken("confirmed_draw_has_its_root", PublicDraw, root="0" * 64),
    broken(
        "draw_takes_two_persons",
        PublicDraw,
        given=DRAWN | {"month": APRIL},
        entered_by=F("confirmed_by"),
    ),
    twice("scoring_publicdraw_month_key", PublicDraw, month=APRIL),
    broken("recheck_is_said_by_somebody", RecheckedCard, words="Đã đọc"),
    broken("only_what_differs_names_lines", RecheckedCard, codes=["F1"]),
    *below_zero(RecheckedCard, "place"),
    twice("one_card_a_place", RecheckedCard, besides={"card": ANOTHER}, place=7),
    twice("scoring_recheckedcard_card_id_key", RecheckedCard, besides={"place": 7}, card=ANOTHER),
    broken("dossier_is_made_or_failed", AuditDossier, sha256="0" * 64),
    twice("dossier_is_ordered_once", AuditDossier, failure="Hết hạn"),
    # What persons enter and find
    broken("fact_is_of_a_month", FactEntry, month=NOT_A_MONTH),
    broken("fact_is_not_negative", FactEntry, value=-1),
    broken("fact_names_its_source", FactEntry, source=""),
    *below_zero(FactEntry, "cases"),
    twice("fact_is_entered_once", FactEntry, measure="khac"),
    broken("penalty_takes_two_persons", PenaltyConfirmation, entered_by=F("confirmed_by")),
    broken("confirmed_penalty_has_its_file", PenaltyConfirmation, file=None),
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
        "new_graphics",
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
    "scoring_roundschedule.set_by_id": {"reason": "Tết", "set_at": NOON},
    "scoring_appeal.ruled_by_id": RULED,
    "scoring_publicdraw.entered_by_id": ENTERED,
    "scoring_publicdraw.confirmed_by_id": DRAWN,
    "scoring_recheckedcard.checked_by_id": CHECKED,
    "scoring_roundcorrection.confirmed_by_id": CONFIRMED,
}
