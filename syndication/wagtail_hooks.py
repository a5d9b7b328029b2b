"""What this floor registers with Wagtail."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from django.urls import URLPattern, URLResolver, include, path
from django.utils.translation import gettext_lazy as _
from wagtail import hooks
from wagtail.admin.widgets.button import Button
from wagtail.log_actions import LogActionRegistry
from wagtail.models import Page

from portals.admin_kit import desk_menu
from portals.admin_kit.desk_menu import DeskEntry, MenuTheme, with_post
from portals.boards.models import User

from .menu import story_acts


@hooks.register("register_admin_urls")
def addresses() -> list[URLPattern | URLResolver]:
    return [path("", include("syndication.urls"))]


for entry in (
    DeskEntry(
        "choose-stories", _("Send several stories"), "syndication:choose_stories", MenuTheme.SENDING,
        with_post(lambda post: post.oversees and post.decides), "upload", order=10,
    ),
    DeskEntry(
        "dispatches", _("Dispatches"), "syndication:dispatches", MenuTheme.SENDING,
        with_post(lambda post: post.oversees), "globe", order=20,
        counts=frozenset({"failed-delivery"}),
    ),
    DeskEntry(
        "duty", _("Duty roster"), "syndication:duty", MenuTheme.SENDING,
        with_post(lambda post: post.oversees and post.decides), "calendar", order=40,
    ),
    DeskEntry(
        "received", _("Sent by the portal above"), "syndication:received", MenuTheme.RECEIVING,
        with_post(lambda post: post.is_overseen), "download", order=10,
        counts=frozenset({"priority-story", "offers", "priority-story-editor", "offers-editor"}),
    ),
    DeskEntry(
        "rules", _("What is placed at once, and where"), "syndication:rules", MenuTheme.RECEIVING,
        with_post(lambda post: post.is_overseen and post.decides), "cogs", order=20,
    ),
    DeskEntry(
        "proposals", _("Stories sent up"), "syndication:proposals", MenuTheme.RECEIVING,
        with_post(lambda post: post.oversees or post.is_overseen), "upload", order=30,
        counts=frozenset({"proposal"}),
    ),
):  # fmt: skip
    desk_menu.register(entry)


@hooks.register("register_page_header_buttons")
def header_buttons(
    page: Page, user: User, view_name: str, next_url: str | None = None
) -> Iterator[Button]:
    for priority, (label, url, icon) in enumerate(story_acts(page, user), start=100):
        yield Button(label, url=url, icon_name=icon, priority=priority)


@hooks.register("register_page_listing_more_buttons")
def listing_buttons(page: Page, user: User, next_url: str | None = None) -> Iterator[Button]:
    return header_buttons(page, user, "index", next_url)


@hooks.register("register_log_actions")
def name_log_actions(actions: LogActionRegistry) -> None:
    named: list[tuple[str, Any, Any]] = [
        ("dispatch", _("Send to portals"), _("Sent to portals")),
        ("undo", _("Take back"), _("Taken back before it was sent")),
        ("confirm", _("Confirm"), _("Urgent sending confirmed by a second person")),
        ("refuse_urgent", _("Not confirm"), _("Urgent sending not confirmed")),
        ("renew_urgent", _("Keep on top"), _("Kept on top for another day")),
        ("end_urgent", _("Take off the top"), _("Taken off the top")),
        ("repeat", _("Try again"), _("Failed deliveries tried again")),
        ("nudge", _("Remind"), _("Boards reminded")),
        ("place", _("Place"), _("Placed by the board")),
        ("ignore", _("Leave aside"), _("Left aside by the board")),
        ("object", _("Not place"), _("Not placed by the board, with a reason")),
        ("accept_objection", _("Accept"), _("Reason for not placing accepted")),
        ("refuse_objection", _("Not accept"), _("Reason for not placing not accepted")),
        ("add_rule", _("Place at once"), _("Standing rule made")),
        ("drop_rule", _("End a rule"), _("Standing rule ended")),
        ("choose_section", _("Choose a section"), _("Section for received stories chosen")),
        ("let_editors_receive", _("Let editors take it over"), _("Editors let to take over")),
        ("stop_editors_receiving", _("Stop editors taking over"), _("Editors stopped taking over")),
        ("keep_list", _("Keep a list"), _("List of portals kept")),
        ("drop_list", _("Forget a list"), _("List of portals forgotten")),
        ("plan_duty", _("Plan duty"), _("Duty planned")),
        ("drop_duty", _("Take out of the roster"), _("Taken out of the roster")),
        ("hand_over", _("Hand over"), _("Duty handed over")),
        ("take_over", _("Take over"), _("Duty taken over")),
        ("recall", _("Recall from all portals"), _("Recalled from all portals")),
        ("ask_for_recall", _("Ask for the recall"), _("Recall asked for")),
        ("decline_recall", _("The story stays"), _("Recall declined, with a reason")),
        ("propose", _("Send up"), _("Sent up to the portal above")),
        ("republish", _("Republish"), _("Republished by a board")),
        ("take", _("Take for publication"), _("Taken by the portal above")),
        ("decline", _("Not use"), _("Not used by the portal above")),
        ("withdraw_proposal", _("Take the story back"), _("Offer taken back")),
    ]
    for action, label, message in named:
        actions.register_action(f"syndication.{action}", label, message)
