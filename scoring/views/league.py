"""The league of a month, as far as the reader may see it."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from datetime import date
from typing import TYPE_CHECKING, Any, cast

from django.db.models import QuerySet
from django.http import HttpRequest, HttpResponse
from django.utils import timezone
from django.utils.functional import cached_property
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.generic import TemplateView

from portals.admin_kit.current import current_portal
from portals.admin_kit.exports import xlsx_response
from portals.audit_log.actions import note_export
from portals.models import Cluster, Tier
from scoring.forms import ScoreMonthForm
from scoring.models import Round, Scorecard
from scoring.periods import Month
from scoring.queries import (
    LeagueRow,
    clusters_of,
    league,
    rounds,
    scorecards_seen_by,
    tiers_of,
    with_trends,
)

from .base import ScorePage

if TYPE_CHECKING:
    from portals.boards.models import User

ROWS = 200


class League(ScorePage, TemplateView):
    """Ranks in tier and cluster by month; `?xlsx` gives the same rows to take away."""

    template_name = "scoring/rounds/league.html"
    page_title = gettext_lazy("League")

    def get(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        if "xlsx" in request.GET and self.round:
            name = f"bang-xep-hang-{self.round}"
            rows = list(self._rows(list(self.cards)))
            note_export(
                actor=cast("User", request.user),
                portal=current_portal(request),
                what=name,
                rows=len(rows),
                now=timezone.now(),
            )
            return xlsx_response(name, _heading(), _cells(rows))
        return super().get(request, *args, **kwargs)

    @cached_property
    def rounds(self) -> list[Round]:
        """The months of which the reader may see anything, the newest first."""
        seen = scorecards_seen_by(self.office).values("round")
        return list(rounds() if self.office.is_of_province else rounds().filter(pk__in=seen))

    @cached_property
    def round(self) -> Round | None:
        try:
            asked: date | None = Month.parse(self.request.GET.get("month", "")).first
        except ValueError:
            asked = None
        chosen = next((one for one in self.rounds if one.month == asked), None)
        return chosen or (self.rounds[0] if self.rounds else None)

    @cached_property
    def of_month(self) -> QuerySet[Scorecard]:
        return scorecards_seen_by(self.office).filter(round=self.round)

    @cached_property
    def tier(self) -> Tier | None:
        asked = self.request.GET.get("tier", "")
        return next((tier for tier in tiers_of(self.of_month) if tier.pk == asked), None)

    @cached_property
    def cluster(self) -> Cluster | None:
        asked = self.request.GET.get("cluster", "")
        found = clusters_of(self.of_month)
        return next((cluster for cluster in found if cluster.code == asked), None)

    @property
    def cards(self) -> QuerySet[Scorecard]:
        cards = league(self.of_month).defer("lines")
        if self.tier:
            cards = cards.filter(tier=self.tier)
        if self.cluster:
            cards = cards.filter(cluster=self.cluster).order_by(
                "rank_in_cluster", "-total", "portal__name", "pk"
            )
        return cards

    def _rows(self, cards: list[Scorecard]) -> list[LeagueRow]:
        return with_trends(cards, self.office)

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        total = self.cards.count() if self.round else 0
        query = self.request.GET.copy()
        query.pop("xlsx", None)
        shows_all = "all" in query
        rows = self._rows(list(self.cards if shows_all else self.cards[:ROWS]))
        return super().get_context_data(
            rounds=self.rounds,
            round=self.round,
            tiers=tiers_of(self.of_month) if self.round else [],
            clusters=clusters_of(self.of_month) if self.round else [],
            tier=self.tier,
            cluster=self.cluster,
            rows=rows,
            total=total,
            hidden=total - len(rows),
            query=query.urlencode(),
            score_form=ScoreMonthForm(now=self.now) if self.office.scores else None,
            **kwargs,
        )


def _heading() -> list[str]:
    return [
        _("Portal"), _("Tier"), _("Cluster"), _("Scored by"), _("Rank in the tier"),
        _("Rank in the cluster"), _("Total"), _("Band"), _("Change since last month"), _("Points earned"),
        _("Points that apply"), _("Bonus"), _("Penalty"), _("Remark"),
    ]  # fmt: skip


def _cells(rows: Iterable[LeagueRow]) -> Iterator[list[Any]]:
    for row in rows:
        card = row.card
        yield [
            card.portal.name,
            card.tier.name,
            card.cluster.name if card.cluster else "",
            card.scorer.name if card.scorer else "",
            card.rank_in_tier,
            card.rank_in_cluster,
            card.total,
            card.band,
            row.change,
            card.earned,
            card.applicable,
            card.bonus,
            card.penalty,
            card.get_provisional_display() if card.provisional else "",
        ]
