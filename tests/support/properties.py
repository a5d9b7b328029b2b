"""How Hypothesis looks for examples: the same ones at each run of CI, new ones at each run of a developer.

Both keep what failed in `var/hypothesis`, print it as `@reproduce_failure`, and try it first the next time. Neither
judges by time: a slow machine is no fault of a property.
"""

from __future__ import annotations

import os

import pytest
from hypothesis import HealthCheck, is_hypothesis_test, settings
from hypothesis.database import DirectoryBasedExampleDatabase

# A new one is chosen by hand, to look elsewhere; `--hypothesis-seed` takes its place for one run.
SEED = 2026


@pytest.hookimpl(tryfirst=True)
def pytest_configure(config: pytest.Config) -> None:
    common = settings(
        database=DirectoryBasedExampleDatabase(config.rootpath / "var" / "hypothesis"),
        print_blob=True,
        deadline=None,
        suppress_health_check=[HealthCheck.too_slow],
        # Where CI=true, Hypothesis itself would draw by the name of the test and keep nothing.
        derandomize=False,
    )
    settings.register_profile("ci", common)
    settings.register_profile("dev", common)
    settings.load_profile("ci" if _in_ci() else "dev")


def pytest_collection_modifyitems(config: pytest.Config, items: list[pytest.Item]) -> None:
    if _seed(config) != SEED:
        return
    for item in items:
        function = getattr(item, "function", None)
        if function is not None and is_hypothesis_test(function):
            # `hypothesis.seed` and the option would set this and also take away what is kept.
            function._hypothesis_internal_use_seed = SEED


def pytest_report_header(config: pytest.Config) -> str:
    chosen = _seed(config) or "drawn for each test"
    return f"properties: seed {chosen}; examples that failed are kept in var/hypothesis"


def _seed(config: pytest.Config) -> int | None:
    return config.option.hypothesis_seed or (SEED if _in_ci() else None)


def _in_ci() -> bool:
    return os.environ.get("CI") == "true"
