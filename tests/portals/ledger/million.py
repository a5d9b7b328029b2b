"""Measure the ledger with a million entries, in a database of its own that is thrown away; no part of the suite.

uv run python -m tests.portals.ledger.million --entries 1000000
"""

from __future__ import annotations

import argparse
import os
import resource
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator
from contextlib import contextmanager
from itertools import batched
from pathlib import Path

STEPS = 10


@contextmanager
def timed(what: str, each: int = 1) -> Iterator[None]:
    began = time.perf_counter()
    yield
    seconds = time.perf_counter() - began
    told = f"{seconds:8.1f} s" if each == 1 else f"{seconds / each * 1000:8.2f} ms each"
    print(f"{what:44}{told}", flush=True)


def fill(start: int, end: int) -> None:
    """Write publications as their verb would, without its one INSERT each."""
    from portals.ledger.models import LedgerEntry
    from tests.factories import NOON

    from .written_ledgers import publication

    for some in batched(range(start, end), 5000):
        LedgerEntry.objects.bulk_create(
            LedgerEntry(entry=publication(number), kind="publication", at=NOON, subject=str(number))
            for number in some
        )


def measure(count: int, folder: Path) -> None:
    from django.db import connection, transaction
    from django.utils import timezone

    from portals.ledger.actions import append, commit_to
    from portals.ledger.checks import ledger_checks
    from portals.ledger.exporting import export
    from portals.ledger.folder import tile_content
    from portals.ledger.growing import grow
    from portals.ledger.models import LedgerEntry
    from portals.ledger.queries import proof_of
    from portals.ledger.stored import StoredLedger
    from portals.ledger.tiles import Tile
    from portals.operations.checking import ask_checks
    from tests.factories import NOON

    from .writing import trial_kind

    with timed(f"{count:,} rows written"):
        for step in range(STEPS):
            fill(count * step // STEPS, count * (step + 1) // STEPS)
            with timed(f"  {count // STEPS:,} places given, tree grown, signed"):
                grow(now=timezone.now())
    with connection.cursor() as cursor:
        cursor.execute("ANALYZE")
    with trial_kind(), transaction.atomic(), timed("an entry with a commitment appended", 1000):
        for number in range(1000):
            body = {"thing": str(number), "person": commit_to({"user": number, "name": "A"})}
            append("trial", body, portal=None, office="Sở Thử", at=NOON)
    with timed("1,000 more grown and signed"):
        grow(now=timezone.now())
    rows = list(LedgerEntry.objects.filter(subject__in=[str(at * 997) for at in range(100)])[:100])
    with timed("a proof made", len(rows)):
        for row in rows:
            assert proof_of(row)
    with timed("a full tile read", 200):
        for at in range(100):
            for level in (0, None):
                tile_content(Tile(level, at * (count // 256 - 1) // 100), StoredLedger())
    with timed("doctor's part"):
        assert not [
            one for one in ask_checks(now=timezone.now(), checks=ledger_checks()) if one.count
        ]
    home = folder / "so-cai"
    with timed("exported"):
        export(home)
    files = [path.stat().st_size for path in home.rglob("*") if path.is_file()]
    print(f"{'  files, MB':44}{len(files):8,} {sum(files) / 1e6:8.1f}")
    verifier = Path("portals/ledger/verifier/verify.py")
    with timed("verify.py"):
        subprocess.run([sys.executable, "-I", verifier, home], check=True)
    most = resource.getrusage(resource.RUSAGE_CHILDREN).ru_maxrss / 1024
    print(f"{'  at most, MB of memory':44}{most:8.0f}")
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT sum(pg_total_relation_size(oid)) FROM pg_class"
            " WHERE relname ~ '^ledger_' AND relkind = 'r'"
        )
        print(f"{'in the database, KB an entry':44}{cursor.fetchone()[0] / count / 1000:8.2f}")


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--entries", type=int, default=1_000_000)
    given = parser.parse_args()
    os.environ["DJANGO_SETTINGS_MODULE"] = "portals.settings.test"
    import django

    django.setup()
    from django.conf import settings
    from django.db import connection

    from portals.services import ensure_started
    from portals.services.addresses import SERVICES
    from tests.support import databases

    from .writing import SIGNER

    ensure_started(SERVICES)
    databases.ensure_template()
    own = settings.TEST_SHARE.own
    databases.fresh(own)
    settings.LEDGER_KEY = SIGNER.secret_text
    try:
        with tempfile.TemporaryDirectory() as folder:
            measure(given.entries, Path(folder))
    finally:
        connection.close()
        databases.drop(own)


if __name__ == "__main__":
    main()
