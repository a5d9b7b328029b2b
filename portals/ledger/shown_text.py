"""The text that readers saw, taken from a page's HTML as anybody can take it (docs/ledger-format.md, section 8)."""

from __future__ import annotations

import re
import unicodedata
from hashlib import sha256
from urllib.parse import quote, urljoin, urlsplit, urlunsplit

from lxml.html import HtmlElement, document_fromstring

SHOWN = "data-shown-text"
# With one of them inside it cannot be told from the page what readers saw.
_REFUSED = {"script", "style", "template", "noscript", "iframe", "object", "embed"}
_OWN_LINE = {
    "p", "h1", "h2", "h3", "h4", "h5", "h6", "ul", "ol", "li", "blockquote", "figure", "figcaption", "table", "caption",
    "tr", "td", "th", "div", "section", "article", "header", "footer", "aside", "dl", "dt", "dd", "hr",
}  # fmt: skip
_SPACE = re.compile("[\t\n\f\r \u00a0]+")
_WITH_SCHEME = re.compile(r"([A-Za-z][A-Za-z0-9+.-]*):", re.ASCII)
_WEB = {"http": 80, "https": 443}
# All of ASCII that is seen, but for what a browser writes as %xx in that part of an address.
_SEEN = "".join(map(chr, range(0x21, 0x7F)))
_SAFE = {
    part: "".join(sorted(set(_SEEN) - set(never)))
    for part, never in {"path": '"<>`{}', "query": "\"<>'", "fragment": '"<>`'}.items()
}


class NoShownText(ValueError):
    """The page marks no text, or more than one, or one that holds what cannot be told."""


def shown_text_of(html: str) -> str:
    """Return the shown text of a page. Raises NoShownText."""
    if not html.strip():
        raise NoShownText("an empty page")
    marked = document_fromstring(html).xpath(f"//*[@{SHOWN}]")
    if len(marked) != 1:
        raise NoShownText(f"{len(marked)} elements have {SHOWN}")
    lines = _Lines(marked[0].get(SHOWN))
    lines.take(marked[0])
    return lines.text()


def hash_of(text: str) -> str:
    """Return the hash of a shown text as entries hold it."""
    return sha256(text.encode()).hexdigest()


class _Lines:
    def __init__(self, own_address: str) -> None:
        self.own_address = own_address
        self.lines: list[list[str]] = [[]]

    def take(self, element: HtmlElement) -> None:
        """Add an element with what it holds, not what follows it."""
        tag = element.tag
        # Comments and instructions have functions for tags.
        if not isinstance(tag, str):
            return
        if tag in _REFUSED:
            raise NoShownText(f"the text holds a {tag}")
        if tag in _OWN_LINE or tag == "br":
            self.lines.append([])
        if tag == "img":
            self._add(f"[{element.get('alt', '')}]")
        self._add(element.text)
        for inner in element:
            self.take(inner)
            self._add(inner.tail)
        if tag == "a" and (address := element.get("href")) is not None:
            self._add(f" <{absolute(address, self.own_address)}>")
        if tag in _OWN_LINE:
            self.lines.append([])

    def text(self) -> str:
        joined = ("".join(parts) for parts in self.lines)
        lines = (_SPACE.sub(" ", line).strip(" ") for line in joined)
        return unicodedata.normalize("NFC", "".join(f"{line}\n" for line in lines if line))

    def _add(self, text: str | None) -> None:
        if text:
            self.lines[-1].append(text)


def absolute(address: str, own: str) -> str:
    """Return an address of a link as section 8.1 has it: absolute, in the spelling in which a browser saves it."""
    address = re.sub("[\t\n\r]", "", address).strip(" ")
    scheme = _WITH_SCHEME.match(address)
    if scheme and scheme[1].lower() not in _WEB:
        return address
    try:
        parts = urlsplit(urljoin(own, address))
        return urlunsplit(
            (
                parts.scheme.lower(),
                _host(parts.netloc, parts.scheme.lower()),
                quote(parts.path or "/", safe=_SAFE["path"]),
                quote(parts.query, safe=_SAFE["query"]),
                quote(parts.fragment, safe=_SAFE["fragment"]),
            )
        )
    except ValueError:
        return address


def _host(place: str, scheme: str) -> str:
    user, at, host = place.rpartition("@")
    host = host.removesuffix(f":{_WEB.get(scheme)}").removesuffix(":")
    labels = [_label(label) for label in host.lower().split(".")]
    return user + at + ".".join(labels)


def _label(label: str) -> str:
    if label.isascii():
        return label
    return "xn--" + unicodedata.normalize("NFC", label).encode("punycode").decode()
