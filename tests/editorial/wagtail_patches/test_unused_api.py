"""Breaks when Wagtail tells its third API of its models in another way: each process would start a third slower."""

import inspect
import sys

import pytest
from django.apps import apps

from editorial.wagtail_patches.unused_api import LEFT_OUT


def test_is_not_read() -> None:
    read = {name for name in sys.modules if name.startswith("wagtail.") and ".api.v3" in name}
    assert read <= set(LEFT_OUT), "Something imports more of Wagtail's third API now."
    assert "ninja" not in sys.modules, "Something reads the library of Wagtail's third API."


@pytest.mark.parametrize("label", ["wagtaildocs", "wagtailimages", "wagtailsnippets"])
def test_is_told_of_models_by_these_apps_as_they_start(label) -> None:
    ready = inspect.getsource(type(apps.get_app_config(label)).ready)
    for line in ("register_content_types()", "from wagtail.api.v3.api import api"):
        assert line in ready, "Wagtail's apps start without the API now: leave out no more of it."
