"""Slow and hasty strangers at a web server's door.

`python -m portals.operations.bench.strangers KIND PORT HOST PATH COUNT`

Each kind keeps its connections open until the process is ended, and connects again where it is turned away. Nothing of
the install is needed, so that they can be sent to any server. Once each of them has been let in, `ALL_HERE` is printed.
"""

from __future__ import annotations

import asyncio
import itertools
import socket
import sys
from collections.abc import Awaitable, Callable
from functools import partial

AGAIN_SECONDS = 0.2
LONGEST_ANSWER_SECONDS = 60.0
PIPELINED = 24
ANNOUNCED = 5_000
ALL_HERE = "All strangers are here."

type Stranger = Callable[[socket.socket, str, str], Awaitable[None]]

_number = itertools.count(1)


async def half_sent_headers(connection: socket.socket, host: str, path: str) -> None:
    """Begin to ask, a letter a second."""
    loop = asyncio.get_running_loop()
    await loop.sock_sendall(connection, f"GET {path} HTTP/1.1\r\nHost: {host}\r\nX-Slow: ".encode())
    while True:
        await asyncio.sleep(1)
        await loop.sock_sendall(connection, b"a")


async def bodies_that_never_come(connection: socket.socket, host: str, path: str) -> None:
    """Announce a form and send none of it."""
    head = (
        f"POST {path} HTTP/1.1\r\nHost: {host}\r\nContent-Length: {ANNOUNCED}\r\n"
        "Content-Type: application/x-www-form-urlencoded\r\n\r\n"
    )
    await asyncio.get_running_loop().sock_sendall(connection, head.encode())
    await _read_until_closed(connection)


async def slow_readers(connection: socket.socket, host: str, path: str) -> None:
    """Ask for a large file and read a byte of it each second."""
    loop = asyncio.get_running_loop()
    await loop.sock_sendall(connection, f"GET {path} HTTP/1.1\r\nHost: {host}\r\n\r\n".encode())
    while await loop.sock_recv(connection, 1):
        await asyncio.sleep(1)


async def pipelined(connection: socket.socket, host: str, path: str) -> None:
    """Ask many times at once, for what nobody stored, and read nothing."""
    asked = "".join(
        f"GET {path}?q=tin{next(_number)} HTTP/1.1\r\nHost: {host}\r\n\r\n"
        for _ in range(PIPELINED)
    )
    await asyncio.get_running_loop().sock_sendall(connection, asked.encode())
    await asyncio.sleep(LONGEST_ANSWER_SECONDS)


async def misses(connection: socket.socket, host: str, path: str) -> None:
    """Ask again and again, for another page each time."""
    loop = asyncio.get_running_loop()
    text = f"GET {path}?q=tin{next(_number)} HTTP/1.1\r\nHost: {host}\r\nConnection: close\r\n\r\n"
    await loop.sock_sendall(connection, text.encode())
    await _read_until_closed(connection)


KINDS: dict[str, Stranger] = {
    stranger.__name__: stranger
    for stranger in (half_sent_headers, bodies_that_never_come, slow_readers, pipelined, misses)
}


async def _read_until_closed(connection: socket.socket) -> None:
    while await asyncio.get_running_loop().sock_recv(connection, 65536):
        pass


async def _come_again(
    stranger: Stranger, port: int, host: str, path: str, *, come_in: Callable[[], None]
) -> None:
    while True:
        try:
            with socket.socket() as connection:
                # Little is taken off the server's hands.
                connection.setsockopt(socket.SOL_SOCKET, socket.SO_RCVBUF, 4096)
                connection.setblocking(False)
                loop = asyncio.get_running_loop()
                async with asyncio.timeout(LONGEST_ANSWER_SECONDS):
                    await loop.sock_connect(connection, ("127.0.0.1", port))
                    come_in()
                    await stranger(connection, host, path)
        except (OSError, TimeoutError):
            await asyncio.sleep(AGAIN_SECONDS)


async def come(kind: str, port: int, host: str, path: str, count: int) -> None:
    """Send `count` strangers of a kind, for ever."""
    outside = set(range(count))

    def come_in(stranger: int) -> None:
        if outside:
            outside.discard(stranger)
            if not outside:
                sys.stdout.write(f"{ALL_HERE}\n")
                sys.stdout.flush()

    async with asyncio.TaskGroup() as group:
        for stranger in range(count):
            group.create_task(
                _come_again(KINDS[kind], port, host, path, come_in=partial(come_in, stranger))
            )


if __name__ == "__main__":
    _program, wanted, at, name, address, many = sys.argv
    asyncio.run(come(wanted, int(at), name, address, int(many)))
