"""The entries of the desk's menu: each room registers its own, with the theme under which it belongs.

Which themes stand together under which heading hangs on what a person works as; that is said in one place, above the
rooms (`editorial/desk/headings.py`).
"""

from __future__ import annotations

from collections.abc import Callable, Collection
from dataclasses import dataclass
from enum import StrEnum
from typing import TYPE_CHECKING

from django.urls import reverse

from portals.boards.models import User

from .current import current_portal, portals_of_request, works_as
from .held_posts import HeldPost, held_posts

if TYPE_CHECKING:
    from django.http import HttpRequest
    from django_stubs_ext import StrOrPromise

    from portals.boards.enums import Position

type EntryRule = Callable[["HttpRequest"], bool]


class MenuTheme(StrEnum):
    """What an entry is about. A heading of the menu holds one theme or several."""

    TODO = "todo"
    WRITING = "writing"
    REVIEW = "review"
    TEXTS = "texts"
    RECEIVING = "receiving"
    SENDING = "sending"
    SCORES = "scores"
    SCORING = "scoring"
    OVERSEEN = "overseen"
    BOARD = "board"
    CITIZENS = "citizens"
    OFFICE = "office"
    PORTAL = "portal"
    WATCH = "watch"
    SETTINGS = "settings"
    # Of auditors, who sit on no board.
    AUDITED_MONTHS = "audited months"
    AUDIT_DOSSIERS = "dossiers"
    AUDIT_TRAIL = "trail"


@dataclass(frozen=True, slots=True)
class DeskEntry:
    """A way to the page at the address named `url_name`, which takes no arguments.

    `shown` is exactly the rule by which that page opens, for the portal that the person works on now: an entry that
    leads to a refusal is worse than none. `counts` are the kinds of the inbox whose things the entry leads to; how
    many of them wait stands behind its label.
    """

    name: str
    label: StrOrPromise
    url_name: str
    theme: MenuTheme
    shown: EntryRule
    icon: str
    order: int = 100
    counts: frozenset[str] = frozenset()

    @property
    def url(self) -> str:
        return reverse(self.url_name)


_entries: dict[str, DeskEntry] = {}


def register(entry: DeskEntry) -> None:
    """Add an entry; called once, where the room registers its addresses."""
    if entry.name in _entries:
        raise ValueError(f"Registered twice: {entry.name}")
    _entries[entry.name] = entry


def menu_entries() -> Collection[DeskEntry]:
    return _entries.values()


def on_a_board(request: HttpRequest) -> bool:
    """Whether the person holds any post."""
    return bool(portals_of_request(request))


def holding(positions: frozenset[Position], *, tier: str | None = None) -> EntryRule:
    """The rule that the post on the current portal (of `tier`, if given) is among `positions`."""
    return lambda request: works_as(request, positions, tier=tier)


def with_post(needs: Callable[[HeldPost], bool]) -> EntryRule:
    """The rule that `needs` accepts the post on the current portal. One query a request, for all such rules."""

    def is_shown(request: HttpRequest) -> bool:
        post = current_post(request)
        return post is not None and needs(post)

    return is_shown


def current_post(request: HttpRequest) -> HeldPost | None:
    """The post on the portal that the person works on now."""
    portal = current_portal(request)
    if portal is None or not isinstance(request.user, User):
        return None
    return next((post for post in held_posts(request.user) if post.portal_id == portal.pk), None)
