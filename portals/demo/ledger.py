"""The demo's ledger: signed and witnessed from its first entries on, taken home over HTTP and verified there."""

from __future__ import annotations

import json
import re
import subprocess
import sys
from collections.abc import Iterator
from datetime import datetime
from http import HTTPStatus
from pathlib import Path
from tempfile import TemporaryDirectory

from django.conf import settings
from django.db import connection, transaction
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from portals.addresses import main_hostname
from portals.database.owner import as_owner
from portals.ledger import demo
from portals.ledger.checks import ledger_checks
from portals.ledger.growing import grow, sign_newest
from portals.ledger.keys import add_key
from portals.ledger.models import LedgerEntry, LedgerKey, LedgerLeaf
from portals.ledger.notes import SignedCheckpoint, countersign
from portals.ledger.queries import newest_checkpoint, note_of
from portals.ledger.signing import take
from portals.ledger.tiles import tiles_of
from portals.models import Portal
from portals.operations.checking import ask_checks
from portals.operations.demo.registry import DemoCheck, Result
from portals.operations.demo.running import Address, RunningDemo
from portals.witnesses.models import Witness

# A growth a minute, and one that may just have begun.
PLACED_SECONDS = 130
OFFICE = "Cơ quan lưu chứng minh họa"
VERIFY_SECONDS = 60
FIRST_ENTRIES = "tile/entries/000"
A_YEAR = re.compile(rb'"at":"20\d')


def begin_to_sign(*, now: datetime) -> None:
    """Have what was done so far signed, and countersigned by an office that there is not."""
    signer = demo.signer(settings.PORTALS_BASE_DOMAIN, settings.SECRET_KEY)
    witness = demo.witness(settings.SECRET_KEY)
    grow(now=now)
    sign_newest(signer, now=now)
    newest = newest_checkpoint()
    if newest is None:
        return
    add_key(witness.key, now=now)
    # No verb: nobody sits at a desk yet.
    Witness.objects.create(
        office=OFFICE,
        key=LedgerKey.objects.get(text=str(witness.key)),
        key_name=witness.name,
        address=f"luu-chung@{witness.name}",
        known_since=now,
    )
    signed = SignedCheckpoint.parse(note_of(newest))
    line = countersign(signed.checkpoint, witness, now)
    take(signed.with_signature(line).to_bytes(), now=now)


def ledger_verified(running: RunningDemo) -> Iterator[Result]:
    """What was written so far is under a checkpoint, its files verify, and no change passes. Leaves nothing behind."""
    last = LedgerEntry.objects.order_by("-pk").values_list("pk", flat=True).first() or 0
    running.wait(lambda: _is_signed(last), seconds=PLACED_SECONDS)
    with TemporaryDirectory() as named:
        home = Path(named)
        size = _take_home(running, home)
        faults = [*_faults_of_files(home), *_faults_of_doctor()]
        if not _is_signed(last):
            faults.append("entries without a signed place")
    yield Result("ledger_verified", 0 if faults else size, size, faults)


def _is_signed(entry: int) -> bool:
    index = LedgerLeaf.objects.filter(entry=entry).values_list("index", flat=True).first()
    newest = newest_checkpoint()
    return index is not None and newest is not None and index < newest.pk


def _take_home(running: RunningDemo, home: Path) -> int:
    """Fetch the verifier and every file of the ledger as a stranger does; return how many entries there are."""
    host = main_hostname(Portal.objects.get(tier="province", closed_on=None))

    def fetch(name: str) -> None:
        answer = running.ask(Address(host, f"/so-cai/{name}"))
        if answer.status != HTTPStatus.OK:
            raise LookupError(f"/so-cai/{name}: {answer.status}")
        file = home / ("" if name == "verify.py" else "so-cai") / name
        file.parent.mkdir(parents=True, exist_ok=True)
        file.write_bytes(answer.body)

    for name in ("verify.py", "checkpoint", "keys"):
        fetch(name)
    note = (home / "so-cai/checkpoint").read_bytes()
    size = SignedCheckpoint.parse(note).checkpoint.size
    running.ask_all(
        (Address(host, tile.path) for tile in tiles_of(size)), lambda one: fetch(one.path)
    )
    return size


def _faults_of_files(home: Path) -> Iterator[str]:
    code, said = _verify(home)
    if code != 0:
        yield f"the files do not verify: {said}"
    first = next((home / "so-cai").glob(f"{FIRST_ENTRIES}*/*"), home / "so-cai" / FIRST_ENTRIES)
    before = first.read_bytes()
    year = A_YEAR.search(before)
    if year is None:
        raise LookupError("no entry says when it was")
    # One digit, and still a year.
    first.write_bytes(before[: year.end() - 1] + _another(year[0][-1:]) + before[year.end() :])
    code, said = _verify(home)
    if code != 1 or "Entry 0 " not in said:
        yield f"a changed digit was not named: {said}"


def _verify(home: Path) -> tuple[int, str]:
    done = subprocess.run(
        [sys.executable, "-I", home / "verify.py", home / "so-cai", "--json", "--lang", "en"],
        capture_output=True,
        text=True,
        timeout=VERIFY_SECONDS,
        check=False,
    )
    told = json.loads(done.stdout) if done.stdout else {}
    return done.returncode, "; ".join(told.get("bad", [done.stderr[-500:], *told.values()]))


def _faults_of_doctor() -> Iterator[str]:
    """Alter a row as its owner could, and take that back: nobody sees it but `doctor`, which is asked in between."""
    leaf = LedgerLeaf.objects.select_related("entry").order_by("-index").first()
    if leaf is None:
        raise LookupError("the ledger is empty")
    with as_owner(), transaction.atomic(), connection.cursor() as cursor:
        # Whoever reads goes on; whoever writes waits for this no longer than for another's act.
        cursor.execute("SET LOCAL lock_timeout = '5s'")
        cursor.execute("ALTER TABLE ledger_ledgerentry DISABLE TRIGGER USER")
        cursor.execute(
            "UPDATE ledger_ledgerentry SET entry = set_byte(entry, length(entry) - 2,"
            " get_byte(entry, length(entry) - 2) # 1) WHERE id = %s",
            [leaf.entry_id],
        )
        cursor.execute("ALTER TABLE ledger_ledgerentry ENABLE TRIGGER USER")
        found = ask_checks(now=timezone.now(), checks=ledger_checks())
        transaction.set_rollback(True)
    told = {one.check.name: one.named for one in found if not one.is_good}
    named = told.pop("ledger.entries", ())
    if not any(fault.startswith(f"entry {leaf.index} ") for fault in named):
        yield f"doctor did not name the row that was changed: {named}"
    yield from (f"doctor: {name}: {some}" for name, some in told.items())


def _another(digit: bytes) -> bytes:
    return b"3" if digit != b"3" else b"4"


# Last, when stories were published and recalled.
LEDGER = DemoCheck(
    {"ledger_verified": _("Entries of the ledger, verified outside")}, ledger_verified, rank=100
)
