"""How connections are opened: to a checked address of the public internet, or to the front of our own portals.

The check stands where the socket is opened, so nothing can come between the two: the name is resolved once, and the
connection goes to the very address that was checked (a name that answers differently the second time gains nothing).
TLS still proves the name, not the address.
"""

from __future__ import annotations

import socket
import ssl
from collections.abc import Iterable
from urllib.parse import urlsplit

import httpcore
from django.conf import settings
from httpcore import SOCKET_OPTION, NetworkBackend, NetworkStream, SyncBackend

from portals.database.quiet import is_quiet_copy

from .answers import ForbiddenTarget, TransientFetchError
from .limits import FetchDeadline
from .networks import is_public
from .tunnel import may_be_handed_on, tunnelled

# A source that needs another port is one to talk about first.
PORTS = frozenset({80, 443, 8080, 8443})


def resolved(host: str, port: int) -> list[str]:
    """Return the IP addresses of `host`, in the order to try. Takes as long as the system's resolver does."""
    try:
        found = socket.getaddrinfo(host, port, type=socket.SOCK_STREAM)
    except (OSError, UnicodeError) as error:
        raise httpcore.ConnectError(f"The name {host!r} does not resolve.") from error
    return list(dict.fromkeys(str(place[4][0]) for place in found))


def _checked(host: str, places: list[str]) -> list[str]:
    """Return `places` if all of them are of the public internet, or raise ForbiddenTarget."""
    inside = [place for place in places if not is_public(place)]
    # A name with one address inside and one outside is no honest name.
    if inside or not places:
        raise ForbiddenTarget(f"{host} is not of the public internet: {', '.join(inside)}.")
    return places


class BoundedStream(NetworkStream):
    """A stream of which every step ends by the deadline."""

    def __init__(self, stream: NetworkStream, deadline: FetchDeadline) -> None:
        self._stream = stream
        self._deadline = deadline

    def read(self, max_bytes: int, timeout: float | None = None) -> bytes:
        return self._stream.read(max_bytes, self._deadline.left(timeout))

    def write(self, buffer: bytes, timeout: float | None = None) -> None:
        self._stream.write(buffer, self._deadline.left(timeout))

    def close(self) -> None:
        self._stream.close()

    def start_tls(
        self,
        ssl_context: ssl.SSLContext,
        server_hostname: str | None = None,
        timeout: float | None = None,
    ) -> NetworkStream:
        secured = self._stream.start_tls(ssl_context, server_hostname, self._deadline.left(timeout))
        return BoundedStream(secured, self._deadline)

    def get_extra_info(self, info: str) -> object:
        return self._stream.get_extra_info(info)


class Outside(NetworkBackend):
    """Connects to the public internet only. One for each fetch."""

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
        if settings.PORTALS_PRACTICE_OF:
            raise ForbiddenTarget("From the practice install nothing outside is asked.")
        if is_quiet_copy():
            raise TransientFetchError(
                "From a restored copy nothing outside is asked before it is confirmed."
            )
        if port not in PORTS:
            raise ForbiddenTarget(f"Port {port} is not one of the web.")
        if settings.PORTALS_OUTGOING_PROXY:
            return self._by_proxy(host, port, timeout)
        return self._straight(host, port, _checked(host, resolved(host, port)), timeout)

    def _by_proxy(self, host: str, port: int, timeout: float | None) -> NetworkStream:
        """Have the province's proxy connect: to an address that was checked here, where the name resolves here.

        Where it does not, as inside networks that know no names of outside, the proxy is given the name, if it may be
        one of outside; which address that is, only the proxy knows.
        """
        try:
            places = resolved(host, port)
        except httpcore.ConnectError:
            if not may_be_handed_on(host):
                raise ForbiddenTarget(f"{host} is no name of the public internet.") from None
            places = [host]
        else:
            _checked(host, places)
        proxy = urlsplit(settings.PORTALS_OUTGOING_PROXY)
        at = self._sockets.connect_tcp(
            proxy.hostname or "", proxy.port or 0, self._deadline.left(timeout)
        )
        stream = BoundedStream(at, self._deadline)
        tunnelled(stream, places[0], port, proxy=proxy, timeout=timeout)
        return stream

    def _straight(
        self, host: str, port: int, places: list[str], timeout: float | None
    ) -> NetworkStream:
        failure: httpcore.ConnectError | httpcore.ConnectTimeout | None = None
        for place in places:
            try:
                stream = self._sockets.connect_tcp(place, port, self._deadline.left(timeout))
            except (httpcore.ConnectError, httpcore.ConnectTimeout) as error:
                failure = error
            else:
                return BoundedStream(stream, self._deadline)
        raise failure or httpcore.ConnectError(f"{host} has no address.")


class Front(NetworkBackend):
    """Connects to the front of our own portals, whatever host is asked for. The guard's one exemption."""

    def __init__(self, front_address: str, deadline: FetchDeadline) -> None:
        host, _, port = front_address.rpartition(":")
        self._place = host.strip("[]"), int(port)
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
        stream = self._sockets.connect_tcp(*self._place, self._deadline.left(timeout))
        return BoundedStream(stream, self._deadline)
