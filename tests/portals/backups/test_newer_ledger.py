"""A newer ledger is read over the web on a copy that is quiet, and one that is not newer counts for none."""

from __future__ import annotations

import threading
from collections.abc import Iterator
from functools import partial
from http.server import SimpleHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from typing import Any

import pytest
from django.core.management import CommandError, call_command
from django.utils import timezone

from portals.backups import newer_ledger
from portals.backups.confirming import known_taken
from portals.backups.newer_ledger import NotNewer, SameLedger, TakenKind, taken_since
from portals.database.owner import as_owner
from portals.database.quiet import is_quiet_copy, mark_quiet, presume, unmark_quiet
from portals.ledger.demo import signer
from portals.ledger.exporting import export
from portals.ledger.growing import grow
from tests.portals.ledger.writing import trial_kind, write

pytestmark = pytest.mark.django_db(transaction=True)


@pytest.fixture
def ledger(tmp_path: Path, settings: Any) -> Iterator[Path]:
    settings.LEDGER_KEY = signer("bacninh.localhost", "x" * 50).secret_text
    with trial_kind():
        write("a", "b")
        grow(now=timezone.now())
        export(tmp_path / "ledger")
        yield tmp_path / "ledger"


@pytest.fixture
def quiet_copy(ledger: Path) -> Iterator[None]:
    with as_owner():
        mark_quiet(
            {"step": "waiting", "backup": "b", "of": "then", "at": timezone.now().isoformat()}
        )
    try:
        yield
    finally:
        with as_owner():
            unmark_quiet()
        presume(quiet=False, seconds=float("inf"))


@pytest.fixture
def address(ledger: Path) -> Iterator[str]:
    server = ThreadingHTTPServer(
        ("127.0.0.1", 0), partial(SimpleHTTPRequestHandler, directory=str(ledger))
    )
    thread = threading.Thread(target=server.serve_forever)
    thread.start()
    try:
        yield f"http://127.0.0.1:{server.server_port}/"
    finally:
        server.shutdown()
        thread.join()
        server.server_close()


def test_is_fetched_although_the_copy_is_quiet(
    quiet_copy: None, address: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    trial = TakenKind("thing", frozenset({"trial"}), frozenset(), lambda _: True, lambda *_: None)
    monkeypatch.setattr(newer_ledger, "_kinds", [trial])
    monkeypatch.setattr(newer_ledger, "stored_size", lambda: 1)
    assert is_quiet_copy()
    size, taken = taken_since(address)
    assert (size, [one.subject for one in taken]) == (2, ["b"])
    with pytest.raises(NotNewer, match="answers 404"):
        taken_since(f"{address}elsewhere/")


def test_one_of_equal_size_is_not_newer(quiet_copy: None, ledger: Path) -> None:
    with pytest.raises(SameLedger, match="none since"):
        taken_since(str(ledger))
    named = {"since_ledger": str(ledger), "confirm": True}
    with pytest.raises(CommandError, match="none since"):
        call_command("restore", **named)
    assert (is_quiet_copy(), known_taken()) == (True, None)
    call_command("restore", **named, without_ledger=True)
    assert not is_quiet_copy()
