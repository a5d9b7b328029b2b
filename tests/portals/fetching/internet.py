"""An internet of one machine: names with public addresses, behind which local servers answer."""

from __future__ import annotations

import gzip
import threading
import time
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer

import httpcore
import pytest

from portals.fetching import connecting
from tests.support.patience import PROMPTLY

PUBLIC = "93.184.215.14"
ANOTHER = "151.101.1.69"


@dataclass
class Internet:
    """What names resolve to, what answers at which path, and who was asked and connected to."""

    port: int
    names: dict[str, list[list[str]]] = field(default_factory=dict)
    paths: dict[str, Callable[[BaseHTTPRequestHandler], None]] = field(default_factory=dict)
    asked: list[tuple[str, str, str, Mapping[str, str]]] = field(default_factory=list)
    connected: list[str] = field(default_factory=list)

    def name(self, host: str, *answers: list[str]) -> None:
        """Let `host` resolve to each of `answers` in turn, to the last one from then on."""
        self.names[host] = list(answers)

    def says(
        self,
        path: str,
        body: bytes = b"",
        *,
        status: int = 200,
        headers: Mapping[str, str] | None = None,
    ) -> None:
        def answer(handler: BaseHTTPRequestHandler) -> None:
            handler.send_response(status)
            for name, value in (headers or {}).items():
                handler.send_header(name, value)
            handler.send_header("Content-Length", str(len(body)))
            handler.end_headers()
            if handler.command != "HEAD":
                handler.wfile.write(body)

        self.paths[path] = answer

    def redirects(self, path: str, onward: str, *, status: int = 302) -> None:
        self.says(path, status=status, headers={"Location": onward})

    def drips(self, path: str, *, seconds_between: float) -> None:
        """Answer a byte at a time, for ever."""

        def answer(handler: BaseHTTPRequestHandler) -> None:
            handler.send_response(200)
            handler.end_headers()
            for _ in range(200):
                handler.wfile.write(b".")
                handler.wfile.flush()
                time.sleep(seconds_between)

        self.paths[path] = answer

    def packed(self, path: str, body: bytes) -> None:
        self.says(path, gzip.compress(body), headers={"Content-Encoding": "gzip"})

    @property
    def paths_asked(self) -> list[str]:
        return [path for _, _, path, _ in self.asked]


@contextmanager
def internet(patch: pytest.MonkeyPatch) -> Iterator[Internet]:
    class Handler(BaseHTTPRequestHandler):
        protocol_version = "HTTP/1.0"

        def answer(self) -> None:
            served.asked.append(
                (self.command, self.headers["Host"], self.path, dict(self.headers.items()))
            )
            try:
                served.paths[self.path](self)
            except (BrokenPipeError, ConnectionResetError):
                self.close_connection = True

        do_GET = do_HEAD = do_POST = do_PUT = do_DELETE = answer

        def log_message(self, *_: object) -> None:
            """Say nothing: what was asked is in `asked`."""

    server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
    server.daemon_threads = True
    served = Internet(server.server_address[1])
    threading.Thread(target=server.serve_forever, args=[PROMPTLY], daemon=True).start()
    real = httpcore.SyncBackend.connect_tcp

    def connect(backend: httpcore.SyncBackend, host: str, port: int, *rest: object, **more: object):
        served.connected.append(host)
        return real(backend, "127.0.0.1", served.port, *rest, **more)

    def resolved(host: str, port: int) -> list[str]:
        answers = served.names.get(host)
        if answers is None:
            return genuine(host, port)
        return answers.pop(0) if len(answers) > 1 else answers[0]

    genuine = connecting.resolved
    patch.setattr(httpcore.SyncBackend, "connect_tcp", connect)
    patch.setattr(connecting, "resolved", resolved)
    try:
        yield served
    finally:
        server.shutdown()
        server.server_close()
