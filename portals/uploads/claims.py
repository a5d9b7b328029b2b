"""What a file's content claims to be. A file that claims two things is a trap for whoever believes the other one."""

from __future__ import annotations

import io
import zipfile
from typing import IO

HEAD = 1024
_STARTS = (
    (b"PK\x03\x04", "zip"),
    (b"PK\x05\x06", "zip"),
    (b"\xff\xd8\xff", "jpeg"),
    (b"\x89PNG\r\n\x1a\n", "png"),
    (b"GIF87a", "gif"),
    (b"GIF89a", "gif"),
    (b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1", "ole"),
    (b"{\\rtf", "rtf"),
    (b"ID3", "mp3"),
    (b"OggS", "ogg"),
    (b"\x1a\x45\xdf\xa3", "webm"),
    (b"MZ", "program"),
    (b"\x7fELF", "program"),
    (b"#!", "program"),
    (b"Rar!", "archive"),
    (b"7z\xbc\xaf", "archive"),
    (b"\x1f\x8b", "archive"),
)
_BRANDS = {b"avif": "avif", b"avis": "avif", b"heic": "heif", b"heix": "heif", b"mif1": "heif"}
_RIFF = {b"WEBP": "webp", b"WAVE": "wav"}
_MARKUP = (b"<!doctype", b"<html", b"<head", b"<body", b"<script", b"<svg", b"<?php", b"<?xml")


def claims_of(file: IO[bytes]) -> set[str]:
    """Return what `file` claims to be by its beginning and its end; nothing means text or the unknown."""
    file.seek(0)
    head = file.read(HEAD)
    found = {name for start, name in _STARTS if head.startswith(start)}
    found |= _riff_and_brands(head)
    if not found and _is_mpeg_frame(head):
        found.add("mp3")
    # Readers of PDF look for this anywhere near the beginning.
    if b"%PDF-" in head:
        found.add("pdf")
    if head.lstrip(b"\xef\xbb\xbf \t\r\n\x0c").lower().startswith(_MARKUP):
        found.add("markup")
    # Readers of archives look at the end.
    if "zip" not in found and zipfile.is_zipfile(file):
        found.add("zip")
    file.seek(0)
    return found or ({"text"} if _is_plain(head) else set())


def claims_of_bytes(content: bytes) -> set[str]:
    return claims_of(io.BytesIO(content))


def _riff_and_brands(head: bytes) -> set[str]:
    if head[:4] == b"RIFF":
        return {_RIFF[head[8:12]]} if head[8:12] in _RIFF else set()
    if head[4:8] == b"ftyp":
        return {_BRANDS.get(head[8:12], "mp4")}
    return set()


def _is_mpeg_frame(head: bytes) -> bool:
    """A frame of layer III begins with eleven set bits, and its fields are not the reserved ones."""
    return (
        len(head) > 4
        and head[0] == 0xFF
        and head[1] & 0xE6 == 0xE2
        and head[2] & 0xF0 != 0xF0
        and head[2] & 0x0C != 0x0C
    )


def _is_plain(head: bytes) -> bool:
    return b"\0" not in head or head.startswith((b"\xff\xfe", b"\xfe\xff"))
