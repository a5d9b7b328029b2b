"""Asks the portals as an anonymous visitor does, in this process: what is not public to anybody is not given here."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from io import BytesIO
from typing import IO, Any, cast

from django.conf import settings
from django.core.handlers.wsgi import WSGIHandler
from django.core.signals import request_finished
from django.db import close_old_connections
from django.http.response import HttpResponse, HttpResponseBase

from portals.fetching import OWN_AGENT

PIECE = 1024 * 1024


@dataclass(frozen=True, slots=True)
class GivenToVisitor:
    """The answer to a visitor."""

    status: int
    content_type: str
    location: str
    response: HttpResponseBase

    @property
    def is_page(self) -> bool:
        return self.content_type.startswith("text/html")

    def content(self) -> bytes:
        return b"".join(self.pieces())

    def pieces(self) -> Iterator[bytes]:
        if not self.response.streaming:
            yield cast(HttpResponse, self.response).content
            return
        yield from cast(Iterable[bytes], self.response)

    def write_to(self, file: IO[bytes]) -> None:
        for piece in self.pieces():
            file.write(piece)


class AnonymousVisitor:
    """Knows no cookie and no session; `hostname` and `path` say what is asked for."""

    def __init__(self) -> None:
        self._django = WSGIHandler()

    @contextmanager
    def asked(self, hostname: str, path: str) -> Iterator[GivenToVisitor]:
        """Give the answer to GET; it is closed afterwards. The connection to the database stays the caller's."""
        request = self._django.request_class(_environ(hostname, path))
        request_finished.disconnect(close_old_connections)
        try:
            response = self._django.get_response(request)
            try:
                yield GivenToVisitor(
                    response.status_code,
                    response.headers.get("Content-Type", ""),
                    response.headers.get("Location", ""),
                    response,
                )
            finally:
                response.close()
        finally:
            request_finished.connect(close_old_connections)


def _environ(hostname: str, path: str) -> dict[str, Any]:
    port = f":{settings.PORTALS_PORT}" if settings.PORTALS_PORT else ""
    return {
        "REQUEST_METHOD": "GET",
        "SCRIPT_NAME": "",
        # WSGI wants the bytes of the path as Latin-1.
        "PATH_INFO": path.encode().decode("latin-1"),
        "QUERY_STRING": "",
        "SERVER_PROTOCOL": "HTTP/1.1",
        "SERVER_NAME": hostname,
        "SERVER_PORT": str(settings.PORTALS_PORT or 443),
        "HTTP_HOST": f"{hostname}{port}",
        "HTTP_USER_AGENT": OWN_AGENT,
        "HTTP_X_FORWARDED_PROTO": settings.PORTALS_SCHEME,
        "REMOTE_ADDR": "127.0.0.1",
        "wsgi.url_scheme": settings.PORTALS_SCHEME,
        "wsgi.input": BytesIO(),
        "wsgi.errors": None,
        "wsgi.multithread": False,
        "wsgi.multiprocess": False,
        "wsgi.run_once": True,
    }
