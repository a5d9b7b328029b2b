"""On which line of a form's file its parts stand."""

from __future__ import annotations

from collections.abc import Iterator, Mapping

import yaml

from .faults import FormFault


def with_lines(found: list[FormFault], text: str, name: str) -> list[FormFault]:
    """Return the faults with the line of `name` before their place, in the order of the file."""
    lines = dict(_lines(yaml.compose(text), name))
    numbered = [(_line_of(lines, place), place, words) for place, words in found]
    return [
        (f"{name}:{line}{place.removeprefix(name)}", words)
        for line, place, words in sorted(numbered, key=lambda one: one[0])
    ]


def _line_of(lines: Mapping[str, int], place: str) -> int:
    """The line of the place, of the least that it is part of where it is not there at all."""
    while place not in lines and ": " in place:
        place = place.rpartition(": ")[0]
    return lines.get(place, 1)


def _lines(node: yaml.Node | None, where: str) -> Iterator[tuple[str, int]]:
    if node is None:
        return
    yield where, node.start_mark.line + 1
    if isinstance(node, yaml.MappingNode):
        for key, value in node.value:
            place = f"{where}: {key.value}"
            yield from _lines(value, place)
            yield place, key.start_mark.line + 1
    elif isinstance(node, yaml.SequenceNode):
        for at, each in enumerate(node.value, 1):
            yield from _lines(each, f"{where}[{at}]")
            # What does not fit together is told by the codes of columns and rows.
            if code := _code(each):
                yield f"{where}: {code}", each.start_mark.line + 1


def _code(node: yaml.Node) -> str:
    pairs = node.value if isinstance(node, yaml.MappingNode) else ()
    return next((str(value.value) for key, value in pairs if key.value == "code"), "")
