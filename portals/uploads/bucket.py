"""Uploads in a bucket (S3). Files keep the addresses that they have in a folder: the application hands them out.

The bucket may be private, and no browser is ever led to it. What is read comes in blocks, each by a request of its own
that is over in time: nobody who reads slowly holds a connection to the bucket, and a bucket that hangs or drips holds
no thread beyond the block's seconds.
"""

from __future__ import annotations

import math
import re
import time
from collections.abc import Iterator
from contextlib import contextmanager, nullcontext, suppress
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
from portals.serving.web_threads import is_web_thread

from .bucket_file import BucketFile
from .storage import StorageAway, refuse_on_quiet_copy

CONNECT_SECONDS, ANSWER_SECONDS = 2, 5
# Less than that is a bucket that hangs.
SLOWEST_BYTES_A_SECOND = 128 * 1024
# So long may a request wait for its turn at a block, of which one thread is always kept free.
TURN_SECONDS = 0.5
SIGNED_SECONDS = 120
# Words of why not, which are short; more is none of a bucket.
LARGEST_ERROR = 64 * 1024
# So long it holds what the bucket itself answered.
KNOWN_SECONDS = 5
ERROR_CODE = re.compile(rb"<Code>\s*(\w+)\s*</Code>")
NO_SUCH_FILE = "NoSuchKey"

breaker = Breaker(
    message="The bucket of uploads does not answer; files are not served meanwhile.",
    event="portals.uploads.bucket_away",
)
turns = BoundedSemaphore(max(settings.PORTALS_WEB_THREADS - 1, 1))
_making = Lock()
_clients: WeakKeyDictionary[S3Storage, Any] = WeakKeyDictionary()
_told: WeakKeyDictionary[S3Storage, tuple[float, int]] = WeakKeyDictionary()


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
        return File(cast(IO[bytes], BucketFile(self, name)), name=name)

    def _save(self, name: str, content: Any) -> str:
        with self._answering():
            return str(super()._save(name, content))

    def delete(self, name: str) -> None:
        refuse_on_quiet_copy(name)
        with suppress(FileNotFoundError), self._answering():
            self._one_client().delete_object(Bucket=self.bucket_name, Key=self._key(name))

    def exists(self, name: str) -> bool:
        with self._answering():
            found = bool(super().exists(name))
            if not found:
                self._prove_bucket()
        return found

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

    def block(
        self, name: str, start: int, length: int, *, of: str = "", until: float = math.inf
    ) -> Fetched:
        """Return what the bucket answers for a part of a file: 206, or 416 where it ends before `start`.

        `of` is the ETag of the content meant, which may have been replaced; `until` an instant of the monotonic clock.
        Raises FileNotFoundError, `StorageAway`.
        """
        if not breaker.lets_through():
            raise StorageAway("The bucket does not answer.")
        headers = {"Range": f"bytes={start}-{start + length - 1}"}
        if of:
            headers["If-Match"] = of
        with _turn() if is_web_thread() else nullcontext():
            longest = ANSWER_SECONDS + length / SLOWEST_BYTES_A_SECOND
            seconds = min(longest, until - time.monotonic())
            if seconds <= 0:
                raise StorageAway(f"{name} did not come in time.")
            try:
                answer = self._asked("get_object", headers, seconds, length, Key=self._key(name))
            except FetchError as error:
                if seconds == longest:
                    breaker.failed()
                raise StorageAway(f"The bucket does not answer: {error}") from error
            is_part = answer.status == 206 and len(answer.body) <= length
            if not is_part and answer.status != 416:
                (found,) = ERROR_CODE.findall(answer.body)[:1] or [b"without a code"]
                raise self._why_not(name, answer.status, found.decode())
        breaker.succeeded()
        return answer

    def _asked(
        self, what: str, headers: dict[str, str], seconds: float, largest: int, **of: str
    ) -> Fetched:
        url = self._one_client().generate_presigned_url(
            what, Params={"Bucket": self.bucket_name, **of}, ExpiresIn=SIGNED_SECONDS
        )
        method = "HEAD" if what.startswith("head") else "GET"
        limits = Limits(
            seconds=seconds, connect_seconds=CONNECT_SECONDS, largest=max(largest, LARGEST_ERROR)
        )
        return ask_named(str(url), method=method, headers=headers, limits=limits)

    def _key(self, name: str) -> str:
        return str(safe_join(self.location, clean_name(name)))

    def _why_not(self, name: str, status: int, code: str) -> OSError:
        """Return what to raise for a refusal, having told the breaker whether it is the bucket's or only the file's.

        `code` is the one of S3, empty where the answer had no content.
        """
        is_missing = status == 404 and (
            code == NO_SUCH_FILE or (not code and self._status_of_bucket() in {200, 403})
        )
        # 412: replaced while it was read. 403: whether all is refused to us, or this one file, the bucket tells.
        if is_missing or status == 412 or (status == 403 and self._status_of_bucket() == 200):
            breaker.succeeded()
        else:
            breaker.failed()
        if is_missing:
            return FileNotFoundError(f"The bucket has no {name}.")
        return StorageAway(f"The bucket answers {status} {code} to {name}.")

    def _prove_bucket(self) -> None:
        """Raise `StorageAway` where nothing is missing but the bucket itself. Whether it may be listed is no matter."""
        if self._status_of_bucket() not in {200, 403}:
            breaker.failed()
            raise StorageAway("The bucket itself is not there.")

    def _status_of_bucket(self) -> int:
        """Return what is answered to a question for the bucket itself, as of some seconds ago; 0 for nothing."""
        at, status = _told.get(self, (-math.inf, 0))
        if time.monotonic() - at > KNOWN_SECONDS:
            try:
                status = self._asked("head_bucket", {}, ANSWER_SECONDS, LARGEST_ERROR).status
            except FetchError:
                status = 0
            _told[self] = time.monotonic(), status
        return status

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
            status = error.response.get("ResponseMetadata", {}).get("HTTPStatusCode", 0)
            code = error.response.get("Error", {}).get("Code", "")
            # An answer to HEAD has no content: botocore makes the number its code.
            code = "" if code in {str(status), "NotFound"} else code
            raise self._why_not(str(error), status, code) from error
        except FileNotFoundError:
            # Of an answer to HEAD.
            self._prove_bucket()
            breaker.succeeded()
            raise
        except (BotoCoreError, Boto3Error) as error:
            breaker.failed()
            raise StorageAway(str(error)) from error
        breaker.succeeded()


@contextmanager
def _turn() -> Iterator[None]:
    """Keep one of the threads that answer visitors from waiting for the bucket."""
    if not turns.acquire(timeout=TURN_SECONDS):
        raise StorageAway("Others wait for the bucket already.")
    try:
        yield
    finally:
        turns.release()
