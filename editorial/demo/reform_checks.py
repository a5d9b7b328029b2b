"""A change of units on a copy of the demo's database: planned, carried out, asked for at old addresses, taken back."""

from __future__ import annotations

import csv
import json
import subprocess
import sys
import tempfile
from collections.abc import Iterator
from pathlib import Path

from django.conf import settings
from django.utils.translation import gettext_lazy as _

from portals import data
from portals.demo.organisations import OF_2024, organisation_standing
from portals.models import Oversight, Portal
from portals.operations.demo.registry import DemoCheck, Result
from portals.operations.demo.running import RunningDemo
from portals.reforms.sheet import COLUMNS

OLD_ADDRESSES = 500
OF_DECEMBER = Path(next(iter(data.__path__))) / "reform-2024-12-01.csv"


def reform_is_undone(_demo: RunningDemo) -> Iterator[Result]:
    """Count the old addresses that answered after the change, and name all that is not as it should be."""
    with tempfile.TemporaryDirectory() as folder:
        sheet = OF_DECEMBER
        if organisation_standing() is not OF_2024:
            sheet = Path(folder) / "sap-nhap.csv"
            _write_merger(sheet)
        command = [sys.executable, "manage.py", "reform", "rehearse", str(sheet), "--json"]
        command += ["--addresses", str(OLD_ADDRESSES)]
        done = subprocess.run(
            command, cwd=settings.ROOT, check=False, text=True, capture_output=True
        )
    lines = done.stdout.splitlines()
    if not lines:
        yield Result("reform_undone", 0, OLD_ADDRESSES, done.stderr.splitlines()[-1:])
        return
    found = json.loads(lines[-1])
    faults = list(found["address_faults"])
    faults += [f"not as planned: {one}" for one in found["differences"]]
    faults += [f"not as before: {table}" for table in found["tables_not_as_before"]]
    if not found["ok"] and not faults:
        faults.append(f"left: {found['rows_left']}")
    right = found["addresses_asked"] - len(found["address_faults"])
    yield Result("reform_undone", right, OLD_ADDRESSES, faults)


def _write_merger(to: Path) -> None:
    """Two communes of one overseer become one, for a province in which no real change is to come."""
    one, other = Portal.objects.filter(tier="commune", closed_on=None).order_by("pk")[:2]
    overseer = Oversight.objects.filter(portal=one, period__upper_inf=True).get().overseer
    with to.open("w", encoding="utf-8", newline="") as file:
        rows = csv.writer(file)
        rows.writerow(COLUMNS)
        for portal in (one, other):
            result = (one.code, "Xã Hợp Nhất", one.tier_id, overseer.code)
            rows.writerow((portal.code, portal.name, *result))


REFORM_UNDONE = DemoCheck(
    {"reform_undone": _("Change of units carried out and taken back")}, reform_is_undone, rank=90
)
