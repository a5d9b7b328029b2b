"""How Granian is called: the same for an install, the demo, tests and benches (docs/operations.md)."""

from __future__ import annotations

APPLICATION = "portals.asgi:application"
# Connections are cheap on an event loop; those that say nothing are let go after some seconds.
CONNECTIONS = 2048
HEADER_MILLISECONDS = 5000


def granian(
    port: int,
    *options: str,
    workers: int,
    application: str = APPLICATION,
    interface: str = "asgi",
) -> list[str]:
    """Return what follows the interpreter; the application comes last."""
    return [
        "-m", "granian", "--interface", interface, "--loop", "uvloop", "--http", "1", "--no-ws",
        "--host", "127.0.0.1", "--port", str(port), "--workers", str(workers),
        "--backlog", str(2 * CONNECTIONS), "--backpressure", str(CONNECTIONS),
        "--http1-header-read-timeout", str(HEADER_MILLISECONDS), "--http1-buffer-size", "65536",
        *options, application,
    ]  # fmt: skip
