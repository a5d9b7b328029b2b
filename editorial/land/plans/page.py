"""What a plan's page says of today: whether it is posted, its steps, the sheet of its households, the decision."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, cast

from django.db.models import F
from django.utils import timezone

from editorial.disclosures.page import files_of_sheet
from editorial.land.decisions import decisions_on
from editorial.land.models import LandPlanPage
from editorial.models import DisclosurePage
from editorial.models.placement import story_path
from portals.clock import local_date

from .posting import objection_words, posting_words, stages_of
from .rates import readable_rates

if TYPE_CHECKING:
    from django.http import HttpRequest

    from editorial.models import StoryPage
    from portals.models import Portal

HOUSEHOLDS_FORM = "pa-boi-thuong"


def page_of_plan(story: StoryPage, portal: Portal, request: HttpRequest) -> dict[str, Any]:
    """Return all of it. Two queries beside those of the files."""
    plan, day = cast("LandPlanPage", story), local_date(timezone.now())
    number = plan.decision_number
    return {
        "plan": plan,
        "posting": posting_words(plan.posted_from, plan.posted_to, day),
        "objections": objection_words(plan, day),
        "stages": stages_of(plan, day),
        "rates": readable_rates(plan.rates),
        "files": files_of_sheet(plan),
        "decision_address": decisions_on(portal, [number]).get(number, ""),
        "household_sheets": household_sheets(plan, portal),
    }


def household_sheets(plan: LandPlanPage, portal: Portal) -> list[dict[str, str]]:
    """Return the sheets of the same decision that stand on the portal: what is paid to each, with names shortened."""
    if not plan.decision_number or not plan.is_compensation:
        return []
    found = DisclosurePage.objects.filter(
        form=HOUSEHOLDS_FORM,
        decision_number=plan.decision_number,
        live=True,
        placements__portal=portal,
        placements__removed_at__isnull=True,
    ).annotate(section_slug=F("placements__section__slug"))
    return [
        {"title": title, "path": story_path(section, slug, pk)}
        for pk, slug, title, section in found.order_by("pk").values_list(
            "pk", "slug", "title", "section_slug"
        )
    ]
