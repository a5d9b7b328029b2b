"""The demo's check of the ledger finds what is wrong with it, and leaves nothing behind."""

from __future__ import annotations

import os
from collections.abc import Iterator

import pytest
from django.utils import timezone

from portals.demo import ledger
from portals.ledger import views
from portals.ledger.demo import WITNESS
from portals.ledger.growing import grow
from portals.ledger.keys import known_keys
from portals.ledger.models import LedgerEntry
from portals.ledger.notes import SignedCheckpoint, Signer
from portals.ledger.queries import newest_checkpoint, note_of
from portals.operations.demo.registry import Result
from portals.witnesses.queries import witnesses_asked
from tests.factories import make_portal
from tests.portals.ledger.writing import ORIGIN, SIGNER, trial_kind, write
from tests.support.demo import found_by
from tests.support.processes import manage


@pytest.fixture
def signed(transactional_db: None, settings: object) -> Iterator[None]:
    settings.LEDGER_KEY = SIGNER.secret_text
    make_portal("province")
    with trial_kind():
        write(*map(str, range(300)))
        grow(now=timezone.now())
        yield


def found() -> Result:
    return found_by(ledger.LEDGER)["ledger_verified"]


def test_is_right_where_all_verifies_and_leaves_nothing_behind(signed: None) -> None:
    before = list(LedgerEntry.objects.values_list("pk", "entry"))
    for _again in range(2):
        told = found()
        assert (told.right, told.total, told.faults) == (300, 300, [])
    assert list(LedgerEntry.objects.values_list("pk", "entry")) == before


def test_names_entries_that_have_no_place(signed: None) -> None:
    write("late")
    assert found().faults == ["entries without a signed place"]


def test_says_so_where_files_do_not_verify(signed: None, monkeypatch: pytest.MonkeyPatch) -> None:
    tile_content = views.folder.tile_content
    monkeypatch.setattr(views.folder, "tile_content", lambda *args: tile_content(*args)[:-1] + b"x")
    assert any("do not verify" in fault for fault in found().faults)


def test_says_so_where_a_changed_digit_passes(
    signed: None, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(ledger, "_another", lambda digit: digit)
    assert any("digit" in fault for fault in found().faults)


def test_says_so_where_doctor_is_blind(signed: None, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(ledger, "ledger_checks", lambda: ())
    assert any("doctor" in fault for fault in found().faults)


def test_proves_nothing_where_nothing_was_signed(transactional_db: None) -> None:
    make_portal("province")
    assert not found().is_good


def test_is_signed_and_witnessed_from_the_beginning(transactional_db: None) -> None:
    with trial_kind():
        write("a")
    ledger.begin_to_sign(now=timezone.now())
    given = SignedCheckpoint.parse(note_of(newest_checkpoint())).verify(known_keys())
    assert [one.key.name for one in given] == [ORIGIN, WITNESS]
    assert [one.signed_size for one in witnesses_asked()] == [1]
    # The processes of the demo sign with the same key.
    server = manage(
        "shell", "-c", "from django.conf import settings; print(settings.LEDGER_KEY)",
        env=os.environ | {"DJANGO_SETTINGS_MODULE": "portals.settings.demo"},
    )  # fmt: skip
    assert Signer.parse(server.stdout.splitlines()[-1]).key == given[0].key
