"""What a backup says of itself: one JSON file, written last. A folder without it is no backup."""

from __future__ import annotations

import json
from contextlib import suppress
from dataclasses import asdict, dataclass, field
from datetime import UTC, datetime
from hashlib import sha256
from pathlib import Path
from typing import Any

FORMAT = "lien-cong/backup/v1"
MANIFEST = "manifest.json"
DATABASE = "database.dump"
MEDIA_LIST = "media.jsonl"
MEDIA = "media"
# Folders of backups in a folder of them are named by the moment, in UTC, so that they sort by age.
NAMED = "%Y%m%dT%H%M%SZ"
UNFINISHED = ".unfinished-"
_BLOCK = 1 << 20


class NoBackup(Exception):
    """What was named is no whole backup of this format; the message says why."""


@dataclass(frozen=True)
class BackupPart:
    """A file of the backup."""

    sha256: str
    size: int


@dataclass(frozen=True)
class MediaFile:
    """A file of uploads, by its name in the storage. `modified` is as the storage tells it, to see what changed."""

    name: str
    size: int
    modified: str
    sha256: str


@dataclass(frozen=True, kw_only=True)
class Manifest:
    """All but the files themselves. `keys` are fingerprints, by variable, of those without which it is of no use."""

    began_at: str
    ended_at: str
    release: str
    base_domain: str
    server: str
    migrations: list[str]
    parts: dict[str, BackupPart]
    media_files: int
    media_bytes: int
    ledger: dict[str, Any]
    counts: dict[str, int]
    keys: dict[str, list[str]]
    # Files that rows of the database name and that were not in the storage.
    media_missing: int = 0
    format: str = field(default=FORMAT)

    def as_json(self) -> str:
        return json.dumps(asdict(self), ensure_ascii=False, indent=1, sort_keys=True) + "\n"

    def begun(self) -> datetime:
        """The moment of which the database is: what was done later is not in it."""
        return datetime.fromisoformat(self.began_at)


def read_manifest(backup: Path) -> Manifest:
    """Raises NoBackup."""
    try:
        told = json.loads((backup / MANIFEST).read_text(encoding="utf-8"))
    except FileNotFoundError as error:
        raise NoBackup(
            f"{backup} has no {MANIFEST}: it is no backup, or one that was not finished."
        ) from error
    except (OSError, ValueError) as error:
        raise NoBackup(f"{backup / MANIFEST} cannot be read: {error}") from error
    if not isinstance(told, dict) or told.get("format") != FORMAT:
        raise NoBackup(f"{backup} is not of the format {FORMAT}.")
    try:
        parts = {name: BackupPart(**part) for name, part in told.pop("parts").items()}
        manifest = Manifest(parts=parts, **told)
        if manifest.begun().tzinfo is None:
            raise ValueError(f"{manifest.began_at} names no time zone")
        return manifest
    except (KeyError, TypeError, AttributeError, ValueError) as error:
        raise NoBackup(f"{backup / MANIFEST} lacks what a manifest has: {error}") from error


def named_in(folder: Path) -> list[Path]:
    """What bears the name of a backup, whether it can be read or not, the oldest first."""
    if not folder.is_dir():
        return []
    return sorted(one for one in folder.iterdir() if _is_named(one.name))


def backups_in(folder: Path) -> list[Path]:
    """The whole backups of a folder, the oldest first. What is not ours, or cannot be read, is none of them."""
    found = []
    for one in named_in(folder):
        with suppress(NoBackup):
            read_manifest(one)
            found.append(one)
    return found


def _is_named(name: str) -> bool:
    try:
        return datetime.strptime(name, NAMED).replace(tzinfo=UTC).strftime(NAMED) == name
    except ValueError:
        return False


def media_list(backup: Path) -> list[MediaFile]:
    with (backup / MEDIA_LIST).open(encoding="utf-8") as lines:
        return [MediaFile(**json.loads(line)) for line in lines]


def read_whole(path: Path) -> BackupPart:
    """Read a file to its end and say what it is."""
    digest, size = sha256(), 0
    with path.open("rb") as file:
        while block := file.read(_BLOCK):
            digest.update(block)
            size += len(block)
    return BackupPart(digest.hexdigest(), size)
