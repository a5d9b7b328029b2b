"""A source information system as docs/bulletins.md defines it, on this machine, with faults to order."""

from __future__ import annotations

import json
import time
from collections import UserDict
from collections.abc import Callable
from http.server import BaseHTTPRequestHandler
from typing import Any

KEY = "khoa-cua-he-thong-nguon"
BASE = "http://nguon.example.vn/api"


class Loudspeakers(UserDict[str, Callable[[BaseHTTPRequestHandler], None]]):
    """Stands for all paths of `Internet.paths`. `faults`: statuses given in the place of the next answers."""

    def __init__(self) -> None:
        super().__init__()
        self.has: dict[str, dict[str, Any]] = {}
        self.order: list[str] = []
        self.asked: list[list[str]] = []
        self.aired: list[dict[str, str]] = []
        self.faults: list[int] = []
        self.raw: bytes | None = None
        self.seconds = 0.0

    def __missing__(self, path: str) -> Callable[[BaseHTTPRequestHandler], None]:
        return self.answer

    def answer(self, handler: BaseHTTPRequestHandler) -> None:
        sent = handler.rfile.read(int(handler.headers.get("Content-Length") or 0))
        time.sleep(self.seconds)
        status, told = self._done(handler, json.loads(sent or b"null"))
        body = json.dumps(told).encode() if self.raw is None else self.raw
        handler.send_response(status)
        handler.send_header("Content-Length", str(len(body)))
        handler.end_headers()
        handler.wfile.write(body)

    def _done(self, handler: BaseHTTPRequestHandler, sent: Any) -> tuple[int, object]:
        if handler.headers["Authorization"] != f"Bearer {KEY}":
            return 401, {}
        if self.faults:
            return self.faults.pop(0), {}
        path = handler.path.removeprefix("/api")
        if (handler.command, path) == ("POST", "/da-phat"):
            self.asked.append(sent["ban_tin"])
            return 200, {"da_phat": self.aired}
        code = path.removeprefix("/ban-tin/")
        if handler.command == "PUT":
            self.has[code] = sent
            self.order.append(code)
            return 200, {"ban_tin": code, "ma": f"BT-{code}"}
        return (204, {}) if self.has.pop(code, None) else (404, {})
