"""Try both stand-alone verifiers on public pages drawn by lot, as they are kept, and on altered ones.

    uv run python -m tests.editorial.public_record.pages --genuine 500 --altered 500

Prints what they found, and ends with 1 where one of them refused a genuine page or took an altered one.
"""

from __future__ import annotations

import argparse
import os
import sys
from pathlib import Path

import pytest

GENUINE, ALTERED, SEED = "PAGES_GENUINE", "PAGES_ALTERED", "PAGES_SEED"


def asked(name: str, otherwise: int) -> int:
    """What the command was asked for; the suite draws a few."""
    return int(os.environ.get(name, otherwise))


def main() -> int:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--genuine", type=int, default=50)
    parser.add_argument("--altered", type=int, default=50)
    parser.add_argument("--seed", type=int, default=1)
    given = parser.parse_args()
    os.environ |= {GENUINE: str(given.genuine), ALTERED: str(given.altered), SEED: str(given.seed)}
    # The databases, Valkeys and Chromium are those of the tests.
    tests = Path(__file__).with_name("test_pages.py")
    return int(pytest.main(["-q", "-s", "-n", "0", "-p", "no:logging", str(tests)]))


if __name__ == "__main__":
    sys.exit(main())
