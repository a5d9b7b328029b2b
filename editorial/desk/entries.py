"""What this floor puts into the desk's menu."""

from __future__ import annotations

from django.utils.translation import gettext_lazy as _

from portals.admin_kit.desk_menu import (
    DeskEntry,
    MenuTheme,
    holding,
    on_a_board,
    register,
    with_post,
)
from portals.boards.enums import EDITORS, STANDING_EDITORS
from portals.tiers import INSTALL_TIER

ENTRIES = (
    DeskEntry(
        "quick-write", _("Quick write"), "quick_write", MenuTheme.WRITING, on_a_board, "edit", order=10
    ),
    DeskEntry(
        "write", _("A text of any kind"), "write", MenuTheme.WRITING, on_a_board, "doc-full", order=15
    ),
    DeskEntry(
        "post-bulletin", _("Bulletin"), "post_bulletin", MenuTheme.WRITING, on_a_board, "media",
        order=20,
    ),
    DeskEntry(
        "sheets-of-portal", _("Publish from a sheet"), "sheets", MenuTheme.WRITING, on_a_board,
        "table", order=30,
    ),
    DeskEntry(
        "review", _("Texts under review"), "review_list", MenuTheme.REVIEW, holding(EDITORS), "check",
        order=10, counts=frozenset({"review"}),
    ),
    DeskEntry(
        "checks", _("Checks after publication"), "later_check_list", MenuTheme.REVIEW,
        holding(STANDING_EDITORS), "glasses", order=20, counts=frozenset({"later-check"}),
    ),
    DeskEntry(
        "own-texts", _("Texts I work on"), "own_texts", MenuTheme.TEXTS, on_a_board, "user", order=10,
        counts=frozenset({"returned"}),
    ),
    DeskEntry(
        "stories", _("Stories on the portal"), "stories", MenuTheme.TEXTS, on_a_board, "list-ul",
        order=20,
    ),
    DeskEntry(
        "documents-of-portal", _("Official documents"), "documents", MenuTheme.TEXTS, on_a_board,
        "doc-full", order=30,
    ),
    DeskEntry(
        "reception", _("Citizen reception"), "receptions", MenuTheme.CITIZENS, on_a_board,
        "calendar-alt", order=20,
    ),
    DeskEntry(
        "drafts_for_comment", _("Comments on drafts"), "drafts_for_comment", MenuTheme.CITIZENS,
        holding(EDITORS), "comment", order=30,
    ),
    DeskEntry(
        "schedules", _("Leaders' schedule"), "schedules", MenuTheme.OFFICE, on_a_board, "calendar",
        order=10,
    ),
    DeskEntry(
        "plans", _("Plans and targets"), "plans", MenuTheme.OFFICE, on_a_board, "tasks", order=20
    ),
    DeskEntry(
        "station", _("Loudspeaker station"), "stations", MenuTheme.OFFICE, on_a_board, "media",
        order=30,
    ),
    DeskEntry("press", _("Press corner"), "press", MenuTheme.OFFICE, on_a_board, "comment", order=40),
    DeskEntry(
        "royalties", _("Royalties"), "royalties", MenuTheme.BOARD, holding(STANDING_EDITORS),
        "table", order=60, counts=frozenset({"royalty-sheet", "royalty-sheet-missing"}),
    ),
    DeskEntry(
        "own-royalties", _("My royalties"), "own_royalties", MenuTheme.BOARD, on_a_board, "user",
        order=65,
    ),
    DeskEntry(
        "royalties-below", _("Royalties of the portals below"), "royalties_of_below",
        MenuTheme.OVERSEEN, with_post(lambda post: post.decides and post.oversees), "table",
        order=90,
    ),
    DeskEntry(
        "royalty-settings", _("What royalties are paid"), "royalty_settings", MenuTheme.SETTINGS,
        holding(STANDING_EDITORS, tier=INSTALL_TIER), "cog", order=60,
    ),
    DeskEntry(
        "readership-below", _("Readership of all portals"), "readership_below", MenuTheme.OVERSEEN,
        with_post(lambda post: post.decides and post.oversees), "globe", order=95,
    ),
    DeskEntry(
        "portal-details", _("The portal's details"), "own_details", MenuTheme.PORTAL, on_a_board,
        "home", order=10, counts=frozenset({"stale"}),
    ),
    DeskEntry(
        "searched", _("What citizens looked for"), "searched_words", MenuTheme.PORTAL, on_a_board,
        "search", order=30,
    ),
    DeskEntry(
        "followers", _("Who follows by mail"), "followers", MenuTheme.PORTAL, on_a_board, "mail",
        order=40,
    ),
    DeskEntry("look", _("Look of the portal"), "looks", MenuTheme.PORTAL, on_a_board, "view", order=20),
    DeskEntry(
        "suspicions", _("Findings of the scan"), "suspicions", MenuTheme.WATCH,
        holding(STANDING_EDITORS), "warning", order=20, counts=frozenset({"suspicion"}),
    ),
    DeskEntry(
        "alterations", _("What the watch found"), "alterations", MenuTheme.WATCH,
        holding(STANDING_EDITORS), "view", order=30, counts=frozenset({"alteration"}),
    ),
)  # fmt: skip


def register_menu_of_editorial() -> None:
    """Called once, where this floor registers its addresses."""
    for entry in ENTRIES:
        register(entry)
