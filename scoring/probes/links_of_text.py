"""The addresses that a stored text leads to. Pure functions."""

from __future__ import annotations

import html
import re
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from typing import Any
from urllib.parse import urldefrag

from editorial.stored_text import plain

_LINK = re.compile(r"<a\b([^>]*)>(.*?)</a>", re.IGNORECASE | re.DOTALL)
_ATTRIBUTE = re.compile(r"""([a-z-]+)\s*=\s*(?:"([^"]*)"|'([^']*)')""", re.IGNORECASE)
# A link inside the install is checked by its page, whatever its address is today.
PAGE_SCHEME = "page:"


@dataclass(frozen=True, slots=True)
class FoundLink:
    """`url` is an address of the web, or "page:12" for a page of the install."""

    url: str
    words: str


def links_in_body(body: Iterable[Mapping[str, Any]]) -> Iterator[FoundLink]:
    """Yield every link of a body to the web or to a page; mail, telephone and files are none."""
    for block in body:
        kind, value = block["type"], block["value"]
        if kind == "text":
            yield from _links_of_markup(value or "")
        elif kind == "video" and isinstance(value, Mapping) and value.get("url"):
            yield FoundLink(str(value["url"]).strip(), str(value.get("title") or ""))


def _links_of_markup(markup: str) -> Iterator[FoundLink]:
    for attributes, inner in _LINK.findall(markup):
        given = {
            name.lower(): html.unescape(double or single)
            for name, double, single in _ATTRIBUTE.findall(attributes)
        }
        url = _address(given)
        if url:
            yield FoundLink(url, plain(inner)[:200])


def _address(attributes: Mapping[str, str]) -> str:
    if attributes.get("linktype") == "page":
        number = attributes.get("id", "")
        return f"{PAGE_SCHEME}{number}" if number.isdigit() else ""
    href = urldefrag(attributes.get("href", "").strip()).url
    return href if href.lower().startswith(("http://", "https://")) else ""
