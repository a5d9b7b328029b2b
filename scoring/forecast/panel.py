"""The forecast on the desk's first page: where the month stands, and what is most worth doing, a press away."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from django.http import HttpRequest
from django.utils import timezone
from django.utils.safestring import SafeString, mark_safe
from wagtail.admin.ui.components import Component

from portals.admin_kit.current import current_portal
from portals.admin_kit.scope import portals_of_request

from .queries import fixes_of_forecast, forecast_of

# The page of the forecast has five.
SHOWN = 2


class ForecastPanel(Component):
    """For whoever sits on the board of the portal in hand; nothing where nothing can be mended this month."""

    name = "forecast"
    template_name = "scoring/forecast/home_forecast.html"
    order = 150

    def render_html(self, parent_context: Mapping[str, Any] | None = None) -> SafeString:
        request = (parent_context or {}).get("request")
        if request is None:
            return mark_safe("")
        portal = current_portal(request)
        if portal is None or portal not in portals_of_request(request):
            return mark_safe("")
        forecast = forecast_of(portal, timezone.now())
        fixes = fixes_of_forecast(forecast)[:SHOWN] if forecast else []
        if not fixes:
            return mark_safe("")
        return super().render_html({"forecast": forecast, "fixes": fixes})

    def get_context_data(self, parent_context: Mapping[str, Any] | None = None) -> dict[str, Any]:
        return dict(parent_context or {})


def show_forecast(_request: HttpRequest, panels: list[Any]) -> None:
    """Hook: put the forecast below what waits."""
    panels.append(ForecastPanel())
