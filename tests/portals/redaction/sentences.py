"""The labelled sentences: what must be found in each, and the score of whoever looks."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable
from dataclasses import dataclass, field
from pathlib import Path

HERE = Path(__file__).parent
_MARKED = re.compile(r"\{(\w+)\|([^}]*)\}")
NAMES = ("Nguyễn Thị Hồng Vân",)
PUBLIC = ("(0222) 3888 999", "1900 9095")


@dataclass(frozen=True)
class Marked:
    text: str
    spans: tuple[tuple[int, int, str], ...]


def marked_sentences(name: str) -> list[Marked]:
    lines = (HERE / f"sentences_{name}.txt").read_text("utf-8").splitlines()
    return [_read(line) for line in lines if not line.startswith("#")]


def _read(line: str) -> Marked:
    text, spans, stood = "", [], 0
    for found in _MARKED.finditer(line):
        text += line[stood : found.start()]
        spans.append((len(text), len(text) + len(found[2]), found[1]))
        text += found[2]
        stood = found.end()
    return Marked(text + line[stood:], tuple(spans))


@dataclass
class Score:
    """`missed` and `false` name what to look at; numbers are all but names and addresses."""

    wanted: dict[str, int] = field(default_factory=dict)
    missed: list[tuple[str, str]] = field(default_factory=list)
    false: list[tuple[str, str]] = field(default_factory=list)
    found: int = 0

    def recall(self, *kinds: str) -> float:
        wanted = sum(count for kind, count in self.wanted.items() if kind in kinds)
        return 1 - sum(kind in kinds for kind, _ in self.missed) / wanted

    @property
    def precision(self) -> float:
        return 1 - len(self.false) / self.found


def score(sentences: Iterable[Marked], look: Callable[[str], Iterable[tuple[int, int]]]) -> Score:
    counted = Score()
    for sentence in sentences:
        spans = list(look(sentence.text))
        counted.found += len(spans)
        for start, end, kind in sentence.spans:
            counted.wanted[kind] = counted.wanted.get(kind, 0) + 1
            if not any(first <= start and end <= last for first, last in spans):
                counted.missed.append((kind, sentence.text))
        for first, last in spans:
            if not any(start < last and first < end for start, end, _ in sentence.spans):
                counted.false.append((sentence.text[first:last], sentence.text))
    return counted
