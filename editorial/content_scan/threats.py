"""What threatens the public in one text. A pure function of the text and of the hosts that are trusted."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping, Set
from dataclasses import dataclass
from typing import Any

from editorial.stored_text import StoredText
from portals.content_security.hosts import (
    ADDRESS,
    BARE_HOST,
    RUNS,
    hides_its_end,
    host_of,
    is_gambling_host,
    is_trusted,
)
from portals.content_security.markup import PROGRAMS, read_markup, tags_in_plain
from portals.content_security.words import disguised_in, foreign_in, gambling_in, invisible_run_in

from .kinds import Threat, ThreatKind

LONGEST_WORDS = 160


@dataclass(frozen=True, slots=True)
class Part:
    """A piece of a text: rich text as stored, or words that are shown as they are."""

    place: str
    text: str
    is_markup: bool = False


def typed_parts(text: StoredText, *, lead_name: str = "lead") -> Iterator[Part]:
    """Yield everything that somebody typed into a text; the place of a block is its id."""
    yield Part("title", text.title)
    yield Part(lead_name, text.lead)
    for block in text.body:
        place = str(block.get("id") or "")
        for words in _strings(block.get("value")):
            yield Part(place, words, is_markup=block.get("type") == "text")


def _strings(value: Any) -> Iterator[str]:
    if isinstance(value, str):
        yield value
    elif isinstance(value, Mapping):
        for name, inner in value.items():
            if name not in {"id", "type"}:
                yield from _strings(inner)
    elif isinstance(value, list | tuple):
        for inner in value:
            yield from _strings(inner)


def threats_in(parts: Iterable[Part], trusted: Set[str]) -> list[Threat]:
    """Return what is found in `parts`, each thing once. Words of gambling beside a link to nowhere known are a link."""
    found = [threat for part in parts for threat in _threats_of(part, trusted)]
    kinds = {threat.kind for threat in found}
    if ThreatKind.GAMBLING in kinds and kinds & {ThreatKind.STRANGE_LINK, ThreatKind.REDIRECT}:
        found = [
            Threat(ThreatKind.GAMBLING_LINK, threat.words, threat.place)
            if threat.kind == ThreatKind.GAMBLING
            else threat
            for threat in found
        ]
    return list(dict.fromkeys(found))


def _threats_of(part: Part, trusted: Set[str]) -> Iterator[Threat]:
    words, links, found = part.text, list[str](), list[tuple[ThreatKind, str]]()
    if part.is_markup:
        markup = read_markup(part.text)
        # Words in what is hidden count as well.
        words, links = " ".join(("".join(markup.words), *markup.hidden)), markup.links
        found += [(ThreatKind.SCRIPT, one) for one in markup.programs]
        found += [(ThreatKind.HIDDEN, one) for one in markup.hidden]
        found += [(ThreatKind.MARKUP, one) for one in markup.foreign]
    found += [*_of_words(words), *_of_links(words, links, trusted)]
    for kind, said in found:
        yield Threat(kind, " ".join(said.split())[:LONGEST_WORDS], part.place)


def _of_words(words: str) -> Iterator[tuple[ThreatKind, str]]:
    for tag in tags_in_plain(words):
        name = re.match(r"</?([a-z]*)", tag, re.IGNORECASE)
        runs = (name is not None and name[1].lower() in PROGRAMS) or re.search(r"\bon\w+\s*=", tag)
        yield (ThreatKind.SCRIPT if runs else ThreatKind.MARKUP), tag
    if invisible_run_in(words):
        yield ThreatKind.HIDDEN, ascii(words)
    for said in gambling_in(words):
        yield ThreatKind.GAMBLING, said
    if foreign := foreign_in(words):
        yield ThreatKind.FOREIGN, foreign
    if masked := disguised_in(words):
        yield ThreatKind.HIDDEN, masked


def _of_links(
    words: str, links: Iterable[str], trusted: Set[str]
) -> Iterator[tuple[ThreatKind, str]]:
    for address in dict.fromkeys([*links, *ADDRESS.findall(words), *BARE_HOST.findall(words)]):
        kind = _kind_of(address, trusted)
        if kind is not None:
            yield kind, address


def _kind_of(address: str, trusted: Set[str]) -> ThreatKind | None:
    if RUNS.match(address):
        return ThreatKind.SCRIPT
    host = host_of(address if "/" in address or ":" in address else f"//{address}")
    if host and is_trusted(host, trusted):
        return ThreatKind.REDIRECT if hides_its_end(address, trusted) else None
    if host and is_gambling_host(host):
        return ThreatKind.GAMBLING_LINK
    if hides_its_end(address, trusted):
        return ThreatKind.REDIRECT
    return ThreatKind.STRANGE_LINK if host else None
