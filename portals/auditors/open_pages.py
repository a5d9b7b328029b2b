"""The pages that auditors open. All others of the admin host are closed to them, those of a later version included."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Collection

    from django_stubs_ext import StrOrPromise

# Their own account, and the way in and out.
OWN_ACCOUNT = frozenset(
    {
        "wagtailadmin_account",
        "wagtailadmin_logout",
        "wagtailadmin_dismissibles",
        "wagtailadmin_sprite",
        "wagtailadmin_javascript_catalog",
        "wagtailadmin_login",
        "wagtailadmin_password_reset",
        "wagtailadmin_password_reset_done",
        "wagtailadmin_password_reset_confirm",
        "wagtailadmin_password_reset_complete",
        "usersessions_list",
    }
)
OF_THE_DOOR = ("account_", "mfa_", "invitation_")
# How the desk is used, which holds nothing of anybody.
HANDBOOK = "handbook_"
HOME = "wagtailadmin_home"


@dataclass(frozen=True)
class AuditorsPage:
    """A page by the name of its address. `takes_orders`: they may also send its form, which changes nothing scored."""

    name: str
    label: StrOrPromise
    takes_orders: bool = False


_pages: dict[str, AuditorsPage] = {}


def register(page: AuditorsPage) -> None:
    """Open a page for auditors; called once, from an app's `ready()`. The first is where they begin."""
    if page.name in _pages:
        raise ValueError(f"Registered twice: {page.name}")
    _pages[page.name] = page


def pages() -> Collection[AuditorsPage]:
    return _pages.values()


def page_called(name: str) -> AuditorsPage | None:
    return _pages.get(name)


def first_page() -> AuditorsPage | None:
    return next(iter(_pages.values()), None)


def is_of_the_account(name: str) -> bool:
    """Whether the page is one on which everybody looks after their own account, or reads how the desk is used."""
    return name in OWN_ACCOUNT or name.startswith((*OF_THE_DOOR, HANDBOOK))
