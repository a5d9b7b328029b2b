"""Under which few words the desk's menu stands, by what a person works as on the portal they work on now."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from django.utils.translation import pgettext_lazy

from portals.admin_kit.current import current_portal, portals_of_request
from portals.admin_kit.desk_menu import MenuTheme, current_post
from portals.boards.enums import STANDING_EDITORS, Position
from portals.tiers import INSTALL_TIER

if TYPE_CHECKING:
    from django.http import HttpRequest
    from django_stubs_ext import StrOrPromise


@dataclass(frozen=True, slots=True)
class MenuHeading:
    """A word of the menu and the themes below it, in their order."""

    name: str
    label: StrOrPromise
    icon: str
    themes: tuple[MenuTheme, ...]


_TODO = MenuHeading("desk-todo", pgettext_lazy("menu", "To do"), "tasks", (MenuTheme.TODO,))
_REVIEW = MenuHeading(
    "desk-review",
    pgettext_lazy("menu", "Approve"),
    "check",
    (MenuTheme.REVIEW, MenuTheme.WRITING, MenuTheme.TEXTS),
)
_TEXTS = MenuHeading(
    "desk-texts",
    pgettext_lazy("menu", "Texts"),
    "doc-full",
    (MenuTheme.REVIEW, MenuTheme.WRITING, MenuTheme.TEXTS),
)
_FROM_ABOVE = MenuHeading(
    "desk-received", pgettext_lazy("menu", "From above"), "download", (MenuTheme.RECEIVING,)
)
_SCORES = MenuHeading(
    "desk-scores", pgettext_lazy("menu", "Points and faults"), "list-ol", (MenuTheme.SCORES,)
)
_BOARD = MenuHeading("desk-board", pgettext_lazy("menu", "Board"), "group", (MenuTheme.BOARD,))
_MORE = MenuHeading("desk-more", pgettext_lazy("menu", "More"), "dots-horizontal", ())

type Headings = tuple[MenuHeading, ...]

# The last heading of each takes what no other names, so that nothing registered is out of reach.
AUDITOR: Headings = (
    MenuHeading(
        "audit-months", pgettext_lazy("menu", "Published months"), "list-ol",
        (MenuTheme.AUDITED_MONTHS,),
    ),
    MenuHeading("audit-dossiers", pgettext_lazy("menu", "Dossiers"), "folder", (MenuTheme.AUDIT_DOSSIERS,)),
    MenuHeading("audit-trail", pgettext_lazy("menu", "Trail"), "history", (MenuTheme.AUDIT_TRAIL,)),
)  # fmt: skip
EDITOR: Headings = (
    _TODO,
    MenuHeading("desk-write", pgettext_lazy("menu", "Write"), "edit", (MenuTheme.WRITING,)),
    MenuHeading(
        "desk-texts",
        pgettext_lazy("menu", "My texts"),
        "doc-full",
        (MenuTheme.TEXTS, MenuTheme.REVIEW),
    ),
    _FROM_ABOVE,
    _SCORES,
    _MORE,
)
HEAD: Headings = (
    _TODO,
    _REVIEW,
    _FROM_ABOVE,
    _SCORES,
    _BOARD,
    MenuHeading("desk-portal", pgettext_lazy("menu", "Portal"), "site", ()),
)
SECRETARY: Headings = (
    _TODO,
    MenuHeading("desk-send", pgettext_lazy("menu", "Send"), "upload", (MenuTheme.SENDING,)),
    MenuHeading(
        "desk-received", pgettext_lazy("menu", "Receive"), "download",
        (MenuTheme.RECEIVING, MenuTheme.CITIZENS),
    ),
    _TEXTS,
    MenuHeading(
        "desk-board", pgettext_lazy("menu", "Board"), "group",
        (MenuTheme.BOARD, MenuTheme.OVERSEEN, MenuTheme.SCORING, MenuTheme.SCORES),
    ),
    MenuHeading("desk-settings", pgettext_lazy("menu", "Settings"), "cogs", ()),
)  # fmt: skip
SCORER: Headings = (
    _TODO,
    MenuHeading(
        "desk-scoring", pgettext_lazy("menu", "Score"), "clipboard-list", (MenuTheme.SCORING,)
    ),
    MenuHeading("desk-scores", pgettext_lazy("menu", "League"), "list-ol", (MenuTheme.SCORES,)),
    MenuHeading(
        "desk-board",
        pgettext_lazy("menu", "Boards below"),
        "group",
        (MenuTheme.BOARD, MenuTheme.OVERSEEN),
    ),
    MenuHeading(
        "desk-send",
        pgettext_lazy("menu", "Send"),
        "upload",
        (MenuTheme.SENDING, MenuTheme.RECEIVING),
    ),
    _TEXTS,
    _MORE,
)
PROVINCE_HEAD: Headings = (
    _TODO,
    MenuHeading("desk-review", pgettext_lazy("menu", "To sign"), "check", (MenuTheme.REVIEW,)),
    MenuHeading(
        "desk-province", pgettext_lazy("menu", "Whole province"), "globe",
        (MenuTheme.OVERSEEN, MenuTheme.SCORING, MenuTheme.SCORES),
    ),
    MenuHeading(
        "desk-send", pgettext_lazy("menu", "Send and recall"), "upload",
        (MenuTheme.SENDING, MenuTheme.RECEIVING),
    ),
    _BOARD,
    MenuHeading("desk-watch", pgettext_lazy("menu", "Watch"), "view", (MenuTheme.WATCH,)),
    MenuHeading(
        "desk-texts", pgettext_lazy("menu", "Texts"), "doc-full",
        (MenuTheme.WRITING, MenuTheme.TEXTS),
    ),
    _MORE,
)  # fmt: skip
ALL_HEADINGS = (AUDITOR, EDITOR, HEAD, SECRETARY, SCORER, PROVINCE_HEAD)


def headings_for(request: HttpRequest) -> Headings:
    """The words under which the person's menu stands. One query, which the entries ask anyway."""
    if not portals_of_request(request):
        return AUDITOR
    post, portal = current_post(request), current_portal(request)
    if post is None or portal is None or post.position not in STANDING_EDITORS:
        return EDITOR
    if not post.oversees:
        return HEAD
    if post.position == Position.SECRETARY:
        return SECRETARY
    return PROVINCE_HEAD if portal.tier_id == INSTALL_TIER else SCORER


def works_on_the_province(request: HttpRequest) -> bool:
    """Whether the portal in hand is the province's own, whose board keeps the tree of pages."""
    portal = current_portal(request)
    return portal is not None and portal.tier_id == INSTALL_TIER
