"""Uploads in a bucket (S3). Files keep the addresses that they have in a folder: the application hands them out.

The bucket may be private, and no browser is ever led to it. What is read comes in blocks, each by a request of its own
that is over in time: nobody who reads slowly holds a connection to the bucket, and a bucket that hangs or drips holds
no thread beyond the block's seconds.
"""

from __future__ import annotations

import io
from collections.abc import Iterator
from contextlib import contextmanager
from threading import BoundedSemaphore, Lock
from typing import IO, Any, cast
from urllib.parse import urljoin
from weakref import WeakKeyDictionary

from boto3.exceptions import Boto3Error
from boto3.s3.transfer import TransferConfig
from boto3.session import Session
from botocore.config import Config
from botocore.exceptions import BotoCoreError, ClientError
from django.conf import settings
from django.core.files.base import File
from django.utils.encoding import filepath_to_uri
from storages.backends.s3 import S3Storage
from storages.utils import clean_name, safe_join

from portals.breaker import Breaker
from portals.fetching import Fetched, FetchError, Limits, ask_named

from .storage import StorageAway, refuse_on_quiet_copy

CONNECT_SECONDS, ANSWER_SECONDS = 2, 5
# Less than that is a bucket that hangs.
SLOWEST_BYTES_A_SECOND = 128 * 1024
BLOCK = 256 * 1024
# Who reads all of a file, a job, asks for more at once.
LARGEST_BLOCK = 4 * 1024 * 1024
# So long may a request wait for its turn to open a file, of which one thread is always kept free.
TURN_SECONDS = 0.5
SIGNED_SECONDS = 120

breaker = Breaker(
    message="The bucket of uploads does not answer; files are not served meanwhile.",
    event="portals.uploads.bucket_away",
)
turns = BoundedSemaphore(max(settings.PORTALS_WEB_THREADS - 1, 1))
_making = Lock()
_clients: WeakKeyDictionary[S3Storage, Any] = WeakKeyDictionary()


class BucketStorage(S3Storage):
    """Whatever is asked ends in time, and raises `StorageAway` where the bucket does not answer."""

    def get_default_settings(self) -> dict[str, Any]:
        config = Config(
            connect_timeout=CONNECT_SECONDS,
            read_timeout=ANSWER_SECONDS,
            retries={"total_max_attempts": 2, "mode": "standard"},
            signature_version="s3v4",
            # Buckets that are not Amazon's often know no checksums of this kind.
            request_checksum_calculation="when_required",
            response_checksum_validation="when_required",
        )
        return {
            **super().get_default_settings(),
            "client_config": config,
            "transfer_config": TransferConfig(use_threads=False),
        }

    def url(self, name: str, *_args: Any, **_options: Any) -> str:
        """Return the path on the host that is asked, as of a file in a folder."""
        return urljoin(settings.MEDIA_URL, filepath_to_uri(name).lstrip("/"))

    def _open(self, name: str, mode: str = "rb") -> File[bytes]:
        if mode != "rb":
            with self._answering():
                return super()._open(name, mode)
        if not turns.acquire(timeout=TURN_SECONDS):
            raise StorageAway("Others wait for the bucket already.")
        try:
            return File(cast(IO[bytes], BucketFile(self, name)), name=name)
        finally:
            turns.release()

    def _save(self, name: str, content: Any) -> str:
        with self._answering():
            return str(super()._save(name, content))

    def delete(self, name: str) -> None:
        refuse_on_quiet_copy(name)
        with self._answering():
            super().delete(name)

    def exists(self, name: str) -> bool:
        with self._answering():
            return bool(super().exists(name))

    def size(self, name: str) -> int:
        with self._answering():
            return int(super().size(name))

    def listdir(self, name: str) -> tuple[list[str], list[str]]:
        with self._answering():
            folders, files = super().listdir(name)
            return folders, files

    def get_modified_time(self, name: str) -> Any:
        with self._answering():
            return super().get_modified_time(name)

    def names(self) -> Iterator[str]:
        """Yield the name of every file, by pages of a thousand."""
        pages = self._one_client().get_paginator("list_objects_v2")
        with self._answering():
            for page in pages.paginate(Bucket=self.bucket_name):
                yield from (entry["Key"] for entry in page.get("Contents", ()))

    def unnamed(self) -> Iterator[str]:
        """Nothing: `names` tells of all."""
        yield from ()

    def put_in_place(self, name: str, content: Any) -> None:
        """Write `content` in the place of the file `name`: a bucket has the former whole, or the new one."""
        self._save(name, content)

    def block(self, name: str, start: int, length: int, *, of: str = "") -> Fetched:
        """Return what the bucket answers for a part of a file: 206, or 416 where it ends before `start`.

        `of` is the ETag of the content meant, which may have been replaced. Raises FileNotFoundError, `StorageAway`.
        """
        if not breaker.lets_through():
            raise StorageAway("The bucket does not answer.")
        headers = {"Range": f"bytes={start}-{start + length - 1}"}
        if of:
            headers["If-Match"] = of
        limits = Limits(
            seconds=ANSWER_SECONDS + length / SLOWEST_BYTES_A_SECOND,
            connect_seconds=CONNECT_SECONDS,
            largest=length,
        )
        try:
            answer = ask_named(self._signed(name), method="GET", headers=headers, limits=limits)
        except FetchError as error:
            breaker.failed()
            raise StorageAway(f"The bucket does not answer: {error}") from error
        if answer.status == 404:
            breaker.succeeded()
            raise FileNotFoundError(f"The bucket has no {name}.")
        if answer.status not in {206, 416}:
            breaker.failed()
            raise StorageAway(f"The bucket answers {answer.status} to {name}.")
        breaker.succeeded()
        return answer

    def _signed(self, name: str) -> str:
        key = safe_join(self.location, clean_name(name))
        return str(
            self._one_client().generate_presigned_url(
                "get_object",
                Params={"Bucket": self.bucket_name, "Key": key},
                ExpiresIn=SIGNED_SECONDS,
            )
        )

    def _one_client(self) -> Any:
        """Clients may be shared by threads, sessions may not; making one takes tenths of a second."""
        with _making:
            if self not in _clients:
                session = Session(
                    aws_access_key_id=self.access_key, aws_secret_access_key=self.secret_key
                )
                _clients[self] = session.client(
                    "s3",
                    region_name=self.region_name,
                    endpoint_url=self.endpoint_url,
                    config=self.client_config,
                )
            return _clients[self]

    @contextmanager
    def _answering(self) -> Iterator[None]:
        if not breaker.lets_through():
            raise StorageAway("The bucket does not answer.")
        try:
            yield
        except ClientError as error:
            status = error.response.get("ResponseMetadata", {}).get("HTTPStatusCode")
            if status == 404:
                breaker.succeeded()
                raise FileNotFoundError(str(error)) from error
            breaker.failed()
            raise StorageAway(str(error)) from error
        except (BotoCoreError, Boto3Error) as error:
            breaker.failed()
            raise StorageAway(str(error)) from error
        breaker.succeeded()


class BucketFile(io.BufferedIOBase):
    """A file of the bucket as it was when it was opened. Raises FileNotFoundError, `StorageAway`."""

    def __init__(self, storage: BucketStorage, name: str) -> None:
        self._storage = storage
        self._key = name
        self._at = 0
        first = storage.block(name, 0, BLOCK)
        self._etag = first.headers.get("etag", "")
        self._start, self._held = 0, first.body if first.status == 206 else b""
        whole = first.headers.get("content-range", "").rpartition("/")[2]
        # Nothing can be asked of an empty file: 416.
        self.size = int(whole) if first.status == 206 and whole.isdecimal() else 0

    def readable(self) -> bool:
        return True

    def seekable(self) -> bool:
        return True

    def tell(self) -> int:
        return self._at

    def seek(self, offset: int, whence: int = io.SEEK_SET) -> int:
        base = {io.SEEK_SET: 0, io.SEEK_CUR: self._at, io.SEEK_END: self.size}[whence]
        if base + offset < 0:
            raise ValueError("before the beginning of the file")
        self._at = base + offset
        return self._at

    def read(self, size: int | None = -1, /) -> bytes:
        left = max(self.size - self._at, 0)
        wanted = left if size is None or size < 0 else min(size, left)
        pieces = []
        while wanted:
            piece = self.peek(wanted)[:wanted]
            pieces.append(piece)
            self._at += len(piece)
            wanted -= len(piece)
        return b"".join(pieces)

    def read1(self, size: int = -1, /) -> bytes:
        return self.read(BLOCK if size < 0 else size)

    def peek(self, size: int = 0, /) -> bytes:
        """Return what follows, at least a byte of it, and stay where we are; b"" at the end."""
        offset = self._at - self._start
        if not 0 <= offset < len(self._held) and self._at < self.size:
            length = min(max(size, BLOCK), LARGEST_BLOCK, self.size - self._at)
            answer = self._storage.block(self._key, self._at, length, of=self._etag)
            if not answer.body:
                raise StorageAway(f"The bucket gives nothing of {self._key}.")
            self._start, self._held, offset = self._at, answer.body, 0
        return self._held[offset:]
