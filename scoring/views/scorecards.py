"""One portal's month, every point explained."""

from __future__ import annotations

from typing import Any

from django.shortcuts import get_object_or_404
from django.urls import reverse
from django.utils.functional import cached_property
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.generic import TemplateView

from scoring.explaining import explain
from scoring.models import Scorecard
from scoring.queries import runs_of, scorecards_seen_by, with_trends

from .base import ScorePage


class ScorecardPage(ScorePage, TemplateView):
    template_name = "scoring/rounds/scorecard.html"
    page_title = gettext_lazy("Scorecard")

    @cached_property
    def card(self) -> Scorecard:
        return get_object_or_404(
            scorecards_seen_by(self.office).select_related(
                "portal__site", "round", "rubric", "scorer", "tier", "cluster"
            ),
            pk=self.kwargs["scorecard_id"],
        )

    def get_page_subtitle(self) -> str:
        return _("%(portal)s, %(month)s") % {
            "portal": self.card.portal,
            "month": f"{self.card.round.month:%m/%Y}",
        }

    def get_breadcrumbs_items(self) -> list[dict[str, Any]]:
        *above, here = super().get_breadcrumbs_items()
        league = {"url": reverse("scoring:league"), "label": _("League")}
        return [*above, league, here]

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        card = self.card
        return super().get_context_data(
            card=card,
            explained=explain(card, is_own=card.portal_id in self.office.portal_ids),
            row=with_trends([card], self.office)[0],
            runs=runs_of(card.round),
            **kwargs,
        )
