"""Uploads in a bucket: read in parts, and never waited for without end."""

from __future__ import annotations

import io
import os
import threading
import time
import zipfile
from collections.abc import Iterator
from typing import Any

import pytest
from django.core.files.base import ContentFile
from django.core.files.storage import storages

from portals.settings.backends import media_storage
from portals.uploads import bucket
from portals.uploads.bucket import BucketStorage
from portals.uploads.storage import StorageAway
from tests.support.bucket import answering_as, bucket_server, drips, forget_failures, says_nothing

LONG = os.urandom(3 * bucket.BLOCK + 77)


@pytest.fixture(scope="module")
def url() -> Iterator[str]:
    with bucket_server() as found:
        yield found


@pytest.fixture(autouse=True)
def no_memory() -> Iterator[None]:
    forget_failures()
    yield
    forget_failures()


def storage_at(url: str) -> BucketStorage:
    return storages.create_storage(media_storage(url))


@pytest.fixture
def asked(monkeypatch: pytest.MonkeyPatch) -> list[tuple[int, int]]:
    """Which parts were asked for: where each begins, and its length."""
    found: list[tuple[int, int]] = []
    real = BucketStorage.block

    def noted(self: BucketStorage, name: str, start: int, length: int, **options: Any) -> Any:
        found.append((start, length))
        return real(self, name, start, length, **options)

    monkeypatch.setattr(BucketStorage, "block", noted)
    return found


def test_what_was_saved_is_read_as_it_was(url: str) -> None:
    storage = storage_at(url)
    assert storage.save("dai/tep.bin", ContentFile(LONG)) == "dai/tep.bin"
    with storage.open("dai/tep.bin", "rb") as file:
        assert file.size == len(LONG)
        assert file.read() == LONG
    assert "dai/tep.bin" in list(storage.names())
    # The name is taken: nothing is written over.
    assert storage.save("dai/tep.bin", ContentFile(b"x")) != "dai/tep.bin"


def test_a_part_is_read_without_the_rest(url: str, asked: list[tuple[int, int]]) -> None:
    storage = storage_at(url)
    storage.save("phan/tep.bin", ContentFile(LONG))
    with storage.open("phan/tep.bin", "rb") as file:
        file.seek(2 * bucket.BLOCK + 5)
        assert file.read(10) == LONG[2 * bucket.BLOCK + 5 :][:10]
        file.seek(-3, io.SEEK_END)
        assert (file.read(), file.read()) == (LONG[-3:], b"")
    assert [start for start, _length in asked] == [0, 2 * bucket.BLOCK + 5, len(LONG) - 3]
    assert max(length for _start, length in asked) <= bucket.BLOCK


def test_a_small_file_takes_one_question(url: str, asked: list[tuple[int, int]]) -> None:
    storage = storage_at(url)
    storage.save("nho/anh.webp", ContentFile(b"anh" * 100))
    with storage.open("nho/anh.webp", "rb") as file:
        assert file.read() == b"anh" * 100
    assert len(asked) == 1


def test_an_empty_file_is_empty_and_a_missing_one_is_missing(url: str) -> None:
    storage = storage_at(url)
    storage.save("rong/rong.txt", ContentFile(b""))
    with storage.open("rong/rong.txt", "rb") as file:
        assert (file.size, file.read()) == (0, b"")
    for ask in (storage.open, storage.size, storage.get_modified_time):
        with pytest.raises(FileNotFoundError):
            ask("khong/co.txt")


def test_an_archive_is_read_part_by_part(url: str) -> None:
    packed = io.BytesIO()
    with zipfile.ZipFile(packed, "w") as archive:
        archive.writestr("a.txt", "một")
        archive.writestr("b.bin", LONG)
    storage = storage_at(url)
    storage.save("goi/goi.zip", ContentFile(packed.getvalue()))
    with storage.open("goi/goi.zip", "rb") as file, zipfile.ZipFile(file) as archive:
        assert archive.read("a.txt").decode() == "một"
        assert archive.read("b.bin") == LONG


def test_what_was_replaced_meanwhile_is_not_mixed(url: str) -> None:
    storage = storage_at(url)
    storage.save("thay/tep.bin", ContentFile(LONG))
    with storage.open("thay/tep.bin", "rb") as file:
        storage.delete("thay/tep.bin")
        storage.save("thay/tep.bin", ContentFile(LONG[::-1]))
        with pytest.raises(StorageAway):
            file.read()


@pytest.mark.parametrize("name", ["images/ảnh một.webp", "images/a?b#c.webp", "/images/x.webp"])
def test_addresses_are_those_of_a_folder(url: str, name: str, settings: Any) -> None:
    folder = storages.create_storage(media_storage(""))
    assert storage_at(url).url(name) == folder.url(name)
    assert storage_at(url).url(name).startswith(settings.MEDIA_URL)


class TestABucketThatIsAway:
    @pytest.fixture(autouse=True)
    def _impatient(self, monkeypatch: pytest.MonkeyPatch) -> None:
        monkeypatch.setattr(bucket, "ANSWER_SECONDS", 0.4)
        monkeypatch.setattr(bucket, "SLOWEST_BYTES_A_SECOND", 100 * bucket.BLOCK)

    @pytest.mark.parametrize("talk", [says_nothing, drips])
    def test_holds_nobody_beyond_its_seconds(self, talk: Any) -> None:
        with answering_as(talk) as url:
            storage = storage_at(url)
            storage._signed("x")
            began = time.monotonic()
            with pytest.raises(StorageAway):
                storage.open("tep.bin", "rb")
        assert time.monotonic() - began < 3

    def test_is_asked_no_more_for_a_while(self) -> None:
        connections: list[float] = []
        with answering_as(lambda _connection: connections.append(time.monotonic())) as url:
            storage = storage_at(url)
            for _time in range(6):
                with pytest.raises(StorageAway):
                    storage.open("tep.bin", "rb")
        assert len(connections) == 3
        with pytest.raises(StorageAway):
            storage.exists("tep.bin")

    def test_leaves_a_thread_to_others(self, monkeypatch: pytest.MonkeyPatch) -> None:
        # With two threads of the web one waits at most; the other is told at once.
        monkeypatch.setattr(bucket, "ANSWER_SECONDS", 3)
        monkeypatch.setattr(bucket, "TURN_SECONDS", 0.1)
        monkeypatch.setattr(bucket, "turns", threading.BoundedSemaphore(1))
        with answering_as(says_nothing) as url:
            storage = storage_at(url)
            storage._signed("x")

            def wait() -> None:
                with pytest.raises(StorageAway):
                    storage.open("a")

            waits = threading.Thread(target=wait)
            waits.start()
            time.sleep(0.2)
            began = time.monotonic()
            with pytest.raises(StorageAway):
                storage.open("b")
            lasted = time.monotonic() - began
            waits.join()
        assert lasted < 2

    def test_that_refuses_connections_is_away(self) -> None:
        with answering_as(says_nothing) as url:
            pass
        for ask in (lambda store: store.open("x"), lambda store: store.exists("x")):
            with pytest.raises(StorageAway):
                ask(storage_at(url))
