"""What a board has to mend, with the place to mend it: what probes found on its portal."""

from __future__ import annotations

from typing import Any

from django.http import Http404
from django.shortcuts import get_object_or_404
from django.urls import reverse
from django.utils.functional import cached_property
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.generic import TemplateView

from portals.admin_kit.current import current_portal
from portals.clock import local_date
from portals.models import Portal
from scoring.assessing.queries import portals_scored_by
from scoring.faults import (
    MOST,
    files_to_mend,
    fronts_down,
    links_to_mend,
    services_to_mend,
    texts_to_mend,
)
from scoring.forecast.queries import fixes_of_forecast, forecast_of
from scoring.periods import Month
from scoring.probes.enums import Fault

from .base import ScorePage


class Faults(ScorePage, TemplateView):
    """Broken links, procedures that lead nowhere, faults of access, files without text, and whether the portal answers.

    Of the portal one works on; of another for who scores it.
    """

    template_name = "scoring/faults/faults.html"
    page_title = gettext_lazy("To mend")

    @cached_property
    def portal(self) -> Portal:
        asked = self.kwargs.get("portal_id")
        if asked is None:
            portal = current_portal(self.request)
            if portal is None:
                raise Http404
            asked = portal.pk
        known = Portal.objects.select_related("root", "site")
        if asked in self.office.portal_ids:
            return known.get(pk=asked)
        scored = portals_scored_by(self.user, Month.of(local_date(self.now)), self.now)
        return get_object_or_404(scored.select_related("root", "site"), pk=asked)

    def get_page_subtitle(self) -> str:
        return str(self.portal)

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        is_own = self.portal.pk in self.office.portal_ids
        links = links_to_mend({self.portal.pk}, self.now)
        texts = texts_to_mend(self.portal, self.now)
        files = files_to_mend(self.portal)
        services = services_to_mend(self.portal)
        forecast = forecast_of(self.portal, self.now) if is_own else None
        return super().get_context_data(
            portal=self.portal,
            is_own=is_own,
            forecast=forecast,
            fixes=fixes_of_forecast(forecast) if forecast else [],
            fronts=list(fronts_down([self.portal])),
            links=[
                {
                    "row": row,
                    "fault": Fault(row.link.fault).label,
                    "edit": reverse("wagtailadmin_pages:edit", args=[row.link.page_id])
                    if is_own
                    else "",
                }
                for row in links[:MOST]
            ],
            links_more=max(0, len(links) - MOST),
            services=services[:MOST],
            services_more=max(0, services.count() - MOST),
            texts=[_text(reading) for reading in texts[:MOST]],
            texts_more=max(0, texts.count() - MOST),
            files=files[:MOST],
            files_more=max(0, files.count() - MOST),
            **{name: value for name, value in kwargs.items() if name != "portal_id"},
        )


def _text(reading: Any) -> dict[str, Any]:
    named = (
        (reading.bad_images, _("images without a description")),
        (reading.bad_headings, _("headings out of order")),
        (reading.bad_tables, _("tables without headings")),
        (reading.bad_links, _("links whose text says nothing")),
    )
    return {
        "story": reading.story,
        "edit": reverse("wagtailadmin_pages:edit", args=[reading.story_id]),
        "faults": [(number, name) for number, name in named if number],
    }
