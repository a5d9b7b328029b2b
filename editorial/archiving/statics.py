"""Style sheets, fonts and marks that archived pages need."""

from __future__ import annotations

import re
from collections.abc import Iterator
from pathlib import Path
from posixpath import dirname, join, normpath

from django.conf import settings
from django.contrib.staticfiles import finders
from django.contrib.staticfiles.storage import staticfiles_storage

_URL = re.compile(r"""url\(\s*["']?([^"')?#]+)""")


def static_content(path: str) -> bytes | None:
    """Return the file below `/static/`, as this release has it; None where there is none."""
    name = path.removeprefix(settings.STATIC_URL)
    if name.startswith("/") or ".." in name.split("/"):
        return None
    if not name or name.endswith("/"):
        return None
    if Path(staticfiles_storage.path(name)).is_file():
        with staticfiles_storage.open(name) as file:
            content: bytes = file.read()
            return content
    found = finders.find(name)
    is_there = isinstance(found, str) and Path(found).is_file()
    return Path(str(found)).read_bytes() if is_there else None


def files_named_in(path: str, content: bytes) -> Iterator[str]:
    """Yield the paths of what a style sheet loads."""
    if path.endswith(".css"):
        for found in _URL.finditer(content.decode("utf-8", "replace")):
            if not found[1].startswith(("data:", "http:", "https:", "//")):
                yield normpath(join(dirname(path), found[1]))
