"""A visitor of the layers before Django, and an application whose pages a test decides."""

import asyncio
import gzip
from collections.abc import Callable
from dataclasses import dataclass, field
from io import BytesIO
from threading import Thread

from django.db import connections

from portals.serving.threads import DjangoThreads

# More than any test keeps busy at once.
THREADS = 8
# The outbox is looked into to the end, however busy the machine is.
PATIENCE = 20
_loop = asyncio.new_event_loop()
Thread(target=_loop.run_forever, daemon=True).start()


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


def request(host: str, path: str = "/", method: str = "GET", **headers: str) -> dict:
    path, _mark, query = path.partition("?")
    return {
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


def visit(layer, host: str, path: str = "/", method: str = "GET", **headers: str) -> Answer:
    answer = on_the_loop(layer(request(host, path, method, **headers)))
    content = answer.content
    raw = content if isinstance(content, bytes) else content.read()
    return Answer(int(answer.status[:3]), dict(answer.headers), raw)


def on_the_loop(work):
    """Return what `work` comes to on the event loop of all tests, which runs beside them."""
    return asyncio.run_coroutine_threadsafe(work, _loop).result()


def served(application) -> DjangoThreads:
    """Return a WSGI application as the layers call it."""
    return DjangoThreads(application, threads=THREADS)


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
        try:
            body = self.page(environ).encode()
        finally:
            # No thread of Django's keeps a connection to a database that the test gives back.
            connections.close_all()
        start_response(self.status, [("Content-Type", "text/html; charset=utf-8"), *self.headers])
        return [body]
