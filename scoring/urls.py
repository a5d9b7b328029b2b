"""Addresses of this floor on the admin host."""

from django.urls import path

from .views import league, rounds, rubrics, scorecards

app_name = "scoring"
urlpatterns = [
    path("bang-xep-hang/", league.League.as_view(), name="league"),
    path(
        "phieu-cham-diem/<int:scorecard_id>/",
        scorecards.ScorecardPage.as_view(),
        name="scorecard",
    ),
    path("bo-tieu-chi/", rubrics.RubricList.as_view(), name="rubrics"),
    path("bo-tieu-chi/<int:rubric_id>/", rubrics.RubricPage.as_view(), name="rubric"),
    path("ky-cham-diem/cham/", rounds.score, name="score"),
    path("ky-cham-diem/<int:round_id>/chot/", rounds.close, name="close_round"),
    path("ky-cham-diem/<int:round_id>/cong-bo/", rounds.publish, name="publish_round"),
]
