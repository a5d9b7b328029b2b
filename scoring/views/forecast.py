"""What the running month would give a board's portal, and the five things most worth doing."""

from __future__ import annotations

from typing import Any

from django.http import Http404
from django.shortcuts import get_object_or_404
from django.utils.functional import cached_property
from django.utils.translation import gettext_lazy
from django.views.generic import TemplateView

from portals.admin_kit.current import current_portal
from portals.models import Portal
from scoring.course.shown_lines import shown_groups
from scoring.explaining import explain
from scoring.forecast.queries import fixes_of_forecast, forecast_of, last_card_of

from .base import ScorePage


class ForecastPage(ScorePage, TemplateView):
    """For whoever sits on the portal's board, and nobody else: a forecast is help, no judgement."""

    template_name = "scoring/forecast/forecast.html"
    page_title = gettext_lazy("Forecast")

    @cached_property
    def portal(self) -> Portal:
        asked = self.kwargs.get("portal_id")
        if asked is None:
            portal = current_portal(self.request)
            if portal is None or portal.pk not in self.office.portal_ids:
                raise Http404
            return portal
        return get_object_or_404(Portal, pk=asked, pk__in=self.office.portal_ids)

    def get_page_subtitle(self) -> str:
        return str(self.portal)

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        forecast = forecast_of(self.portal, self.now)
        explained = explain(forecast, is_own=True) if forecast else None
        return super().get_context_data(
            portal=self.portal,
            forecast=forecast,
            groups=shown_groups(explained) if explained else [],
            fixes=fixes_of_forecast(forecast) if forecast else [],
            last=last_card_of(self.portal, self.now),
            **{name: value for name, value in kwargs.items() if name != "portal_id"},
        )
