"""The first steps of a board on the desk's first page, for its head and deputies, until it knows its way."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from django.core.cache import cache
from django.utils import timezone
from django.utils.safestring import SafeString, mark_safe
from wagtail.admin.ui.components import Component

from portals.admin_kit.current import current_portal, works_as
from portals.boards.enums import APPROVERS
from portals.clock import local_date

from .first_steps import steps_taken

# Deeds stay done, so boards that know their way are not asked about each time.
KNOWN_SECONDS = 7 * 24 * 3600


class FirstStepsPanel(Component):
    """Nothing at all for everybody else, and for boards that have done what stays done."""

    name = "first-steps"
    template_name = "portals/learning/first_steps.html"
    order = 20

    def render_html(self, parent_context: Mapping[str, Any] | None = None) -> SafeString:
        request = (parent_context or {}).get("request")
        if request is None or not works_as(request, APPROVERS):
            return mark_safe("")
        portal = current_portal(request)
        if portal is None:
            return mark_safe("")
        known = f"learning.knows_its_way.{portal.pk}"
        if cache.get(known):
            return mark_safe("")
        steps = steps_taken(portal, local_date(timezone.now()))
        if all(is_taken for step, is_taken in steps if step.deed):
            cache.set(known, True, KNOWN_SECONDS)
            return mark_safe("")
        taken = sum(is_taken for _step, is_taken in steps)
        return super().render_html(
            {
                "steps": steps,
                "taken": taken,
                "portal": portal,
                # A board that has begun finds first what waits for it.
                "is_on_its_way": 2 * taken > len(steps),
            }
        )

    def get_context_data(self, parent_context: Mapping[str, Any] | None = None) -> dict[str, Any]:
        return dict(parent_context or {})
