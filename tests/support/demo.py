"""The demo as its checks see it, answered by this process: for what a check finds, not for how servers run."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from email.message import Message

from django.test import Client

from portals.operations.demo.registry import DemoCheck, Result, check_all
from portals.operations.demo.running import Address, HttpAnswer, RunningDemo


class HereAnswered(RunningDemo):
    """Without workers: nothing that is waited for comes by itself."""

    def __init__(self) -> None:
        super().__init__(port=0, ensure_running=lambda: None)

    def ask(
        self,
        address: Address,
        *,
        method: str = "GET",
        body: str | None = None,
        headers: Mapping[str, str] | None = None,
    ) -> HttpAnswer:
        given = dict(headers or {})
        found = Client(enforce_csrf_checks=True).generic(
            method,
            address.path,
            body or "",
            content_type=given.pop("Content-Type", "text/plain"),
            headers={"host": address.host, **given},
        )
        told = Message()
        for name, value in found.items():
            told[name] = value
        for cookie in found.cookies.values():
            told["Set-Cookie"] = cookie.OutputString()
        return HttpAnswer(found.status_code, found.content, told)

    def ask_all[T](self, addresses: Iterable[Address], read: Callable[[Address], T]) -> list[T]:
        return [read(address) for address in addresses]

    def wait(self, done: Callable[[], bool], *, seconds: float) -> bool:
        return done()


def found_by(check: DemoCheck) -> dict[str, Result]:
    return {result.key: result for result in check_all(HereAnswered(), [check])}
