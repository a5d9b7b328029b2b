"""A run without the lines of the log, for walks of which each step that is refused would write one."""

from __future__ import annotations

import logging
from collections.abc import Iterator

import pytest


@pytest.fixture(autouse=True)
def no_lines_of_the_log() -> Iterator[None]:
    """They are rendered and kept by the thousand."""
    logging.disable(logging.CRITICAL)
    yield
    logging.disable(logging.NOTSET)
