"""HTML as Word writes it, to blocks of a story: headings, lists, tables and links stay, and nothing else."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from html import escape
from typing import Any
from urllib.parse import urlsplit

from bs4 import BeautifulSoup
from bs4.element import NavigableString, PreformattedString, Tag

from portals.text import nfc

from .bounds import refuse_without_end
from .lists import list_markup, word_list_item
from .tables import is_layout, table_block, words_of_cells

HEADINGS = ("h1", "h2", "h3", "h4", "h5", "h6")
LONGEST_HEADING = 160
_DROPPED = ("head", "style", "script", "xml", "meta", "link", "title", "noscript", "iframe", "svg")
_HOLDS_BLOCKS = ("body", "html", "div", "section", "article", "center", "main", "[document]")
_BLOCKS = (*HEADINGS, *_HOLDS_BLOCKS, "p", "ul", "ol", "table", "li", "blockquote", "pre", "dl")
# In an item of a list these stand for themselves, after its words.
_OF_THEIR_OWN = ("ul", "ol", "table", "img")
_SPACE = re.compile(r"[ \t\r\n\f\xa0\u200b]+")
_BULLET = re.compile(r"mso-list:\s*ignore", re.I)
_OUTLINE = re.compile(r"mso-outline-level:\s*([1-9])", re.I)
_LINKED = ("http", "https", "mailto")
_BREAK = "<br/>"
# As the editor stores them.
_EMPHASIS = {"b": "b", "strong": "b", "i": "i", "em": "i"}

Block = dict[str, Any]


@dataclass
class ReadMarkup:
    """What was read: blocks in their raw form, and what had to be left out."""

    blocks: list[Block] = field(default_factory=list)
    pictures_left_out: int = 0


@dataclass
class _Writer:
    """Puts pieces together: paragraphs and lists that follow one another are one text."""

    pictures: frozenset[str]
    # The tags, by id, that hold a block at any depth: each is asked for once, however deep it lies.
    holders: frozenset[int]
    with_emphasis: bool = False
    read: ReadMarkup = field(default_factory=ReadMarkup)
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


def blocks_of_markup(
    markup: str, *, pictures: Iterable[str] = (), with_emphasis: bool = False
) -> ReadMarkup:
    """Read HTML of Word, or of what turns its files into HTML; `with_emphasis`, bold and italic words stay so.

    A picture whose `src` is one of `pictures` becomes a figure with that as its image; others are counted as left
    out. Levels of headings are brought to our two: the highest that is used, and all below it. Takes time in proportion
    to the markup, and raises TooMuchText for what is larger or deeper than any honest text.
    """
    soup = BeautifulSoup(markup, "html.parser")
    refuse_without_end(soup)
    for tag in soup.find_all(_DROPPED):
        # Taking a tag out of its parent costs as much as the parent has children.
        tag.clear()
    writer = _Writer(frozenset(pictures), _holders(soup), with_emphasis)
    _walk(soup, writer)
    writer.end_text()
    _level(writer.read)
    return writer.read


def _holders(soup: BeautifulSoup) -> frozenset[int]:
    found: set[int] = set()
    for tag in soup.find_all(_BLOCKS):
        holder = tag.parent
        while holder is not None and id(holder) not in found:
            found.add(id(holder))
            holder = holder.parent
    return frozenset(found)


def _level(read: ReadMarkup) -> None:
    headings = [block["value"] for block in read.blocks if block["type"] == "heading"]
    highest = min((heading["level"] for heading in headings), default=1)
    for heading in headings:
        heading["level"] = "2" if heading["level"] == highest else "3"


def _walk(parent: Tag, writer: _Writer) -> None:
    """Go through what stands in `parent`; words that stand loose between blocks are a paragraph."""
    loose: list[Any] = []
    for child in parent.children:
        if isinstance(child, Tag) and _is_block(child, writer):
            _paragraph(loose, writer)
            loose = []
            _block(child, writer)
        elif not isinstance(child, PreformattedString):
            loose.append(child)
    _paragraph(loose, writer)


def _is_block(tag: Tag, writer: _Writer) -> bool:
    # A picture, or a wrapper of paragraphs, also inside a tag that means nothing to us.
    return tag.name in _BLOCKS or tag.name == "img" or id(tag) in writer.holders


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
        ignored.clear()
    words = inline(tag.children, with_emphasis=writer.with_emphasis)
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
    words = inline(loose, with_emphasis=writer.with_emphasis)
    if words:
        writer.paragraph(words)


def _list(tag: Tag, writer: _Writer, *, depth: int) -> None:
    for child in tag.children:
        if not isinstance(child, Tag):
            continue
        if child.name in ("ul", "ol"):
            _list(child, writer, depth=depth + 1)
        elif child.name == "li":
            words = inline(
                child.children, without=_OF_THEIR_OWN, with_emphasis=writer.with_emphasis
            )
            writer.item(depth, tag.name == "ol", words)
            for one in _topmost(child):
                _inside_item(one, writer, depth)
        else:
            _block(child, writer)


def _topmost(item: Tag) -> Iterator[Tag]:
    """What stands for itself in an item, in its order; what lies in it again is its own matter."""
    for child in item.children:
        if isinstance(child, Tag):
            if child.name in _OF_THEIR_OWN:
                yield child
            else:
                yield from _topmost(child)


def _inside_item(tag: Tag, writer: _Writer, depth: int) -> None:
    if tag.name in ("ul", "ol"):
        _list(tag, writer, depth=depth + 1)
    else:
        _block(tag, writer)


def _table(tag: Tag, writer: _Writer) -> None:
    pictures = [picture.extract() for picture in tag.find_all("img")]
    rows = words_of_cells(tag, plain_line)
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


def inline(
    nodes: Iterable[Any], *, without: Sequence[str] = (), with_emphasis: bool = False
) -> str:
    """Return the words of `nodes` with their links and line breaks, and without any other dress.

    Bold and italic are such dress unless they are asked for. Tags named in `without` are left out with all that they
    hold.
    """
    markup = "".join(_inline(nodes, without, _EMPHASIS if with_emphasis else {}))
    lines = [line.strip() for line in _SPACE.sub(" ", nfc(markup)).split(_BREAK)]
    told = [number for number, line in enumerate(lines) if line]
    return _BREAK.join(lines[told[0] : told[-1] + 1]) if told else ""


def _inline(
    nodes: Iterable[Any], without: Sequence[str], emphasis: Mapping[str, str]
) -> Iterator[str]:
    for node in nodes:
        if isinstance(node, Tag):
            if node.name not in without:
                yield _inside(node, without, emphasis)
        elif isinstance(node, NavigableString) and not isinstance(node, PreformattedString):
            yield escape(str(node), quote=False)


def _inside(tag: Tag, without: Sequence[str], emphasis: Mapping[str, str]) -> str:
    if tag.name == "br":
        return _BREAK
    if tag.name == "img":
        return ""
    words = "".join(_inline(tag.children, without, emphasis))
    if tag.name == "a" and words.strip() and (address := _address(tag)):
        return f'<a href="{escape(address)}">{words.strip()}</a>'
    if tag.name in emphasis and words.strip():
        return f"<{emphasis[tag.name]}>{words}</{emphasis[tag.name]}>"
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
