"""The numbers beside what narrows a search are what one click finds."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

import pytest
from django.utils import timezone

from editorial.models import Placement
from editorial.public.views.search_links import told_number
from portals.models import Portal
from tests.factories import make_portal, make_province_tree, published_story
from tests.support.visiting import republished, visit

pytestmark = pytest.mark.django_db


def page(portal: Portal, query: dict[str, str]) -> dict[str, Any]:
    return visit(portal, "/tim-kiem/", data=query).context


@pytest.mark.parametrize("size", [1, 4])
@pytest.mark.parametrize(
    "query",
    [
        {"q": "họp"},
        {"q": "họp", "pham-vi": "tat-ca"},
        {"q": "họp", "muc": "chi-dao"},
        {"q": "họp", "loai": "tin"},
        {"loai": "tin"},
        {"q": "họp", "tu-ngay": f"{timezone.now() - timedelta(days=50):%Y-%m-%d}"},
    ],
)
def test_each_number_is_what_its_link_finds(query: dict[str, str], size: int) -> None:
    province, _district, (commune, other) = make_province_tree()
    for number in range(size):
        published_story(commune, title=f"Họp tin {number}")
        published_story(commune, title=f"Họp xã {number}", notice=True, section="chi-dao")
        # In another section than where it was written.
        republished(published_story(province, title=f"Họp tỉnh {number}"), commune, "chi-dao")
        republished(published_story(other, title=f"Họp kia {number}"), commune)
    for days, title in ((3, "Họp tin"), (40, "Họp xã"), (70, "Họp tỉnh"), (55, "Họp kia")):
        Placement.objects.filter(story__title__startswith=title).update(
            placed_at=timezone.now() - timedelta(days=days)
        )

    facets = page(commune, query)["facets"]

    links = [link for facet in facets for link in facet.links if not link.is_current]
    assert links
    for link in links:
        found = visit(commune, link.address).context["found"]
        assert (link.address, told_number(found.total)) == (link.address, link.number)


def test_a_section_counts_what_stands_in_it_here() -> None:
    province, commune = make_portal("province"), make_portal()
    republished(published_story(province, title="Họp tỉnh"), commune, "chi-dao")
    published_story(commune, title="Họp xã")
    (facet,) = [
        one for one in page(commune, {"q": "họp"})["facets"] if "muc=" in one.links[0].address
    ]
    assert [link.number for link in facet.links] == ["1", "1"]


def test_more_than_is_ranked_is_told() -> None:
    assert told_number(7) == "7"
    assert told_number(7, or_more=True) == "7+"
    assert told_number(1_000) == told_number(1_001) == "1.000+"
