"""What the kinds "conclusion" and "reward" are, for everything that asks kinds."""

from __future__ import annotations

from collections.abc import Iterable
from typing import TYPE_CHECKING, Any, cast

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from editorial.disclosures.page import decision_address
from editorial.kinds.registry import CarriedField, ContentKind, Fact, KindTable

from .models import ConclusionPage, RewardPage

if TYPE_CHECKING:
    from datetime import date

    from django.http import HttpRequest

    from editorial.models import StoryPage
    from portals.models import Portal


def facts_of_conclusion(story: StoryPage) -> list[Fact]:
    page = cast("ConclusionPage", story)
    return _told(
        (_("Inspected body"), page.inspected_body),
        (_("Number of the conclusion"), page.number),
        (_("Concluded on"), _day(page.concluded_on)),
        (_("Decision to inspect"), page.inspected_by_decision),
        (
            _("Period inspected"),
            " – ".join(filter(None, map(_day, (page.covers_from, page.covers_to)))),
        ),
    )


def tables_of_conclusion(story: StoryPage) -> list[KindTable]:
    """What must be done, by whom and when, and what was done."""
    rows = [
        [
            one.addressee,
            one.what,
            _day(one.due_on),
            " ".join(filter(None, (str(one.get_state_display()), _day(one.done_on)))),
            one.note,
        ]
        for one in cast("ConclusionPage", story).recommendations.all()
    ]
    head = [
        _("Who must act"),
        _("What must be done"),
        _("To be done by"),
        _("State"),
        _("What was done"),
    ]
    return [KindTable(_("Recommendations"), head, rows)] if rows else []


def facts_of_reward(story: StoryPage) -> list[Fact]:
    page = cast("RewardPage", story)
    return _told(
        (_("What it is"), str(page.get_matter_display())),
        (_("Number of the decision"), page.decision_number),
        (_("Date of the decision"), _day(page.decided_on)),
        (_("Who decided"), page.decided_by),
        (_("Full names stand by"), page.names_by_law),
    )


def tables_of_reward(story: StoryPage) -> list[KindTable]:
    rows = [
        [one.name, str(one.get_party_display()), one.what, one.why]
        for one in cast("RewardPage", story).parties.all()
    ]
    head = [_("Name"), _("Who it is"), _("What it gets"), _("What for")]
    return [KindTable(_("Whom it names"), head, rows)] if rows else []


def _told(*pairs: tuple[str, str]) -> list[Fact]:
    return [Fact(label, value) for label, value in pairs if value]


def _day(day: date | None) -> str:
    return f"{day:%d/%m/%Y}" if day else ""


def page_of_conclusion(story: StoryPage, _portal: Portal, _request: HttpRequest) -> dict[str, Any]:
    page = cast("ConclusionPage", story)
    return {"decisions": _in_register((page.number, page.inspected_by_decision))}


def page_of_reward(story: StoryPage, _portal: Portal, _request: HttpRequest) -> dict[str, Any]:
    return {"decisions": _in_register((cast("RewardPage", story).decision_number,))}


def _in_register(numbers: Iterable[str]) -> list[tuple[str, str]]:
    """Return numbers with where the register names what bears them."""
    return [(number, address) for number in numbers if (address := decision_address(number))]


_ROWS = "rows follow the text of whoever wrote it"

CONCLUSIONS = ContentKind(
    model=ConclusionPage,
    label=gettext_lazy("Conclusion of an inspection"),
    plural=gettext_lazy("Conclusions of inspections"),
    write_label=gettext_lazy("Publish a conclusion of an inspection"),
    search_value="ket-luan",
    carried=(
        CarriedField("inspected_body", gettext_lazy("Inspected body"), as_text=True),
        CarriedField("inspected_by_decision", gettext_lazy("Decision to inspect")),
        CarriedField("covers_from", gettext_lazy("Period inspected, from")),
        CarriedField("covers_to", gettext_lazy("Period inspected, to")),
        CarriedField("number", gettext_lazy("Number of the conclusion")),
        CarriedField("concluded_on", gettext_lazy("Concluded on")),
    ),
    left_behind={"recommendations": _ROWS},
    facts=facts_of_conclusion,
    tables=tables_of_conclusion,
    page_context=page_of_conclusion,
    facts_template="editorial/conclusions/facts.html",
    page_template="editorial/conclusions/page.html",
)
REWARDS = ContentKind(
    model=RewardPage,
    label=gettext_lazy("Reward or sanction"),
    plural=gettext_lazy("Rewards and sanctions"),
    write_label=gettext_lazy("Publish a reward or sanction"),
    search_value="khen-thuong-xu-phat",
    carried=(
        CarriedField("matter", gettext_lazy("What it is")),
        CarriedField("decision_number", gettext_lazy("Number of the decision")),
        CarriedField("decided_on", gettext_lazy("Date of the decision")),
        CarriedField("decided_by", gettext_lazy("Who decided"), as_text=True),
        CarriedField("names_by_law", gettext_lazy("Law that asks for full names")),
    ),
    left_behind={"parties": _ROWS},
    facts=facts_of_reward,
    tables=tables_of_reward,
    page_context=page_of_reward,
    facts_template="editorial/conclusions/facts.html",
    page_template="editorial/conclusions/page.html",
)
