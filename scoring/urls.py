"""Addresses of this floor on the admin host."""

from django.urls import path

from .views import assessing, editing, faults, league, line_facts, rounds, rubrics, scorecards

app_name = "scoring"
urlpatterns = [
    path("bang-xep-hang/", league.League.as_view(), name="league"),
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
    path("tham-dinh/<str:month>/<int:portal_id>/", assessing.Assess.as_view(), name="assess"),
    path("can-sua/", faults.Faults.as_view(), name="faults"),
    path("can-sua/<int:portal_id>/", faults.Faults.as_view(), name="faults_of"),
    path("khong-ap-dung/", assessing.Exemptions.as_view(), name="exemptions"),
    path(
        "khong-ap-dung/<int:exemption_id>/thoi/",
        assessing.EndExemption.as_view(),
        name="end_exemption",
    ),
    path("ky-cham-diem/cham/", rounds.score, name="score"),
    path("ky-cham-diem/<int:round_id>/do-lai/", rounds.measure_again, name="measure_again"),
    path("ky-cham-diem/<int:round_id>/chot/", rounds.close, name="close_round"),
    path("ky-cham-diem/<int:round_id>/cong-bo/", rounds.publish, name="publish_round"),
]
