"""Run tests at another moment: every process of the run has one clock, PostgreSQL and both Valkeys included.

`python -m tests.support.moved_clock --at "2028-02-29 02:30" -- tests/portals/boards/test_boards.py` moves the clock
of the whole tree of processes by libfaketime (Debian: `apt install faketime`), on servers of its own. With `--at` given
again and again, the runs follow one another on one migrated template. The moments are Việt Nam's; the clock runs on
from there, and time that is only measured (`time.monotonic`) is not moved. Ends with 1 where a run did not pass.
"""

from __future__ import annotations

import argparse
import fcntl
import os
import subprocess
import sys
import time
from collections.abc import Mapping
from datetime import datetime
from pathlib import Path

from portals.clock import LOCAL_ZONE
from portals.services.places import APART

ROOT = Path(__file__).resolve().parents[2]
# `MOVED_TO` says to the run which moment it was promised; the fixture `one_clock` holds it to that.
MOVED_TO = "TESTS_MOVED_TO"
LIBRARIES = ("*-linux-*/faketime", "faketime")


def main(arguments: list[str] | None = None) -> int:
    parser = argparse.ArgumentParser(prog="moved_clock", description=__doc__)
    parser.add_argument("--at", action="append", required=True, type=_moment, metavar="MOMENT")
    parser.add_argument("--apart", default="moved", help="name of the servers of these runs")
    parser.add_argument("pytest", nargs="*", help="what pytest is called with, after --")
    given = parser.parse_args(arguments)
    library = path_of_library()
    if library is None:
        sys.stderr.write("libfaketime is not installed: apt install faketime\n")
        return 3
    still = os.environ | {APART: given.apart, "DJANGO_SETTINGS_MODULE": "portals.settings.test"}
    (ROOT / "var").mkdir(exist_ok=True)
    with (ROOT / "var" / f"{given.apart}.lock").open("w") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        try:
            # Migrating takes longer than the minute that is left at 23:59.
            _python("-m", "tests.support.template", env=still)
            codes = [_run(moment, given.pytest, library, still) for moment in given.at]
        finally:
            _python("-m", "portals.services", "stop", env=still, quiet=True)
    return 1 if any(codes) else 0


def path_of_library() -> Path | None:
    """Return libfaketime for programs with threads, or `None` where it is not installed."""
    for pattern in LIBRARIES:
        for found in sorted(Path("/usr/lib").glob(f"{pattern}/libfaketimeMT.so.1")):
            return found
    return None


def moved_environment(moment: datetime, library: Path) -> dict[str, str]:
    """Return the variables that move a process and all its children to the moment, from now on."""
    # What is moved already asks a moved clock.
    own = float(os.environ.get("FAKETIME", "0").removesuffix("s"))
    offset = moment.timestamp() - (time.time() - own)
    return {
        "LD_PRELOAD": str(library),
        "FAKETIME": f"{offset:+.3f}s",
        "FAKETIME_DONT_FAKE_MONOTONIC": "1",
        # An offset needs no memory shared between the processes, which run as two users.
        "FAKETIME_DISABLE_SHM": "1",
        # Files keep their real dates: Python compares those of sources with what it compiled before.
        "NO_FAKE_STAT": "1",
        MOVED_TO: moment.isoformat(),
    }


def _run(moment: datetime, arguments: list[str], library: Path, still: Mapping[str, str]) -> int:
    """Run pytest at the moment, on servers that were started with the same offset."""
    _python("-m", "portals.services", "stop", env=still, quiet=True)
    moved = dict(still) | moved_environment(moment, library)
    _python("-m", "portals.services", "start", env=moved, quiet=True)
    sys.stdout.write(f"\n-- at {moment:%d/%m/%Y %H:%M} in Việt Nam\n")
    sys.stdout.flush()
    command = [sys.executable, "-m", "pytest", *arguments]
    return subprocess.run(command, cwd=ROOT, env=moved, check=False).returncode


def _python(*arguments: str, env: Mapping[str, str], quiet: bool = False) -> None:
    output = subprocess.DEVNULL if quiet else None
    subprocess.run([sys.executable, *arguments], cwd=ROOT, env=env, stdout=output, check=True)


def _moment(text: str) -> datetime:
    return datetime.strptime(text, "%Y-%m-%d %H:%M").replace(tzinfo=LOCAL_ZONE)


if __name__ == "__main__":
    sys.exit(main())
