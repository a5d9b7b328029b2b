"""The demo's published month, taken home over HTTP as a citizen does, and verified there; a changed digit is seen."""

from __future__ import annotations

import json
import subprocess
import sys
from collections.abc import Iterator
from http import HTTPStatus
from io import BytesIO
from pathlib import Path
from tempfile import TemporaryDirectory
from zipfile import ZipFile

from django.utils.translation import gettext_lazy as _

from portals.addresses import main_hostname
from portals.models import Portal
from portals.operations.demo.registry import DemoCheck, Result
from portals.operations.demo.running import Address, RunningDemo
from scoring.periods import Month
from scoring.published.reading import published_months

# Entries get their place and are signed within a minute or two.
SIGNED_SECONDS = 130
VERIFY_SECONDS = 120


def score_verified(running: RunningDemo) -> Iterator[Result]:
    """The newest published month verifies, with as many portals as it has cards, and not with one digit changed."""
    months = published_months(in_public=True)
    if not months:
        yield Result("score_verified", 0, 0, ["no month is published"])
        return
    host = main_hostname(Portal.objects.get(tier="province", closed_on=None))
    with TemporaryDirectory() as named:
        home = Path(named)
        portals = _take_home(running, host, months[0], home)
        faults = [*_faults_of(home)] if portals else ["there is no dossier"]
    yield Result("score_verified", 0 if faults else portals, max(portals, 1), faults)


def _take_home(running: RunningDemo, host: str, month: Month, home: Path) -> int:
    """Unpack the dossier below `home`, once the ledger has signed it; return how many portals its table has."""
    address = Address(host, f"/bang-diem/{month}.zip")
    running.wait(lambda: running.ask(address).status == HTTPStatus.OK, seconds=SIGNED_SECONDS)
    answer = running.ask(address)
    if answer.status != HTTPStatus.OK:
        return 0
    with ZipFile(BytesIO(answer.body)) as archive:
        for name in archive.namelist():
            (home / Path(name).name).write_bytes(archive.read(name))
    return len(json.loads(_table_in(home).read_bytes())["portals"])


def _table_in(home: Path) -> Path:
    return next(home.glob("bang-diem-*.json"))


def _faults_of(home: Path) -> Iterator[str]:
    code, said = _verify(home)
    if code != 0:
        yield f"the published month does not verify: {said}"
    table = _table_in(home)
    before = table.read_bytes()
    # The last digit of a total, where it stays a number.
    at = before.index(b'"total":') + len(b'"total":')
    end = next(place for place in range(at, len(before)) if not before[place : place + 1].isdigit())
    other = b"1" if before[end - 1 : end] == b"0" else b"0"
    table.write_bytes(before[: end - 1] + other + before[end:])
    code, said = _verify(home)
    if code != 1 or "total: the file says" not in said:
        yield f"a changed digit was not named: {said}"


def _verify(home: Path) -> tuple[int, str]:
    done = subprocess.run(
        [sys.executable, "-I", home / "verify.py", _table_in(home), "--json", "--lang", "en"],
        capture_output=True,
        text=True,
        timeout=VERIFY_SECONDS,
        check=False,
    )
    told = json.loads(done.stdout) if done.stdout else {}
    return done.returncode, "; ".join(told.get("bad", [done.stderr[-500:], *told.values()]))


VERIFIED = DemoCheck({"score_verified": _("Published scores verified")}, score_verified, rank=55)
