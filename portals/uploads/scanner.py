"""The virus scanner: ClamAV's daemon, asked over its own protocol (INSTREAM) at `CLAMAV_ADDRESS`.

The file is sent in pieces over a socket, so the scanner needs no access to our storage. Its `StreamMaxLength` must not
be less than the largest file that forms take.
"""

from __future__ import annotations

import socket
import struct
from contextlib import closing
from typing import IO

from django.conf import settings
from django.db.models import TextChoices
from django.utils.translation import gettext_lazy as _

CONNECT_SECONDS = 5
SCAN_SECONDS = 60
PIECE = 64 * 1024
LONGEST_REPLY = 4096


class ScanState(TextChoices):
    """What the scanner said of a file."""

    NOT_SCANNED = "none", _("not scanned for viruses")
    WAITING = "waiting", _("waiting for the virus scan")
    CLEAN = "clean", _("no virus found")
    INFECTED = "infected", _("virus found")


class ScannerUnavailable(Exception):
    """No verdict came. The file keeps waiting, and is tried again."""


def has_scanner() -> bool:
    return bool(settings.CLAMAV_ADDRESS)


def state_of_new() -> str:
    """Return the state in which a file begins."""
    return ScanState.WAITING.value if has_scanner() else ScanState.NOT_SCANNED.value


def may_be_public(state: str) -> bool:
    """Whether a file in `state` may be given to the public: with a scanner only what it found clean."""
    if state == ScanState.INFECTED:
        return False
    return not has_scanner() or state == ScanState.CLEAN


def public_states() -> list[str]:
    """Return the states of files that `may_be_public` allows."""
    return [state for state in ScanState.values if may_be_public(state)]


def virus_in(file: IO[bytes]) -> str:
    """Return the name of the virus that the scanner finds in `file`, or "" for none. Raises ScannerUnavailable."""
    try:
        with closing(_connected()) as link:
            link.sendall(b"zINSTREAM\0")
            while piece := file.read(PIECE):
                link.sendall(struct.pack(">I", len(piece)) + piece)
            link.sendall(struct.pack(">I", 0))
            reply = _reply(link)
    except OSError as error:
        raise ScannerUnavailable(f"The scanner cannot be asked: {error}") from error
    said = reply.removeprefix("stream: ")
    if said == "OK":
        return ""
    if said.endswith(" FOUND"):
        return said.removesuffix(" FOUND")
    raise ScannerUnavailable(f"The scanner gave no verdict: {reply!r}")


def _connected() -> socket.socket:
    address = settings.CLAMAV_ADDRESS
    if address.startswith("unix:"):
        link = socket.socket(socket.AF_UNIX)
        link.settimeout(CONNECT_SECONDS)
        try:
            link.connect(address.removeprefix("unix:"))
        except OSError:
            link.close()
            raise
    else:
        host, _colon, port = address.rpartition(":")
        link = socket.create_connection((host.strip("[]"), int(port)), timeout=CONNECT_SECONDS)
    link.settimeout(SCAN_SECONDS)
    return link


def _reply(link: socket.socket) -> str:
    answer = b""
    while not answer.endswith(b"\0") and len(answer) < LONGEST_REPLY:
        piece = link.recv(1024)
        if not piece:
            break
        answer += piece
    return answer.rstrip(b"\0\n").decode("utf-8", "replace")
