"""Writing one story of the demo: a topic, a portal and a day become title, lead and body."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass
from html import escape
from random import Random
from typing import Any

from portals.text import nfc

from .catalogue import Telling, Topic
from .dates import Dates
from .grammar import Writer

SHARE_OF_LONG = 0.3
# The first letter of a text, and of a sentence inside it.
SENTENCE_START = re.compile(r"(^|[.?!…]\s+|\s–\s)([a-zà-ỹđ])")


@dataclass(frozen=True)
class WrittenText:
    """The text of one story, before it has a place or an hour."""

    topic: Topic
    telling: Telling
    dates: Dates
    title: str
    lead: str
    body: list[dict[str, Any]]
    place: str


def write_story(
    topic: Topic, words: Mapping[str, str], dates: Dates, random: Random, *, unit: str = ""
) -> WrittenText:
    """Write a story about `topic`. Title, lead and body speak of the same thing, numbers and places.

    Its figures are those of `unit`, the code of a portal, and of the month on which is reported.
    """
    writer = Writer(words, random, month=f"{unit} {dates.reported:%Y-%m} {topic.code}")
    telling = random.choice(topic.tellings)
    title_chosen = writer.choose(telling.title)
    title = sentence_case(writer.fill(title_chosen))
    lead_chosen = writer.choose(telling.lead)
    lead = sentence_case(writer.fill(lead_chosen))
    place = sentence_case(writer.write(topic.place))
    body = _body(topic, f"{title_chosen} {lead_chosen}", writer)
    return WrittenText(topic, telling, dates, nfc(title), nfc(lead), body, nfc(place))


def sentence_case(text: str) -> str:
    return SENTENCE_START.sub(lambda found: found[1] + found[2].upper(), text)


def _body(topic: Topic, subject: str, writer: Writer) -> list[dict[str, Any]]:
    paragraphs = [_paragraph(variants, subject, writer) for variants in topic.paragraphs]
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


def _paragraph(variants: list[str], subject: str, writer: Writer) -> str:
    """Take the variant nearest to the title, now and then with another one behind it."""
    chosen = [writer.closest(variants, subject)]
    others = [variant for variant in variants if variant not in chosen]
    if others and writer.random.random() < SHARE_OF_LONG:
        chosen.append(writer.random.choice(others))
    return " ".join(sentence_case(writer.write(text)) for text in chosen)


def _text(paragraph: str) -> dict[str, Any]:
    return {"type": "text", "value": f"<p>{escape(nfc(paragraph), quote=False)}</p>"}


def _quote(template: str, writer: Writer) -> dict[str, Any]:
    text, attribution = (sentence_case(writer.write(part.strip())) for part in template.split("||"))
    return {"type": "quote", "value": {"text": nfc(text), "attribution": nfc(attribution)}}


def _points(topic: Topic, writer: Writer) -> list[dict[str, Any]]:
    items = "".join(
        f"<li>{escape(nfc(writer.write(point)), quote=False)}</li>" for point in topic.points
    )
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
