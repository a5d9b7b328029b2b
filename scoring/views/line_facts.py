"""Everything that one line of a scorecard rests on, as it was measured."""

from __future__ import annotations

from typing import Any

from django.http import Http404
from django.shortcuts import get_object_or_404
from django.urls import reverse
from django.utils.functional import cached_property
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from portals.admin_kit.lists import DeskColumn, DeskList, TimeColumn
from scoring.explaining import NamedThing, named_things
from scoring.models import Scorecard
from scoring.queries import scorecards_seen_by
from scoring.rounds.line_facts import LineFacts, facts_of_line

from .base import ScorePage


class LineFactsList(ScorePage, DeskList):
    """For whoever sees the card."""

    template_name = "scoring/rounds/line_facts.html"
    page_title = gettext_lazy("Facts as measured")
    context_object_name = "rows"
    nothing = gettext_lazy("Nothing that counted or was left out.")
    columns = [
        DeskColumn("name", gettext_lazy("What"), cells=template_name, classname="title"),
        DeskColumn("why", gettext_lazy("Counted"), cells=template_name),
        TimeColumn("at", gettext_lazy("When")),
        DeskColumn("version", gettext_lazy("Version"), cells=template_name),
    ]

    @cached_property
    def card(self) -> Scorecard:
        return get_object_or_404(
            scorecards_seen_by(self.office).select_related("portal__site", "round", "rubric"),
            pk=self.kwargs["scorecard_id"],
        )

    @cached_property
    def facts(self) -> LineFacts:
        found = facts_of_line(self.card, self.kwargs["code"])
        if found is None:
            raise Http404
        return found

    def get_queryset(self) -> Any:
        return self.facts.things

    def told(self, rows: list[Any]) -> list[NamedThing]:
        is_own = self.card.portal_id in self.office.portal_ids
        return named_things(rows, self.card.portal, is_own=is_own)

    def get_page_subtitle(self) -> str:
        return _("%(code)s, %(portal)s, %(month)s") % {
            "code": self.kwargs["code"],
            "portal": self.card.portal,
            "month": f"{self.card.round.month:%m/%Y}",
        }

    def get_breadcrumbs_items(self) -> list[dict[str, Any]]:
        *above, here = super().get_breadcrumbs_items()
        card = reverse("scoring:scorecard", args=[self.card.pk])
        return [*above, {"url": card, "label": _("Scorecard")}, here]

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        return super().get_context_data(
            card=self.card, facts=self.facts, code=self.kwargs["code"], **kwargs
        )
