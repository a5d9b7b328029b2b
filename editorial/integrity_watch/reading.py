"""A page as a visitor got it, read once: where it leads, what it loads, what it hides, what words it has."""

from __future__ import annotations

import json
import re
from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import Any

from lxml.html import HtmlElement, document_fromstring

from editorial.kinds.schema_org import CONTEXT
from portals.ledger.shown_text import SHOWN

# What a word of the vocabulary means, which leads nobody anywhere.
TERMS = f"{CONTEXT}/"
DATA = {"application/ld+json", "application/json"}
LOADS = {"script": "src", "img": "src", "audio": "src", "video": "src", "source": "src", "track": "src"}  # fmt: skip
SHEETS = {"stylesheet", "preload", "modulepreload", "icon", "manifest"}
# What hides in the style sheets of the release; `hidden` is the attribute.
HIDING = {"hidden"}
# So many letters are a label for those who hear the page; the longest of ours has thirty.
LONGEST_LABEL = 160
_HANDLER = re.compile(r"on[a-z]+")
_FULL = re.compile(r"(?:[a-z][a-z0-9+.-]*:)?//[^\s<>\"']+", re.IGNORECASE)
NEVER = {"iframe", "frame", "object", "embed", "applet", "base", "style", "marquee"}
# Where words are not for reading; a story's own marked text is the ledger's matter.
UNREAD = {"script", "style", "template", "noscript"}


@dataclass(slots=True)
class PageSeen:
    """What stands on a page outside the marked text of a story, and what the page is made of."""

    scripts: list[str] = field(default_factory=list)
    sheets: list[str] = field(default_factory=list)
    foreign: list[str] = field(default_factory=list)
    # Addresses as they stand there: of links, of what is loaded, of forms, of what search engines are told.
    addresses: list[str] = field(default_factory=list)
    hidden: list[str] = field(default_factory=list)
    words: list[str] = field(default_factory=list)
    heading: str = ""


def read_page(text: str) -> PageSeen:
    page = PageSeen()
    if text.strip():
        root = document_fromstring(text)
        _read(root, page, marked=False)
        page.heading = _words_of(next(iter(root.iter("h1")), None))
    return page


def _read(element: HtmlElement, page: PageSeen, *, marked: bool) -> None:
    tag = element.tag
    if not isinstance(tag, str):
        _of_comment(element, page)
        return
    marked = marked or element.get(SHOWN) is not None
    _of_parts(element, tag, page)
    if not marked:
        page.addresses += _addresses_of(element, tag)
    if _hides(element):
        _of_hidden(element, page)
    if tag not in UNREAD and not marked:
        page.words += [element.text or ""]
    for inner in element:
        _read(inner, page, marked=marked)
        if tag not in UNREAD and not marked:
            page.words += [inner.tail or ""]


def _of_parts(element: HtmlElement, tag: str, page: PageSeen) -> None:
    page.foreign += [
        f"{name}={value}"
        for name, value in element.items()
        if _HANDLER.fullmatch(name) or name in {"style", "srcdoc", "ping"}
    ]
    refreshes = tag == "meta" and (element.get("http-equiv") or "").lower() == "refresh"
    is_secret = tag == "input" and (element.get("type") or "").lower() == "password"
    if tag in NEVER or refreshes or is_secret:
        what = element.get("src") or element.get("data") or element.get("content") or ""
        page.foreign.append(f"<{tag}> {what}".strip())
    elif tag == "script":
        if (element.get("type") or "").lower() not in DATA:
            page.scripts.append(element.get("src") or (element.text or "").strip()[:100])
    elif tag == "link" and SHEETS & set((element.get("rel") or "").lower().split()):
        page.sheets.append(element.get("href") or "")


def _addresses_of(element: HtmlElement, tag: str) -> Iterator[str]:
    for name in ("href", "src", "action", "formaction", "poster", "data", "cite", "background"):
        if value := element.get(name):
            yield value
    for part in (element.get("srcset") or "").split(","):
        if part.strip():
            yield part.split()[0]
    if tag == "meta":
        yield from _FULL.findall(element.get("content") or "")
    if tag == "script" and (element.get("type") or "").lower() in DATA:
        yield from _told(element.text or "")


def _told(text: str) -> Iterator[str]:
    """The addresses in what search engines are told; what cannot be read leads wherever it says."""
    try:
        yield from _strings(json.loads(text))
    except ValueError:
        yield from _FULL.findall(text)


def _strings(value: Any) -> Iterator[str]:
    if isinstance(value, dict):
        for name, inner in value.items():
            if name != "@context":
                yield from _strings(inner)
    elif isinstance(value, list):
        for inner in value:
            yield from _strings(inner)
    elif isinstance(value, str) and _FULL.match(value) and not value.startswith(TERMS):
        yield value


def _hides(element: HtmlElement) -> bool:
    return element.get("hidden") is not None or not HIDING.isdisjoint(
        (element.get("class") or "").split()
    )


def _of_hidden(element: HtmlElement, page: PageSeen) -> None:
    """Our templates hide labels and buttons, and no link: nobody follows what nobody sees."""
    for link in element.iter("a", "form", "img"):
        page.hidden.append(link.get("href") or link.get("action") or link.get("src") or link.tag)
    words = _words_of(element)
    if len(words) > LONGEST_LABEL:
        page.hidden.append(words)


def _of_comment(element: HtmlElement, page: PageSeen) -> None:
    text = element.text or ""
    if "<a" in text.lower() or _FULL.search(text):
        page.hidden.append(" ".join(text.split()))


def _words_of(element: HtmlElement | None) -> str:
    return "" if element is None else " ".join(element.text_content().split())
