"""Backups: whole or none, without keys, and of uploads only what is new."""

from __future__ import annotations

import json
import shutil
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest
from django.core.files.base import ContentFile
from django.core.files.storage import default_storage
from django.core.management import CommandError, call_command
from django.utils import timezone

from portals.backups import making
from portals.backups.age import is_backup_overdue
from portals.backups.making import BackupRefused, MadeBackup, make_backup
from portals.backups.manifest import (
    DATABASE,
    MANIFEST,
    MEDIA,
    backups_in,
    media_list,
    read_manifest,
)
from portals.backups.verifying import faults_of_backup
from portals.operations.alarms import problems
from portals.practice.copying import CopyFailed
from tests.factories import make_portal
from tests.support.disks import small_disk_at

pytestmark = pytest.mark.django_db(transaction=True)


@pytest.fixture(autouse=True)
def own_uploads(settings: Any, tmp_path: Path) -> Path:
    settings.MEDIA_ROOT = str(tmp_path / "uploads")
    return tmp_path / "uploads"


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    return tmp_path / "backups"


def made(folder: Path, *, keep: int | None = None, older: bool = False) -> MadeBackup:
    backup = make_backup(folder, keep=keep, tell=lambda _step: None)
    if older:
        # As if it had been made a while ago: two of one second would bear one name.
        moved = backup.folder.rename(folder / f"20200101T0000{len(backups_in(folder)):02}Z")
        return MadeBackup(moved, backup.manifest, backup.linked, backup.removed)
    return backup


def test_has_all_but_the_keys(folder: Path, settings: Any) -> None:
    make_portal(name="Phường Vũ Ninh")
    default_storage.save("documents/quyet-dinh.pdf", ContentFile(b"van ban"))

    backup = made(folder)

    manifest = read_manifest(backup.folder)
    assert manifest.counts["portals_portal"] == 1
    assert "portals.0001_initial" in manifest.migrations
    assert [(one.name, one.size) for one in media_list(backup.folder)] == [
        ("documents/quyet-dinh.pdf", 7)
    ]
    assert (backup.folder / MEDIA / "documents/quyet-dinh.pdf").read_bytes() == b"van ban"
    assert faults_of_backup(backup.folder) == []
    everything = b"".join(one.read_bytes() for one in backup.folder.rglob("*") if one.is_file())
    for secret in (settings.SECRET_KEY.encode(), *settings.SEALING_KEYS):
        assert secret not in everything
    assert len(manifest.keys["SEALING_KEYS"]) == len(settings.SEALING_KEYS)


def test_keeps_once_what_did_not_change(folder: Path, own_uploads: Path) -> None:
    for name in ("a.txt", "b.txt"):
        default_storage.save(f"documents/{name}", ContentFile(name.encode()))
    first = made(folder, older=True)
    (own_uploads / "documents/b.txt").write_bytes(b"another")
    default_storage.save("documents/c.txt", ContentFile(b"new"))

    second = made(folder)

    def inode(backup: MadeBackup, name: str) -> int:
        return (backup.folder / MEDIA / "documents" / name).stat().st_ino

    assert inode(first, "a.txt") == inode(second, "a.txt")
    assert inode(first, "b.txt") != inode(second, "b.txt")
    assert (second.linked, len(media_list(second.folder))) == (1, 3)
    assert faults_of_backup(first.folder) == faults_of_backup(second.folder) == []


def test_takes_what_came_while_the_database_was_written(
    folder: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    real = making.dump_file

    def dumped(*arguments: Any, **named: Any) -> None:
        real(*arguments, **named)
        default_storage.save("documents/since.txt", ContentFile(b"since"))

    monkeypatch.setattr(making, "dump_file", dumped)
    assert [one.name for one in media_list(made(folder).folder)] == ["documents/since.txt"]


def test_is_none_where_it_was_not_finished(folder: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    standing = made(folder, older=True)

    def breaks(*_arguments: Any, **_named: Any) -> None:
        raise CopyFailed("pg_dump: error: could not write to output file: No space left on device")

    monkeypatch.setattr(making, "dump_file", breaks)
    with pytest.raises(BackupRefused, match="is full"):
        made(folder, keep=1)
    assert backups_in(folder) == [standing.folder]
    assert not list(folder.glob(".unfinished-*"))


def test_clears_away_what_a_killed_run_left(folder: Path) -> None:
    left = folder / ".unfinished-20200101T000000Z"
    left.mkdir(parents=True)
    (left / MANIFEST).write_text("{}")
    backup = made(folder)
    assert backups_in(folder) == [backup.folder]
    assert not left.exists()


def test_removes_older_ones_once_the_new_one_is_whole(
    folder: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    first, second = made(folder, older=True), made(folder, older=True)
    with monkeypatch.context() as broken:
        broken.setattr(
            making, "faults_of_backup", lambda _backup: ["database.dump: another than it was"]
        )
        with pytest.raises(BackupRefused, match="another than it was"):
            made(folder, keep=1)
    assert backups_in(folder) == [first.folder, second.folder]
    third = made(folder, keep=2)
    assert backups_in(folder) == [second.folder, third.folder]
    assert third.removed == (first.folder,)


def test_tells_of_a_full_disk_and_ends_with_an_error(tmp_path: Path) -> None:
    with (
        small_disk_at(tmp_path / "small") as disk,
        pytest.raises(CommandError, match=r"disk .* full"),
    ):
        call_command("backup", str(disk))


@pytest.mark.parametrize("part", [DATABASE, f"{MEDIA}/documents/a.txt"])
def test_verify_finds_what_changed_since(folder: Path, part: str) -> None:
    default_storage.save("documents/a.txt", ContentFile(b"a"))
    backup = made(folder).folder
    call_command("backup", str(folder), "--verify")
    with (backup / part).open("ab") as file:
        file.write(b"x")
    with pytest.raises(CommandError, match="1 faults"):
        call_command("backup", str(folder), "--verify")


def test_its_age_is_told_where_it_is_asked_for(folder: Path, settings: Any) -> None:
    def told() -> set[str]:
        return {one.name for one in problems(now=timezone.now())}

    assert "backup" not in told()
    settings.PORTALS_BACKUP_FOLDER, settings.PORTALS_BACKUP_HOURS = str(folder), 26
    assert "backup" in told()
    backup = made(folder)
    assert "backup" not in told()
    now = backup.manifest.begun()
    assert not is_backup_overdue(now=now + timedelta(hours=25, minutes=59))
    assert is_backup_overdue(now=now + timedelta(hours=26, minutes=1))
    # What was not finished is none.
    (backup.folder / MANIFEST).unlink()
    assert "backup" in told()


def test_its_age_does_not_count_another_format(folder: Path, settings: Any) -> None:
    settings.PORTALS_BACKUP_FOLDER = str(folder)
    backup = made(folder).folder
    told = json.loads((backup / MANIFEST).read_text())
    (backup / MANIFEST).write_text(json.dumps(told | {"format": "lien-cong/backup/v9"}))
    assert is_backup_overdue()


def test_two_at_once_are_one(folder: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    real = making.dump_file

    def dumped(*arguments: Any, **named: Any) -> None:
        with pytest.raises(BackupRefused, match="under way"):
            made(folder)
        real(*arguments, **named)

    monkeypatch.setattr(making, "dump_file", dumped)
    made(folder)
    assert len(backups_in(folder)) == 1
    shutil.rmtree(folder)
