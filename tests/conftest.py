"""Fixtures of all tests. `docs/operations.md` says how the tests get their databases."""

import gc
import os
from collections.abc import Iterator
from contextlib import closing

import pytest
from django.conf import settings as django_settings
from django.db import connection
from django.test import TransactionTestCase
from django.urls import set_urlconf
from playwright.sync_api import Browser, BrowserContext, Page, sync_playwright

from portals.database import quiet
from portals.services import ServicesRefused, ensure_started
from portals.services.addresses import SERVICES
from portals.services.shares import Databases
from tests.support import browser as chromium_of_system
from tests.support import clock as clocks
from tests.support import databases, js_coverage, processes, restoring, static_files
from tests.support.dealing import dealt

pytest_plugins = ["tests.support.figures", "tests.support.properties"]


def pytest_configure(config: pytest.Config) -> None:
    try:
        ensure_started(SERVICES)
    except ServicesRefused as refusal:
        message = f"{refusal} Tests run on the embedded servers only, whatever the URLs are."
        pytest.exit(message, returncode=3)


@pytest.hookimpl(trylast=True)
def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """The longest tests first: at the end of a run no worker is to wait for what another has just begun."""
    workers = int(os.environ.get("PYTEST_XDIST_WORKER_COUNT", "1"))
    items[:] = dealt(items, file_of=lambda item: item.nodeid.partition("::")[0], workers=workers)


def pytest_collection_finish() -> None:
    """Leave what was imported and collected out of what is searched for cycles: it lives to the end."""
    gc.collect()
    gc.freeze()
    # What lives through a first search lives through the test, mostly: the second search costs thirty times the first.
    gc.set_threshold(20_000, 100, 20)
    gc.enable()


@pytest.hookimpl(trylast=True)
def pytest_sessionfinish() -> None:
    """Search for cycles once. pytest does so ten times after this, which takes seconds of each worker."""
    gc.collect()
    gc.freeze()


@pytest.fixture(autouse=True, scope="session")
def nothing_is_a_restored_copy() -> None:
    """Those that have no database ask none, and queries that are counted are those of the test."""
    quiet.presume(quiet=False, seconds=float("inf"))


@pytest.fixture(scope="session")
def own_databases() -> Databases:
    """The addresses of this worker's databases; ask for `db` or `transactional_db` to use them."""
    return django_settings.TEST_SHARE.own


@pytest.fixture(scope="session")
def django_db_setup(
    django_test_environment: None, django_db_blocker: object, own_databases: Databases
) -> Iterator[None]:
    """Replaces pytest-django's: the worker's database is a clone of the migrated template.

    A test that commits ends with the rows of the template, by `restoring`, and not with emptied
    tables, which would lose what migrations wrote.
    """
    with django_db_blocker.unblock():
        databases.ensure_template()
        databases.fresh(own_databases)
    patch = pytest.MonkeyPatch()
    patch.setattr(TransactionTestCase, "_fixture_teardown", _as_new_again)
    yield
    patch.undo()
    with django_db_blocker.unblock():
        connection.close()
        databases.drop(own_databases)


def _as_new_again(_: TransactionTestCase) -> None:
    connection.close()
    restoring.as_new(django_settings.TEST_SHARE.own)


@pytest.fixture(scope="session", autouse=True)
def one_clock(own_databases: Databases) -> None:
    """Python, PostgreSQL, both Valkeys and a child process agree on the time, moved or not."""
    wrong = clocks.disagreement(clocks.readings(own_databases))
    if wrong:
        pytest.exit(f"The clocks of this run disagree: {wrong}", returncode=3)


@pytest.fixture(scope="session", autouse=True)
def static_files_found_once() -> Iterator[None]:
    with static_files.found_once():
        yield


@pytest.fixture
def clock() -> Iterator[clocks.Clock]:
    """The clock of this test; `clock.move_to("2026-03-02 02:30")` is undone at its end."""
    with clocks.of_a_test() as own:
        yield own


@pytest.fixture(autouse=True)
def empty_valkeys(own_databases: Databases) -> Iterator[None]:
    """Leave no job and no cache entry of this test to the next."""
    yield
    databases.empty(own_databases)


@pytest.fixture(autouse=True)
def addresses_of_the_desk() -> None:
    """Leave the addresses of a public host, by which the last request was answered, to no test: an answer in parts ends
    only when it is read, and until then Django goes on by what its host has.
    """
    set_urlconf(None)


@pytest.fixture(scope="session")
def place_of_scratch() -> Databases:
    return django_settings.TEST_SHARE.another()


@pytest.fixture
def scratch_database(
    django_db_setup: None, django_db_blocker: object, place_of_scratch: Databases
) -> Iterator[Databases]:
    """A fresh clone with its own queue and cache, for processes that commit or are killed.

    Give `processes.environment(scratch_database)` to the processes, or take them from `readied_on_scratch`. The test's
    own connection does not point at it.
    """
    with django_db_blocker.unblock():
        databases.fresh(place_of_scratch)
    yield place_of_scratch
    databases.drop(place_of_scratch)


@pytest.fixture(scope="session")
def readied(own_databases: Databases) -> Iterator[processes.Readied]:
    """Starts what works on this worker's database without reading the application anew."""
    with closing(processes.Readied(own_databases)) as found:
        yield found


@pytest.fixture(scope="session")
def _readied_on_scratch(place_of_scratch: Databases) -> Iterator[processes.Readied]:
    with closing(processes.Readied(place_of_scratch)) as found:
        yield found


@pytest.fixture
def readied_on_scratch(
    scratch_database: Databases, _readied_on_scratch: processes.Readied
) -> processes.Readied:
    """Starts what works on `scratch_database` without reading the application anew."""
    return _readied_on_scratch


@pytest.fixture
def web_server(
    transactional_db: None, readied: processes.Readied, settings: object
) -> Iterator[processes.WebServer]:
    """The web server on this worker's database: what the test commits is served."""
    with readied.web_server() as served:
        settings.PORTALS_PORT = served.port
        settings.PORTALS_FRONT_ADDRESS = served.address
        yield served
        connection.close()


@pytest.fixture(scope="session")
def chromium() -> Iterator[Browser]:
    """The system's Chromium; skips loudly without one, fails where REQUIRE_BROWSER=1."""
    path = chromium_of_system.path_of_chromium()
    # Playwright keeps an event loop in this thread from here on; Django would refuse its queries
    # beside one.
    with pytest.MonkeyPatch.context() as patch, sync_playwright() as playwright:
        patch.setenv("DJANGO_ALLOW_ASYNC_UNSAFE", "true")
        launched = playwright.chromium.launch(
            executable_path=path, headless=True, args=chromium_of_system.ARGUMENTS
        )
        with js_coverage.watched(launched) as watched:
            yield watched
        launched.close()


@pytest.fixture
def browser(chromium: Browser) -> Iterator[BrowserContext]:
    """A browser of one visitor, in Vietnamese, without the cookies of another test."""
    context = chromium.new_context(locale="vi-VN", timezone_id="Asia/Ho_Chi_Minh")
    context.set_default_timeout(15_000)
    yield context
    context.close()


@pytest.fixture
def page(browser: BrowserContext) -> Page:
    """One tab of that visitor."""
    return browser.new_page()
