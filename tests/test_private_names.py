"""Private names of frameworks stand in the rooms for them, each with its contract test."""

from pathlib import Path
from textwrap import dedent

import pytest
from django.conf import settings

from tests.support.private_names import OUR_STRINGS, OWN_PROCESS, ROOMS, everywhere, in_source

TESTS_OF_ROOMS = {
    Path("portals/framework_patches"): Path("tests/portals/framework_patches"),
    Path("editorial/wagtail_patches"): Path("tests/editorial/wagtail_patches"),
}
ANYWHERE = "portals/planted.py"


def test_none_stands_outside_the_rooms():
    found = [str(one) for one in everywhere(settings.ROOT)]
    assert not found, "Move it behind a small function in one of " + ", ".join(map(str, ROOMS))


@pytest.mark.parametrize(
    ("source", "what"),
    [
        ("from django.utils.functional import _StrPromise", "imports _StrPromise"),
        ("from rq._private import Job", "imports _private"),
        ("import django.utils._os", "imports django.utils._os"),
        ("def path(page): return page._get_path('', 2, 1)", "uses page._get_path"),
        ("from wagtail.models import Page as P\n_find = 1\nP._find", "uses P._find"),
        ("def commit(connection): return getattr(connection, '_commit')", "names _commit"),
        ("MARK = '_wagtail_site'", "names _wagtail_site"),
        ("from wagtail.models import Page\nPage.get_url = None", "patches Page"),
        ("from wagtail import models\nmodels.Page.url = None", "patches models"),
        ("from wagtail.models import Page\nsetattr(Page, 'url', None)", "patches Page"),
        ("from wagtail.models import Page\ndel Page.url", "patches Page"),
        (
            "from wagtail.images.views import chooser\nfor m in (chooser,): m.tags = None",
            "patches m",
        ),
    ],
)
def test_finds_a_planted_one(source, what):
    (found,) = in_source(source, ANYWHERE)
    assert found.what.startswith(what)


def test_finds_a_method_of_a_framework_that_a_subclass_overrides():
    """Read as that module, whose class has bases; what the module defines itself is not taken for its own."""
    source = dedent("""
        class SteadyIndex:
            def _refresh_title_norms(self): pass
            def _of_ours(self): return self._of_ours()
    """)
    (found,) = in_source(source, "editorial/wagtail_patches/search_index.py")
    assert found.what == "overrides _refresh_title_norms of a framework"


def test_finds_an_attribute_that_a_framework_gives_its_instances():
    source = dedent("""
        class SteadyClock:
            def start(self): self._cron_jobs = self._last = []
    """)
    (found,) = in_source(source, "portals/operations/clockwork.py")
    assert found.what == "uses self._cron_jobs"


@pytest.mark.parametrize(
    "source",
    [
        "class Ours:\n    def _walk(self): return self._walk()",
        "_known = {}\n_known.clear()",
        "def name(model): return model._meta.label, model._default_manager, model()._state",
        "from .wagtail_patches import _of_ours",
    ],
)
def test_lets_our_own_be(source):
    assert in_source(source, ANYWHERE) == []


def test_every_module_of_the_rooms_has_its_contract_test():
    missing = [
        str(tests / f"test_{module.stem}.py")
        for room, tests in TESTS_OF_ROOMS.items()
        for module in sorted((settings.ROOT / room).glob("*.py"))
        if module.stem != "__init__"
        and not (settings.ROOT / tests / f"test_{module.stem}.py").is_file()
    ]
    assert not missing


def test_what_is_let_be_by_name_is_still_there():
    """An exception that nothing needs would hide the next one."""
    sources = "\n".join(
        file.read_text()
        for floor in ("portals", "editorial", "syndication", "scoring")
        for file in (settings.ROOT / floor).rglob("*.py")
    )
    assert [name for name in OUR_STRINGS if name not in sources] == []
    for path, owner in OWN_PROCESS:
        assert f"{owner}." in (settings.ROOT / path).read_text()
