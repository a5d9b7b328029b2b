"""The text that readers saw, taken from a page's HTML as anybody can take it (docs/ledger-format.md, section 8)."""

from __future__ import annotations

import re
import unicodedata
from hashlib import sha256
from urllib.parse import quote

from lxml.html import HtmlElement, document_fromstring

SHOWN = "data-shown-text"
_OWN = re.compile(r"https?://[^/?#\s]", re.IGNORECASE)
_AROUND = {"html", "body", "main", "div", "article", "section", "header"}
_OWN_LINE = {
    "p", "h1", "h2", "h3", "h4", "h5", "h6", "ul", "ol", "li", "blockquote", "figure", "figcaption", "table", "caption",
    "tr", "td", "th", "div", "section", "footer", "dl", "dt", "dd", "hr",
}  # fmt: skip
_IN_A_LINE = {
    "a",
    "b",
    "br",
    "em",
    "i",
    "img",
    "picture",
    "source",
    "span",
    "strong",
    "time",
    "u",
    "wbr",
}
# Told by signs: without them 10² could become 102, and what was struck out could stand again.
_SIGNED = {"sup": "^{", "sub": "_{", "s": "~{"}
_INSIDE = _OWN_LINE | _IN_A_LINE | _SIGNED.keys() | {"thead", "tbody"}
# What changes nothing that is seen, but for style sheets.
_ANYWHERE = {"class", "id", "lang", "role", "tabindex"}
_OF_PICTURES = {
    "alt", "src", "srcset", "sizes", "width", "height", "type", "media", "loading", "decoding", "fetchpriority",
}  # fmt: skip
_OF = {
    "a": {"href", "rel"},
    "img": _OF_PICTURES,
    "source": _OF_PICTURES,
    "time": {"datetime"},
    "th": {"scope"},
}
_HIDING = {"hidden", "popover"}
_SPACE = re.compile("[\t\n\f\r \u00a0]+")
_WITH_SCHEME = re.compile(r"([A-Za-z][A-Za-z0-9+.-]*):", re.ASCII)
# RFC 3986, appendix B: scheme, host, path, query, fragment.
_PARTS = re.compile(
    r"(?:([A-Za-z][A-Za-z0-9+.-]*):)?(?://([^/?#]*))?([^?#]*)(?:\?([^#]*))?(?:#(.*))?",
    re.DOTALL | re.ASCII,
)
_WEB = {"http": "80", "https": "443"}
# All of ASCII that is seen, but for what a browser writes as %xx in that part of an address.
_SEEN = "".join(map(chr, range(0x21, 0x7F)))
_SAFE = {
    part: "".join(sorted(set(_SEEN) - set(never)))
    for part, never in {"path": '"<>`{}', "query": "\"<>'", "fragment": '"<>`'}.items()
}


class NoShownText(ValueError):
    """The page marks no text as a story's page does, or one of which it cannot be told what readers saw."""


def shown_text_of(html: str) -> str:
    """Return the shown text of a page: the headline, and the text below. Raises NoShownText."""
    if not html.strip():
        raise NoShownText("an empty page")
    page = document_fromstring(html)
    headline, text = _marked(page)
    lines = _Lines(headline.get(SHOWN))
    lines.take(headline)
    lines.take(text)
    return lines.text()


def shown_text_hash(text: str) -> str:
    """Return the hash of a shown text as entries hold it."""
    return sha256(text.encode()).hexdigest()


def _marked(page: HtmlElement) -> tuple[HtmlElement, HtmlElement]:
    """Return headline and text. They are two so that the page can show between them what is not of the text."""
    marked = page.xpath(f"//*[@{SHOWN}]")
    if [element.tag for element in marked] != ["h1", "div"] or marked[0] in marked[
        1
    ].iterancestors():
        raise NoShownText(f"{SHOWN} is not of one h1 and one div behind it")
    headline, text = marked
    if headline.get(SHOWN) != text.get(SHOWN) or not _OWN.match(text.get(SHOWN)):
        raise NoShownText(f"{SHOWN} is no address, or two")
    if page.xpath("//base"):
        raise NoShownText("the page has a base")
    for element in marked:
        for around in element.iterancestors():
            if around.tag not in _AROUND or not _HIDING.isdisjoint(around.keys()):
                raise NoShownText(f"the text stands in a {around.tag} that can hide it")
    return headline, text


def _refuse_what_can_hide(element: HtmlElement) -> None:
    tag = element.tag
    if tag not in _INSIDE:
        raise NoShownText(f"the text holds a {tag}")
    for name in element.keys():  # noqa: SIM118  (an element is no mapping)
        known = name in _ANYWHERE or name in _OF.get(tag, ())
        if not known and not name.startswith(("data-", "aria-")):
            raise NoShownText(f"the text holds {name} on a {tag}")
    # A browser shows it above all other rows.
    if tag == "thead" and any(
        one.tag in {"thead", "tbody", "tr"} for one in element.itersiblings(preceding=True)
    ):
        raise NoShownText("a table's head stands behind its rows")


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
        _refuse_what_can_hide(element)
        if tag in _OWN_LINE or tag == "br":
            self.lines.append([])
        self._add(_begin(element))
        if tag == "tr":
            self.lines.append([])
        self._add(element.text)
        for inner in element:
            self.take(inner)
            self._add(inner.tail)
        if tag == "a" and (address := element.get("href")) is not None:
            in_full = "external" in _SPACE.split(element.get("rel", "").lower())
            self._add(f" <{address_shown(address, self.own_address, in_full=in_full)}>")
        if tag in _SIGNED:
            self._add("}")
        if tag in _OWN_LINE:
            self.lines.append([])

    def text(self) -> str:
        joined = ("".join(parts) for parts in self.lines)
        lines = (_SPACE.sub(" ", line).strip(" ") for line in joined)
        return unicodedata.normalize("NFC", "".join(f"{line}\n" for line in lines if line))

    def _add(self, text: str | None) -> None:
        if text:
            self.lines[-1].append(text)


def _begin(element: HtmlElement) -> str:
    """What is written for an element before what it holds."""
    tag = element.tag
    if tag == "img":
        return f"[{element.get('alt', '')}]"
    if tag == "tr":
        return "|-"
    if tag in {"td", "th"}:
        return "| "
    if tag == "li" and element.getparent().tag == "ol":
        return f"{1 + sum(one.tag == 'li' for one in element.itersiblings(preceding=True))}. "
    return _SIGNED.get(tag, "")


def address_shown(address: str, own: str, *, in_full: bool = False) -> str:
    """Return an address of a link as section 8.1 has it: in one spelling, without the host where that is the page's."""
    address = re.sub("[\t\n\r]", "", address).strip(" ")
    scheme = _WITH_SCHEME.match(address)
    if scheme and scheme[1].lower() not in _WEB:
        return address
    try:
        place, path, rest, fragment = _spelled(*_joined(own, address))
        own_place, own_path, _own_rest, _own_fragment = _spelled(*_joined(own, own))
    except ValueError:
        return address
    if in_full or place[1] != own_place[1]:
        return f"{place[0]}://{place[1]}{path}{rest}{fragment}"
    return fragment if path == own_path else f"{path}{rest}{fragment}"


def _joined(own: str, address: str) -> tuple[str, str, str, str, str]:
    """Resolve an address: RFC 3986 section 5.2. (`urljoin` leaves dots where there is a host, and loses slashes.)"""
    own_scheme, own_host, own_path, own_query, _own_fragment = _parted(own)
    scheme, host, path, query, fragment = _parted(address)
    if scheme is None and host is None:
        host = own_host
        if not path:
            path, query = own_path, own_query if query is None else query
        elif not path.startswith("/"):
            path = own_path.rpartition("/")[0] + "/" + path
    if not host:
        raise ValueError("an address without a host")
    return scheme or own_scheme or "", host, _without_dots(path), query or "", fragment or ""


def _parted(address: str) -> tuple[str | None, str | None, str, str | None, str | None]:
    found = _PARTS.fullmatch(address)
    if found is None:
        raise ValueError("no address")
    return found[1], found[2], found[3], found[4], found[5]


def _without_dots(path: str) -> str:
    """Take "." and ".." out of a path: RFC 3986 section 5.2.4."""
    kept: list[str] = []
    steps = path.split("/")
    for step in steps:
        if step == "..":
            # The first is what stands before the first slash: nothing.
            del kept[max(1, len(kept) - 1) :]
        elif step != ".":
            kept.append(step)
    return "/".join(kept) + ("/" if steps[-1] in {".", ".."} else "")


def _spelled(
    scheme: str, host: str, path: str, query: str, fragment: str
) -> tuple[tuple[str, str], str, str, str]:
    """Scheme and host, path, query and fragment, spelled as a browser saves them."""
    scheme = scheme.lower()
    path, query, fragment = (
        quote(part, safe=_SAFE[name])
        for name, part in (("path", path), ("query", query), ("fragment", fragment))
    )
    place = scheme, _host(host, scheme)
    return place, path or "/", f"?{query}" if query else "", f"#{fragment}" if fragment else ""


def _host(place: str, scheme: str) -> str:
    user, at, host = place.rpartition("@")
    name, _colon, port = host.partition(":")
    if not name or name.startswith("[") or (port and not (port.isascii() and port.isdecimal())):
        raise ValueError("no host")
    shown_port = f":{port}" if port and port != _WEB.get(scheme) else ""
    return user + at + ".".join(_label(label) for label in name.lower().split(".")) + shown_port


def _label(label: str) -> str:
    if label.isascii():
        return label
    return "xn--" + unicodedata.normalize("NFC", label).encode("punycode").decode()
