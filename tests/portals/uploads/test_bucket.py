"""Uploads in a bucket: read in parts, and never waited for without end."""

from __future__ import annotations

import io
import os
import socket
import threading
import time
import zipfile
from collections.abc import Callable, Iterator
from typing import Any
from urllib.parse import urlsplit

import pytest
from django.core.files.base import ContentFile
from django.core.files.storage import storages

from portals.serving.threads import DjangoThreads
from portals.serving.web_threads import become_web_thread, is_web_thread
from portals.settings.backends import media_storage
from portals.uploads import bucket, bucket_file
from portals.uploads.bucket import BucketStorage
from portals.uploads.bucket_file import BLOCK
from portals.uploads.storage import StorageAway
from tests.support.bucket import answering_as, bucket_server, drips, forget_failures, says_nothing

LONG = os.urandom(3 * BLOCK + 77)


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
        file.seek(2 * BLOCK + 5)
        assert file.read(10) == LONG[2 * BLOCK + 5 :][:10]
        file.seek(-3, io.SEEK_END)
        assert (file.read(), file.read()) == (LONG[-3:], b"")
    assert [start for start, _length in asked] == [0, 2 * BLOCK + 5, len(LONG) - 3]
    assert max(length for _start, length in asked) <= BLOCK


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
    assert not bucket.breaker.is_failing


@pytest.mark.parametrize("name", ["images/ảnh một.webp", "images/a?b#c.webp", "/images/x.webp"])
def test_addresses_are_those_of_a_folder(url: str, name: str, settings: Any) -> None:
    folder = storages.create_storage(media_storage(""))
    assert storage_at(url).url(name) == folder.url(name)
    assert storage_at(url).url(name).startswith(settings.MEDIA_URL)


class InWebThread:
    """Runs something as a thread that answers visitors does; keeps what it raises or returns."""

    def __init__(self, run: Callable[[], Any]) -> None:
        self._run, self._found = run, None
        self._thread = threading.Thread(target=self._do, daemon=True)
        self._thread.start()

    def _do(self) -> None:
        become_web_thread()
        try:
            self._found = self._run()
        except OSError as error:
            self._found = error

    def ended(self) -> Any:
        self._thread.join(30)
        assert not self._thread.is_alive()
        return self._found


class Begins:
    """Answers the first `blocks` of a long file, and then hears and says nothing."""

    def __init__(self, content: bytes, *, blocks: int = 1, slowly: float = 0) -> None:
        self._content, self._left, self._slowly = content, blocks, slowly

    def __call__(self, connection: socket.socket) -> None:
        connection.recv(65536)
        if not self._left:
            return
        self._left -= 1
        time.sleep(self._slowly)
        size = len(self._content)
        connection.sendall(
            b"HTTP/1.1 206 Partial Content\r\nConnection: close\r\n"
            b'ETag: "a"\r\nContent-Range: bytes 0-%d/%d\r\nContent-Length: %d\r\n\r\n%b'
            % (size - 1, 50 * size, size, self._content)
        )


def test_threads_of_the_web_read_small_blocks_and_jobs_large_ones(
    url: str, asked: list[tuple[int, int]]
) -> None:
    storage = storage_at(url)
    storage.save("ai/tep.bin", ContentFile(LONG))
    assert InWebThread(lambda: storage.open("ai/tep.bin").read()).ended() == LONG
    assert max(length for _start, length in asked) == BLOCK
    assert storage.open("ai/tep.bin").read() == LONG
    assert max(length for _start, length in asked) > BLOCK


def test_djangos_threads_are_threads_of_the_web() -> None:
    threads = DjangoThreads(lambda _environ, _start: [])
    assert threads._pool.submit(is_web_thread).result(10)
    threads.close()
    assert not is_web_thread()


class Refuses:
    """Answers every question for a file by one status, and for the bucket itself by another."""

    def __init__(self, status: bytes, bucket: bytes, body: bytes = b"") -> None:
        self._of_file, self._of_bucket, self._body = status, bucket, body

    def __call__(self, connection: socket.socket) -> None:
        first = connection.recv(65536).split(b"\r\n")[0].split()
        is_bucket = urlsplit(first[1].decode()).path.strip("/") == "uploads"
        status = self._of_bucket if is_bucket else self._of_file
        body = b"" if first[0] == b"HEAD" else self._body
        connection.sendall(
            b"HTTP/1.1 %b x\r\nContent-Length: %d\r\nConnection: close\r\n\r\n%b"
            % (status, len(body), body)
        )


def code(named: bytes) -> bytes:
    return b"<Error><Code>%b</Code></Error>" % named


class TestWhatIsRefused:
    def test_is_away_and_not_missing_where_the_bucket_is_gone(self, url: str) -> None:
        storage = storage_at(url.replace("/uploads-", "/gone-"))
        asked: list[Callable[[str], Any]] = [
            storage.open, storage.size, storage.exists, storage.get_modified_time, storage.delete
        ]  # fmt: skip
        for ask in asked:
            forget_failures()
            with pytest.raises(StorageAway):
                ask("tep.bin")
            assert bucket.breaker.is_failing

    def test_is_away_where_a_404_does_not_say_that_it_is_the_files(self) -> None:
        with (
            answering_as(Refuses(b"404", b"200", b"<html>nothing here</html>")) as url,
            pytest.raises(StorageAway),
        ):
            storage_at(url).open("tep.bin")

    @pytest.mark.parametrize(
        "refusal", [(b"403", b"AccessDenied"), (b"412", b"PreconditionFailed")]
    )
    def test_of_one_file_is_no_matter_of_the_others(self, refusal: tuple[bytes, bytes]) -> None:
        with answering_as(Refuses(refusal[0], b"200", code(refusal[1]))) as url:
            storage = storage_at(url)
            for ask in (storage.open, storage.size):
                with pytest.raises(StorageAway):
                    ask("tep.bin")
                assert not bucket.breaker.is_failing

    def test_of_all_is_the_buckets(self) -> None:
        with (
            answering_as(Refuses(b"403", b"403", code(b"InvalidAccessKeyId"))) as url,
            pytest.raises(StorageAway),
        ):
            storage_at(url).open("tep.bin")
        assert bucket.breaker.is_failing

    def test_of_a_short_end_is_read_whole(self) -> None:
        # The words of why not may be longer than the part that was asked for.
        with (
            answering_as(Refuses(b"404", b"200", code(b"NoSuchKey") + b" " * 5000)) as url,
            pytest.raises(FileNotFoundError),
        ):
            storage_at(url).block("tep.bin", 0, 10)


class TestABucketThatIsAway:
    @pytest.fixture(autouse=True)
    def _impatient(self, monkeypatch: pytest.MonkeyPatch) -> None:
        monkeypatch.setattr(bucket, "ANSWER_SECONDS", 0.4)
        monkeypatch.setattr(bucket, "SLOWEST_BYTES_A_SECOND", 100 * BLOCK)

    @pytest.mark.parametrize("talk", [says_nothing, drips])
    def test_holds_nobody_beyond_its_seconds(self, talk: Any) -> None:
        with answering_as(talk) as url:
            storage = storage_at(url)
            storage._one_client()
            began = time.monotonic()
            with pytest.raises(StorageAway):
                storage.open("tep.bin", "rb")
        # Both talk for ever.
        assert time.monotonic() - began < 20

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

    @pytest.mark.parametrize("first", [b"", b"x" * BLOCK])
    def test_leaves_a_thread_to_others(self, first: bytes, monkeypatch: pytest.MonkeyPatch) -> None:
        # With two threads of the web one waits at most; the other is told at once. Also amid a file.
        monkeypatch.setattr(bucket, "ANSWER_SECONDS", 8)
        monkeypatch.setattr(bucket, "TURN_SECONDS", 0.1)
        monkeypatch.setattr(bucket, "turns", threading.BoundedSemaphore(1))
        with answering_as(Begins(first) if first else says_nothing) as url:
            storage = storage_at(url)
            storage._one_client()
            waits = InWebThread(lambda: storage.open("a").read())
            time.sleep(0.5)
            began = time.monotonic()
            other = InWebThread(lambda: storage.open("b").read()).ended()
            lasted = time.monotonic() - began
            assert isinstance(waits.ended(), StorageAway)
        assert isinstance(other, StorageAway)
        assert lasted < 7

    def test_ends_what_is_read_in_one_call(self, monkeypatch: pytest.MonkeyPatch) -> None:
        # Each block in time, and all of them too late.
        monkeypatch.setattr(bucket_file, "READ_SECONDS", 0.5)
        monkeypatch.setattr(bucket, "SLOWEST_BYTES_A_SECOND", BLOCK)
        with answering_as(Begins(b"x" * BLOCK, slowly=0.2, blocks=1000)) as url:
            storage = storage_at(url)
            file = storage.open("a")
            began = time.monotonic()
            assert isinstance(InWebThread(file.read).ended(), StorageAway)
        # All blocks come in three minutes.
        assert time.monotonic() - began < 20
        assert not bucket.breaker.is_failing

    def test_that_refuses_connections_is_away(self) -> None:
        with answering_as(says_nothing) as url:
            pass
        for ask in (lambda store: store.open("x"), lambda store: store.exists("x")):
            with pytest.raises(StorageAway):
                ask(storage_at(url))
