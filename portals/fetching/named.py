"""Asks a server that the operator named, such as the bucket of uploads. Nobody else has a say in its address."""

from __future__ import annotations

from collections.abc import Iterable, Mapping

from httpcore import SOCKET_OPTION, NetworkBackend, NetworkStream, SyncBackend

from .answers import Fetched
from .connecting import BoundedStream
from .exchange import exchange
from .limits import FetchDeadline, Limits


def ask_named(url: str, *, method: str, headers: Mapping[str, str], limits: Limits) -> Fetched:
    """Return what the server answers to `url`, whatever its status; redirects are not followed.

    The address is taken as it is, inside too: `url` must come from the settings of the install and never from a form.
    Ends by `limits.seconds`, however slowly the answer drips. Raises `TransientFetchError`, `PermanentFetchError`.
    """
    return exchange(
        url,
        method=method,
        headers=headers,
        content=None,
        through=_AsNamed(FetchDeadline(limits.seconds)),
        limits=limits,
    )


class _AsNamed(NetworkBackend):
    """Connects to whatever the operator wrote."""

    def __init__(self, deadline: FetchDeadline) -> None:
        self._deadline = deadline
        self._sockets = SyncBackend()

    def connect_tcp(
        self,
        host: str,
        port: int,
        timeout: float | None = None,
        local_address: str | None = None,
        socket_options: Iterable[SOCKET_OPTION] | None = None,
    ) -> NetworkStream:
        stream = self._sockets.connect_tcp(host, port, self._deadline.left(timeout))
        return BoundedStream(stream, self._deadline)
