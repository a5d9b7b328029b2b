"""A page's text on the screen, and in the pieces of which a paper is set.

Two things are written in Markdown that it does not know: `[[Gửi duyệt]]` is a word as it stands on the screen, and
`[…](desk:quick_write)` leads to the page of the desk of that name.
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Any

from django.urls import NoReverseMatch, reverse
from django.utils.safestring import SafeString, mark_safe
from markdown_it import MarkdownIt

from portals.content_security.markup import public_markup

if TYPE_CHECKING:
    from collections.abc import Iterator

    from markdown_it.token import Token

LABEL = re.compile(r"\[\[([^\[\]]+)\]\]")
DESK_LINK = re.compile(r"\[([^\[\]]+)\]\(desk:([A-Za-z_:]+)\)")
# Bare markup is shown as it was typed, never obeyed; what is set in is no program.
_reader = MarkdownIt("commonmark", {"html": False}).disable(
    ["image", "html_block", "html_inline", "code", "fence"]
)
_LISTS = {"bullet_list_open": "ul", "ordered_list_open": "ol"}
# Between two paragraphs of one step.
_BETWEEN = {"text": " ", "bold": False}


def as_html(text: str) -> SafeString:
    """Return the markup of `text`, cleaned like all rich text."""
    return mark_safe(public_markup(_reader.render(_with_addresses(text))))  # noqa: S308  (cleaned here)


def as_blocks(text: str) -> list[dict[str, Any]]:
    """Return `text` as paragraphs, headings and lists, each of runs that are bold or not: what a typesetter is told."""
    blocks: list[dict[str, Any]] = []
    lists: list[dict[str, Any]] = []
    kind = "p"
    for token in _reader.parse(DESK_LINK.sub(r"\1", LABEL.sub(r"**\1**", text))):
        if token.type in _LISTS:
            lists.append({"kind": _LISTS[token.type], "items": []})
        elif token.type in {"bullet_list_close", "ordered_list_close"}:
            _end_list(lists, blocks)
        elif token.type == "list_item_open":
            lists[-1]["items"].append([])
        elif token.type == "heading_open":
            kind = "h"
        elif token.type == "inline" and lists:
            item = lists[-1]["items"][-1]
            item += [*([_BETWEEN] if item else []), *_runs(token)]
        elif token.type == "inline":
            blocks.append({"kind": kind, "runs": list(_runs(token))})
            kind = "p"
    return blocks


def _end_list(lists: list[dict[str, Any]], blocks: list[dict[str, Any]]) -> None:
    """A list inside of a step goes on after it, among the steps."""
    done = lists.pop()
    if lists:
        lists[-1]["items"] += done["items"]
    else:
        blocks.append(done)


def labels_of(text: str) -> list[str]:
    """The words of `text` that stand on the screen."""
    return LABEL.findall(text)


def desk_links_of(text: str) -> list[str]:
    """The names of the desk's pages that `text` leads to."""
    return [name for _words, name in DESK_LINK.findall(text)]


def _with_addresses(text: str) -> str:
    return DESK_LINK.sub(_link, LABEL.sub(r"**\1**", text))


def _link(found: re.Match[str]) -> str:
    try:
        return f"[{found[1]}]({reverse(found[2])})"
    except NoReverseMatch:
        # The province wrote a name that does not exist: its words stay.
        return found[1]


def _runs(token: Token) -> Iterator[dict[str, Any]]:
    is_bold = False
    for child in token.children or ():
        if child.type in {"strong_open", "strong_close"}:
            is_bold = child.type == "strong_open"
        elif child.type in {"softbreak", "hardbreak"}:
            yield {"text": " ", "bold": is_bold}
        elif child.content:
            yield {"text": child.content, "bold": is_bold}
