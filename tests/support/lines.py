"""A line to a server that can hang or be cut, and mended: what happens to a server that is away."""

from __future__ import annotations

import socket
import threading
from collections.abc import Iterator
from contextlib import contextmanager, suppress


class Line:
    """Listens on a free port and passes on, both ways, what comes to the server at a Unix socket."""

    def __init__(self, socket_path: str) -> None:
        self._path = socket_path
        self._flows = threading.Event()
        self._flows.set()
        self._pairs: list[tuple[socket.socket, socket.socket]] = []
        self._listening = socket.create_server(("127.0.0.1", 0), backlog=64)
        self.port: int = self._listening.getsockname()[1]
        self._is_cut = False
        threading.Thread(target=self._accept, daemon=True).start()

    def hang(self) -> None:
        """Take connections and bytes, and pass nothing on."""
        self._flows.clear()

    def cut(self) -> None:
        """End all connections, and every new one at once."""
        self._is_cut = True
        self._end_all()

    def mend(self) -> None:
        self._is_cut = False
        self._flows.set()

    def close(self) -> None:
        self._flows.set()
        self._listening.close()
        self._end_all()

    def _end_all(self) -> None:
        for pair in self._pairs:
            for end in pair:
                _end(end)
        self._pairs.clear()

    def _accept(self) -> None:
        while True:
            try:
                outside, _address = self._listening.accept()
            except OSError:
                return
            if self._is_cut:
                _end(outside)
                continue
            inside = socket.socket(socket.AF_UNIX)
            inside.connect(self._path)
            self._pairs.append((outside, inside))
            for source, target in ((outside, inside), (inside, outside)):
                threading.Thread(target=self._pass, args=(source, target), daemon=True).start()

    def _pass(self, source: socket.socket, target: socket.socket) -> None:
        with suppress(OSError):
            while data := source.recv(65536):
                self._flows.wait()
                target.sendall(data)
        _end(source)
        _end(target)


def _end(end: socket.socket) -> None:
    with suppress(OSError):
        end.shutdown(socket.SHUT_RDWR)
    end.close()


@contextmanager
def line_to(socket_path: str) -> Iterator[Line]:
    line = Line(socket_path)
    try:
        yield line
    finally:
        line.close()
