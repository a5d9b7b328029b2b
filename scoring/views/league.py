"""The league of a month, as far as the reader may see it."""

from __future__ import annotations

from datetime import date
from typing import Any

from django.db.models import QuerySet
from django.http import HttpResponse, QueryDict
from django.utils.functional import cached_property
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from portals.admin_kit.current import current_portal
from portals.admin_kit.exports import XLSX
from portals.admin_kit.lists import NAMED, DeskColumn, DeskList, NumberColumn
from portals.audit_log.actions import note_export
from scoring.forms import RemeasureForm, ScoreMonthForm
from scoring.models import Round, Rubric, Scorecard
from scoring.periods import Month
from scoring.queries import (
    LeagueRow,
    league,
    rounds,
    scorecards_seen_by,
    with_trends,
)

from .base import ScorePage
from .filters import LeagueFilterSet
from .league_workbook import (
    LeagueSheet,
    criteria_of,
    points_by_criterion,
    with_points,
    write_league,
)
from .rounds import measures_of_install

# A row has seven cells; the whole table is one step away.
ROWS = 15
# More than there will be portals.
EVERY = 100_000


class League(ScorePage, DeskList):
    """Ranks in tier and cluster by month; `?xlsx` gives the same rows to take away, and `?all` shows them on one page.

    The month says which table is read, not which of its rows; tiers and clusters on offer are those of the month.
    """

    template_name = "scoring/rounds/league.html"
    page_title = gettext_lazy("League")
    table_classname = f"{NAMED} score-table"
    nothing = gettext_lazy("No portal fits what was chosen.")
    columns = [
        NumberColumn("rank", gettext_lazy("Rank in the tier"), cells=template_name),
        DeskColumn(
            "portal",
            gettext_lazy("Portal"),
            cells=template_name,
            classname="title",
            heading_classname="score-portal",
        ),
        NumberColumn("total", gettext_lazy("Total"), cells=template_name),
        DeskColumn("band", gettext_lazy("Band"), accessor=lambda row: row.card.band or "—"),
        DeskColumn("change", gettext_lazy("Change since last month"), cells=template_name),
        DeskColumn("trend", gettext_lazy("Months before"), cells=template_name),
        DeskColumn("cluster", gettext_lazy("Rank in the cluster"), cells=template_name),
    ]
    filterset_class = LeagueFilterSet
    filter_label = gettext_lazy("Show")
    exports = {"xlsx": gettext_lazy("Take away as XLSX")}
    export_headings = {
        "portal": gettext_lazy("Portal"),
        "tier": gettext_lazy("Tier"),
        "cluster": gettext_lazy("Cluster"),
        "scorer": gettext_lazy("Scored by"),
        "rank_in_tier": gettext_lazy("Rank in the tier"),
        "rank_in_cluster": gettext_lazy("Rank in the cluster"),
        "total": gettext_lazy("Total"),
        "band": gettext_lazy("Band"),
        "change": gettext_lazy("Change since last month"),
        "earned": gettext_lazy("Points earned"),
        "applicable": gettext_lazy("Points that apply"),
        "bonus": gettext_lazy("Bonus"),
        "penalty": gettext_lazy("Penalty"),
        "provisional": gettext_lazy("Remark"),
    }

    def form_asked_for(self) -> str:
        return "xlsx" if "xlsx" in self.request.GET and self.round else ""

    def export_url(self, form: str) -> str:
        return f"?{self.narrowing.urlencode()}&{form}"

    def get_filename(self) -> str:
        return f"bang-xep-hang-{self.round}"

    def to_row_dict(self, row: LeagueRow) -> dict[str, Any]:
        card = row.card
        return {
            "portal": card.portal.name,
            "tier": card.tier.name,
            "cluster": card.cluster.name if card.cluster else "",
            "scorer": card.scorer.name if card.scorer else "",
            "rank_in_tier": card.rank_in_tier,
            "rank_in_cluster": card.rank_in_cluster,
            "total": card.total,
            "band": card.band,
            "change": row.change,
            "earned": card.earned,
            "applicable": card.applicable,
            "bonus": card.bonus,
            "penalty": card.penalty,
            "provisional": card.get_provisional_display() if card.provisional else "",
        }

    def as_spreadsheet(self, queryset: QuerySet[Scorecard], form: str) -> HttpResponse:
        """The workbook of the month with a column a criterion; noted as all that is taken away."""
        taken = list(self.rows_told(with_points(queryset)))
        sheet = LeagueSheet(
            title=f"{self.page_title}, {self.month_name}",
            about=self.said_of_the_month,
            headings={name: str(said) for name, said in self.export_headings.items()},
            criteria=criteria_of(self.of_month),
        )
        response = HttpResponse(
            write_league(
                sheet, ((self.to_row_dict(row), points_by_criterion(row.card)) for row in taken)
            ),
            content_type=XLSX,
        )
        response["Content-Disposition"] = f'attachment; filename="{self.get_filename()}.xlsx"'
        self.note_taken(len(taken))
        return response

    @property
    def month_name(self) -> str:
        return f"{self.round.month:%m/%Y}" if self.round else ""

    @property
    def said_of_the_month(self) -> list[str]:
        """The state of the month, what was chosen of it, and the rubrics it was scored by."""
        state = _("made public") if self.round and self.round.published_at else _("not made public")
        chosen = [str(one) for name in ("tier", "cluster") if (one := self.chosen(name))]
        rubrics = Rubric.objects.filter(pk__in=self.get_queryset().order_by().values("rubric"))
        return [
            _("Month %(month)s: %(state)s") % {"month": self.month_name, "state": state}
            + "".join(f"; {one}" for one in chosen),
            "; ".join(
                f"{one.title}, {one.decision_number}"
                for one in rubrics.order_by("tier__level", "pk")
            ),
        ]

    def note_taken(self, rows: int) -> None:
        note_export(
            actor=self.user,
            portal=current_portal(self.request),
            what=self.get_filename(),
            rows=rows,
            now=self.now,
        )

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

    def get_filterset_kwargs(self) -> dict[str, Any]:
        return {**super().get_filterset_kwargs(), "of_month": self.of_month}

    def chosen(self, name: str) -> Any:
        """What the filter of this name is set to, None where to nothing that is offered."""
        self.filters.form.full_clean()
        return self.filters.form.cleaned_data.get(name)

    def get_base_queryset(self) -> QuerySet[Scorecard]:
        return league(self.of_month).defer("lines") if self.round else Scorecard.objects.none()

    def get_paginate_by(self, queryset: Any) -> int:
        return EVERY if "all" in self.request.GET else ROWS

    def told(self, rows: list[Any]) -> list[Any]:
        return with_trends(rows, self.office)

    @property
    def narrowing(self) -> QueryDict:
        asked = super().narrowing
        asked.pop("xlsx", None)
        return asked

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        context = super().get_context_data(
            rounds=self.rounds,
            round=self.round,
            board_portal=current_portal(self.request),
            tier=self.chosen("tier"),
            cluster=self.chosen("cluster"),
            query=self.narrowing.urlencode(),
            score_form=ScoreMonthForm(now=self.now) if self.office.scores else None,
            again_form=RemeasureForm(measures=measures_of_install())
            if self.office.decides
            else None,
            **kwargs,
        )
        return context | {"total": context["items_count"]}
