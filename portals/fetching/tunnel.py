"""A way through the province's proxy: CONNECT, for whatever is spoken inside (RFC 9110, 9.3.6)."""

from __future__ import annotations

from base64 import b64encode
from urllib.parse import SplitResult, unquote

import httpcore
from httpcore import NetworkStream

from .networks import is_ip_address

LARGEST_ANSWER = 16 * 1024
# Names that are nobody's outside (RFC 6761, 6762, 8375, 9476, ICANN on .internal); besides those of one word.
INSIDE = (
    "localhost",
    "local",
    "internal",
    "intranet",
    "lan",
    "home.arpa",
    "test",
    "invalid",
    "alt",
)


def may_be_handed_on(host: str) -> bool:
    """Whether `host`, which does not resolve here, may be a name of the public internet. An address never is."""
    name = host.lower().rstrip(".")
    labels = name.split(".")
    if is_ip_address(name.strip("[]")) or len(labels) < 2 or labels[-1].isdecimal():
        return False
    return not any(name == inside or name.endswith(f".{inside}") for inside in INSIDE)


def tunnelled(
    stream: NetworkStream, place: str, port: int, *, proxy: SplitResult, timeout: float | None
) -> None:
    """Ask the proxy at the other end of `stream` for a connection to `place`; what is sent after it arrives there.

    Raises what a connection that was not made raises, with what the proxy said.
    """
    target = f"[{place}]:{port}" if ":" in place else f"{place}:{port}"
    lines = [f"CONNECT {target} HTTP/1.1", f"Host: {target}"]
    if proxy.username:
        pair = f"{unquote(proxy.username)}:{unquote(proxy.password or '')}"
        lines.append(f"Proxy-Authorization: Basic {b64encode(pair.encode()).decode()}")
    stream.write("\r\n".join([*lines, "", ""]).encode(), timeout)
    answer = b""
    while b"\r\n\r\n" not in answer:
        # By the byte: what comes after the answer is of the tunnel.
        got = stream.read(1, timeout)
        answer += got
        if not got or len(answer) > LARGEST_ANSWER:
            stream.close()
            raise httpcore.ConnectError("The proxy gave no answer to CONNECT.")
    status = answer.split(b"\r\n", 1)[0].decode("latin-1").split(" ", 2)
    if len(status) < 2 or not status[1].startswith("2"):
        stream.close()
        raise httpcore.ConnectError(f"The proxy refused {target}: {' '.join(status[1:])}")
