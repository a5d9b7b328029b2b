"""Leaflets: numbered, signed on a day, valid until a moment. All that is particular to them stands in this module."""

from __future__ import annotations

from django.db import models
from wagtail.admin.panels import FieldPanel

from editorial.kinds.registry import CarriedField, ContentKind, Fact, HomeList
from editorial.kinds.schema_org import Data, Described, news_article
from editorial.models import StoryPage


class LeafletPage(StoryPage):
    story_kind = "leaflet"

    number = models.CharField(max_length=40)
    signed_on = models.DateField(null=True, blank=True)
    valid_until = models.DateTimeField(null=True, blank=True)
    shelf_mark = models.CharField(max_length=20, blank=True)

    parent_page_types = ["editorial.SectionPage"]
    content_panels = [
        *StoryPage.story_panels,
        *(FieldPanel(name) for name in ("number", "signed_on", "valid_until", "shelf_mark")),
    ]


def facts(story: StoryPage) -> list[Fact]:
    return [Fact("Số", story.number)]


def describe(described: Described) -> list[Data]:
    return [
        {**news_article(described), "@type": "Legislation", "identifier": described.story.number}
    ]


LEAFLETS = ContentKind(
    model=LeafletPage,
    label="Tờ rơi",
    plural="Các tờ rơi",
    write_label="Viết tờ rơi",
    search_value="to-roi",
    carried=(
        CarriedField("number", "Số tờ rơi", as_text=True),
        CarriedField("signed_on", "Ngày ký"),
        CarriedField("valid_until", "Có giá trị đến"),
    ),
    left_behind={"shelf_mark": "says where the paper lies with the board that wrote it"},
    ends="valid_until",
    home_list=HomeList.NOTICES,
    counts_as_original=True,
    facts=facts,
    describe=describe,
    page_template="leaflets/page.html",
    teaser_template="leaflets/teaser.html",
    facts_template="leaflets/facts.html",
)
