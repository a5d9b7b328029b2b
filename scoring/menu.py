"""What this floor puts into the desk's menu."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from portals.admin_kit.current import portals_of_request
from portals.admin_kit.desk_menu import DeskEntry, MenuTheme, on_a_board, register, with_post
from portals.admin_kit.held_posts import HeldPost
from portals.admin_kit.pages import person
from portals.auditors.queries import audits_of

if TYPE_CHECKING:
    from django.http import HttpRequest


def audits(request: HttpRequest) -> bool:
    """Whether the person is on an auditing team, and so on no board."""
    return not portals_of_request(request) and bool(audits_of(person(request), timezone.now()))


def scores_others(post: HeldPost) -> bool:
    """Whether a post is one from which the portals below are scored."""
    return post.oversees and post.decides


ENTRIES = (
    DeskEntry(
        "faults", _("To mend"), "scoring:faults", MenuTheme.SCORES, on_a_board, "warning", order=10
    ),
    DeskEntry(
        "forecast", _("Forecast"), "scoring:forecast", MenuTheme.SCORES, on_a_board, "calendar-check",
        order=20,
    ),
    DeskEntry(
        "league", _("League"), "scoring:league", MenuTheme.SCORES, on_a_board, "list-ol", order=30
    ),
    DeskEntry(
        "self-assessments", _("Self-assessment"), "scoring:self_assessments", MenuTheme.SCORES,
        with_post(lambda post: post.is_overseen and post.decides), "check", order=40,
        counts=frozenset({"self-assessment"}),
    ),
    DeskEntry(
        "rubrics", _("Rubrics"), "scoring:rubrics", MenuTheme.SCORES, on_a_board, "tasks", order=50
    ),
    DeskEntry(
        "assess", _("Assess portals"), "scoring:assess_list", MenuTheme.SCORING,
        with_post(scores_others), "clipboard-list", order=10,
        counts=frozenset({"verification", "penalty"}),
    ),
    DeskEntry(
        "proceedings", _("Scoring rounds"), "scoring:proceedings", MenuTheme.SCORING,
        with_post(scores_others), "calendar-check", order=20,
        counts=frozenset({"review-request", "round-decision", "round-notice"}),
    ),
    DeskEntry(
        "audit-months", _("Start of the audit"), "scoring:audit", MenuTheme.AUDITED_MONTHS, audits,
        "list-ol",
    ),
    DeskEntry(
        "audit-dossiers", _("Dossiers"), "scoring:audit_dossiers", MenuTheme.AUDIT_DOSSIERS, audits,
        "folder",
    ),
    DeskEntry(
        "audit-trail", _("Trail of scores"), "scoring:audit_trail", MenuTheme.AUDIT_TRAIL, audits,
        "history",
    ),
)  # fmt: skip


def register_menu_of_scoring() -> None:
    """Called once, where this floor registers its addresses."""
    for entry in ENTRIES:
        register(entry)
