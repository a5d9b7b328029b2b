"""Chromium of the system, driven by Playwright, for journeys.

Without Chromium a journey is skipped and says so; with `REQUIRE_BROWSER=1`, as in CI, it fails.
"""

import os
import shutil

import pytest

# First the one without windows: it shows and runs pages as the whole browser does, which for each visitor opens a
# window with tabs and menus that nobody sees, at five times the cost.
NAMES = ("chromium-headless-shell", "chromium", "chromium-browser", "google-chrome")
ARGUMENTS = [
    "--no-sandbox",
    "--disable-gpu",
    "--disable-quic",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
]


def path_of_chromium() -> str:
    """Return the path of the system's Chromium, or end the test that asked for it."""
    for name in NAMES:
        found = shutil.which(name)
        if found:
            return found
    message = "NO CHROMIUM: this journey did not run; install the package chromium."
    if os.environ.get("REQUIRE_BROWSER") == "1":
        pytest.fail(message, pytrace=False)
    pytest.skip(message)
