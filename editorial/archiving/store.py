"""The folder that an archive is written into; what stands in the archive before is not written again."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Iterable
from dataclasses import replace
from pathlib import Path
from typing import Any

from .catalogue import ArchiveCatalogue, Filed


class ArchiveFolder:
    """Writes files and keeps what is known of each in the catalogue. `archive` is the name of the one being written."""

    def __init__(self, folder: Path, catalogue: ArchiveCatalogue, archive: str) -> None:
        self._folder = folder
        self._catalogue = catalogue
        self._archive = archive

    def put(
        self, name: str, content: bytes, *, same: str = "", anew: bool = False, **about: Any
    ) -> Filed:
        """Write a file, unless the archive before has one that is the same (by `same`, else by its bytes).

        What each archive needs by itself is written `anew`.
        """
        digest = hashlib.sha256(content).hexdigest()
        path = self._path(name)
        if not anew and (kept := self._kept(name, same or digest, about)):
            # An earlier round may have written another here, with what was recalled since.
            path.unlink(missing_ok=True)
            return kept
        path.write_bytes(content)
        return self._keep(Filed(name, digest, len(content), same or digest, self._archive, **about))

    def put_stream(self, name: str, pieces: Iterable[bytes], **about: Any) -> Filed:
        path = self._path(name)
        digest, size = hashlib.sha256(), 0
        with path.open("wb") as file:
            for piece in pieces:
                file.write(piece)
                digest.update(piece)
                size += len(piece)
        if kept := self._kept(name, digest.hexdigest(), about):
            path.unlink()
            return kept
        sha256 = digest.hexdigest()
        return self._keep(Filed(name, sha256, size, sha256, self._archive, **about))

    def put_static(self, name: str, content: bytes) -> Filed:
        """Write what pages load. Its line says in which archives they do: a page that is kept loads it still."""
        archives = dict.fromkeys([*named_by(self._told_before(name)), self._archive])
        return self.put(name, content, kind="static", named_by=" ".join(archives))

    def keep_statics_of_kept_pages(self) -> None:
        """Keep from the archive before what its pages load and this release has no more."""
        holders = self._catalogue.holders_of_pages()
        gone = (json.loads(line) for line in self._catalogue.gone())
        for told in [one for one in gone if holders.intersection(named_by(one))]:
            known = Filed(told["name"], told["sha256"], told["size"], told["sha256"], told["held"])
            self._keep(replace(known, kind="static", named_by=" ".join(named_by(told))))

    def adopt(self, path: Path, **about: Any) -> Filed:
        """Take in a file that somebody wrote into the folder."""
        name = path.relative_to(self._folder).as_posix()
        content = path.read_bytes()
        path.unlink()
        return self.put(name, content, **about)

    def take_out(self, name: str) -> None:
        self._path(name).unlink(missing_ok=True)
        self._catalogue.forget_file(name)

    def take_out_portal(self, host: str) -> None:
        """Delete every file in the portal's folder."""
        below = self._folder / host
        for path in sorted(below.rglob("*"), reverse=True):
            path.rmdir() if path.is_dir() else path.unlink()

    def _kept(self, name: str, same: str, about: dict[str, Any]) -> Filed | None:
        told = self._told_before(name)
        if told.get("same", told.get("sha256")) != same:
            return None
        return self._keep(Filed(name, told["sha256"], told["size"], same, told["held"], **about))

    def _told_before(self, name: str) -> dict[str, Any]:
        """What the list of the archive before says of a file, nothing where it had none of that name."""
        line = self._catalogue.before(name)
        return json.loads(line) if line else {}

    def _keep(self, filed: Filed) -> Filed:
        self._catalogue.keep(filed)
        return filed

    def _path(self, name: str) -> Path:
        path = self._folder / name
        path.parent.mkdir(parents=True, exist_ok=True)
        return path


def named_by(told: dict[str, Any]) -> list[str]:
    """Return which archives have pages that load the file of a line, by their names."""
    return told.get("named_by", [])
