"""Disclosures in the public read API. The figures themselves stand in the CSV that each names."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import date
from typing import Any

from django.utils.translation import gettext_lazy as _
from pydantic import Field

from editorial.models import DisclosurePage, Placement
from editorial.read_api.items import ApiStory
from editorial.read_api.stories import StoryQuery, StoryResource
from portals.addresses import main_origin


class ApiDisclosure(ApiStory):
    """An official sheet for one period."""

    form: str = Field(description="Mã biểu mẫu.")
    agency: str = Field(description="Cơ quan có số liệu.")
    period: str = Field(description="Kỳ báo cáo bằng lời.")
    period_kind: str = Field(description="Loại kỳ: year, quarter, month, date.")
    period_ends: date = Field(description="Ngày cuối kỳ.")
    decision_number: str = Field(description="Số quyết định công bố.")
    data_url: str = Field(description="Số liệu, CSV.")
    package_url: str = Field(description="Mô tả cột của CSV (Data Package).")


class DisclosureResource(StoryResource[StoryQuery]):
    name = "disclosures"
    rank = 40
    title = _("Disclosures")
    description = _("Sheets of money, investment and statistics, one a form and period.")
    item = ApiDisclosure
    query = StoryQuery
    kind = DisclosurePage.story_kind

    def further(
        self, story_ids: Sequence[int], placements: Sequence[Placement]
    ) -> Mapping[int, dict[str, Any]]:
        """One query."""
        at = {one.story_id: main_origin(one.portal) + one.path for one in placements}
        found = DisclosurePage.objects.filter(pk__in=story_ids).defer("sheet", "sheet_words")
        return {one.pk: _own_fields(one, at[one.pk]) for one in found}


def _own_fields(one: DisclosurePage, address: str) -> dict[str, Any]:
    return {
        "form": one.form,
        "agency": one.agency,
        "period": one.period_words,
        "period_kind": one.period_kind,
        "period_ends": one.period_ends,
        "decision_number": one.decision_number,
        "data_url": f"{address}so-lieu.csv",
        "package_url": f"{address}datapackage.json",
    }


DISCLOSURES = DisclosureResource()
