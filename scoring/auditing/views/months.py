"""Where an auditor begins: the months in scope, the cards of a month, and two months of a portal side by side."""

from __future__ import annotations

from typing import Any

import django_filters
from django.db.models import Count, Q, QuerySet
from django.utils.functional import cached_property
from django.utils.translation import gettext_lazy as _
from django.views.generic import TemplateView

from portals.admin_kit.lists import DeskColumn, DeskList, NumberColumn
from portals.audit_log.actions import note_export
from portals.models import Portal
from portals.numbers import id_in
from portals.queries import tiers_in_use
from portals.tiers import INSTALL_TIER
from scoring.auditing.comparing import compared
from scoring.enums import ProceedingState
from scoring.models import OwnCard, Scorecard
from scoring.periods import Month

from .base import AuditPage, OfAuditedMonth

MONTHS = 36


class AuditStart(AuditPage, TemplateView):
    """The decisions that let the person in, and the months that they open."""

    template_name = "scoring/auditing/start.html"
    page_title = _("Audit")

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        published = (
            Q(proceeding__published_at__isnull=False)
            | Q(own_way__published_at__isnull=False)
            | Q(round__published_at__isnull=False) & ~Q(tier=INSTALL_TIER)
        )
        counted = (
            self.mandate.cards.order_by()
            .values("round")
            .annotate(cards=Count("pk"), public=Count("pk", filter=published))
        )
        by_round = {row["round"]: row for row in counted}
        months = [
            (one, by_round[one.pk]["cards"], by_round[one.pk]["public"])
            for one in self.mandate.rounds[:MONTHS]
            if one.pk in by_round
        ]
        waiting = OwnCard.objects.filter(
            card__in=self.mandate.cards, confirmed_at=None, published_at=None, due_at__gte=self.now
        )
        return super().get_context_data(
            months=months,
            own_cards=waiting.select_related("card__round").order_by("due_at"),
            **kwargs,
        )


class AuditedCardFilterSet(django_filters.FilterSet):
    tier = django_filters.ModelChoiceFilter(
        queryset=lambda _request: tiers_in_use(), label=_("Tier"), empty_label=_("All tiers")
    )
    q = django_filters.CharFilter(
        field_name="portal__name",
        lookup_expr="unaccent__icontains",
        label=_("Portal"),
        max_length=100,
    )

    class Meta:
        model = Scorecard
        fields: list[str] = []


class AuditMonth(OfAuditedMonth, DeskList):
    """The cards of a month that are in scope, published or not."""

    template_name = "scoring/auditing/month.html"
    page_title = _("Scores of a month")
    filterset_class = AuditedCardFilterSet
    nothing = _("No scorecard of this month is in the scope of your decision.")
    columns = [
        DeskColumn("portal", _("Portal"), cells=template_name, classname="title"),
        NumberColumn("total", _("Total"), cells=template_name),
        DeskColumn("band", _("Band"), cells=template_name),
        NumberColumn("rank", _("Rank"), accessor=lambda card: card.rank_in_tier or "—"),
        DeskColumn("scorer", _("Scored by"), accessor=lambda card: card.scorer or "—"),
        DeskColumn("state", _("State"), cells=template_name),
    ]
    exports = {"xlsx": _("Take away as XLSX"), "csv": _("Take away as CSV")}
    export_filename = "bang-diem"
    export_headings = {
        "portal": _("Portal"),
        "tier": _("Tier"),
        "scorer": _("Scored by"),
        "earned": _("Points earned"),
        "applicable": _("Points that apply"),
        "bonus": _("Bonus"),
        "penalty": _("Penalty"),
        "total": _("Total"),
        "band": _("Band"),
        "rank": _("Rank"),
        "state": _("State"),
    }

    def get_base_queryset(self) -> QuerySet[Scorecard]:
        return (
            self.mandate.cards.filter(round=self.round)
            .select_related("portal", "tier", "scorer", "proceeding", "round")
            .defer("lines")
            .order_by("tier__level", "tier", "rank_in_tier", "-total", "portal__name", "pk")
        )

    def get_page_subtitle(self) -> str:
        return f"{self.round.month:%m/%Y}"

    def get_breadcrumbs_items(self) -> list[dict[str, Any]]:
        return OfAuditedMonth.get_breadcrumbs_items(self)

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        return super().get_context_data(round=self.round, **kwargs)

    def to_row_dict(self, card: Any) -> dict[str, Any]:
        return {
            "portal": card.portal.name,
            "tier": card.tier.name,
            "scorer": str(card.scorer or ""),
            **{
                name: getattr(card, name)
                for name in ("earned", "applicable", "bonus", "penalty", "total", "band")
            },
            "rank": card.rank_in_tier,
            "state": state_of(card),
        }

    def note_taken(self, rows: int) -> None:
        note_export(
            actor=self.user, portal=None, what=f"kiem-tra {self.round}", rows=rows, now=self.now
        )


def state_of(card: Scorecard) -> str:
    if card.proceeding is None:
        return ""
    return str(ProceedingState(card.proceeding.state).label)


class CompareMonths(AuditPage, TemplateView):
    """Two months of a portal in scope, line by line: ?portal=7&before=2026-09&after=2026-10."""

    template_name = "scoring/auditing/compare.html"
    page_title = _("Compare two months")

    @cached_property
    def portal(self) -> Portal | None:
        asked = id_in(self.request.GET.get("portal", ""))
        held = Portal.objects.filter(pk__in=self.mandate.cards.values("portal"))
        return held.filter(pk=asked).first() if asked else None

    def _card(self, name: str) -> Scorecard | None:
        try:
            month = Month.parse(self.request.GET.get(name, ""))
        except ValueError:
            return None
        cards = self.mandate.cards.filter(portal=self.portal, round__month=month.first)
        return cards.select_related("round", "rubric").first()

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        before, after = (self._card("before"), self._card("after")) if self.portal else (None, None)
        if self.portal:
            self.subject(self.portal, after.round.month if after else None)
        portals = Portal.objects.filter(pk__in=self.mandate.cards.values("portal"))
        return super().get_context_data(
            portals=portals.order_by("tier__level", "name", "pk"),
            rounds=list(self.mandate.rounds),
            portal=self.portal,
            before=before,
            after=after,
            asked={name: self.request.GET.get(name, "") for name in ("before", "after")},
            lines=compared(before, after) if before and after else None,
            **kwargs,
        )
