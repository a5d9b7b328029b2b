"""What stands at the foot of the page editor: saving, submitting, and apart from them taking back."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from django.http import HttpRequest
from wagtail.admin.action_menu import ActionMenuItem

SAVE, SUBMIT, TAKE_BACK, LOCKED = (
    "action-save-draft",
    "action-submit",
    "action-cancel-workflow",
    "action-page-locked",
)


class BoardActions(ActionMenuItem):
    """All that a board may do with the text, each in sight: in a menu, the only way to submit would be hidden."""

    name = "board-actions"
    template_name = "editorial/editor/board_actions.html"

    def __init__(self, names: frozenset[str]) -> None:
        super().__init__(order=0)
        self.names = names

    def get_context_data(self, parent_context: Mapping[str, Any]) -> dict[str, Any]:
        context: dict[str, Any] = super().get_context_data(parent_context)
        return context | {
            "saves": SAVE in self.names,
            "submits": SUBMIT in self.names,
            "takes_back": TAKE_BACK in self.names,
            "is_locked": LOCKED in self.names,
            "is_revision": context["view"] == "revisions_revert",
        }


def keep_board_actions(menu_items: list[Any], request: HttpRequest, context: Any) -> None:
    """Leave saving, submitting and taking back; publishing is a review, withdrawing a page of ours."""
    if request.user.is_superuser:
        return
    names = frozenset(item.name for item in menu_items) & {SAVE, SUBMIT, TAKE_BACK, LOCKED}
    menu_items[:] = [BoardActions(names)] if names else []
