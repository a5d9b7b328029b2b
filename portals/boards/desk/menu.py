"""The way to the board, or to all boards below, in the menu."""

from __future__ import annotations

from django.http import HttpRequest
from django.urls import reverse_lazy
from django.utils.translation import gettext_lazy as _
from wagtail.admin.menu import MenuItem

from portals.admin_kit.current import portals_of_request


class BoardsMenuItem(MenuItem):
    def is_shown(self, request: HttpRequest) -> bool:
        return bool(portals_of_request(request))


def boards_menu_item() -> MenuItem:
    return BoardsMenuItem(
        _("Editorial board"), reverse_lazy("boards"), name="boards", icon_name="group", order=300
    )
