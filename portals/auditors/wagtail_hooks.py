"""What the auditors' office registers with Wagtail."""

from __future__ import annotations

from typing import Any

from django.urls import URLPattern, path
from django.utils.translation import gettext_lazy as _
from wagtail import hooks
from wagtail.log_actions import LogActionRegistry

from portals.admin_kit import desk_menu
from portals.admin_kit.desk_menu import DeskEntry, MenuTheme

from .desk import accesses, views

desk_menu.register(
    DeskEntry(
        "audits", _("Audits"), "audit_decisions", MenuTheme.WATCH, views.may_see_audits, "view",
        order=70,
    )
)  # fmt: skip


@hooks.register("register_admin_urls")
def audit_addresses() -> list[URLPattern]:
    return [
        path("doan-kiem-tra/", views.AuditDecisions.as_view(), name="audit_decisions"),
        path(
            "doan-kiem-tra/nhap/", views.EnterAuditDecision.as_view(), name="audit_decision_enter"
        ),
        path(
            "doan-kiem-tra/<int:decision_id>/",
            views.AuditDecisionPage.as_view(),
            name="audit_decision",
        ),
        path(
            "doan-kiem-tra/<int:decision_id>/quyet-dinh/",
            views.audit_decision_file,
            name="audit_decision_file",
        ),
        path(
            "doan-kiem-tra/<int:decision_id>/thu-hoi/",
            views.RevokeAuditDecision.as_view(),
            name="audit_decision_revoke",
        ),
        path(
            "doan-kiem-tra/<int:decision_id>/ai-da-xem/",
            accesses.Accesses.as_view(),
            name="audit_accesses",
        ),
        path(
            "doan-kiem-tra/nguoi/<int:auditor_id>/moi/", views.auditor_invite, name="auditor_invite"
        ),
    ]


@hooks.register("register_log_actions")
def name_log_actions(actions: LogActionRegistry) -> None:
    named: list[tuple[str, Any, Any]] = [
        ("enter", _("Enter the decision of an auditing office"), _("Auditing office let in")),
        ("order", _("Order a dossier"), _("Dossier ordered")),
        ("revoke", _("Revoke the decision of an auditing office"), _("Audit revoked")),
    ]
    for action, label, message in named:
        actions.register_action(f"auditors.{action}", label, message)
