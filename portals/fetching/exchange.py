"""One request and its answer over a given way of connecting, within limits and read to the end."""

from __future__ import annotations

import zlib
from collections.abc import Iterable, Mapping

import httpcore
from httpcore import NetworkBackend

from .answers import Fetched, PermanentFetchError, TransientFetchError
from .limits import Limits

GZIP = {"gzip", "x-gzip"}


def exchange(
    url: str,
    *,
    method: str,
    headers: Mapping[str, str],
    content: bytes | None,
    through: NetworkBackend,
    limits: Limits,
) -> Fetched:
    """Send one request and return its answer; redirects are not followed."""
    waits = {"connect": limits.connect_seconds, "read": limits.seconds, "write": limits.seconds}
    try:
        with (
            httpcore.ConnectionPool(network_backend=through, max_connections=1) as pool,
            pool.stream(
                method,
                url,
                headers=[("Accept-Encoding", "gzip"), *headers.items()],
                content=content,
                extensions={"timeout": waits},
            ) as response,
        ):
            told = _headers(response.headers)
            body = _read(response.iter_stream(), told.get("content-encoding", ""), limits.largest)
            return Fetched(url, response.status, told, body)
    except (httpcore.LocalProtocolError, httpcore.UnsupportedProtocol) as error:
        raise PermanentFetchError(f"{url!r} cannot be asked for: {error}") from error
    except (httpcore.NetworkError, httpcore.TimeoutException, httpcore.ProtocolError) as error:
        raise TransientFetchError(f"{type(error).__name__}: {error}") from error


def _headers(pairs: Iterable[tuple[bytes, bytes]]) -> dict[str, str]:
    told: dict[str, str] = {}
    for raw_name, raw_value in pairs:
        # Some addresses in `Location` are not escaped; what is not UTF-8 stays recognisable as such.
        name, value = raw_name.decode("latin-1").lower(), raw_value.decode("utf-8", "replace")
        told[name] = f"{told[name]}, {value}" if name in told else value
    return told


def _read(chunks: Iterable[bytes], encoding: str, largest: int) -> bytes:
    encoding = encoding.strip().lower()
    if encoding in GZIP:
        chunks = _unzipped(chunks, largest)
    elif encoding not in {"", "identity"}:
        raise PermanentFetchError(f"The answer is packed as {encoding!r}, which was not asked for.")
    body = bytearray()
    for chunk in chunks:
        body += chunk
        if len(body) > largest:
            raise PermanentFetchError(f"The answer is larger than {largest} bytes.")
    return bytes(body)


def _unzipped(chunks: Iterable[bytes], largest: int) -> Iterable[bytes]:
    unpacking = zlib.decompressobj(wbits=zlib.MAX_WBITS | 16)
    begun = False
    try:
        for chunk in chunks:
            begun = True
            # Never more at once than would already be too much.
            yield unpacking.decompress(chunk, largest + 1)
    except zlib.error as error:
        raise TransientFetchError(f"The answer is damaged: {error}") from error
    # An answer to HEAD says how it would be packed, and has no body.
    if begun and not unpacking.eof:
        raise TransientFetchError("The answer is damaged: it ends too soon.")
