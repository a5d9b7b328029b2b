"""Lists of words that rules look for: shipped in `portals/data/words`, and added to by the province.

A file holds an expression a line; what follows a `#` is a remark. In the folder of `WORDS_FOLDER` a file of the same
name adds its lines to those shipped. Processes read them when they start.
"""

from __future__ import annotations

from functools import cache
from pathlib import Path

from django.conf import settings

from .text import nfc

SHIPPED = Path(__file__).parent / "data" / "words"


@cache
def word_list(name: str) -> tuple[str, ...]:
    """Return the expressions of the list `name`, those shipped first, each once.

    Raises FileNotFoundError for a list that is not shipped, UnicodeDecodeError for a file that is not UTF-8.
    """
    lines = _lines_of(SHIPPED / f"{name}.txt")
    if settings.PORTALS_WORDS_FOLDER:
        own = Path(settings.PORTALS_WORDS_FOLDER) / f"{name}.txt"
        lines += _lines_of(own) if own.is_file() else []
    return tuple(dict.fromkeys(lines))


def _lines_of(file: Path) -> list[str]:
    written = (line.partition("#")[0].strip() for line in file.read_text("utf-8").splitlines())
    return [nfc(line) for line in written if line]


def unknown_lists(folder: Path) -> list[str]:
    """The names of files in `folder` that add to no list: nothing would ever be looked for by them."""
    shipped = {file.name for file in SHIPPED.iterdir()}
    return sorted(file.name for file in folder.iterdir() if file.name not in shipped)
