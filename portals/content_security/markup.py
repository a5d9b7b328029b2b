"""Rich text: what it may consist of, what is let through to the public, and what it holds besides."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass, field
from html.parser import HTMLParser

import nh3

# What the editor and the readers of Word documents write.
TAGS = frozenset(
    {"p", "br", "hr", "b", "strong", "i", "em", "u", "s", "sub", "sup", "ol", "ul", "li", "a"}
    | {"h2", "h3", "h4", "h5", "h6", "blockquote"}
)
# As it is stored: links name a page or a file by its number.
STORED = {"a": {"href", "linktype", "id"}, "*": {"data-block-key"}}
PUBLIC = {"a": {"href"}}
SCHEMES = {"http", "https", "mailto", "tel"}
PROGRAMS = frozenset(
    {"script", "iframe", "object", "embed", "applet", "base", "meta", "link", "form"}
)
ADDRESSES = frozenset(
    {"href", "src", "action", "formaction", "data", "srcset", "poster", "background", "xlink:href"}
)
_HANDLER = re.compile(r"on[a-z]+")
_HIDING = re.compile(
    r"display\s*:\s*none|visibility\s*:\s*hidden|opacity\s*:\s*0|font-size\s*:\s*[01](?:px|pt|em|%)?\s*(?:;|$)"
    r"|text-indent\s*:\s*-|(?:left|top|right)\s*:\s*-\d|clip(?:-path)?\s*:|(?:height|width)\s*:\s*[01](?:px)?\s*(?:;|$)"
    r"|color\s*:\s*(?:#fff|white|transparent|rgba?\(\s*255)",
    re.IGNORECASE,
)
# As the cleaner writes a link; what its writer gave in full is told from what stands on the same host.
_IN_FULL = re.compile(r'<a (?=href="\s*(?:https?:|[/\\]{2}))', re.IGNORECASE)
# Tags in a text that is none: a title, a caption.
TAG_LIKE = re.compile(r"</?[a-z!?][^<]*", re.IGNORECASE)
_CLEANER = nh3.Cleaner(
    tags=set(TAGS),
    attributes={tag: set(names) for tag, names in PUBLIC.items()},
    url_schemes=SCHEMES,
    link_rel=None,
)


def public_markup(markup: str) -> str:
    """Return `markup` with nothing in it but what rich text of ours consists of. The last step before the public.

    A link whose address was given in full says so by `rel`: its shown text is the same on the host that it names.
    """
    return _IN_FULL.sub('<a rel="external" ', _CLEANER.clean(markup))


@dataclass
class Markup:
    """What a piece of markup consists of, where that is more than it may."""

    foreign: list[str] = field(default_factory=list)
    programs: list[str] = field(default_factory=list)
    hidden: list[str] = field(default_factory=list)
    links: list[str] = field(default_factory=list)
    words: list[str] = field(default_factory=list)


class _Reader(HTMLParser):
    def __init__(self) -> None:
        super().__init__(convert_charrefs=True)
        self.found = Markup()

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        if tag in PROGRAMS:
            self.found.programs.append(f"<{tag}>")
        elif tag not in TAGS:
            self.found.foreign.append(f"<{tag}>")
        for name, value in attrs:
            self._attribute(tag, name, value or "")

    def _attribute(self, tag: str, name: str, value: str) -> None:
        if name in ADDRESSES:
            self.found.links.append(value)
        if _HANDLER.fullmatch(name):
            self.found.programs.append(name)
        elif name == "hidden" or (name == "style" and _HIDING.search(value)):
            self.found.hidden.append(f"{name} {value}".strip())
        elif name not in STORED.get(tag, set()) | STORED["*"]:
            self.found.foreign.append(name)

    def handle_comment(self, data: str) -> None:
        self.found.hidden.append(f"<!--{data}")

    def handle_decl(self, decl: str) -> None:
        self.found.foreign.append(f"<!{decl}")

    def handle_pi(self, data: str) -> None:
        self.found.programs.append(f"<?{data}")

    def unknown_decl(self, data: str) -> None:
        self.found.foreign.append(f"<![{data}")

    def handle_data(self, data: str) -> None:
        self.found.words.append(data)


def read_markup(markup: str) -> Markup:
    """Read stored rich text, as lenient as a browser would."""
    reader = _Reader()
    reader.feed(markup)
    # A tag that never ends is none to this reader, and one to a browser that goes on reading.
    if "<" in reader.rawdata:
        reader.found.foreign.append(reader.rawdata)
    reader.close()
    return reader.found


def tags_in_plain(text: str) -> Iterator[str]:
    """Yield what looks like markup in a text that is shown as it is."""
    for hit in TAG_LIKE.finditer(text):
        yield hit[0]
