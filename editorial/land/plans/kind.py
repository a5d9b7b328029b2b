"""What the kind "plan about land" is, for everything that asks kinds."""

from __future__ import annotations

from typing import TYPE_CHECKING, cast

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from editorial.kinds.registry import CarriedField, ContentKind, Fact, KindTable
from editorial.land.models import LandPlanPage
from editorial.models.disclosure_sheet import shown_figure

from .page import page_of_plan
from .rates import readable_rates

if TYPE_CHECKING:
    from datetime import date
    from decimal import Decimal

    from editorial.models import StoryPage


def facts_of_plan(story: StoryPage) -> list[Fact]:
    """What the page says beside text and files. Nothing of it changes from day to day."""
    plan = cast("LandPlanPage", story)
    posting = " – ".join(filter(None, (_day(plan.posted_from), _day(plan.posted_to))))
    told = [
        (_("Kind of plan"), plan.get_plan_kind_display()),
        (_("Project"), plan.project),
        (_("Year of the plan"), str(plan.plan_year or "")),
        (_("Number of the decision"), plan.decision_number),
        (_("Communes concerned"), "; ".join(plan.place_names)),
        (_("Whom it concerns"), "; ".join(plan.affected.splitlines())),
        (_("Households"), shown_figure(plan.households)),
        (_("Area in m²"), shown_figure(_bare(plan.area))),
        (_("Land recovery announced on"), _day(plan.noticed_on)),
        (_("Posting"), posting),
        (_("Where to object"), "; ".join(plan.complain_to.splitlines())),
        (_("Objections until"), _day(plan.complain_until)),
        (_("Approved on"), _day(plan.approved_on)),
        (_("Paid out from"), _day(plan.paid_from)),
    ]
    return [Fact(label, value) for label, value in told if value]


def tables_of_plan(story: StoryPage) -> list[KindTable]:
    """What is paid, for the page, for paper and for whoever decides."""
    rates = readable_rates(cast("LandPlanPage", story).rates)
    if not rates:
        return []
    return [
        KindTable(
            _("What is paid for a square metre"),
            [_("Kind of land"), _("Đồng/m²")],
            [[one.kind, shown_figure(one.amount)] for one in rates],
            frozenset({1}),
        )
    ]


def _bare(area: Decimal | None) -> Decimal | None:
    return area if area is None else area.normalize()


def _day(day: date | None) -> str:
    return f"{day:%d/%m/%Y}" if day else ""


_DERIVED = "is made from the fields beside it"

LAND_PLANS = ContentKind(
    model=LandPlanPage,
    label=gettext_lazy("Plan about land"),
    plural=gettext_lazy("Plans about land"),
    write_label=gettext_lazy("Enter a plan about land"),
    search_value="dat-dai",
    carried=(
        CarriedField("plan_kind", gettext_lazy("Kind of plan")),
        CarriedField("project", gettext_lazy("Project"), as_text=True),
        CarriedField("plan_year", gettext_lazy("Year of the plan")),
        CarriedField("decision_number", gettext_lazy("Number of the decision")),
        CarriedField("places", gettext_lazy("Communes concerned"), as_text=True),
        CarriedField("affected", gettext_lazy("Whom it concerns"), as_text=True),
        CarriedField("households", gettext_lazy("Households")),
        CarriedField("area", gettext_lazy("Area in m²")),
        CarriedField("rates", gettext_lazy("Paid for a square metre"), as_text=True),
        CarriedField("complain_to", gettext_lazy("Where to object"), as_text=True),
        CarriedField("complain_until", gettext_lazy("Objections until")),
        CarriedField("posted_from", gettext_lazy("Posted from")),
        CarriedField("posted_to", gettext_lazy("Posted through")),
        CarriedField("noticed_on", gettext_lazy("Land recovery announced on")),
        CarriedField("approved_on", gettext_lazy("Approved on")),
        CarriedField("paid_from", gettext_lazy("Paid out from")),
    ),
    left_behind={"place_keys": _DERIVED, "words": _DERIVED, "folded_words": _DERIVED},
    facts=facts_of_plan,
    page_context=page_of_plan,
    tables=tables_of_plan,
    facts_template="editorial/land/plan_facts.html",
    page_template="editorial/land/plan.html",
)
"""Registered by the room, after documents and disclosures."""
