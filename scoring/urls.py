"""Addresses of this floor on the admin host."""

from django.urls import path

from .auditing import urls as auditing
from .views import (
    assessing,
    course,
    editing,
    exemptions,
    faults,
    forecast,
    judging,
    league,
    line_facts,
    neighbours,
    notices,
    packs,
    public_scores,
    registers,
    rounds,
    rubrics,
    rulings,
    schedules,
    scorecards,
    scorers,
    self_assessing,
    trials,
    years,
)  # fmt: skip

app_name = "scoring"
urlpatterns = [
    path("bang-xep-hang/", league.League.as_view(), name="league"),
    path("bang-xep-hang/nam/", years.YearTable.as_view(), name="year"),
    path(
        "phieu-cham-diem/<int:scorecard_id>/",
        scorecards.ScorecardPage.as_view(),
        name="scorecard",
    ),
    path(
        "phieu-cham-diem/<int:scorecard_id>/so-lieu-goc/<str:code>/",
        line_facts.LineFactsList.as_view(),
        name="line_facts",
    ),
    path("bo-tieu-chi/", rubrics.RubricList.as_view(), name="rubrics"),
    path("bo-tieu-chi/<int:rubric_id>/", rubrics.RubricPage.as_view(), name="rubric"),
    path(
        "bo-tieu-chi/<int:rubric_id>/ban-moi/", rubrics.NextVersion.as_view(), name="next_version"
    ),
    path(
        "bo-tieu-chi/<int:rubric_id>/quyet-dinh/",
        rubrics.DecisionFile.as_view(),
        name="decision_file",
    ),
    path("bo-tieu-chi/<int:rubric_id>/sua/", editing.EditFrame.as_view(), name="edit_rubric"),
    path(
        "bo-tieu-chi/<int:rubric_id>/tieu-chi/",
        editing.EditCriterion.as_view(),
        name="new_criterion",
    ),
    path(
        "bo-tieu-chi/<int:rubric_id>/tieu-chi/<str:code>/",
        editing.EditCriterion.as_view(),
        name="edit_criterion",
    ),
    path(
        "bo-tieu-chi/<int:rubric_id>/cong-tru/",
        editing.EditAdjustment.as_view(),
        name="new_adjustment",
    ),
    path(
        "bo-tieu-chi/<int:rubric_id>/cong-tru/<str:code>/",
        editing.EditAdjustment.as_view(),
        name="edit_adjustment",
    ),
    path("bo-tieu-chi/<int:rubric_id>/thu/", editing.TryOut.as_view(), name="previews"),
    path("bo-tieu-chi/thu/<int:preview_id>/", editing.PreviewPage.as_view(), name="preview"),
    path("tham-dinh/", assessing.AssessList.as_view(), name="assess_list"),
    path(
        "tham-dinh/<str:month>/tieu-chi/<str:code>/",
        judging.JudgeCriterion.as_view(),
        name="judge_criterion",
    ),
    path(
        "tham-dinh/<str:month>/nhap-bang/",
        registers.EnterRegister.as_view(),
        name="enter_register",
    ),
    path("tham-dinh/<str:month>/<int:portal_id>/", assessing.Assess.as_view(), name="assess"),
    path("diem-tam-tinh/", forecast.ForecastPage.as_view(), name="forecast"),
    path("diem-tam-tinh/<int:portal_id>/", forecast.ForecastPage.as_view(), name="forecast_of"),
    path(
        "diem-tru/<int:entry_id>/xac-nhan/",
        rulings.ConfirmPenalty.as_view(),
        name="confirm_penalty",
    ),
    path("can-sua/", faults.Faults.as_view(), name="faults"),
    path("can-sua/<int:portal_id>/", faults.Faults.as_view(), name="faults_of"),
    path("khong-ap-dung/", exemptions.Exemptions.as_view(), name="exemptions"),
    path(
        "khong-ap-dung/<int:exemption_id>/thoi/",
        exemptions.EndExemption.as_view(),
        name="end_exemption",
    ),
    path("ky-cham-diem/cham/", rounds.score, name="score"),
    path("ky-cham-diem/<int:round_id>/do-lai/", rounds.measure_again, name="measure_again"),
    path("tu-cham/", self_assessing.SelfAssessments.as_view(), name="self_assessments"),
    path("tu-cham/<int:scorecard_id>/", self_assessing.SelfAssess.as_view(), name="self_assess"),
    path(
        "phieu-cham-diem/<int:scorecard_id>/xem-xet-lai/<str:code>/",
        self_assessing.AskForReview.as_view(),
        name="appeal",
    ),
    path(
        "phieu-cham-diem/<int:scorecard_id>/loi-nguoi-dung-dau/",
        self_assessing.StateBeside.as_view(),
        name="state_beside",
    ),
    path(
        "phieu-cham-diem/<int:scorecard_id>/tep/<int:document_id>/",
        self_assessing.EvidenceFile.as_view(),
        name="evidence_file",
    ),
    path(
        "phieu-cham-diem/<int:scorecard_id>/dieu-chinh/<str:code>/",
        rulings.Override.as_view(),
        name="override",
    ),
    path(
        "phieu-cham-diem/<int:scorecard_id>/dinh-chinh/",
        rulings.ProposeCorrection.as_view(),
        name="propose_correction",
    ),
    path(
        "phieu-cham-diem/dinh-chinh/<int:correction_id>/",
        rulings.CardCorrection.as_view(),
        name="correction",
    ),
    path("xem-xet-lai/<int:appeal_id>/", rulings.Rule.as_view(), name="rule"),
    path("ky-cham/", course.Proceedings.as_view(), name="proceedings"),
    path("minh-chung/", packs.Packs.as_view(), name="packs"),
    path("minh-chung/<int:pack_id>.<str:form>", packs.PackFile.as_view(), name="pack_file"),
    path("ky-cham/lich/", schedules.Schedules.as_view(), name="schedules"),
    path("lien-tinh/", neighbours.ProvincesSideBySide.as_view(), name="provinces"),
    path("ky-cham/cham-thu/", trials.TrialMonths.as_view(), name="trials"),
    path(
        "ky-cham/cham-thu/<str:month>/bo/", trials.TakeTrialBack.as_view(), name="take_trial_back"
    ),
    path("ky-cham/don-vi-cham/", scorers.Scorers.as_view(), name="scorers"),
    path("ky-cham/<str:month>/boc-tham/", scorers.NameDraw.as_view(), name="name_draw"),
    path("ky-cham/<str:month>/ket-qua/", scorers.EnterDraw.as_view(), name="enter_draw"),
    path("phuc-tra/<int:scorecard_id>/", scorers.Recheck.as_view(), name="recheck"),
    path("ky-cham/<int:proceeding_id>/", course.ProceedingPage.as_view(), name="proceeding"),
    path("ky-cham/<int:proceeding_id>/tham-dinh/", course.Verify.as_view(), name="verify"),
    path("ky-cham/<int:proceeding_id>/chot/", course.Decide.as_view(), name="decide"),
    path(
        "ky-cham/<int:proceeding_id>/thong-bao/",
        course.EnterNotice.as_view(),
        name="enter_notice",
    ),
    path(
        "ky-cham/<int:proceeding_id>/thong-bao/tep/",
        course.NoticeFile.as_view(),
        name="notice_file",
    ),
    path(
        "ky-cham/<int:proceeding_id>/thong-bao/de-ky.<str:form>",
        notices.NoticeToSign.as_view(),
        name="notice_to_sign",
    ),
    path("cong-khai-diem/", public_scores.ShowScores.as_view(), name="public_scores"),
    path("ky-cham/<int:proceeding_id>/gia-han/", course.ExtendStep.as_view(), name="extend"),
    *auditing.urlpatterns,
]
