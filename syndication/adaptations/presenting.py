"""A change of the source in words for its board: side by side, with what differs marked."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from difflib import SequenceMatcher
from typing import Any

from django.utils.translation import gettext as _

from editorial.blocks import StoryBody
from editorial.kinds.carrying import carried_fields, shown_value
from editorial.models import PortalDocument, PortalImage, StoryPage
from editorial.stored_text import words_of_block

from .actions.taking import Comparison
from .merging import ORDER, Change
from .texts import IMAGE

_WORD = re.compile(r"\S+\s*")


@dataclass(frozen=True, slots=True)
class ComparedPiece:
    """Some words, and whether the other text lacks them."""

    text: str
    differs: bool


@dataclass(frozen=True, slots=True)
class Side:
    """One of the texts of a change; without pieces it says nothing there."""

    pieces: list[ComparedPiece]
    image: PortalImage | None = None


@dataclass(frozen=True, slots=True)
class ShownChange:
    """A change as a form shows it. `own` is None where the board left the place as it was."""

    key: str
    place: str
    what: str
    is_conflict: bool
    before: Side
    now: Side
    own: Side | None


@dataclass(frozen=True, slots=True)
class _Things:
    model: type[StoryPage]
    images: Mapping[int, PortalImage]
    files: Mapping[int, str]
    blocks: Mapping[str, Mapping[str, Any]]


def shown(compared: Comparison) -> list[ShownChange]:
    """Return the changes in words. Two queries, for images and files."""
    things = _things(compared)
    return [_shown(change, things) for change in compared.changes]


def _shown(change: Change, things: _Things) -> ShownChange:
    before, now = _words(change, change.before, things), _words(change, change.now, things)
    return ShownChange(
        key=change.key,
        place=_place(change, things.model),
        what=_what(change),
        is_conflict=change.is_conflict,
        before=_side(before, now, change.before, things),
        now=_side(now, before, change.now, things),
        own=_side(_words(change, change.own, things), now, change.own, things)
        if change.is_conflict
        else None,
    )


def _place(change: Change, model: type[StoryPage]) -> str:
    names = {IMAGE: _("Lead image"), ORDER: _("Order of the parts")}
    if change.key in names:
        return names[change.key]
    if change.key in (carried := carried_fields(model)):
        return str(carried[change.key].label)
    block = change.now or change.before
    return str(StoryBody().child_blocks[block["type"]].label)


def _what(change: Change) -> str:
    if change.is_conflict:
        return {
            "removed": _("removed in the source, changed by you"),
            "moved": _("moved in the source, and by you"),
        }.get(change.kind, _("changed in the source, and by you"))
    return {
        "changed": _("changed in the source"),
        "added": _("new in the source"),
        "removed": _("removed in the source"),
        "moved": _("moved in the source"),
    }[change.kind]


def _words(change: Change, value: Any, things: _Things) -> str:
    if value in (None, ""):
        return ""
    if change.key == ORDER:
        return "\n".join(_beginning(things.blocks[block_id]) for block_id in value)
    if change.key == IMAGE:
        return "\n".join(str(part) for part in value[1:] if part)
    if isinstance(value, Mapping):
        return _words_of(value, things)
    return shown_value(things.model, change.key, value)


def _words_of(block: Mapping[str, Any], things: _Things) -> str:
    told = [words for words in words_of_block(block) if words]
    value = block["value"]
    if block["type"] == "figure":
        told.insert(0, value["image"].get("alt_text") or "")
    if block["type"] == "file":
        told.insert(0, things.files.get(int(value.get("document") or 0), ""))
    if block["type"] == "video":
        told.append(value.get("url") or "")
    return "\n".join(filter(None, told))


def _beginning(block: Mapping[str, Any]) -> str:
    words = " ".join(words_of_block(block)).split()
    return " ".join(words[:8]) or str(StoryBody().child_blocks[block["type"]].label)


def _side(words: str, other: str, value: Any, things: _Things) -> Side:
    return Side(list(_marked(words, other)), things.images.get(_image_of(value)))


def _marked(words: str, other: str) -> Iterable[ComparedPiece]:
    mine, theirs = _WORD.findall(words), _WORD.findall(other)
    stripped = [word.strip() for word in mine], [word.strip() for word in theirs]
    matcher = SequenceMatcher(None, *stripped, autojunk=False)
    for tag, first, last, _other_first, _other_last in matcher.get_opcodes():
        if first < last:
            yield ComparedPiece("".join(mine[first:last]), differs=tag != "equal")


def _image_of(value: Any) -> int:
    if isinstance(value, Mapping) and value.get("type") == "figure":
        return int(value["value"]["image"].get("image") or 0)
    if isinstance(value, list) and value and isinstance(value[0], int):
        return value[0]
    return 0


def _things(compared: Comparison) -> _Things:
    values = [value for one in compared.changes for value in (one.before, one.now, one.own)]
    images = {_image_of(value) for value in values} - {0}
    files = {
        int(value["value"].get("document") or 0)
        for value in values
        if isinstance(value, Mapping) and value.get("type") == "file"
    } - {0}
    return _Things(
        model=compared.model,
        images=PortalImage.objects.in_bulk(images) if images else {},
        files=dict(PortalDocument.objects.filter(pk__in=files).values_list("pk", "title")),
        blocks={
            block["id"]: block
            for text in (compared.own, compared.base, compared.source)
            for block in text.body
        },
    )
