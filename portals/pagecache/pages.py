"""A page as it is stored, and as it is answered: compressed once, with its tag, for whoever asks."""

from __future__ import annotations

import gzip
import hashlib
import json
from dataclasses import dataclass
from functools import lru_cache
from io import BytesIO
from typing import Any, BinaryIO, cast

from portals.serving.answers import Answer, Environ, Headers

SMALLEST_COMPRESSED = 500
# Some two megabytes of a process.
HEADS_KEPT = 1024
# Compressed; unpacking as much takes a millisecond.
LARGEST_UNPACKED_AT_ONCE = 64 * 1024
COMPRESSED_TYPES = (
    "text/",
    "application/json",
    "application/ld+json",
    "application/feed+json",
    "application/xml",
    "application/rss+xml",
    "application/atom+xml",
    "application/javascript",
    "image/svg+xml",
)
# A browser asks again each time, and mostly hears 304; a proxy in front may keep a page for a second, and show it for
# five minutes more where this server does not answer. Answers that say "nothing here (any more)" are
# kept for the second too, so that they take the place of the page that the proxy kept before.
PAGE_POLICY = "public, max-age=0, s-maxage=1, stale-if-error=300"
NOTHING_HERE_POLICY = "public, max-age=0, s-maxage=1"
NEVER_POLICY = "no-store"
NOTHING_HERE = frozenset({404, 410})
# Of these the server in front of Django, this module and the proxy write their own.
DROPPED = frozenset({"content-length", "vary", "etag", "connection", "date", "x-fresh-until"})


@dataclass(frozen=True, slots=True)
class Page:
    """An answer for everyone. `fresh_until` and the two editions say how long it holds."""

    status: str
    headers: Headers
    body: bytes
    compressed: bool
    etag: str
    made_at: float = 0
    fresh_until: float = 0
    portal_edition: str = ""
    province_edition: str = ""

    def encode(self) -> bytes:
        told = [
            self.status, self.headers, self.compressed, self.etag, self.made_at, self.fresh_until,
            self.portal_edition, self.province_edition,
        ]  # fmt: skip
        return (
            json.dumps(told, ensure_ascii=False, separators=(",", ":")).encode() + b"\n" + self.body
        )

    @classmethod
    def decode(cls, stored: bytes) -> Page:
        told, _newline, body = stored.partition(b"\n")
        status, headers, compressed, etag, made_at, fresh_until, *editions = _read(told)
        return cls(status, headers, body, compressed, etag, made_at, fresh_until, *editions)

    def answer(self, environ: Environ, how: str) -> Answer:
        """Answer one visitor; `how` tells the operator where the page came from."""
        headers = [
            *self.headers,
            ("ETag", self.etag),
            ("Vary", "Accept-Encoding"),
            ("X-Page-Cache", how),
        ]
        if self.status.startswith("200") and _knows(environ, self.etag):
            return Answer("304 Not Modified", headers)
        content: bytes | BinaryIO = self.body
        length = len(self.body)
        if self.compressed:
            if _takes_gzip(environ):
                headers.append(("Content-Encoding", "gzip"))
            else:
                length = int.from_bytes(self.body[-4:], "little")
                content = self._unpacked()
        headers.append(("Content-Length", str(length)))
        return Answer(self.status, headers, b"" if environ["REQUEST_METHOD"] == "HEAD" else content)

    def _unpacked(self) -> bytes | BinaryIO:
        """Return the body of a small page; a large one, such as a long list of addresses, as a file.

        It is then unpacked piece by piece where files are read, and the event loop waits for none of it.
        """
        if len(self.body) <= LARGEST_UNPACKED_AT_ONCE:
            return gzip.decompress(self.body)
        return cast(BinaryIO, gzip.GzipFile(fileobj=BytesIO(self.body)))


@lru_cache(HEADS_KEPT)
def _read(told: bytes) -> tuple[Any, ...]:
    """Read what is told of a page. The same ones are asked for again and again, so looking up takes less."""
    status, headers, *others = json.loads(told)
    return status, [(name, value) for name, value in headers], *others


def made_of(status: str, headers: Headers, body: bytes) -> Page:
    """Return the page of an answer of Django's that was read to its end."""
    code = int(status[:3])
    kept = [(name, value) for name, value in headers if name.lower() not in DROPPED]
    names = {name.lower(): value for name, value in kept}
    if "cache-control" not in names:
        kept.append(("Cache-Control", _policy(code)))
    compressed = (
        len(body) >= SMALLEST_COMPRESSED
        and "content-encoding" not in names
        and names.get("content-type", "").startswith(COMPRESSED_TYPES)
    )
    etag = f'W/"{hashlib.blake2b(body, digest_size=12).hexdigest()}"'
    if compressed:
        body = gzip.compress(body, 6, mtime=0)
    return Page(status, kept, body, compressed, etag)


def _policy(code: int) -> str:
    if code in NOTHING_HERE:
        return NOTHING_HERE_POLICY
    return PAGE_POLICY if code < 400 else NEVER_POLICY


def _knows(environ: Environ, etag: str) -> bool:
    known = environ.get("HTTP_IF_NONE_MATCH", "")
    # Tags are compared as weak ones, whatever a proxy made of them.
    return bool(known) and (known.strip() == "*" or etag.removeprefix("W/") in known)


def _takes_gzip(environ: Environ) -> bool:
    for offer in environ.get("HTTP_ACCEPT_ENCODING", "").split(","):
        name, _semicolon, weight = offer.strip().partition(";")
        if name in {"gzip", "*"}:
            return weight.replace(" ", "") not in {"q=0", "q=0.0", "q=0.00", "q=0.000"}
    return False
