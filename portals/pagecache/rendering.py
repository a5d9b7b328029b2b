"""Having Django answer, once for everyone."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from typing import Any

from .asked import Asked, Environ
from .freshness import HEADER
from .pages import Headers, Page, StartResponse, made_of

type Application = Callable[[Environ, StartResponse], Iterable[bytes]]

STORED_STATUSES = frozenset({"200", "301", "308", "410"})
FOR_ONE_VISITOR = ("private", "no-store", "no-cache")
LARGEST_STORED = 1024 * 1024


@dataclass(frozen=True, slots=True)
class Rendered:
    """A page of Django's, whether it may be stored, and the moment at which it says that it changes."""

    page: Page
    may_be_stored: bool
    changes_at: float | None


@dataclass(frozen=True, slots=True)
class Stream:
    """An answer that is passed on as it comes; the server closes it."""

    status: str
    headers: Headers
    chunks: Iterable[bytes]


class _Told:
    """The `start_response` that Django tells its status and headers."""

    status: str
    headers: Headers

    def __call__(self, status: str, headers: Headers, _exc_info: Any = None) -> Callable[..., Any]:
        self.status, self.headers = status, headers
        return _write_nothing


def render(application: Application, asked: Asked, environ: Environ) -> Rendered | Stream:
    """Return the answer to `asked`; it knows nothing of the visitor in `environ`."""
    told = _Told()
    response = application(asked.environ(environ), told)
    if getattr(response, "streaming", False):
        return Stream(told.status, told.headers, response)
    try:
        body = b"".join(response)
    finally:
        if hasattr(response, "close"):
            response.close()
    names = {name.lower(): value for name, value in told.headers}
    page = made_of(told.status, told.headers, body)
    said = names.get(HEADER.lower())
    return Rendered(page, _may_be_stored(page, names), float(said) if said else None)


def _may_be_stored(page: Page, names: dict[str, str]) -> bool:
    policy = names.get("cache-control", "")
    return (
        page.status[:3] in STORED_STATUSES
        and not any(word in policy for word in FOR_ONE_VISITOR)
        and "set-cookie" not in names
        and "content-encoding" not in names
        and len(page.body) <= LARGEST_STORED
    )


def _write_nothing(_data: bytes) -> None:
    raise NotImplementedError("Django returns its answers and never writes them")
