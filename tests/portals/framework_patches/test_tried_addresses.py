"""Breaks when Django keeps what it tried in another way, or comes to need it where DEBUG is off."""

import inspect

import pytest
from django.urls import Resolver404, URLResolver, resolve
from django.urls import resolvers as module
from django.views import debug

from portals.framework_patches import tried_addresses

URLCONF = "portals.urls.admin"
STORY = "/pages/7/edit/"


def tried_inside(path: str) -> int:
    """How many are told of that stand in an included list of addresses."""
    try:
        told = resolve(path, URLCONF).tried
    except Resolver404 as refused:
        told = refused.args[0]["tried"]
    return sum(len(patterns) > 1 for patterns in told)


@pytest.mark.parametrize("debug_is_on", [False, True])
def test_addresses_are_found_without_what_was_tried(settings, debug_is_on) -> None:
    settings.DEBUG = debug_is_on
    found = resolve(STORY, URLCONF)
    assert (found.view_name, found.kwargs) == ("wagtailadmin_pages:edit", {"page_id": 7})
    assert bool(tried_inside(STORY)) is debug_is_on
    assert bool(tried_inside("/-/nowhere")) is debug_is_on


def test_it_is_for_the_page_of_developers_alone() -> None:
    assert URLResolver._extend_tried is tried_addresses._extended, (
        "portals.apps no longer asks for it."
    )
    assert inspect.getsource(module).count("_extend_tried(") == 3, (
        "Django notes what it tried in another way: see whether ours is still needed."
    )
    assert 'exception.args[0]["tried"]' in inspect.getsource(debug.technical_404_response)
