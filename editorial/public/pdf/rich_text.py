"""Rich text as plain data: paragraphs and list items of runs, which a typesetter takes as text, never as markup."""

from __future__ import annotations

from dataclasses import dataclass, field
from html.parser import HTMLParser
from typing import Any

_PARAGRAPHS = frozenset({"p", "h2", "h3", "h4", "blockquote"})
_LISTS = frozenset({"ul", "ol"})
_BOLD, _ITALIC = frozenset({"b", "strong"}), frozenset({"i", "em"})

type FlowPiece = dict[str, Any]


@dataclass
class _State:
    bold: int = 0
    italic: int = 0
    lists: list[list[Any]] = field(default_factory=list)


class _Reader(HTMLParser):
    """Collects paragraphs. What it does not know it reads through: the words are never lost."""

    def __init__(self) -> None:
        super().__init__(convert_charrefs=True)
        self.pieces: list[FlowPiece] = []
        self._state = _State()
        self._open = False

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        if tag in _LISTS:
            self._state.lists.append([tag, 0])
            self._open = False
        elif tag == "li":
            kind, number = self._state.lists[-1] if self._state.lists else ("ul", 0)
            if self._state.lists:
                self._state.lists[-1][1] = number + 1
            mark = f"{number + 1}." if kind == "ol" else "•"
            self._begin({"mark": mark, "level": max(len(self._state.lists), 1)})
        elif tag in _PARAGRAPHS:
            self._begin({"mark": "", "level": len(self._state.lists)})
        elif tag == "br":
            self._say("\n")
        elif tag in _BOLD:
            self._state.bold += 1
        elif tag in _ITALIC:
            self._state.italic += 1

    def handle_endtag(self, tag: str) -> None:
        if tag in _LISTS:
            if self._state.lists:
                self._state.lists.pop()
            self._open = False
        elif tag in _PARAGRAPHS or tag == "li":
            self._open = False
        elif tag in _BOLD:
            self._state.bold = max(self._state.bold - 1, 0)
        elif tag in _ITALIC:
            self._state.italic = max(self._state.italic - 1, 0)

    def handle_data(self, data: str) -> None:
        if data.strip() or (self._open and data):
            self._say(data)

    def _begin(self, piece: FlowPiece) -> None:
        self.pieces.append({**piece, "runs": []})
        self._open = True

    def _say(self, text: str) -> None:
        if not self._open:
            self._begin({"mark": "", "level": len(self._state.lists)})
        self.pieces[-1]["runs"].append(
            {"text": text, "bold": bool(self._state.bold), "italic": bool(self._state.italic)}
        )


def flow_pieces(html: str) -> list[FlowPiece]:
    """Return the paragraphs and list items of `html` in order; empty ones are left out."""
    reader = _Reader()
    reader.feed(html)
    reader.close()
    return [piece for piece in reader.pieces if any(run["text"].strip() for run in piece["runs"])]
