"""A file under a second name: whole under both, and none the worse where one of them goes."""

from __future__ import annotations

import errno
from pathlib import Path

import pytest
from django.core.exceptions import SuspiciousFileOperation
from django.core.files.base import ContentFile

from portals.uploads.storage import UploadFolder


@pytest.fixture
def folder(tmp_path: Path) -> UploadFolder:
    return UploadFolder(location=tmp_path)


def read(folder: UploadFolder, name: str) -> bytes:
    with folder.open(name) as file:
        return bytes(file.read())


def refusing(error: int):
    def refuse(self: Path, target: object) -> None:
        raise OSError(error, "refused")

    return refuse


def test_is_one_on_the_disk_and_outlives_the_first_name(folder) -> None:
    first = folder.save("anh/a/x.webp", ContentFile(b"anh"))

    second = folder.save_again("anh/b/x.webp", of=first)

    assert second == "anh/b/x.webp"
    assert Path(folder.path(second)).samefile(folder.path(first))
    folder.delete(first)
    assert read(folder, second) == b"anh"


def test_is_a_copy_where_the_disk_knows_no_second_names(folder, monkeypatch) -> None:
    first = folder.save("anh/a/x.webp", ContentFile(b"anh"))
    monkeypatch.setattr(Path, "hardlink_to", refusing(errno.EPERM))

    second = folder.save_again("anh/b/x.webp", of=first)

    assert read(folder, second) == b"anh"
    assert not Path(folder.path(second)).samefile(folder.path(first))


def test_is_refused_where_the_name_is_taken_or_the_disk_is_full(folder, monkeypatch) -> None:
    first = folder.save("anh/a/x.webp", ContentFile(b"anh"))
    other = folder.save("anh/b/x.webp", ContentFile(b"khac"))
    with pytest.raises(FileExistsError):
        folder.save_again(other, of=first)
    assert read(folder, other) == b"khac"

    monkeypatch.setattr(Path, "hardlink_to", refusing(errno.ENOSPC))
    with pytest.raises(OSError, match="refused"):
        folder.save_again("anh/c/x.webp", of=first)
    assert not folder.exists("anh/c/x.webp")


def test_leaves_the_folder_of_uploads_never(folder) -> None:
    first = folder.save("anh/a/x.webp", ContentFile(b"anh"))
    with pytest.raises(SuspiciousFileOperation):
        folder.save_again("../x.webp", of=first)
