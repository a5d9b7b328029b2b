"""Public words of an answer as safe HTML: paragraphs and lines, and links to hosts that the install knows."""

from __future__ import annotations

import re
from collections.abc import Iterator

from django.utils.html import conditional_escape, format_html
from django.utils.safestring import SafeString, mark_safe

from portals.content_security.hosts import always_trusted, hides_its_end, host_of, is_trusted

_ADDRESS = re.compile(r"https?://[^\s<>\"'“”‘’]+", re.IGNORECASE)
# What ends a sentence is no part of an address in it.
_TRAILING = ".,;:!?)]}…"
_PARAGRAPHS = re.compile(r"\n\s*\n")


def as_paragraphs(text: str) -> SafeString:
    """Return `text` as paragraphs. Addresses of known hosts are links that pass no word on; others stay as text."""
    trusted = always_trusted()
    paragraphs = _PARAGRAPHS.split(text.replace("\r\n", "\n").strip())
    return mark_safe(  # noqa: S308 (each piece is escaped)
        "".join(f"<p>{_lines(one, trusted)}</p>" for one in paragraphs if one.strip())
    )


def _lines(paragraph: str, trusted: frozenset[str]) -> str:
    lines = paragraph.strip().split("\n")
    return "<br>".join("".join(_pieces(line.strip(), trusted)) for line in lines)


def _pieces(line: str, trusted: frozenset[str]) -> Iterator[str]:
    end = 0
    for found in _ADDRESS.finditer(line):
        address = found[0].rstrip(_TRAILING)
        if not _is_known(address, trusted):
            continue
        yield conditional_escape(line[end : found.start()])
        yield format_html('<a href="{}" rel="nofollow noopener">{}</a>', address, address)
        end = found.start() + len(address)
    yield conditional_escape(line[end:])


def _is_known(address: str, trusted: frozenset[str]) -> bool:
    return is_trusted(host_of(address), trusted) and not hides_its_end(address, trusted)
