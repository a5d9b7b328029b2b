"""A plain HTTP client that says which host it means.

Python does not resolve names below `.localhost`, and portals differ by host alone: so the
connection goes to the web server's address and the Host header names the portal.
"""

import http.client
from collections.abc import Mapping
from dataclasses import dataclass
from email.message import Message


@dataclass(frozen=True)
class Response:
    """An answer read to its end; redirects are not followed."""

    status: int
    headers: Message
    body: bytes

    @property
    def text(self) -> str:
        return self.body.decode(self.headers.get_content_charset("utf-8"))


@dataclass(frozen=True)
class HostClient:
    """Sends requests to one address, each with the Host it is given."""

    address: str
    timeout: float = 20

    def request(
        self,
        method: str,
        host: str,
        path: str = "/",
        *,
        headers: Mapping[str, str] | None = None,
        body: bytes | None = None,
    ) -> Response:
        connection = http.client.HTTPConnection(self.address, timeout=self.timeout)
        try:
            connection.request(method, path, body=body, headers={"Host": host, **(headers or {})})
            answer = connection.getresponse()
            return Response(answer.status, answer.headers, answer.read())
        finally:
            connection.close()

    def get(
        self, host: str, path: str = "/", *, headers: Mapping[str, str] | None = None
    ) -> Response:
        return self.request("GET", host, path, headers=headers)
