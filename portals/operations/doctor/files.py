"""Whether every upload that a row names is there and is what it was: `manage.py doctor --media`.

It reads each file that has a hash to its end, so it takes as long as reading all uploads does.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass, field
from hashlib import new
from typing import Any

from django.apps import apps
from django.core.files.storage import Storage, default_storage
from django.db import models

from .stored import open_stored, stored_files

# By the length of a hash in hexadecimal, by what it was made: Wagtail's is SHA-1, ours are SHA-256.
_MADE_BY = {40: "sha1", 64: "sha256"}
# Fields beside a file that tell what it is.
_HASHES, _SIZES = ("file_hash", "sha256"), ("file_size",)
_BLOCK = 1 << 20


_left: list[Callable[[], Iterable[str]]] = []


def register_left(names: Callable[[], Iterable[str]]) -> None:
    """Say which files went by an act although their row goes on naming them; called once, from an app's `ready()`."""
    _left.append(names)


@dataclass
class MediaFindings:
    """Of the files that rows name, how many were looked at, and what is wrong; and how many nobody names."""

    named: int = 0
    hashed: int = 0
    missing: list[str] = field(default_factory=list)
    altered: list[str] = field(default_factory=list)
    unnamed: int = 0
    # Below the folder of uploads, what is neither a file nor a folder: links above all. Nothing of ours makes any.
    odd: list[str] = field(default_factory=list)

    @property
    def is_good(self) -> bool:
        return not self.missing and not self.altered and not self.odd

    def as_json(self) -> dict[str, Any]:
        return {
            "ok": self.is_good,
            "named": self.named,
            "hashed": self.hashed,
            "missing": self.missing,
            "altered": self.altered,
            "unnamed": self.unnamed,
            "odd": self.odd,
        }


def look_at_media(storage: Storage = default_storage) -> MediaFindings:
    """Hold every file that a row names against what the row says of it; count those that no row names."""
    found = MediaFindings()
    stored = {one.name: one.size for one in stored_files(storage, odd=found.odd)}
    named = {name for names in _left for name in names()} - stored.keys()
    for model, column in _file_fields():
        for row, name, digest, size in _rows(model, column):
            if name in named:
                continue
            named.add(name)
            found.named += 1
            told = f"{name} ({model._meta.label} {row})"
            if name not in stored:
                found.missing.append(told)
            elif size is not None and stored[name] != size:
                found.altered.append(told)
            elif digest and (algorithm := _MADE_BY.get(len(digest))):
                found.hashed += 1
                if _digest(storage, name, algorithm) != digest.lower():
                    found.altered.append(told)
    found.unnamed = len(stored.keys() - named)
    return found


def named_files() -> set[str]:
    """Every file that a row names, save those that went by an act. One query for each column of files."""
    left = {name for names in _left for name in names()}
    return {
        name
        for model, column in _file_fields()
        for _row, name, _digest, _size in _rows(model, column)
        if name not in left
    }


def _file_fields() -> Iterator[tuple[type[models.Model], str]]:
    for model in apps.get_models(include_auto_created=True):
        if model._meta.proxy or not model._meta.managed:
            continue
        for column in model._meta.local_concrete_fields:
            if isinstance(column, models.FileField):
                yield model, column.name


def _rows(model: type[models.Model], column: str) -> Iterator[tuple[Any, str, str, int | None]]:
    """Number, name, hash and size of each row with a file; only for its one file does a row's hash speak."""
    of_files = [
        one for one in model._meta.local_concrete_fields if isinstance(one, models.FileField)
    ]
    has = {one.name for one in model._meta.local_concrete_fields} if len(of_files) == 1 else set()
    digest = next((name for name in _HASHES if name in has), None)
    size = next((name for name in _SIZES if name in has), None)
    wanted = [name for name in (digest, size) if name]
    rows = model._base_manager.exclude(**{column: ""}).exclude(**{f"{column}__isnull": True})
    for row, name, *told in rows.values_list("pk", column, *wanted).iterator(chunk_size=2000):
        values = dict(zip(wanted, told, strict=True))
        yield row, name, values.get(digest or "") or "", values.get(size or "")


def _digest(storage: Storage, name: str, algorithm: str) -> str:
    digest = new(algorithm, usedforsecurity=False)
    with open_stored(storage, name) as file:
        while block := file.read(_BLOCK):
            digest.update(block)
    return digest.hexdigest()
