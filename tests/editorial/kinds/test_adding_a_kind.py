"""A kind of content is added by one module, its templates and a migration: `leaflets` is tried where it is there."""

from __future__ import annotations

import os
import re
import subprocess
import sys
from pathlib import Path

ROOT = Path(__file__).resolve().parents[3]
LEAFLETS = "tests/editorial/kinds/leaflets"
# What a leaflet goes through, each a test of that folder.
WAYS = {
    "test_writes_it_in_the_editor_reviews_and_publishes_it",
    "test_takes_one_from_a_word_file",
    "test_is_not_told_that_it_is_short_and_is_told_what_threatens",
    "test_is_served_it_with_its_own_page_and_words_for_machines",
    "test_finds_it_in_lists_until_it_ends",
    "test_finds_it_by_its_number_and_kind",
    "test_reads_it_in_a_feed",
    "test_saves_it_with_what_is_particular_to_it",
    "test_receives_it_and_makes_its_own_version_that_keeps_its_fields",
    "test_brings_it_with_its_fields",
    "test_names_what_is_wrong_with_its_fields",
    "test_refuses_a_field_that_the_kind_has_not",
    "test_counts_it_as_original",
    "test_are_as_many_for_two_kinds_as_for_three",
}


def test_a_leaflet_goes_every_way_that_content_goes() -> None:
    """In a process of its own: an app cannot be installed into one that runs without leaving traces in it."""
    environment = {
        name: value for name, value in os.environ.items() if not name.startswith("PYTEST_")
    }
    settings = ["--ds", "tests.editorial.kinds.with_leaflets"]

    done = subprocess.run(
        [sys.executable, "-m", "pytest", "-n", "0", "-v", "--show-capture=no", *settings, LEAFLETS],
        cwd=ROOT,
        env=environment,
        capture_output=True,
        text=True,
        check=False,
    )

    assert done.returncode == 0, done.stdout[-20_000:] + done.stderr[-5_000:]
    assert set(re.findall(r"::(test_\w+)(?:\[\S+\])? PASSED", done.stdout)) == WAYS


def test_nobody_but_its_own_folder_knows_of_it() -> None:
    """Else more than that was needed to add it."""
    floors = ("portals", "editorial", "syndication", "scoring", "templates", "static")
    knowing = [
        str(path.relative_to(ROOT))
        for floor in floors
        for path in (ROOT / floor).rglob("*")
        if path.suffix in {".py", ".html", ".js"} and "leaflet" in path.read_text(encoding="utf-8")
    ]
    assert knowing == []
