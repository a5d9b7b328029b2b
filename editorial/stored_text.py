"""A text as it is stored, in a page or in one of its revisions: read without loading images, files or pages."""

from __future__ import annotations

import html
import json
import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from wagtail.models import Page

# A block ends a line; other tags stand inside a word or between words.
_BLOCK_END = re.compile(r"<(?:br\b[^>]*|/(?:p|li|h[1-6]|div|td|th|tr))>", re.IGNORECASE)
_TAG = re.compile(r"<[^>]*>")


@dataclass(frozen=True, slots=True)
class StoredText:
    """What a board wrote: `body` is the raw form of the stream, dicts of type, value and id."""

    title: str
    lead: str
    body: Sequence[Mapping[str, Any]]


def text_of_page(page: Page) -> StoredText:
    """Return the text on the instance `page`, of a story or an information page. No query."""
    kind: Any = page
    lead = getattr(page, "lead", None)
    return StoredText(
        title=page.title,
        lead=kind.intro if lead is None else lead,
        body=kind.body.get_prep_value(),
    )


def text_of_revision(content: Mapping[str, Any]) -> StoredText:
    """Return the text in the content of a revision. No query."""
    body = content.get("body") or "[]"
    return StoredText(
        title=str(content.get("title") or ""),
        lead=str(content.get("lead") or content.get("intro") or ""),
        body=json.loads(body) if isinstance(body, str) else body,
    )


def words_of_text(text: StoredText) -> str:
    """Return everything of `text` that a reader reads, one line a block."""
    return "\n".join(part for part in (text.title, text.lead, *words_of_body(text.body)) if part)


def words_of_body(body: Iterable[Mapping[str, Any]]) -> Iterator[str]:
    for block in body:
        yield "\n".join(words_of_block(block))


def words_of_block(block: Mapping[str, Any]) -> Iterator[str]:
    """The words of one block. Of a table its title, headings and cells, a row a line."""
    kind, value = block["type"], block["value"]
    if kind == "text":
        yield plain(value)
    elif kind == "table":
        yield value.get("caption") or ""
        yield from words_of_table(value.get("table") or {})
    elif isinstance(value, Mapping):
        # The alt text of an image is a description, not the text.
        yield from (
            str(value.get(name) or "") for name in ("text", "attribution", "caption", "title")
        )


def words_of_table(table: Mapping[str, Any]) -> Iterator[str]:
    yield "\t".join(str(column.get("heading") or "") for column in table.get("columns") or ())
    for row in table.get("rows") or ():
        yield "\t".join("" if cell is None else str(cell) for cell in row.get("values") or ())


def plain(markup: str) -> str:
    """Return the text of rich text, without its tags."""
    return html.unescape(_TAG.sub("", _BLOCK_END.sub("\n", markup or ""))).strip()
