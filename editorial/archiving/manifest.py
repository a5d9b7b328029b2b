"""The list of all files of an archive, a line of JSON each; what it hangs together with (docs/archive.md)."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, fields
from pathlib import Path
from typing import Any

from django.utils.translation import gettext as _

from portals.refusals import Refusal

from .catalogue import Filed

FORMAT = "lien-cong/province-archive/v1"
MANIFEST = "MANIFEST.jsonl"
PROOF = "MANIFEST.tlog-proof"
KEYS = "KEYS"
VERIFIER = "verify.py"
# Named by no line of the list: it itself, and what proves it.
BESIDE = (MANIFEST, PROOF, KEYS)


class UnableToArchive(Refusal):
    """Something stands where the archive should go, or the archive before cannot be read, or nothing was signed."""


@dataclass(frozen=True, slots=True)
class ArchiveHead:
    """The first line: which archive, of when, of what (a portal's code, or "all"), and the hash of the list before."""

    archive: str
    written_at: str
    source: str
    scope: str
    portals: tuple[str, ...]
    since: str = ""

    @classmethod
    def told(cls, line: dict[str, Any]) -> ArchiveHead:
        """Return the head that a first line tells."""
        told = {one.name: line[one.name] for one in fields(cls)}
        return cls(**{**told, "portals": tuple(line["portals"])})

    def line(self) -> str:
        return _line(
            {
                "format": FORMAT,
                "archive": self.archive,
                "written_at": self.written_at,
                "source": self.source,
                "scope": self.scope,
                "portals": list(self.portals),
                "since": self.since,
            }
        )


def line_about(filed: Filed) -> str:
    """Return the line about a file: where it was public, what it is, which archive has it."""
    told: dict[str, Any] = {
        "name": filed.name,
        "sha256": filed.sha256,
        "size": filed.size,
        "held": filed.held,
    }
    if filed.same != filed.sha256:
        told["same"] = filed.same
    if filed.path:
        told |= {"host": filed.host, "path": filed.path, "kind": filed.kind}
    if filed.subject is not None:
        told["subject"] = filed.subject
    if filed.named_by:
        told["named_by"] = filed.named_by.split()
    return _line(told)


def gone_line(told: dict[str, Any], *, why: str) -> str:
    """Return the line about what is not public any more; it says nothing of what stood there."""
    kept: dict[str, Any] = {name: told[name] for name in ("name", "host", "path") if name in told}
    return _line({**kept, "gone": why})


def write_list(to: Path, head: ArchiveHead, lines: Iterable[str]) -> str:
    """Write the list and return its SHA-256."""
    digest = hashlib.sha256()
    with to.open("wb") as file:
        for line in _with(head, lines):
            data = line.encode()
            digest.update(data)
            file.write(data)
    return digest.hexdigest()


def read_archive_list(folder: Path) -> tuple[dict[str, Any], str]:
    """Return head and SHA-256 of the list in an archive. Raises UnableToArchive."""
    path = folder / MANIFEST
    try:
        digest = hashlib.sha256()
        with path.open("rb") as file:
            first = file.readline()
            digest.update(first)
            while piece := file.read(1 << 20):
                digest.update(piece)
        head: dict[str, Any] = json.loads(first)
    except (OSError, ValueError) as error:
        raise UnableToArchive(_("%(path)s is no archive.") % {"path": folder}) from error
    if not isinstance(head, dict) or head.get("format") != FORMAT:
        raise UnableToArchive(_("%(path)s is no archive.") % {"path": folder})
    return head, digest.hexdigest()


def files_listed(folder: Path) -> Iterator[dict[str, Any]]:
    """Yield what the list says of each file that was public when it was written."""
    with (folder / MANIFEST).open(encoding="utf-8") as file:
        next(file)
        for line in file:
            told = json.loads(line)
            if "gone" not in told:
                yield told


def _with(head: ArchiveHead, lines: Iterable[str]) -> Iterator[str]:
    yield head.line()
    yield from lines


def _line(told: dict[str, Any]) -> str:
    return json.dumps(told, ensure_ascii=False, sort_keys=True, separators=(",", ":")) + "\n"
