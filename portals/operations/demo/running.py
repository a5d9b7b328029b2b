"""The demo while it runs: asked over HTTP as by a stranger, and waited for."""

from __future__ import annotations

import http.client
import time
from collections.abc import Callable, Iterable, Mapping
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass, field
from email.message import Message

from django.conf import settings

from .registry import Result

THREADS = 4
SECONDS_TO_ANSWER = 30


@dataclass(frozen=True)
class Address:
    host: str
    path: str

    def __str__(self) -> str:
        return f"{self.host}{self.path}"


@dataclass(frozen=True)
class HttpAnswer:
    status: int
    body: bytes
    headers: Message = field(default_factory=Message)


@dataclass(frozen=True)
class RunningDemo:
    """The web server listens on `port`; `ensure_running` raises where one of the demo's processes has ended.

    `beside` is the install that runs beside this one for practice, where one does; `desk` the host of the desk.
    """

    port: int
    ensure_running: Callable[[], None]
    desk: str = field(default_factory=lambda: settings.PORTALS_ADMIN_HOST)
    beside: RunningDemo | None = None

    def ask(
        self,
        address: Address,
        *,
        method: str = "GET",
        body: str | None = None,
        headers: Mapping[str, str] | None = None,
    ) -> HttpAnswer:
        """Return what the web server answers; follows nothing. Raises OSError where it does not answer."""
        connection = http.client.HTTPConnection("127.0.0.1", self.port, timeout=SECONDS_TO_ANSWER)
        try:
            connection.request(
                method, address.path, body=body, headers={"Host": address.host, **(headers or {})}
            )
            answer = connection.getresponse()
            return HttpAnswer(answer.status, answer.read(), answer.headers)
        finally:
            connection.close()

    def ask_all[T](self, addresses: Iterable[Address], read: Callable[[Address], T]) -> list[T]:
        """Return what `read` makes of each address, a few at a time, in their order."""
        with ThreadPoolExecutor(THREADS) as pool:
            return list(pool.map(read, addresses))

    def expect(
        self, key: str, addresses: Iterable[Address], status: int, *, total: int | None = None
    ) -> Result:
        """Say how many of `addresses` answer with `status`; of `total`, where there should be so many."""
        asked = list(addresses)
        answers = self.ask_all(asked, self._status)
        faults = [
            f"{address}: {answer}"
            for address, answer in zip(asked, answers, strict=True)
            if answer != status
        ]
        return Result(key, len(asked) - len(faults), len(asked) if total is None else total, faults)

    def wait(self, done: Callable[[], bool], *, seconds: float) -> bool:
        """Wait until `done`; False where it was not in time."""
        deadline = time.monotonic() + seconds
        while not (is_done := done()) and time.monotonic() < deadline:
            self.ensure_running()
            time.sleep(0.02)
        return is_done

    def _status(self, address: Address) -> int | str:
        try:
            return self.ask(address).status
        except (OSError, http.client.HTTPException) as error:
            return repr(error)
