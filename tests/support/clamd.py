"""A daemon that speaks ClamAV's protocol as far as INSTREAM goes, on a port or socket of this machine."""

from __future__ import annotations

import socketserver
import struct
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path

from .patience import PROMPTLY

# The industry's harmless test file, put together here so that no scanner takes offence at this source.
EICAR = b"X5O!P%@AP[4\\PZX54(P^)7CC)7}$" + b"EICAR-STANDARD-" + b"ANTIVIRUS-TEST-FILE!" + b"$H+H*"


@dataclass
class Clamd:
    """What it was sent, and how it is to behave."""

    address: str = ""
    scanned: list[bytes] = field(default_factory=list)
    limit: int = 100 * 1024 * 1024
    hangs_up: bool = False


class _Server(socketserver.ThreadingTCPServer):
    daemon_threads = True
    allow_reuse_address = True


class _UnixServer(socketserver.ThreadingUnixStreamServer):
    daemon_threads = True


@contextmanager
def clamd(unix_path: Path | None = None) -> Iterator[Clamd]:
    state = Clamd()

    class Handler(socketserver.StreamRequestHandler):
        def handle(self) -> None:
            command = b""
            while not command.endswith(b"\0"):
                command += self.rfile.read(1)
            if command != b"zINSTREAM\0":
                self.wfile.write(b"UNKNOWN COMMAND\0")
                return
            content = b""
            while length := struct.unpack(">I", self.rfile.read(4))[0]:
                content += self.rfile.read(length)
                if len(content) > state.limit:
                    self.wfile.write(b"INSTREAM size limit exceeded. ERROR\0")
                    return
            state.scanned.append(content)
            if state.hangs_up:
                return
            found = b"Win.Test.EICAR_HDB-1 FOUND" if EICAR in content else b"OK"
            self.wfile.write(b"stream: " + found + b"\0")

    server: socketserver.BaseServer
    if unix_path is not None:
        server, state.address = _UnixServer(str(unix_path), Handler), f"unix:{unix_path}"
    else:
        server = _Server(("127.0.0.1", 0), Handler)
        state.address = f"127.0.0.1:{server.server_address[1]}"
    threading.Thread(target=server.serve_forever, args=[PROMPTLY], daemon=True).start()
    try:
        yield state
    finally:
        server.shutdown()
        server.server_close()
