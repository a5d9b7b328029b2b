"""A visitor of a WSGI application, and an application whose pages a test decides."""

import gzip
from collections.abc import Callable
from dataclasses import dataclass, field
from io import BytesIO
from threading import Thread

from django.db import connections


@dataclass
class Answer:
    status: int
    headers: dict[str, str]
    raw: bytes

    @property
    def text(self) -> str:
        packed = self.headers.get("Content-Encoding") == "gzip"
        return (gzip.decompress(self.raw) if packed else self.raw).decode()

    @property
    def origin(self) -> str:
        """Where the page cache says that the page came from."""
        return self.headers.get("X-Page-Cache", "")


def visit(application, host: str, path: str = "/", method: str = "GET", **headers: str) -> Answer:
    path, _mark, query = path.partition("?")
    environ = {
        "REQUEST_METHOD": method,
        "HTTP_HOST": host,
        "SERVER_NAME": "127.0.0.1",
        "SERVER_PORT": "8000",
        "SERVER_PROTOCOL": "HTTP/1.1",
        "REMOTE_ADDR": "127.0.0.1",
        "SCRIPT_NAME": "",
        "PATH_INFO": path,
        "QUERY_STRING": query,
        "wsgi.url_scheme": "http",
        "wsgi.input": BytesIO(),
        "wsgi.errors": BytesIO(),
    } | {f"HTTP_{name}": value for name, value in headers.items()}
    told: list = []
    chunks = application(
        environ, lambda status, headers, _error=None: told.append((status, headers))
    )
    raw = b"".join(chunks)
    if hasattr(chunks, "close"):
        chunks.close()
    ((status, sent),) = told
    return Answer(int(status[:3]), dict(sent), raw)


def visit_elsewhere(*arguments, **headers: str) -> Answer:
    """Visit from a thread of its own, which is in no transaction of the test."""
    answers: list[Answer] = []

    def go() -> None:
        try:
            answers.append(visit(*arguments, **headers))
        finally:
            connections.close_all()

    thread = Thread(target=go)
    thread.start()
    thread.join()
    return answers[0]


@dataclass
class Origin:
    """Stands for Django: answers what `page` returns and keeps the requests it was given."""

    page: Callable[[dict], str] = lambda environ: "trang"
    status: str = "200 OK"
    headers: list[tuple[str, str]] = field(default_factory=list)
    asked: list[dict] = field(default_factory=list)

    def __call__(self, environ, start_response):
        self.asked.append(environ)
        body = self.page(environ).encode()
        start_response(self.status, [("Content-Type", "text/html; charset=utf-8"), *self.headers])
        return [body]
