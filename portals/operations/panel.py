"""What is amiss in the install, on the first page for the standing editors of the province."""

from __future__ import annotations

import time
from collections.abc import Mapping
from typing import Any

from django.utils import timezone
from django.utils.safestring import SafeString, mark_safe
from wagtail.admin.ui.components import Component

from portals.admin_kit.current import works_as
from portals.boards.enums import STANDING_EDITORS
from portals.jobs.queueing import breaker
from portals.tiers import INSTALL_TIER

from . import health
from .alarms import Problem, problems

KEPT_SECONDS = 30.0


class Remembered:
    """What was amiss when somebody last looked from this process: a first page more costs no query."""

    def __init__(self) -> None:
        self._looked_at = -float("inf")
        self._found: list[Problem] = []

    def look(self) -> list[Problem]:
        if time.monotonic() - self._looked_at > KEPT_SECONDS:
            self._found = problems(now=timezone.now(), queue_answers=queue_answers())
            self._looked_at = time.monotonic()
        return self._found


def queue_answers() -> bool:
    """Ask who watches it: the breaker of this process may be as it was when the process last queued something."""
    if health.watching is not None:
        return health.watching.answers("queue")
    return not breaker.is_broken


remembered = Remembered()


class AlarmPanel(Component):
    """Nothing at all for everybody else, and where all is well."""

    name = "alarms"
    template_name = "portals/operations/home_alarms.html"
    order = 10

    def render_html(self, parent_context: Mapping[str, Any] | None = None) -> SafeString:
        request = (parent_context or {}).get("request")
        if request is None or not works_as(request, STANDING_EDITORS, tier=INSTALL_TIER):
            return mark_safe("")
        found = remembered.look()
        return super().render_html({"problems": found}) if found else mark_safe("")

    def get_context_data(self, parent_context: Mapping[str, Any] | None = None) -> dict[str, Any]:
        return dict(parent_context or {})
