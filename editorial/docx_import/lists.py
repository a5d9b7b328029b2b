"""Lists: Word pastes them as paragraphs with a bullet typed in front; ours are lists."""

from __future__ import annotations

import re
from collections.abc import Sequence

from bs4 import Tag

_LIST = re.compile(r"mso-list:\s*l\d+\s+level(\d+)", re.I)
_IGNORED = re.compile(r"mso-list:\s*ignore", re.I)
# "1.", "a)", "iv." count; a dot, a dash or a sign of a symbol font does not.
_COUNTED = re.compile(r"^\(?(?:\d+(?:\.\d+)*|[a-zA-ZđĐ]|[ivxIVX]+)[.)]")

# As many levels as Word's lists have; what is deeper stands on the last.
DEEPEST_LEVEL = 9

Item = tuple[int, bool, str]


def word_list_item(tag: Tag) -> tuple[int, bool] | None:
    """Return (depth, whether it counts) of a paragraph that Word means as a list item; None for others."""
    level = _LIST.search(str(tag.get("style") or ""))
    if level is None:
        return None
    bullet = tag.find(style=_IGNORED)
    sign = bullet.get_text().strip() if isinstance(bullet, Tag) else ""
    return int(level[1]) - 1, bool(_COUNTED.match(sign))


def list_markup(items: Sequence[Item]) -> str:
    """Return `items`, each (depth, whether it counts, markup), as lists inside lists."""
    written: list[str] = []
    open_lists: list[str] = []
    base = min(depth for depth, _ordered, _markup in items)
    for depth, ordered, markup in items:
        name = "ol" if ordered else "ul"
        # A level that is skipped is not opened: it would be an item without words.
        wanted = min(depth - base + 1, len(open_lists) + 1, DEEPEST_LEVEL)
        while len(open_lists) > wanted or (len(open_lists) == wanted and open_lists[-1] != name):
            written.append(f"</li></{open_lists.pop()}>")
        if len(open_lists) == wanted:
            written.append("</li>")
        else:
            open_lists.append(name)
            written.append(f"<{name}>")
        written.append(f"<li>{markup}")
    while open_lists:
        written.append(f"</li></{open_lists.pop()}>")
    return "".join(written)
