"""Uploads go into a bucket and come back, proven, and nothing is deleted before all is."""

from __future__ import annotations

import errno
import os
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from django.core.files.base import ContentFile
from django.core.management import CommandError, call_command

from portals.uploads import moving
from portals.uploads.moving import store_at
from portals.uploads.storage import UploadFolder
from tests.support.bucket import bucket_server, forget_failures, kept_in

FILES = {
    "renditions/a/ảnh.webp": os.urandom(700_000),
    "documents/kế hoạch (1).pdf": b"ke hoach",
    "cases/rong.txt": b"",
}


@pytest.fixture
def url() -> Iterator[str]:
    forget_failures()
    with bucket_server() as found:
        yield found
    forget_failures()


@pytest.fixture(autouse=True)
def folder(settings: Any, tmp_path: Path) -> Path:
    settings.MEDIA_ROOT = tmp_path / "media"
    store = store_at(str(settings.MEDIA_ROOT))
    for name, content in FILES.items():
        store.save(name, ContentFile(content))
    return settings.MEDIA_ROOT


def held(place: str) -> dict[str, bytes]:
    store = store_at(place)
    found = {}
    for name in store.names():
        with store.open(name, "rb") as file:
            found[name] = file.read()
    return found


def said(capsys: Any, *arguments: str) -> str:
    call_command("move_media", *arguments)
    return capsys.readouterr().out


def test_there_and_back(url: str, folder: Path, settings: Any, tmp_path: Path, capsys: Any) -> None:
    assert "there: 3; copied now: 3" in said(capsys, url)
    assert held(url) == FILES == held(str(folder))
    # Repeated, nothing is copied again.
    assert "there: 3; copied now: 0" in said(capsys, url)
    settings.STORAGES = kept_in(url)
    assert "deleted: 3" in said(capsys, url, "--from", str(folder), "--delete")
    assert held(str(folder)) == {}
    # The secret of the bucket need not stand in the list of processes.
    secret = tmp_path / "bucket-url"
    secret.write_text(f"{url}\n")
    assert "copied now: 3" in said(capsys, str(folder), "--from", str(secret))
    assert held(str(folder)) == FILES


def test_what_was_half_copied_is_copied_again(url: str, folder: Path, capsys: Any) -> None:
    store_at(url).save("renditions/a/ảnh.webp", ContentFile(FILES["renditions/a/ảnh.webp"][:5000]))
    assert "copied now: 3" in said(capsys, url)
    assert held(url) == FILES


def test_a_run_that_was_ended_goes_on(
    url: str, folder: Path, capsys: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    real, copied = moving._copy, []

    def ended(name: str, *rest: Any) -> None:
        if copied:
            raise KeyboardInterrupt
        copied.append(name)
        real(name, *rest)

    monkeypatch.setattr(moving, "_copy", ended)
    with pytest.raises(KeyboardInterrupt):
        call_command("move_media", url)
    monkeypatch.setattr(moving, "_copy", real)
    assert "there: 3; copied now: 2" in said(capsys, url)


def test_nothing_is_deleted_before_all_is_proven(url: str, folder: Path, settings: Any) -> None:
    call_command("move_media", url)
    store_at(url).delete("documents/kế hoạch (1).pdf")
    settings.STORAGES = kept_in(url)
    with pytest.raises(CommandError, match="documents/kế hoạch"):
        call_command("move_media", url, "--from", str(folder), "--delete")
    assert held(str(folder)) == FILES


def test_what_the_install_uses_is_not_deleted(url: str, folder: Path) -> None:
    call_command("move_media", url)
    with pytest.raises(CommandError, match="still uses"):
        call_command("move_media", url, "--delete")
    with pytest.raises(CommandError, match="still uses"):
        call_command("move_media", url, "--from", str(folder), "--delete")
    assert held(str(folder)) == FILES


def test_a_copy_that_is_not_the_same_is_told(url: str, monkeypatch: pytest.MonkeyPatch) -> None:
    real = moving._hash_in
    monkeypatch.setattr(
        moving,
        "_hash_in",
        lambda store, name: real(store, name) + ("" if "rong" not in name else os.urandom(2).hex()),
    )
    with pytest.raises(CommandError, match=r"rong\.txt"):
        call_command("move_media", url)


class TestPlacesThatAreOne:
    def test_a_link_to_the_folder(self, folder: Path, settings: Any, tmp_path: Path) -> None:
        link = tmp_path / "by-another-name"
        link.symlink_to(folder)
        with pytest.raises(CommandError, match="Hai nơi này là một"):
            call_command("move_media", str(link))
        settings.MEDIA_ROOT = link
        for former, to in ((folder, link), (folder, tmp_path / "third")):
            with pytest.raises(CommandError, match=r"Hai nơi này là một|still uses"):
                call_command("move_media", str(to), "--from", str(former), "--delete")
        assert held(str(folder)) == FILES

    def test_a_bucket_whose_server_has_two_names(
        self, url: str, folder: Path, settings: Any
    ) -> None:
        other_name = url.replace("127.0.0.1", "localhost")
        call_command("move_media", url)
        settings.STORAGES = kept_in(url)
        with pytest.raises(CommandError, match="Hai nơi này là một"):
            call_command("move_media", other_name)
        for to in (url, other_name):
            with pytest.raises(CommandError, match="still uses"):
                call_command("move_media", to, "--from", other_name, "--delete")
        # Nothing stays of what was tried.
        assert held(url) == FILES

    def test_a_folder_within_the_other(self, folder: Path, settings: Any, tmp_path: Path) -> None:
        with pytest.raises(CommandError, match="Hai nơi này là một"):
            call_command("move_media", str(folder / "renditions/new"))
        with pytest.raises(CommandError, match="still uses"):
            call_command(
                "move_media", str(tmp_path), "--from", str(folder / "renditions"), "--delete"
            )
        assert held(str(folder)) == FILES

    def test_a_link_in_the_other_that_leads_back(
        self, folder: Path, settings: Any, tmp_path: Path
    ) -> None:
        to = tmp_path / "new"
        call_command("move_media", str(to))
        (to / "cases/rong.txt").unlink()
        (to / "cases").rmdir()
        (to / "cases").symlink_to(folder / "cases")
        settings.MEDIA_ROOT = to
        with pytest.raises(CommandError, match=r"cases/rong\.txt"):
            call_command("move_media", str(to), "--from", str(folder), "--delete")
        assert held(str(folder)) == FILES


def test_another_file_by_that_name_stays(url: str, folder: Path, tmp_path: Path) -> None:
    name = "documents/kế hoạch (1).pdf"
    # As long as ours, longer with ours as its beginning, and one that begins as ours and goes on otherwise.
    for other in (b"ke hoaCH", b"ke hoach moi", b"ke H"):
        for place in (url, str(tmp_path / "to")):
            store = store_at(place)
            store.delete(name)
            store.save(name, ContentFile(other))
            with pytest.raises(CommandError, match="another file is there"):
                call_command("move_media", place)
            assert held(place)[name] == other
            assert len(held(place)) == len(FILES)


def test_what_was_half_copied_stays_until_the_whole_is_there(
    folder: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    name, to = "renditions/a/ảnh.webp", tmp_path / "to"
    store_at(str(to)).save(name, ContentFile(FILES[name][:5000]))
    real = UploadFolder._save

    def full(self: UploadFolder, saved: str, content: Any) -> str:
        if saved.startswith("renditions/"):
            real(self, saved, ContentFile(b"half"))
            raise OSError(errno.ENOSPC, "full")
        return real(self, saved, content)

    monkeypatch.setattr(UploadFolder, "_save", full)
    with pytest.raises(CommandError, match="full"):
        call_command("move_media", str(to))
    assert held(str(to))[name] == FILES[name][:5000]
    monkeypatch.setattr(UploadFolder, "_save", real)
    for left in (to / "renditions/a").glob(".*"):
        left.unlink()
    call_command("move_media", str(to))
    assert held(str(to)) == FILES


def test_a_link_to_a_folder_is_told_and_not_left_out(
    url: str, folder: Path, settings: Any, tmp_path: Path
) -> None:
    elsewhere = tmp_path / "disk-two"
    elsewhere.mkdir()
    (elsewhere / "b.pdf").write_bytes(b"b")
    (folder / "old").symlink_to(elsewhere)
    with pytest.raises(CommandError, match="old: a link to a folder"):
        call_command("move_media", url)
    assert held(url) == FILES
    settings.STORAGES = kept_in(url)
    with pytest.raises(CommandError, match="old: a link to a folder"):
        call_command("move_media", url, "--from", str(folder), "--delete")
    assert held(str(folder)) == FILES


@pytest.mark.parametrize("place", ["media", "s3://khoa:bi-mat@127.0.0.1:1", "{same}"])
def test_a_place_that_is_none_is_refused(place: str, folder: Path) -> None:
    with pytest.raises(CommandError):
        call_command("move_media", place.format(same=folder))
