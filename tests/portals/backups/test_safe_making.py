"""What a backup must not do: be read while it is made, take in what was planted, remove what is not its own."""

from __future__ import annotations

import errno
import os
import stat
from collections.abc import Callable
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest
from django.core.files.base import ContentFile
from django.core.files.storage import default_storage
from django.core.management import CommandError, call_command
from django.utils import timezone

from editorial.models import PortalDocument
from portals.backups import making, media
from portals.backups.age import overdue_since
from portals.backups.making import BackupRefused, BackupStands, MadeBackup, make_backup
from portals.backups.manifest import (
    DATABASE,
    MANIFEST,
    MEDIA,
    MEDIA_LIST,
    NAMED,
    backups_in,
    media_list,
)
from portals.backups.verifying import faults_of_backup
from portals.operations.doctor.files import look_at_media

pytestmark = pytest.mark.django_db(transaction=True)


@pytest.fixture(autouse=True)
def uploads(settings: Any, tmp_path: Path) -> Path:
    settings.MEDIA_ROOT = str(tmp_path / "uploads")
    return tmp_path / "uploads"


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    return tmp_path / "backups"


def made(folder: Path, *, told: list[str] | None = None, **options: Any) -> MadeBackup:
    tell = told.append if told is not None else lambda _step: None
    return make_backup(folder, keep=options.pop("keep", None), tell=tell, **options)


def as_of(backup: MadeBackup, moment: str) -> Path:
    """The backup as if it had been made then."""
    to = backup.folder.with_name(moment)
    file = backup.folder / MANIFEST
    then = f"{moment[:4]}-{moment[4:6]}-{moment[6:8]}T00:00:00+00:00"
    file.write_text(file.read_text().replace(backup.manifest.began_at, then))
    return backup.folder.rename(to)


def during_the_dump(monkeypatch: pytest.MonkeyPatch, look: Callable[[Path], None]) -> None:
    real = making.dump_file

    def dumped(url: str, file: Path, *, snapshot: str) -> None:
        look(file)
        real(url, file, snapshot=snapshot)

    monkeypatch.setattr(making, "dump_file", dumped)


def mode_of(path: Path) -> int:
    return stat.S_IMODE(path.stat().st_mode)


def test_removes_only_its_own_and_never_the_new_one(folder: Path, settings: Any) -> None:
    to_come = f"{timezone.now() + timedelta(days=300):{NAMED}}"
    ahead, old = as_of(made(folder), to_come), as_of(made(folder), "20200101T000000Z")
    foreign = [folder / "zz-by-hand", folder / "lost+found", folder / "20210101T000000Z"]
    for one in foreign:
        one.mkdir()
    (foreign[0] / MANIFEST).write_bytes((old / MANIFEST).read_bytes())
    (foreign[2] / MANIFEST).write_text("{}")

    fresh = made(folder, keep=1)

    assert fresh.removed == (old,)
    assert backups_in(folder) == [fresh.folder, ahead]
    assert all(one.is_dir() for one in foreign)


def test_a_moment_to_come_is_a_fault(folder: Path, settings: Any) -> None:
    settings.PORTALS_BACKUP_FOLDER = str(folder)
    made(folder)
    assert overdue_since(now=timezone.now()) == ""
    assert "yet to come" in overdue_since(now=timezone.now() - timedelta(hours=1))


def test_a_folder_that_may_not_be_read_is_passed_over(
    folder: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    kept = made(folder)
    (folder / "20210101T000000Z").mkdir()
    real = Path.read_text

    def guarded(self: Path, *arguments: Any, **named: Any) -> str:
        if self.parent.name == "20210101T000000Z":
            raise PermissionError(errno.EACCES, "Permission denied", str(self))
        return real(self, *arguments, **named)

    monkeypatch.setattr(Path, "read_text", guarded)
    assert backups_in(folder) == [kept.folder]


def test_nobody_else_reads_it_while_it_is_written(
    folder: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    default_storage.save("documents/a.txt", ContentFile(b"a"))
    modes: list[int] = []
    during_the_dump(monkeypatch, lambda file: modes.extend((mode_of(file.parent), mode_of(file))))
    before = os.umask(0)
    try:
        backup = made(folder).folder
    finally:
        os.umask(before)
    assert modes == [0o700, 0o600]
    assert mode_of(backup) == 0o755
    assert {name: mode_of(backup / name) for name in (DATABASE, MEDIA_LIST, MANIFEST, MEDIA)} == {
        DATABASE: 0o600,
        MEDIA_LIST: 0o600,
        MANIFEST: 0o644,
        MEDIA: 0o700,
    }
    assert mode_of(backup / MEDIA / "documents/a.txt") == 0o600


def test_takes_no_link_no_circle_and_no_pipe(folder: Path, uploads: Path, tmp_path: Path) -> None:
    default_storage.save("documents/a.txt", ContentFile(b"a"))
    (tmp_path / "env").write_text("SEALING_KEYS=secret")
    (uploads / "documents/planted.txt").symlink_to(tmp_path / "env")
    (uploads / "documents/circle").symlink_to(uploads)
    os.mkfifo(uploads / "documents/pipe")
    told: list[str] = []

    backup = made(folder, told=told).folder

    assert [one.name for one in media_list(backup)] == ["documents/a.txt"]
    odd = ["documents/circle", "documents/pipe", "documents/planted.txt"]
    assert any("3 uploads left out" in one and ", ".join(odd) in one for one in told)
    found = look_at_media()
    assert (found.odd, found.is_good) == (odd, False)


def test_does_not_follow_what_became_a_link_since_it_was_listed(
    folder: Path, uploads: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    default_storage.save("documents/a.txt", ContentFile(b"a"))
    (tmp_path / "elsewhere").mkdir()
    (tmp_path / "elsewhere/a.txt").write_text("secret")
    real = media.open_stored

    def swapped(storage: Any, name: str) -> Any:
        if not (uploads / "documents").is_symlink():
            (uploads / "documents").rename(uploads / "moved")
            (uploads / "documents").symlink_to(tmp_path / "elsewhere")
        return real(storage, name)

    monkeypatch.setattr(media, "open_stored", swapped)
    assert [one.name for one in media_list(made(folder).folder)] == ["moved/a.txt"]


def test_is_none_where_the_uploads_are_not_there(folder: Path, uploads: Path) -> None:
    document = PortalDocument(title="Quyết định", file=ContentFile(b"van ban", name="qd.txt"))
    document._set_document_file_metadata()
    document.save()
    standing = as_of(made(folder), "20200101T000000Z")
    uploads.rename(uploads.with_name("not-mounted"))

    with pytest.raises(BackupRefused, match=r"1 of them are not in the storage.*MEDIA_ROOT"):
        made(folder, keep=1)
    assert backups_in(folder) == [standing]
    told: list[str] = []
    known = made(folder, told=told, although_missing=True)
    assert known.manifest.media_missing == 1
    assert f"! 1 uploads named by rows and not there: {document.file.name}" in told


@pytest.mark.parametrize(
    ("missing", "named", "is_refused"),
    [(20, 500, False), (21, 500, True), (50, 5000, False), (51, 5000, True), (3, 3, True)],
)
def test_how_many_may_be_missing(missing: int, named: int, is_refused: bool) -> None:
    names = [f"documents/{number}" for number in range(missing)]
    if is_refused:
        with pytest.raises(BackupRefused):
            making._require_uploads(names, named, False)
    making._require_uploads(names, named, is_refused)


def test_takes_again_what_changed_and_looks_late(
    folder: Path, uploads: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    default_storage.save("documents/a.txt", ContentFile(b"a"))
    told: list[str] = []
    during_the_dump(
        monkeypatch, lambda _file: (uploads / "documents/a.txt").write_bytes(b"longer") and None
    )
    real = making.one_look
    monkeypatch.setattr(making, "one_look", lambda: told.append("look") or real())
    backup = made(folder, told=told).folder
    assert [one.size for one in media_list(backup)] == [6]
    assert told == ["media", "look", "database", "media since", "verify"]


def test_copies_anew_what_is_damaged_in_the_backup_before(folder: Path) -> None:
    for name in ("a.txt", "b.txt"):
        default_storage.save(f"documents/{name}", ContentFile(name.encode()))
    before = as_of(made(folder), "20200101T000000Z")
    (before / MEDIA / "documents/a.txt").write_bytes(b"rotte")
    told: list[str] = []

    backup = made(folder, told=told)

    assert (backup.linked, faults_of_backup(backup.folder)) == (1, [])
    assert any("damaged in the backup before" in one and "documents/a.txt" in one for one in told)


@pytest.mark.parametrize("reason", [errno.EPERM, errno.ENOTSUP, errno.EMLINK, errno.EXDEV])
def test_copies_where_nothing_can_be_linked(
    folder: Path, monkeypatch: pytest.MonkeyPatch, reason: int
) -> None:
    default_storage.save("documents/a.txt", ContentFile(b"a"))
    as_of(made(folder), "20200101T000000Z")

    def refused(*_arguments: Any, **_named: Any) -> None:
        raise OSError(reason, os.strerror(reason))

    monkeypatch.setattr(os, "link", refused)
    backup = made(folder)
    assert (backup.linked, faults_of_backup(backup.folder)) == (0, [])


@pytest.mark.parametrize("what", ["_sync", "rmtree"])
def test_says_that_it_stands_where_what_follows_fails(
    folder: Path, monkeypatch: pytest.MonkeyPatch, what: str
) -> None:
    as_of(made(folder), "20200101T000000Z")
    of, failing_at = (making, folder) if what == "_sync" else (making.shutil, None)
    real = getattr(of, what)

    def fails(path: Path, **named: Any) -> None:
        if failing_at in {path, None}:
            raise PermissionError(errno.EACCES, "Permission denied", str(path))
        real(path, **named)

    monkeypatch.setattr(of, what, fails)
    with pytest.raises(BackupStands, match="is whole, but what follows it failed"):
        made(folder, keep=1)
    assert len(backups_in(folder)) == (2 if what == "_sync" else 1)
    with pytest.raises(CommandError):
        call_command("backup", str(folder / "20200101T000000Z"), "--verify", "--keep", "0")
