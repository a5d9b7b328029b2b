"""Fail when a text of the interface has no Vietnamese, or when the compiled file is stale.

makemessages works on a copy, so that a check never changes the checkout.
"""

import os
import shutil
import subprocess
import sys
import tempfile
from pathlib import Path

import polib

ROOT = Path(__file__).resolve().parents[1]
SOURCES = ("manage.py", "portals", "editorial", "syndication", "scoring", "templates", "static")
CATALOGUE = Path("portals/locale/vi/LC_MESSAGES/django.po")


def main() -> int:
    """Print every problem in a line and return the exit code."""
    if not (ROOT / CATALOGUE).exists():
        sys.stderr.write(f"{CATALOGUE} is missing.\n")
        return 1
    with tempfile.TemporaryDirectory() as folder:
        problems = [*untranslated(Path(folder)), *stale()]
    sys.stderr.write("".join(f"{problem}\n" for problem in problems))
    return 1 if problems else 0


def untranslated(scratch: Path) -> list[str]:
    """Collect the texts of the code as it stands, and return those without Vietnamese."""
    for name in SOURCES:
        source = ROOT / name
        if source.is_dir():
            shutil.copytree(source, scratch / name, ignore=shutil.ignore_patterns("__pycache__"))
        elif source.exists():
            shutil.copy(source, scratch / name)
    command = ["makemessages", "--locale", "vi", "--no-location", "--no-wrap", "--verbosity", "0"]
    done = subprocess.run(
        [sys.executable, "manage.py", *command],
        cwd=scratch,
        env=os.environ | {"DJANGO_SETTINGS_MODULE": "portals.settings.dev"},
        stdin=subprocess.DEVNULL,
        capture_output=True,
        text=True,
        check=False,
    )
    if done.returncode != 0:
        return [done.stderr.strip()]
    found = polib.pofile(str(scratch / CATALOGUE))
    return [
        f"{'fuzzy' if entry.fuzzy else 'untranslated'}: {entry.msgid!r}"
        for entry in found
        if not entry.obsolete and not entry.translated()
    ]


def stale() -> list[str]:
    """Return a line when the committed compiled catalogue is not what the source compiles to."""
    compiled = (ROOT / CATALOGUE).with_suffix(".mo")
    if not compiled.exists():
        return [f"{compiled.relative_to(ROOT)} is missing: run `manage.py compilemessages`."]
    source = {
        key(entry): texts(entry)
        for entry in polib.pofile(str(ROOT / CATALOGUE)).translated_entries()
    }
    if source == {key(entry): texts(entry) for entry in polib.mofile(str(compiled))}:
        return []
    return [f"{compiled.relative_to(ROOT)} is stale: run `manage.py compilemessages`."]


def key(entry: polib.POEntry | polib.MOEntry) -> tuple[str | None, str, str]:
    return entry.msgctxt, entry.msgid, entry.msgid_plural


def texts(entry: polib.POEntry | polib.MOEntry) -> tuple[str, list[str]]:
    return entry.msgstr, [text for _, text in sorted(entry.msgstr_plural.items())]


if __name__ == "__main__":
    sys.exit(main())
