"""Whether a backup is what its manifest says: every part by its hash, every upload too."""

from __future__ import annotations

from pathlib import Path

from .manifest import DATABASE, MEDIA, MEDIA_LIST, NoBackup, media_list, read_manifest, read_whole
from .media import inside


def faults_of_backup(backup: Path) -> list[str]:
    """Read all of it; return in words what is missing or another than it was, nothing where it is whole.

    Raises NoBackup for a folder that says nothing of itself.
    """
    manifest = read_manifest(backup)
    faults = []
    for name in (DATABASE, MEDIA_LIST):
        if name not in manifest.parts:
            faults.append(f"{name}: the manifest does not name it")
        elif not (backup / name).is_file():
            faults.append(f"{name}: missing")
        elif read_whole(backup / name) != manifest.parts[name]:
            faults.append(f"{name}: another than it was")
    return faults or _of_media(backup)


def _of_media(backup: Path) -> list[str]:
    faults = []
    for one in media_list(backup):
        try:
            path = inside(backup / MEDIA, one.name)
        except NoBackup as error:
            faults.append(str(error))
            continue
        if not path.is_file():
            faults.append(f"{one.name}: missing")
        elif read_whole(path).sha256 != one.sha256:
            faults.append(f"{one.name}: another than it was")
    return faults
