"""A story as a `TextVersion`: read from the page, written back to it, and carried over to a board's own files."""

from __future__ import annotations

import json
import re
from collections.abc import Iterator, Mapping, Sequence
from hashlib import sha256
from typing import Any

from editorial.kinds.carrying import carried_fields, carried_value, write_value
from editorial.models import StoryPage

from .merging import Block, TextVersion

# An image goes with its words, as one unit.
IMAGE_FIELDS = ("lead_image_id", "lead_image_alt", "lead_image_caption")
IMAGE = "image"

_TAG = re.compile(r"<(?P<name>[a-z0-9]+)(?P<attributes>(?:\s+[\w-]+=\"[^\"]*\")+)\s*(?P<end>/?)>")
_ATTRIBUTE = re.compile(r"([\w-]+)=\"([^\"]*)\"")
# The editor writes it into every paragraph it opens; it says nothing.
_SILENT = "data-block-key"

# What an editor's form writes where a text that was written by machine says nothing.
_NO_IMAGE = {"image": None, "alt_text": "", "decorative": False}
_DEFAULTS: dict[str, dict[str, Any]] = {
    "figure": {"caption": "", "text": ""},
    "heading": {"level": "2"},
    "quote": {"attribution": ""},
    "file": {"title": ""},
}

type Ids = Mapping[str, int]


def text_of(story: StoryPage) -> TextVersion:
    """Return the text on the instance `story` (as its own kind), as it compares. No query."""
    fields = {name: carried_value(story, name) for name in _field_names(type(story))}
    fields[IMAGE] = [getattr(story, name) or "" for name in IMAGE_FIELDS]
    return TextVersion(fields, list(_blocks(story.body.raw_data)))


def _field_names(model: type[StoryPage]) -> list[str]:
    """Return what an own version takes over: of another portal's lists it could name something that is called alike."""
    return [name for name, field in carried_fields(model).items() if not field.of_own_list]


def stored(text: TextVersion) -> dict[str, Any]:
    return {"fields": dict(text.fields), "body": [dict(block) for block in text.body]}


def restored(value: Mapping[str, Any]) -> TextVersion:
    return TextVersion(value["fields"], value["body"])


def write_to(story: StoryPage, text: TextVersion) -> None:
    """Write the text onto the instance `story`, which is not saved."""
    for name in _field_names(type(story)):
        write_value(story, name, text.fields[name])
    image, alt, caption = text.fields[IMAGE]
    story.lead_image_id = image or None
    story.lead_image_alt, story.lead_image_caption = alt, caption
    story.body = story.body.stream_block.to_python([dict(block) for block in text.body])


def with_own_files(text: TextVersion, *, images: Ids, files: Ids) -> TextVersion:
    """Return `text` with each image and file replaced by the board's own copy, where it has one."""
    image, *words = text.fields[IMAGE]
    fields = {**text.fields, IMAGE: [images.get(str(image), image), *words]}
    return TextVersion(
        fields,
        [
            {**block, "value": _own(block["type"], block["value"], images, files)}
            for block in text.body
        ],
    )


def image_ids_in(text: TextVersion) -> set[int]:
    """The ids of the images that `text` shows."""
    ids = [text.fields[IMAGE][0]]
    ids += [
        block["value"].get("image", {}).get("image")
        for block in text.body
        if block["type"] == "figure"
    ]
    return {int(image_id) for image_id in ids if image_id}


def files_in(text: TextVersion) -> set[int]:
    """The ids of the files that `text` attaches or links to."""
    ids = [block["value"].get("document") for block in text.body if block["type"] == "file"]
    for block in text.body:
        if block["type"] == "text":
            ids += [attributes["id"] for attributes in _document_links(block["value"])]
    return {int(file_id) for file_id in ids if file_id}


def canonical(kind: str, value: Any) -> Any:
    """Return a block's value in the one form that compares: complete, and without what means nothing in tags."""
    if kind == "text":
        return _TAG.sub(_canonical_tag, value).strip()
    if kind == "figure":
        image = value.get("image")
        shown = image if isinstance(image, Mapping) else {"image": image}
        value = {**value, "image": {**_NO_IMAGE, **shown}}
    return {**_DEFAULTS.get(kind, {}), **value} if isinstance(value, Mapping) else value


def _blocks(raw: Sequence[Mapping[str, Any]]) -> Iterator[Block]:
    seen: dict[str, int] = {}
    for block in raw:
        value = canonical(block["type"], block["value"])
        block_id = block.get("id")
        if not block_id:
            # The same text gives the same id each time it is read.
            mark = sha256(json.dumps([block["type"], value], sort_keys=True).encode()).hexdigest()
            seen[mark] = seen.get(mark, 0) + 1
            block_id = f"{mark[:24]}-{seen[mark]}"
        yield {"id": block_id, "type": block["type"], "value": value}


def _own(kind: str, value: Any, images: Ids, files: Ids) -> Any:
    if kind == "figure" and value.get("image"):
        shown = value["image"].get("image")
        return {**value, "image": {**value["image"], "image": images.get(str(shown), shown)}}
    if kind == "file":
        return {**value, "document": files.get(str(value.get("document")), value.get("document"))}
    if kind == "text":
        return _TAG.sub(lambda tag: _with_own_file(tag, files), value)
    return value


def _document_links(markup: str) -> Iterator[dict[str, str]]:
    for tag in _TAG.finditer(markup):
        attributes = dict(_ATTRIBUTE.findall(tag["attributes"]))
        if attributes.get("linktype") == "document" and attributes.get("id"):
            yield attributes


def _with_own_file(tag: re.Match[str], files: Ids) -> str:
    attributes = dict(_ATTRIBUTE.findall(tag["attributes"]))
    own = files.get(attributes.get("id", ""))
    if attributes.get("linktype") != "document" or own is None:
        return tag[0]
    return _tag(tag, {**attributes, "id": str(own)})


def _canonical_tag(tag: re.Match[str]) -> str:
    attributes = dict(_ATTRIBUTE.findall(tag["attributes"]))
    attributes.pop(_SILENT, None)
    return _tag(tag, attributes)


def _tag(tag: re.Match[str], attributes: Mapping[str, str]) -> str:
    said = "".join(f' {name}="{value}"' for name, value in sorted(attributes.items()))
    return f"<{tag['name']}{said}{tag['end']}>"
