"""Writing one story of the demo: a topic, a portal and a day become title, lead and body."""

from __future__ import annotations

import re
from dataclasses import dataclass
from html import escape
from random import Random
from typing import Any

from portals.text import nfc

from .catalogue import Topic
from .grammar import Writer

# The first letter of a text, and of a sentence inside it.
SENTENCE_START = re.compile(r"(^|[.?!…]\s+|\s–\s)([a-zà-ỹđ])")


@dataclass(frozen=True)
class Written:
    """The text of one story, before it has a place or an hour."""

    topic: Topic
    title: str
    lead: str
    body: list[dict[str, Any]]
    place: str


def write_story(topic: Topic, words: dict[str, str], random: Random) -> Written:
    """Write a story about `topic`. Title, lead and body speak of the same numbers and places."""
    writer = Writer(words, random)
    title = sentence_case(writer.write(random.choice(topic.titles)))
    lead = sentence_case(writer.write(random.choice(topic.leads)))
    return Written(
        topic, nfc(title), nfc(lead), _body(topic, writer), nfc(sentence_case(writer.write(topic.place)))
    )


def sentence_case(text: str) -> str:
    return SENTENCE_START.sub(lambda found: found[1] + found[2].upper(), text)


def _body(topic: Topic, writer: Writer) -> list[dict[str, Any]]:
    paragraphs = [_paragraph(variants, writer) for variants in topic.paragraphs]
    body = [_text(paragraphs[0])]
    if topic.quotes and writer.random.random() < 0.6:
        body.append(_quote(writer.random.choice(topic.quotes), writer))
    body.extend(_text(paragraph) for paragraph in paragraphs[1:2])
    if topic.table:
        body.append(_table(topic.table, writer))
    body.extend(_text(paragraph) for paragraph in paragraphs[2:])
    if topic.points and writer.random.random() < 0.75:
        body.extend(_points(topic, writer))
    return body


def _paragraph(variants: list[str], writer: Writer) -> str:
    """Take one of the variants, or now and then two of them as one longer paragraph."""
    chosen = writer.random.sample(variants, 2 if len(variants) > 1 and writer.random.random() < 0.3 else 1)
    return " ".join(sentence_case(writer.write(text)) for text in chosen)


def _text(paragraph: str) -> dict[str, Any]:
    return {"type": "text", "value": f"<p>{escape(nfc(paragraph), quote=False)}</p>"}


def _quote(template: str, writer: Writer) -> dict[str, Any]:
    text, attribution = (sentence_case(writer.write(part.strip())) for part in template.split("||"))
    return {"type": "quote", "value": {"text": nfc(text), "attribution": nfc(attribution)}}


def _points(topic: Topic, writer: Writer) -> list[dict[str, Any]]:
    items = "".join(f"<li>{escape(nfc(writer.write(point)), quote=False)}</li>" for point in topic.points)
    heading = {"text": nfc(writer.write(topic.points_intro)).rstrip(":"), "level": "2"}
    return [{"type": "heading", "value": heading}, {"type": "text", "value": f"<ul>{items}</ul>"}]


def _table(table: dict[str, Any], writer: Writer) -> dict[str, Any]:
    rows = [[sentence_case(writer.write(cell)) for cell in row] for row in table["rows"]]
    return {
        "type": "table",
        "value": {
            "caption": nfc(table["caption"]),
            "table": {
                "caption": "",
                "columns": [{"type": "text", "heading": nfc(name)} for name in table["columns"]],
                "rows": [{"values": [nfc(cell) for cell in row]} for row in rows],
            },
        },
    }
