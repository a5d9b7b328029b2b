"""A restored copy deletes no uploads, and takes none of another install for its own; one that breaks off says so."""

from __future__ import annotations

from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest
from django.core.files.base import ContentFile
from django.core.files.storage import default_storage, storages
from django.core.management import CommandError
from django.db import ProgrammingError
from django.utils import timezone

from portals.accountability.sweeping import sweep_strays
from portals.backups import restoring
from portals.backups.making import make_backup
from portals.backups.restoring import RestoreBroken, RestoreRefused, restore_backup
from portals.database import quiet
from portals.database.owner import as_owner
from portals.database.rights import RolesMissing
from portals.settings.backends import media_storage
from portals.uploads.storage import DeletesNothing
from tests.support.bucket import bucket_server, forget_failures


@pytest.fixture(autouse=True)
def uploads(settings: Any, tmp_path: Path) -> Path:
    settings.MEDIA_ROOT = str(tmp_path / "uploads")
    return tmp_path / "uploads"


@pytest.fixture
def quiet_copy() -> Any:
    quiet.presume(quiet=True, seconds=float("inf"))
    yield
    quiet.presume(quiet=False, seconds=float("inf"))


@pytest.mark.django_db
def test_the_sweep_of_strays_deletes_nothing_on_a_quiet_copy(quiet_copy: None) -> None:
    name = default_storage.save("cases/1/anh.jpg", ContentFile(b"x"))
    later = timezone.now() + timedelta(days=3)
    with pytest.raises(DeletesNothing):
        default_storage.delete(name)
    assert sweep_strays(now=later) == 0
    assert default_storage.exists(name)
    quiet.presume(quiet=False, seconds=float("inf"))
    assert sweep_strays(now=later) == 1


def test_nor_does_a_bucket() -> None:
    forget_failures()
    with bucket_server() as url:
        bucket = storages.create_storage(media_storage(url))
        bucket.save("a.txt", ContentFile(b"a"))
        quiet.presume(quiet=True, seconds=float("inf"))
        try:
            with pytest.raises(DeletesNothing):
                bucket.delete("a.txt")
        finally:
            quiet.presume(quiet=False, seconds=float("inf"))
        assert bucket.exists("a.txt")
        bucket.delete("a.txt")
        assert not bucket.exists("a.txt")


@pytest.fixture
def into_anything(monkeypatch: pytest.MonkeyPatch) -> Any:
    """Restores into the database of the tests, whose rows stay what they are; its mark is the real one."""
    monkeypatch.setattr(restoring, "_refuse", lambda *_arguments, **_named: None)
    monkeypatch.setattr(restoring, "restore_file", lambda *_arguments: None)
    monkeypatch.setattr(restoring, "_compare", lambda _manifest: None)
    yield
    with as_owner():
        quiet.unmark_quiet()
    quiet.presume(quiet=False, seconds=float("inf"))


@pytest.mark.django_db(transaction=True)
def test_uploads_of_another_install_are_not_shared_unasked(
    into_anything: None, tmp_path: Path
) -> None:
    backup = make_backup(tmp_path / "backups", keep=None, tell=lambda _step: None).folder
    default_storage.save("documents/alive.txt", ContentFile(b"x"))
    with pytest.raises(RestoreRefused, match=r"not empty \(documents/alive.txt\)"):
        restore_backup(backup, without_keys=False, tell=lambda _step: None)
    assert quiet.quiet_state() is None


@pytest.mark.django_db(transaction=True)
@pytest.mark.parametrize("error", [ProgrammingError, CommandError, RolesMissing])
def test_a_migration_that_fails_says_what_to_do(
    into_anything: None, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, error: type[Exception]
) -> None:
    backup = make_backup(tmp_path / "backups", keep=None, tell=lambda _step: None).folder

    def fails(name: str, **_options: Any) -> None:
        assert name == "migrate"
        raise error("0099_broken")

    monkeypatch.setattr(restoring, "call_command", fails)
    with pytest.raises(RestoreBroken, match=rf"{error.__name__}: 0099_broken\n.*Drop it"):
        restore_backup(backup, without_keys=False, tell=lambda _step: None, although_shared=True)
    assert (quiet.quiet_state() or {}).get("step") == restoring.FILLING
