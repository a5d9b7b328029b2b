"""Addresses of recalls and their certificates on the admin host."""

from django.urls import path

from .views import certificates, recalls

app_name = "proof"
urlpatterns = [
    path("luot-go/", recalls.RecallList.as_view(), name="recalls"),
    path("luot-go/<int:recall_id>/", recalls.RecallPage.as_view(), name="recall"),
    path(
        "luot-go/<int:recall_id>/tien-do/",
        recalls.RecallProgress.as_view(),
        name="recall_progress",
    ),
    path("luot-go/<int:recall_id>/hoi-lai/", recalls.ask_again_now, name="ask_again"),
    path("luot-go/<int:recall_id>/xac-nhan.pdf", certificates.as_pdf, name="certificate_pdf"),
    path("luot-go/<int:recall_id>/xac-nhan.csv", certificates.as_csv, name="certificate_csv"),
    path("luot-go/<int:recall_id>/xac-nhan.json", certificates.as_json, name="certificate_json"),
]
