"""What the training record registers with Wagtail."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from django.utils.translation import gettext_lazy as _
from wagtail import hooks

if TYPE_CHECKING:
    from wagtail.log_actions import LogActionRegistry


@hooks.register("register_log_actions")
def name_log_actions(actions: LogActionRegistry) -> None:
    named: list[tuple[str, Any, Any]] = [
        ("open_course", _("Enter a course"), _("Course entered")),
        ("plan", _("Plan a session"), _("Session planned")),
        ("call_off", _("Call a session off"), _("Session called off")),
        ("came", _("Sign in to a session"), _("Signed in to a session")),
        ("enter_attendance", _("Enter who came"), _("Entered who came")),
        ("strike", _("Strike who did not come"), _("Struck who did not come")),
    ]
    for action, label, message in named:
        actions.register_action(f"skills.{action}", label, message)
