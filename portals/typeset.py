"""Setting a paper of the boards as a PDF, by Typst. What is told goes to the typesetter as data."""

from __future__ import annotations

import json
from functools import cache
from importlib.resources import as_file, files
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import TYPE_CHECKING, Any

import typst
from django.conf import settings
from django.utils.translation import gettext as _

if TYPE_CHECKING:
    from collections.abc import Mapping
    from datetime import datetime

# Tinos, as wide as Times New Roman letter by letter: the typeface that Decree 30/2020 asks of administrative papers.
OFFICIAL_FONTS = Path(__file__).parent / "data" / "fonts"
# Across each page, over all that stands there. The words come as a string of JSON, which is one of Typst.
_ACROSS = """#set page(foreground: rotate(-45deg, reflow: false,
  text(font: "Be Vietnam Pro", size: 30pt, weight: 700, fill: rgb(150, 40, 90, 70), {words})))
"""


def practice_mark() -> str:
    """What each paper of a practice install bears (docs/practice.md); empty on a real one."""
    return _("Practice copy – of no value") if settings.PORTALS_PRACTICE_OF else ""


def typeset(
    template: str,
    told: Mapping[str, Any],
    *,
    at: datetime,
    files: Mapping[str, bytes] | None = None,
) -> bytes:
    """Return the PDF that `template` makes of `told`, which it reads as JSON under its own name, dated `at`.

    `template` is a path below `templates/`. `files` are those it may read beside that, by name. The same content and
    hour give the same bytes. On a practice install each page says across all that it is of no value.
    """
    source = Path(settings.ROOT) / "templates" / template
    # The typesetter reads files below one folder and nothing else.
    with TemporaryDirectory() as name:
        folder = Path(name)
        written = folder / source.name
        mark = practice_mark()
        across = _ACROSS.format(words=json.dumps(mark, ensure_ascii=False)) if mark else ""
        written.write_bytes(across.encode() + source.read_bytes())
        content = json.dumps(told, ensure_ascii=False)
        written.with_suffix(".json").write_text(content, encoding="utf-8")
        for file, held in (files or {}).items():
            (folder / file).write_bytes(held)
        return typst.compile(
            written,
            root=folder,
            format="pdf",
            font_paths=_fonts(),
            ignore_system_fonts=True,
            timestamp=int(at.timestamp()),
        )


@cache
def _fonts() -> typst.Fonts:
    """Return the typefaces, read once a process: one from its package of files, and one that official papers are in."""
    with as_file(files("fontpkg_be_vietnam_pro") / "files") as folder:
        return typst.Fonts(
            include_system_fonts=False, font_paths=[str(folder), str(OFFICIAL_FONTS)]
        )
