"""What it takes to write all that is public as plain files, and again on a day on which nothing changed."""

from __future__ import annotations

import resource
import tempfile
import time
from collections.abc import Iterator
from hashlib import sha256
from pathlib import Path

from django.core.management import call_command
from django.test import override_settings
from django.utils import timezone

from editorial.archiving.kinds import ARCHIVE
from editorial.archiving.writing import write_archive
from editorial.models import Placement
from portals.ledger.actions import append
from portals.ledger.demo import signer
from portals.ledger.growing import grow
from portals.ledger.keys import origin, signer_at_hand
from portals.operations.bench.measure import Cast, Measured
from portals.operations.bench.registry import Amiss
from portals.operations.bench.table import BenchResult, TableRow

from .copied_stories import COPIES, copy_stories

MEGABYTE = 1024
OF_NO_INSTALL = "bench"


def measure_archive(cast: Cast) -> list[Measured]:
    """Seconds of an archive of all portals, and of a delta after it; with files, bytes and the most memory that this
    process held so far, planting included.

    Signed by the key of this process, or by one that is of no install. Raises Amiss where a page was not given.
    """
    copy_stories(province=cast.province, wanted=cast.options[COPIES.name] or 0)
    name = origin().removeprefix("so-cai.")
    key = signer_at_hand() or signer(name, OF_NO_INSTALL)
    with (
        tempfile.TemporaryDirectory() as folder,
        override_settings(LEDGER_KEY=key.secret_text, STATIC_ROOT=Path(folder) / "static"),
    ):
        call_command("collectstatic", interactive=False, verbosity=0)
        _begin_ledger(cast)
        whole, delta = Path(folder) / "whole", Path(folder) / "delta"
        return [
            _written("archive.whole", whole, cast, since=None),
            _written("archive.delta", delta, cast, since=whole),
        ]


def _begin_ledger(cast: Cast) -> None:
    """Have a first entry signed, as in every install that has published: stories of the bench were written in bulk."""
    body = {"archive": OF_NO_INSTALL, "sha256": sha256(b"").hexdigest(), "files": 1}
    now = timezone.now()
    append(ARCHIVE.name, body, portal=cast.province, office=cast.province.agency, at=now)
    grow(now=now)


def archive_rows(one: BenchResult, _name: str) -> Iterator[TableRow]:
    what = "All that is public as files" if one["name"] == "archive.whole" else "The day after"
    yield TableRow(
        f"{what}: {one['here']:,} files, {one['mb']:,} MB, {one['memory_mb']:,} MB of memory",
        f"{one['ours_seconds']:,.0f} s",
    )


def _written(name: str, to: Path, cast: Cast, *, since: Path | None) -> Measured:
    began = time.perf_counter()
    written = write_archive(to, since=since, wait=60, now=timezone.now(), tell=cast.tell)
    took = time.perf_counter() - began
    if written.missing:
        raise Amiss(f"A visitor was not given {written.missing[:3]}.")
    return Measured(
        name=name,
        ours_seconds=took,
        more={
            "stood": Placement.objects.standing().count(),
            "public": written.files,
            "here": written.here,
            "mb": sum(one.stat().st_size for one in to.rglob("*") if one.is_file()) >> 20,
            "memory_mb": resource.getrusage(resource.RUSAGE_SELF).ru_maxrss // MEGABYTE,
        },
    )
