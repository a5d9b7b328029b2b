"""What the office of a board registers with Wagtail."""

from __future__ import annotations

from typing import Any

from django.templatetags.static import static
from django.urls import URLPattern
from django.utils.html import format_html
from django.utils.safestring import SafeString
from django.utils.translation import gettext_lazy as _
from wagtail import hooks
from wagtail.log_actions import LogActionRegistry

from portals.admin_kit import desk_menu
from portals.admin_kit.desk_menu import DeskEntry, MenuTheme, on_a_board, with_post

from .desk.urls import desk

desk_menu.register(
    DeskEntry(
        "own-board", _("Your board"), "own_board", MenuTheme.BOARD, on_a_board, "group", order=10
    )
)
desk_menu.register(
    DeskEntry(
        "boards-below", _("Boards below"), "boards", MenuTheme.BOARD,
        with_post(lambda post: post.oversees and post.decides), "site", order=20,
        counts=frozenset({"staffing"}),
    )
)  # fmt: skip


@hooks.register("register_admin_urls")
def addresses() -> list[URLPattern]:
    return desk


@hooks.register("insert_global_admin_css")
def style() -> SafeString:
    return format_html('<link rel="stylesheet" href="{}">', static("portals/boards/office.css"))


@hooks.register("register_log_actions")
def name_log_actions(actions: LogActionRegistry) -> None:
    named: list[tuple[str, Any, Any]] = [
        ("appoint", _("Appoint"), _("Appointed to the board")),
        ("end_post", _("End a post"), _("Post ended")),
        ("change_position", _("Change the position"), _("Position changed")),
        ("correct_term", _("Correct a term"), _("Term corrected")),
        ("delegate", _("Delegate"), _("Delegated by the head")),
        ("end_delegation", _("Take a delegation back"), _("Delegation taken back")),
        ("declare_away", _("Note an absence"), _("Absence noted")),
        ("end_absence", _("End an absence"), _("Absence ended")),
        ("grant_waiver", _("Grant a waiver"), _("Waiver granted")),
        ("revoke_waiver", _("Revoke a waiver"), _("Waiver revoked")),
        ("set_silent_hours", _("Set the hours"), _("Hours for the deputy set")),
        ("enrol", _("Make an account"), _("Account made")),
        ("correct_account", _("Correct an account"), _("Account corrected before anybody came in")),
        ("seat_again", _("Seat a head again"), _("Head seated again by the operator")),
        ("invite", _("Invite"), _("Invited to set a password")),
        ("redeem", _("Accept an invitation"), _("Invitation accepted")),
        ("export", _("Export"), _("List exported")),
    ]
    for action, label, message in named:
        actions.register_action(f"boards.{action}", label, message)
