"""What is amiss in the install, on the first page of the provincial desk."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from django.utils import timezone
from django.utils.safestring import SafeString, mark_safe
from wagtail.admin.ui.components import Component

from portals.boards.desk.current import works_as
from portals.boards.enums import DESK
from portals.queueing import breaker

from .alarms import problems

PROVINCE = "province"


class AlarmPanel(Component):
    """Nothing at all for everybody else, and where all is well."""

    name = "alarms"
    template_name = "portals/admin/home_alarms.html"
    order = 10

    def render_html(self, parent_context: Mapping[str, Any] | None = None) -> SafeString:
        request = (parent_context or {}).get("request")
        if request is None or not works_as(request, DESK, tier=PROVINCE):
            return mark_safe("")
        found = problems(now=timezone.now(), queue_answers=not breaker.is_broken)
        return super().render_html({"problems": found}) if found else mark_safe("")

    def get_context_data(self, parent_context: Mapping[str, Any] | None = None) -> dict[str, Any]:
        return dict(parent_context or {})
