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

if TYPE_CHECKING:
    from collections.abc import Mapping
    from datetime import datetime

# Tinos, as wide as Times New Roman letter by letter: the typeface that Decree 30/2020 asks of administrative papers.
OFFICIAL_FONTS = Path(__file__).parent / "data" / "fonts"


def typeset(
    template: str,
    told: Mapping[str, Any],
    *,
    at: datetime,
    files: Mapping[str, bytes] | None = None,
) -> bytes:
    """Return the PDF that `template` makes of `told`, which it reads as JSON under its own name, dated `at`.

    `template` is a path below `templates/`. `files` are those it may read beside that, by name. The same content and
    hour give the same bytes.
    """
    source = Path(settings.ROOT) / "templates" / template
    # The typesetter reads files below one folder and nothing else.
    with TemporaryDirectory() as name:
        folder = Path(name)
        written = folder / source.name
        written.write_bytes(source.read_bytes())
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
