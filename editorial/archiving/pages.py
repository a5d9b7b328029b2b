"""A public page as it stands in an archive: without script, with links to what the archive has, else to the web."""

from __future__ import annotations

import hashlib
import re
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from typing import Any
from urllib.parse import urljoin, urlsplit

import lxml.html
from lxml import etree

# What asks a server for something, or runs.
LEFT_OUT = (
    "//script|//noscript|//form|//template|//link[not(contains('stylesheet icon canonical', @rel))]"
)
_ADDRESSES = ("href", "src", "poster", "data")
_SPACE = re.compile(r"\s+")
# What a browser loads with a page, whose name in the archive its tag needs.
type Lead = Callable[[str], str]


@dataclass(frozen=True, slots=True)
class ArchivedPage:
    """`same` is equal as long as title and main part are; `text` is what is searched."""

    content: bytes
    same: str
    title: str
    text: str
    canonical: str


def archived_page(content: bytes, *, address: str, lead: Lead, banner: str) -> ArchivedPage:
    """Rewrite a page that was served at `address`. `lead` says where each address in it, in full, leads now."""
    root = lxml.html.document_fromstring(content, parser=lxml.html.HTMLParser(encoding="utf-8"))
    for element in root.xpath(LEFT_OUT):
        element.drop_tree()
    canonical = next(iter(root.xpath("//link[@rel='canonical']/@href")), "")
    for element in root.iter(etree.Element):
        _lead_on(element, address, lead)
    title = _plain(next(iter(root.xpath("//title")), None)).partition(" | ")[0]
    main = next(iter(root.xpath("//main")), None)
    text = _plain(main)
    shown = title.encode() + b"\0" + (etree.tostring(main) if main is not None else content)
    for body in root.xpath("//body"):
        body.attrib.pop("data-visit", None)
        body.insert(0, lxml.html.fragment_fromstring(banner))
    written = etree.tostring(root, method="html", encoding="utf-8", doctype="<!doctype html>")
    return ArchivedPage(written, hashlib.sha256(shown).hexdigest(), title, text, str(canonical))


def _lead_on(element: Any, address: str, lead: Lead) -> None:
    if element.tag == "link" and element.get("rel") == "canonical":
        return
    for name in _ADDRESSES:
        value = element.get(name)
        if value is None or value.startswith("#"):
            continue
        whole = _in_full(address, value)
        if whole:
            element.set(name, lead(whole))
    if sources := element.get("srcset"):
        element.set("srcset", ", ".join(_sources(sources, address, lead)))
    for name in [name for name in element.attrib if name.startswith("on")]:
        del element.attrib[name]


def _sources(value: str, address: str, lead: Lead) -> Iterator[str]:
    for source in value.split(","):
        where, _space, size = source.strip().partition(" ")
        yield f"{lead(urljoin(address, where))} {size}".strip()


def _in_full(address: str, value: str) -> str:
    """Return an address of the web in full; "" for others, such as of mail or telephone."""
    try:
        whole = urljoin(address, value.strip())
        return whole if urlsplit(whole).scheme in {"http", "https"} else ""
    except ValueError:
        return ""


def _plain(element: Any) -> str:
    if element is None:
        return ""
    return _SPACE.sub(" ", " ".join(element.itertext())).strip()
