"""Whether two storages of uploads are one and the same place, asked of what they hold and not of how they are named."""

from __future__ import annotations

import secrets
from pathlib import Path
from typing import Any

from django.core.files.base import ContentFile

# One folder has many names (links, mounts), one bucket too (another name of its server, its port written out).
PROBE = "move-media-probe-"


def is_one_place(one: Any, other: Any) -> bool:
    """Whether what is written to `one` is there in `other`, or one is a folder within the other.

    Writes a small file of a random name to `one`, and takes it away. Raises OSError where either does not answer.
    """
    if _is_within(one, other) or _is_within(other, one):
        return True
    name = one.save(f"{PROBE}{secrets.token_hex(16)}", ContentFile(b"move_media\n"))
    try:
        return bool(other.exists(name))
    finally:
        one.delete(name)


def is_one_file(one: Any, other: Any, name: str) -> bool:
    """Whether both folders have the very same file under `name`, as where a link leads from one into the other."""
    paths = [_path(store, name) for store in (one, other)]
    if None in paths:
        return False
    mine, theirs = paths
    return bool(mine and theirs and mine.exists() and theirs.exists() and mine.samefile(theirs))


def _is_within(inner: Any, outer: Any) -> bool:
    """By the files' system, which knows a folder whatever it is called."""
    mine, theirs = _path(inner, ""), _path(outer, "")
    if mine is None or theirs is None or not theirs.exists():
        return False
    mine = mine.resolve()
    return any(folder.exists() and folder.samefile(theirs) for folder in (mine, *mine.parents))


def _path(store: Any, name: str) -> Path | None:
    """Where a folder has `name`; None for a bucket."""
    return (
        Path(store.path(name))
        if hasattr(store, "location") and not hasattr(store, "bucket_name")
        else None
    )
