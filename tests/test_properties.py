"""Properties draw the same examples at each run of CI, others elsewhere, and keep what failed."""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
from pathlib import Path

import pytest

from tests.support.processes import ROOT

PROPERTY = """
from pathlib import Path
from hypothesis import given, strategies as st

@given(st.integers(0, 10**12))
def test_small(number):
    with Path(__file__).with_name("drawn").open("a") as drawn:
        drawn.write(f"{number}\\n")
    assert number < 10**9
"""


@pytest.fixture
def draw(tmp_path: Path):
    """Run a property that fails; return what pytest said and the numbers that were drawn."""
    (tmp_path / "test_small.py").write_text(PROPERTY)

    def run(**more: str) -> tuple[str, list[str]]:
        env = {name: value for name, value in os.environ.items() if name != "CI"}
        command = [
            sys.executable, "-m", "pytest", "--noconftest", "-p", "tests.support.properties",
            "-p", "no:django", "-p", "no:cacheprovider", "--rootdir", str(tmp_path),
            "-c", os.devnull, str(tmp_path),
        ]  # fmt: skip
        done = subprocess.run(command, cwd=ROOT, env=env | more, capture_output=True, text=True)
        assert done.returncode == 1, done.stdout + done.stderr
        drawn = tmp_path / "drawn"
        numbers = drawn.read_text().split()
        drawn.unlink()
        return done.stdout, numbers

    return run


def forget(folder: Path) -> None:
    shutil.rmtree(folder / "var" / "hypothesis")


def test_ci_draws_the_same_again_and_says_its_seed(draw, tmp_path):
    said, first = draw(CI="true")
    forget(tmp_path)
    _, second = draw(CI="true")
    assert first == second
    assert "seed 2026" in said


def test_a_developer_draws_others(draw, tmp_path):
    _, first = draw()
    forget(tmp_path)
    said, second = draw()
    assert first[:20] != second[:20]
    assert "@reproduce_failure(" in said


def test_what_failed_in_ci_is_printed_kept_and_tried_first(draw):
    said, _ = draw(CI="true")
    assert "@reproduce_failure(" in said
    _, again = draw(CI="true")
    assert again[0] == str(10**9)
