"""Tours over pages of the desk: where they lead, and what they are shown with.

That each step is found on its page is asked of the pages themselves: `tests/test_desk_pages.py`.
"""

from __future__ import annotations

from hashlib import sha256

import pytest
from django.contrib.staticfiles import finders
from django.http import QueryDict
from django.test import RequestFactory
from django.urls import ResolverMatch, reverse

from portals.learning.pages import UnreadablePage, read_handbook_page, shipped_pages
from portals.templatetags.handbook import handbook_tour, tour_url

# Of driver.js 1.8.0 as it is published (docs/decisions/0025): nobody edits what is another's.
PUBLISHED = {
    "driver.js": "c6ade0b831c6c043daf480861208cd2fa45ea4aac581cc8bb8e234281c011ddf",
    "driver.css": "d095d440021fcf133ad46d37f18a2745fb76440f14f5208d17e203c039f765c9",
}


@pytest.mark.parametrize("name", PUBLISHED)
def test_the_library_is_as_it_was_published(name: str) -> None:
    with open(finders.find(f"portals/learning/driver/{name}"), "rb") as file:
        assert sha256(file.read()).hexdigest() == PUBLISHED[name]


def asked(address: str, url_name: str) -> dict:
    request = RequestFactory().get(address)
    request.resolver_match = ResolverMatch(lambda: None, (), {}, url_name=url_name)
    return handbook_tour({"request": request})


def test_is_shown_where_the_handbook_leads_and_nowhere_else() -> None:
    address = tour_url("viec-can-xu-ly")
    path, _mark, query = address.partition("?")

    assert path == reverse("inbox")
    assert set(QueryDict(query).values()) == {"viec-can-xu-ly"}
    steps = asked(address, "inbox")["steps"]
    assert steps[0]["element"] == ".inbox-line"
    assert all(step["text"] for step in steps)
    assert asked(address, "quick_write")["steps"] is None
    for nothing in ("", "?huong-dan=khong-co", "?huong-dan=mat-khau"):
        assert asked(f"{path}{nothing}", "inbox")["steps"] is None
    assert tour_url("khong-co") == ""


def test_each_is_short_and_over_a_page_that_an_address_alone_opens() -> None:
    tours = [page.tour for page in shipped_pages().values() if page.tour]

    assert len(tours) >= 4
    for tour in tours:
        assert 2 <= len(tour.steps) <= 6
        assert reverse(tour.at)
        assert all(len(step.say) <= 140 for step in tour.steps)


def test_of_an_unknown_shape_is_none() -> None:
    with pytest.raises((UnreadablePage, KeyError)):
        read_handbook_page("x", "---\ntitle: X\nfor: [everybody]\ntour: {at: inbox}\n---\nChữ")
