"""Disks with little room."""

from __future__ import annotations

import os
import resource
import subprocess
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

ROOM = 64 * 1024


@contextmanager
def small_disk_at(folder: Path) -> Iterator[Path]:
    """A disk of 64 KB; for who may mount none, as small a limit for each file that this process writes."""
    folder.mkdir()
    mount = ["mount", "-t", "tmpfs", "-o", f"size={ROOM}", "tmpfs", str(folder)]
    if os.geteuid() == 0 and subprocess.run(mount, check=False).returncode == 0:
        try:
            yield folder
        finally:
            subprocess.run(["umount", "-l", str(folder)], check=True)
        return
    before = resource.getrlimit(resource.RLIMIT_FSIZE)
    resource.setrlimit(resource.RLIMIT_FSIZE, (ROOM, before[1]))
    try:
        yield folder
    finally:
        resource.setrlimit(resource.RLIMIT_FSIZE, before)


def fill_disk(folder: Path) -> None:
    """Use all the room up, where it is a disk of its own."""
    if os.path.ismount(folder):
        (folder / "day").write_bytes(b"x" * ROOM)
