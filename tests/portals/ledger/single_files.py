"""A page in one file of MHTML: as Chromium writes it, in other lawful ways, and in ways that are not to be read."""

from __future__ import annotations

import base64
import quopri
from collections.abc import Callable

BOUNDARY = "----MultipartBoundary--x----"
HEAD = "\r\n".join([
    "From: <Saved by Blink>", "Snapshot-Content-Location: https://a.example.vn/",
    "Subject: =?utf-8?Q?Tin?=", "MIME-Version: 1.0", "Content-Type: multipart/related;",
    '\ttype="text/html";', '\tboundary="{boundary}"', "", "", "",
])  # fmt: skip


def single_file(
    page: bytes,
    *,
    encoding: str = "quoted-printable",
    kind: str = "text/html",
    more: str = "",
    head: str = HEAD,
    end: str = "--",
    before: bytes = b"",
) -> bytes:
    written = {"quoted-printable": quopri.encodestring, "base64": base64.encodebytes}
    body = written.get(encoding, bytes)(page).replace(b"\n", b"\r\n")
    part = f"--{BOUNDARY}\r\nContent-Type: {kind}\r\nContent-Transfer-Encoding: {encoding}\r\n{more}\r\n"
    style = f"\r\n--{BOUNDARY}\r\nContent-Type: text/css\r\n\r\np {{ }}\r\n--{BOUNDARY}{end}\r\n"
    return head.format(boundary=BOUNDARY).encode() + before + part.encode() + body + style.encode()


def _other(page: bytes) -> bytes:
    return single_file(page.replace("7 giờ".encode(), "8 giờ".encode()))


def _part(kept: bytes) -> bytes:
    return kept.partition(b"\r\n\r\n\r\n")[2].partition(b"\r\n--")[0] + b"\r\n"


# By name: "good" ones are the page, of others nobody may be told that they are.
SINGLE_FILES: dict[str, Callable[[bytes], bytes]] = {
    "good, as Chromium": single_file,
    "good, base64": lambda page: single_file(page, encoding="base64"),
    "good, as it is": lambda page: single_file(page, encoding="binary"),
    "good, with a character set": lambda page: single_file(page, kind='text/html; charset="UTF-8"'),
    "good, bare newlines": lambda page: single_file(page).replace(b"\r\n", b"\n"),
    "altered": _other,
    "another character set": lambda page: single_file(page, kind="text/html; charset=utf-7"),
    "no page": lambda page: single_file(page, kind="text/plain"),
    "an encoding that is none": lambda page: single_file(page, encoding="uuencode"),
    "a header twice": lambda page: single_file(page, more="Content-Type: text/html\r\n"),
    "cut off": lambda page: single_file(page, end=""),
    "no boundary": lambda page: single_file(page, head=HEAD.replace("boundary=", "border=")),
    "a page before": lambda page: single_file(page, before=_part(_other(page))),
    "a sign that is none": lambda page: single_file(page).replace(b"=C3", b"=Z3", 1),
}
