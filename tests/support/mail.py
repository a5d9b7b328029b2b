"""Mail in tests: what waits is sent as the worker sends it, and real servers that take it, or do not."""

from __future__ import annotations

import smtplib
import socket
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from email import message_from_bytes, policy
from email.message import EmailMessage
from typing import Any

from aiosmtpd.controller import Controller
from django.db.models import Max

from portals.mail.models import OutgoingMail
from portals.mail.sending import send_due


def deliver() -> int:
    """Send every mail that waits, whenever its next try is; return how many left."""
    latest = OutgoingMail.objects.unsent().aggregate(at=Max("next_try_at"))["at"]
    return send_due(now=latest) if latest else 0


class PostOffice:
    """A mail server on a free port; `taken` is what it took. `answer` replaces what it says to a mail."""

    def __init__(self, port: int = 0) -> None:
        self.taken: list[EmailMessage] = []
        self.answer = "250 OK"
        self._controller = Controller(self, hostname="127.0.0.1", port=port or free_port())

    async def handle_DATA(self, _server: Any, _session: Any, envelope: Any) -> str:
        if self.answer.startswith("250"):
            self.taken.append(message_from_bytes(envelope.content, policy=policy.default))
        return self.answer

    @property
    def port(self) -> int:
        return self._controller.port

    def __enter__(self) -> PostOffice:
        self._controller.start()
        return self

    def __exit__(self, *_: object) -> None:
        self._controller.stop()


@contextmanager
def tarpit() -> Iterator[int]:
    """A port where connections are taken and never answered."""
    with socket.create_server(("127.0.0.1", 0), backlog=64) as listening:
        yield listening.getsockname()[1]


@contextmanager
def broken_off() -> Iterator[int]:
    """A mail server that takes a whole mail and hangs up without saying so."""
    with socket.create_server(("127.0.0.1", 0)) as listening:

        def serve() -> None:
            connection, _address = listening.accept()
            with connection, connection.makefile("rwb") as lines:
                _say(lines, b"220 here")
                for line in lines:
                    if line.upper().startswith(b"DATA"):
                        _say(lines, b"354 go on")
                        while lines.readline() != b".\r\n":
                            pass
                        return
                    _say(lines, b"250 fine")

        thread = threading.Thread(target=serve, daemon=True)
        thread.start()
        yield listening.getsockname()[1]
        thread.join(5)


def mailers(port: int, *, timeout: float = 1) -> dict[str, Any]:
    """MAILERS for a server on this machine."""
    return {
        "default": {
            "BACKEND": "portals.mail.backend.EmailBackend",
            "OPTIONS": {"host": "127.0.0.1", "port": port, "timeout": timeout},
        }
    }


def free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


def _say(lines: Any, text: bytes) -> None:
    lines.write(text + smtplib.CRLF.encode())
    lines.flush()
