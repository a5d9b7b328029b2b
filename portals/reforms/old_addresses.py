"""Asking an old address over HTTP: it answers by itself, or leads on by one redirect to what does."""

from __future__ import annotations

import http.client
from http import HTTPStatus
from urllib.parse import quote, urljoin, urlsplit

SECONDS_TO_ANSWER = 60
REDIRECTS = frozenset(
    {HTTPStatus.MOVED_PERMANENTLY, HTTPStatus.FOUND, HTTPStatus.PERMANENT_REDIRECT}
)


def what_is_wrong_at(address: tuple[str, str], port: int) -> str:
    """What is wrong with what the web server on `port` answers at host and path; empty where it is right."""
    host, path = address
    status, target = _asked(host, path, port)
    if status in REDIRECTS and target:
        to = urlsplit(urljoin(f"http://{host}{path}", target))
        status, _further = _asked(to.hostname or host, f"{to.path}?{to.query}", port)
    return "" if status == HTTPStatus.OK else f"{host}{path}: {status}"


def _asked(host: str, path: str, port: int) -> tuple[int, str]:
    connection = http.client.HTTPConnection("127.0.0.1", port, timeout=SECONDS_TO_ANSWER)
    try:
        connection.request("GET", quote(path, safe="/%?=&"), headers={"Host": host})
        answer = connection.getresponse()
        answer.read()
        return answer.status, answer.getheader("Location") or ""
    except OSError as error:
        return 0, str(error)
    finally:
        connection.close()
