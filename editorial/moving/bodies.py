"""Bodies of texts that came with an archive, brought to what the editor could have written and to rows of this install.

Whoever wrote the archive is a stranger: each block is built anew from what its kind knows, and nothing else stays.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from decimal import Decimal
from functools import cache
from typing import Any

from bs4 import BeautifulSoup
from django.utils.translation import gettext as _
from wagtail.admin.rich_text.converters.contentstate import ContentstateConverter

from editorial.blocks.body import RICH_TEXT_FEATURES
from portals.text import nfc

from .texts import FILE_LINK

LONGEST_TEXT, MOST_BLOCKS, MOST_CELLS = 500_000, 2_000, 100_000


# What reading JSON of any shape may raise.
_MALFORMED = (KeyError, TypeError, ValueError, AttributeError, ArithmeticError, RecursionError)


class UnfitBody(ValueError):
    """A block that is none; the message says which and why."""


@dataclass(frozen=True, slots=True)
class KnownMedia:
    """The keys of pictures and files that came along, and the rows that they became; none yet while it is checked."""

    images: Mapping[str, int] = field(default_factory=dict)
    files: Mapping[str, int] = field(default_factory=dict)
    are_stored: bool = True


def body_from_archive(given: Any, known: KnownMedia) -> list[dict[str, Any]]:
    """Return the stream as it is stored. Raises UnfitBody. Without rows yet, pictures and files are left out."""
    if not isinstance(given, list) or len(given) > MOST_BLOCKS:
        raise UnfitBody(_("The text is no list of blocks, or too long."))
    found = []
    for number, block in enumerate(given, start=1):
        try:
            value = _READERS[block["type"]](block["value"], known)
        except UnfitBody:
            raise
        except _MALFORMED as error:
            raise UnfitBody(
                _("Block %(number)d is none that a text can have.") % {"number": number}
            ) from error
        if value is not None:
            found.append({"type": block["type"], "value": value})
    return found


def _words(value: Any) -> str:
    if not isinstance(value, str) or len(value) > LONGEST_TEXT or "\x00" in value:
        raise ValueError(value)
    return nfc(value)


def clean_text(markup: str, known: KnownMedia) -> str:
    """Return rich text as the editor would store it: what it has no button for is gone, its words stay."""
    soup = BeautifulSoup(_words(markup), "html.parser")
    for tag in soup.find_all(["script", "style", "template", "iframe", "object"]):
        tag.decompose()
    for link in soup.find_all("a"):
        address = str(link.get("href") or "")
        # Of a link of ours nothing is believed but a file that came along: an id would be of another portal.
        link.attrs = {"href": address} if address else {}
        if address.startswith(FILE_LINK):
            key = address.removeprefix(FILE_LINK)
            if key not in known.files:
                raise UnfitBody(
                    _("A link names the file %(key)s, which is not in the archive.")
                    % {"key": key[:20]}
                )
            link.attrs = {"linktype": "document", "id": str(known.files[key])}
        if not link.attrs or (address.startswith(FILE_LINK) and not known.are_stored):
            link.unwrap()
    for tag in soup.find_all("embed"):
        tag.decompose()
    converter = _converter()
    stored: str = converter.to_database_format(converter.from_database_format(str(soup)))
    return stored


@cache
def _converter() -> ContentstateConverter:
    return ContentstateConverter(features=RICH_TEXT_FEATURES)


def _text(value: Any, known: KnownMedia) -> str:
    return clean_text(value, known)


def _heading(value: Any, _known: KnownMedia) -> dict[str, Any]:
    return {"text": _words(value["text"]), "level": _words(value["level"])}


def _figure(value: Any, known: KnownMedia) -> dict[str, Any] | None:
    image = value["image"]
    key = _words(image["image"])
    if key not in known.images:
        raise UnfitBody(
            _("A picture is named %(key)s, which is not in the archive.") % {"key": key[:20]}
        )
    alt, decorative = _words(image.get("alt_text") or ""), bool(image.get("decorative"))
    if not alt.strip() and not decorative:
        raise UnfitBody(_("Picture %(key)s lacks words that say what it shows.") % {"key": key})
    if not known.are_stored:
        return None
    return {
        "image": {"image": known.images[key], "alt_text": alt, "decorative": decorative},
        "caption": _words(value.get("caption") or ""),
        "text": _words(value.get("text") or ""),
    }


def _quote(value: Any, _known: KnownMedia) -> dict[str, Any]:
    return {"text": _words(value["text"]), "attribution": _words(value.get("attribution") or "")}


def _table(value: Any, _known: KnownMedia) -> dict[str, Any]:
    table = value["table"]
    columns = [
        {"type": _words(one["type"]), "heading": _words(one.get("heading") or "")}
        for one in table["columns"]
    ]
    rows = [
        [_cell(cell, one["type"]) for cell, one in zip(row["values"], columns, strict=True)]
        for row in table["rows"]
    ]
    if len(columns) * len(rows) > MOST_CELLS:
        raise UnfitBody(_("A table has too many cells."))
    if any(one["type"] not in ("text", "number") for one in columns):
        raise ValueError(columns)
    return {
        "caption": _words(value["caption"]),
        "table": {
            "columns": columns,
            "rows": [{"values": row} for row in rows],
            "caption": _words(table.get("caption") or ""),
        },
    }


def _cell(value: Any, kind: str) -> str | None:
    if value is None:
        return None
    if kind == "number" and not Decimal(str(value)).is_finite():
        raise ValueError(value)
    return str(value) if kind == "number" else _words(value)


def _file(value: Any, known: KnownMedia) -> dict[str, Any] | None:
    key = _words(value["document"])
    if key not in known.files:
        raise UnfitBody(
            _("A file is named %(key)s, which is not in the archive.") % {"key": key[:20]}
        )
    if not known.are_stored:
        return None
    return {"document": known.files[key], "title": _words(value.get("title") or "")}


def _video(value: Any, _known: KnownMedia) -> dict[str, Any]:
    return {"url": _words(value["url"]), "title": _words(value["title"])}


_READERS: Mapping[str, Callable[[Any, KnownMedia], Any]] = {
    "text": _text,
    "heading": _heading,
    "figure": _figure,
    "quote": _quote,
    "table": _table,
    "file": _file,
    "video": _video,
}
