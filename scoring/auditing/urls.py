"""Addresses of the auditors' pages, and their opening for auditors: nobody else's pages are."""

from __future__ import annotations

from django.urls import path
from django.utils.translation import gettext_lazy as _

from portals.auditors.open_pages import AuditorsPage, register

from .views import cards, dossiers, months, own_card, trail

urlpatterns = [
    path("kiem-tra/", months.AuditStart.as_view(), name="audit"),
    path("kiem-tra/dau-vet/", trail.AuditTrail.as_view(), name="audit_trail"),
    path("kiem-tra/so-sanh/", months.CompareMonths.as_view(), name="audit_compare"),
    path("kiem-tra/thang/<str:month>/", months.AuditMonth.as_view(), name="audit_month"),
    path("kiem-tra/phieu/<int:scorecard_id>/", cards.AuditCard.as_view(), name="audit_card"),
    path(
        "kiem-tra/phieu/<int:scorecard_id>/xac-nhan/",
        own_card.ConfirmOwnCard.as_view(),
        name="audit_own_card",
    ),
    path(
        "kiem-tra/phieu/<int:scorecard_id>/so-lieu-goc/<str:code>/",
        cards.AuditLine.as_view(),
        name="audit_line",
    ),
    path(
        "kiem-tra/phieu/<int:scorecard_id>/bai/<int:story_id>/",
        cards.AuditEvidence.as_view(),
        name="audit_evidence",
    ),
    path(
        "kiem-tra/phieu/<int:scorecard_id>/tep/<int:document_id>/",
        cards.AuditFile.as_view(),
        name="audit_file",
    ),
    path(
        "kiem-tra/ky/<int:proceeding_id>/thong-bao/",
        cards.AuditNotice.as_view(),
        name="audit_notice",
    ),
    path("kiem-tra/ho-so/", dossiers.AuditDossiers.as_view(), name="audit_dossiers"),
    path(
        "kiem-tra/ho-so/<int:dossier_id>/",
        dossiers.AuditDossierFile.as_view(),
        name="audit_dossier_file",
    ),
]


def open_pages() -> None:
    """Open these pages for auditors; called once, from `ready()`. They begin at the first."""
    for name, label in (
        ("audit", _("Start of the audit")),
        ("audit_trail", _("Trail of scores")),
        ("audit_compare", _("Compare two months")),
        ("audit_month", _("Scores of a month")),
        ("audit_card", _("Scorecard")),
        ("audit_line", _("Facts as measured")),
        ("audit_evidence", _("Evidence as it stood")),
        ("audit_file", _("File that was given with a scorecard")),
        ("audit_notice", _("Signed notice of a month")),
        ("audit_dossier_file", _("Dossier taken away")),
    ):
        register(AuditorsPage(f"scoring:{name}", label))
    register(
        AuditorsPage("scoring:audit_own_card", _("The province's own scorecard"), takes_orders=True)
    )
    register(AuditorsPage("scoring:audit_dossiers", _("Dossiers"), takes_orders=True))
