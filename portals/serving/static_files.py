"""Style sheets, scripts and fonts while releases follow each other: each keeps the files that its pages name.

While nodes are replaced one by one, a page of either release may have its files asked for at any node. So all
releases collect into one folder, `STATIC_ROOT`, where names carry a digest of the content, and each has a manifest of
its own.
"""

from __future__ import annotations

import json
import re
from collections.abc import Iterable, Iterator
from pathlib import Path
from typing import Any

from django.http import HttpRequest
from django.http.response import HttpResponseBase
from whitenoise.middleware import WhiteNoiseMiddleware
from whitenoise.storage import CompressedManifestStaticFilesStorage

from portals.serving.release import release

# Pages of the release before are shown from caches for minutes; a step back finds its files at once.
RELEASES_KEPT = 3
MANIFESTS = "staticfiles-*.json"
COMPRESSED = ("", ".gz", ".br")
# A name with the digest of its content, by which the file may be kept for ever.
HASHED = re.compile(r"/static/[\w./@+-]+\.[0-9a-f]{12}\.\w+(\.gz)?")


class StaticFilesOfRelease(CompressedManifestStaticFilesStorage):
    """Collects beside what earlier releases collected, and removes what only releases before the last three named."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        self.manifest_name = f"staticfiles-{release()}.json"
        super().__init__(*args, **kwargs)

    def _save(self, name: str, content: Any) -> str:
        # The same name is the same content, which somebody may be reading this very moment.
        if self._lasts(name):
            return name
        # Under another name until it is whole: half a file would be taken for the whole one ever after.
        saved: str = super()._save(f"{name}.part", content)
        Path(self.path(saved)).replace(self.path(name))
        return name

    def delete(self, name: str) -> None:
        if not self._lasts(name):
            super().delete(name)

    def compress_files(self, paths: Iterable[str]) -> Iterator[tuple[str, str]]:
        new = [path for path in paths if not self._lasts(f"{path}.gz")]
        found: Iterator[tuple[str, str]] = super().compress_files(new)
        return found

    def _lasts(self, name: str) -> bool:
        return HASHED.fullmatch(f"/static/{name}") is not None and self.exists(name)

    def save_manifest(self) -> None:
        super().save_manifest()
        # Collected once more after a step back: it is the newest again.
        Path(self.path(self.manifest_name)).touch()
        forget_old_releases(Path(self.location))


def forget_old_releases(folder: Path) -> int:
    """Remove the manifests before the last three and the files that they alone name; return how many files.

    Nothing else in the folder is touched.
    """
    newest_first = sorted(
        folder.glob(MANIFESTS), key=lambda manifest: manifest.stat().st_mtime_ns, reverse=True
    )
    kept, old = newest_first[:RELEASES_KEPT], newest_first[RELEASES_KEPT:]
    named = set().union(*map(_files_of, kept))
    removed = 0
    for name in set().union(*map(_files_of, old)) - named:
        for ending in COMPRESSED:
            file = folder / f"{name}{ending}"
            if file.is_file() and file.resolve().is_relative_to(folder.resolve()):
                file.unlink()
                removed += 1
    for manifest in old:
        manifest.unlink()
    return removed


def _files_of(manifest: Path) -> set[str]:
    return set(json.loads(manifest.read_text())["paths"].values())


class StaticFiles(WhiteNoiseMiddleware):
    """Also finds files that the next release collected after this process had started."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        if self.static_root:
            # Where `find_file` looks; by itself WhiteNoise looks only once.
            self.directories.append((f"{Path(self.static_root).absolute()}/", self.static_prefix))

    def __call__(self, request: HttpRequest) -> HttpResponseBase:
        path = request.path_info
        if self.static_root and path not in self.files and HASHED.fullmatch(path):
            found = self.find_file(path)
            if found is not None:
                self.files[path] = found
        answer: HttpResponseBase = super().__call__(request)
        return answer
