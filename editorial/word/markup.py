"""HTML as Word writes it, to blocks of a story: headings, lists, tables and links stay, and nothing else."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from html import escape
from typing import Any
from urllib.parse import urlsplit

from bs4 import BeautifulSoup
from bs4.element import NavigableString, PreformattedString, Tag

from portals.text import nfc

from .lists import list_markup, word_list_item
from .tables import is_layout, rows_of, table_block

HEADINGS = ("h1", "h2", "h3", "h4", "h5", "h6")
LONGEST_HEADING = 160
_DROPPED = ("head", "style", "script", "xml", "meta", "link", "title", "noscript", "iframe", "svg")
_HOLDS_BLOCKS = ("body", "html", "div", "section", "article", "center", "main", "[document]")
_SPACE = re.compile(r"[ \t\r\n\f\xa0\u200b]+")
_BULLET = re.compile(r"mso-list:\s*ignore", re.I)
_OUTLINE = re.compile(r"mso-outline-level:\s*([1-9])", re.I)
_LINKED = ("http", "https", "mailto")

Block = dict[str, Any]


@dataclass
class Read:
    """What was read: blocks in their raw form, and what had to be left out."""

    blocks: list[Block] = field(default_factory=list)
    pictures_left_out: int = 0


@dataclass
class _Writer:
    """Puts pieces together: paragraphs and lists that follow one another are one text."""

    pictures: frozenset[str]
    read: Read = field(default_factory=Read)
    flow: list[str] = field(default_factory=list)
    items: list[tuple[int, bool, str]] = field(default_factory=list)

    def paragraph(self, markup: str) -> None:
        self._end_list()
        if markup:
            self.flow.append(f"<p>{markup}</p>")

    def item(self, depth: int, ordered: bool, markup: str) -> None:
        if markup:
            self.items.append((depth, ordered, markup))

    def heading(self, level: int, text: str) -> None:
        if len(text) > LONGEST_HEADING:
            self.paragraph(escape(text, quote=False))
        elif text:
            self.block("heading", {"text": text, "level": level})

    def block(self, kind: str, value: Any) -> None:
        self.end_text()
        self.read.blocks.append({"type": kind, "value": value})

    def end_text(self) -> None:
        self._end_list()
        if self.flow:
            self.read.blocks.append({"type": "text", "value": "".join(self.flow)})
            self.flow = []

    def _end_list(self) -> None:
        if self.items:
            self.flow.append(list_markup(self.items))
            self.items = []


def blocks_of_markup(markup: str, *, pictures: Iterable[str] = ()) -> Read:
    """Read HTML of Word, or of what turns its files into HTML.

    A picture whose `src` is one of `pictures` becomes a figure with that as its image; others are counted as left
    out. Levels of headings are brought to our two: the highest that is used, and all below it.
    """
    soup = BeautifulSoup(markup, "html.parser")
    for tag in soup.find_all(_DROPPED):
        tag.decompose()
    writer = _Writer(frozenset(pictures))
    _walk(soup, writer)
    writer.end_text()
    _level(writer.read)
    return writer.read


def _level(read: Read) -> None:
    headings = [block["value"] for block in read.blocks if block["type"] == "heading"]
    highest = min((heading["level"] for heading in headings), default=1)
    for heading in headings:
        heading["level"] = "2" if heading["level"] == highest else "3"


def _walk(parent: Tag, writer: _Writer) -> None:
    """Go through what stands in `parent`; words that stand loose between blocks are a paragraph."""
    loose: list[Any] = []
    for child in parent.children:
        if isinstance(child, Tag) and _is_block(child):
            _paragraph(loose, writer)
            loose = []
            _block(child, writer)
        elif not isinstance(child, PreformattedString):
            loose.append(child)
    _paragraph(loose, writer)


def _is_block(tag: Tag) -> bool:
    blocks = (*HEADINGS, *_HOLDS_BLOCKS, "p", "ul", "ol", "table", "li", "blockquote", "pre", "dl")
    # A picture, or a wrapper of paragraphs, also inside a tag that means nothing to us.
    return tag.name in blocks or tag.name == "img" or tag.find(blocks) is not None


def _block(tag: Tag, writer: _Writer) -> None:
    if tag.name in HEADINGS or tag.name == "p":
        _paragraph_tag(tag, writer)
    elif tag.name in ("ul", "ol"):
        _list(tag, writer, depth=0)
    elif tag.name == "table":
        _table(tag, writer)
    elif tag.name == "img":
        _picture(tag, writer)
    else:
        _walk(tag, writer)


def _paragraph_tag(tag: Tag, writer: _Writer) -> None:
    item = word_list_item(tag)
    level = _heading_level(tag)
    pictures = list(tag.find_all("img"))
    for ignored in tag.find_all(style=_BULLET):
        ignored.decompose()
    words = inline(tag.children)
    if level is not None:
        writer.heading(level, plain_line(tag))
    elif item is not None:
        writer.item(*item, words)
    else:
        writer.paragraph(words)
    for picture in pictures:
        _picture(picture, writer)


def _heading_level(tag: Tag) -> int | None:
    if tag.name in HEADINGS:
        return int(tag.name[1])
    if "MsoTitle" in (tag.get("class") or ()):
        return 1
    outline = _OUTLINE.search(str(tag.get("style") or ""))
    return int(outline[1]) if outline else None


def _paragraph(loose: list[Any], writer: _Writer) -> None:
    words = inline(loose)
    if words:
        writer.paragraph(words)


def _list(tag: Tag, writer: _Writer, *, depth: int) -> None:
    for child in tag.children:
        if not isinstance(child, Tag):
            continue
        if child.name in ("ul", "ol"):
            _list(child, writer, depth=depth + 1)
        elif child.name == "li":
            inner = [one for one in child.find_all(("ul", "ol", "table", "img")) if one.parent]
            for one in inner:
                one.extract()
            writer.item(depth, tag.name == "ol", inline(child.children))
            for one in inner:
                _inside_item(one, writer, depth)
        else:
            _block(child, writer)


def _inside_item(tag: Tag, writer: _Writer, depth: int) -> None:
    if tag.name in ("ul", "ol"):
        _list(tag, writer, depth=depth + 1)
    else:
        _block(tag, writer)


def _table(tag: Tag, writer: _Writer) -> None:
    pictures = [picture.extract() for picture in tag.find_all("img")]
    rows = rows_of(tag, plain_line)
    if is_layout(rows):
        for words in filter(None, (cell for row in rows for cell in row)):
            writer.paragraph(escape(words, quote=False))
    else:
        writer.block("table", table_block(rows))
    for picture in pictures:
        _picture(picture, writer)


def _picture(tag: Tag, writer: _Writer) -> None:
    source = str(tag.get("src") or "")
    if source in writer.pictures:
        alt = nfc(str(tag.get("alt") or "")).strip()
        writer.block("figure", {"image": source, "alt": alt})
    else:
        writer.read.pictures_left_out += 1


def inline(nodes: Iterable[Any]) -> str:
    """Return the words of `nodes` with their links and line breaks, and without any other dress."""
    markup = "".join(_inline(nodes))
    markup = _SPACE.sub(" ", nfc(markup)).strip()
    markup = re.sub(r"\s*<br/>\s*", "<br/>", markup)
    return re.sub(r"^(?:<br/>)+|(?:<br/>)+$", "", markup)


def _inline(nodes: Iterable[Any]) -> Iterator[str]:
    for node in nodes:
        if isinstance(node, Tag):
            yield _inside(node)
        elif isinstance(node, NavigableString) and not isinstance(node, PreformattedString):
            yield escape(str(node), quote=False)


def _inside(tag: Tag) -> str:
    if tag.name == "br":
        return "<br/>"
    if tag.name == "img":
        return ""
    words = "".join(_inline(tag.children))
    if tag.name == "a" and words.strip() and (address := _address(tag)):
        return f'<a href="{escape(address)}">{words.strip()}</a>'
    return f" {words} " if tag.name in ("p", "div", "li") else words


def _address(tag: Tag) -> str:
    """The address of a link that leads out of the document; those to its own places mean nothing here."""
    address = str(tag.get("href") or "").strip()
    try:
        scheme = urlsplit(address).scheme.lower()
    except ValueError:
        return ""
    return address if scheme in _LINKED else ""


def plain_line(tag: Tag) -> str:
    """Return the words of `tag` on one line."""
    pieces = [
        str(piece)
        for piece in tag.find_all(string=True)
        if not isinstance(piece, PreformattedString)
    ]
    between = " " if tag.find(("p", "br", "li", "div")) else ""
    return _SPACE.sub(" ", nfc(between.join(pieces))).strip()
