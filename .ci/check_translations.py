"""Fail when a text of the interface has no Vietnamese, or two, or when a compiled file is stale.

makemessages works on a copy, so that a check never changes the checkout.
"""

import os
import shutil
import subprocess
import sys
import tempfile
from collections import defaultdict
from collections.abc import Iterator
from pathlib import Path

import polib

ROOT = Path(__file__).resolve().parents[1]
FLOORS = ("portals", "editorial", "syndication", "scoring")
SOURCES = ("manage.py", *FLOORS, "templates", "static")
CATALOGUES = {floor: Path(floor, "locale/vi/LC_MESSAGES/django.po") for floor in FLOORS}
# As the catalogues are written: without line numbers, which change with every edit.
COLLECT = ("makemessages", "--locale", "vi", "--no-location", "--no-wrap")

type Entry = polib.POEntry | polib.MOEntry
type Key = tuple[str | None, str, str]


def main() -> int:
    """Print every problem in a line and return the exit code."""
    missing = [f"{path} is missing." for path in CATALOGUES.values() if not (ROOT / path).exists()]
    if missing:
        problems = missing
    else:
        with tempfile.TemporaryDirectory() as folder:
            problems = [*differing_from_the_code(Path(folder)), *said_in_two_ways(), *stale()]
    sys.stderr.write("".join(f"{problem}\n" for problem in problems))
    return 1 if problems else 0


def differing_from_the_code(scratch: Path) -> list[str]:
    """Collect the texts of the code as it stands; name those without Vietnamese, and Vietnamese without a text."""
    for name in SOURCES:
        source = ROOT / name
        if source.is_dir():
            shutil.copytree(source, scratch / name, ignore=shutil.ignore_patterns("__pycache__"))
        elif source.exists():
            shutil.copy(source, scratch / name)
    done = subprocess.run(
        [sys.executable, "manage.py", *COLLECT, "--verbosity", "0"],
        cwd=scratch,
        env=os.environ | {"DJANGO_SETTINGS_MODULE": "portals.settings.dev"},
        stdin=subprocess.DEVNULL,
        capture_output=True,
        text=True,
        check=False,
    )
    if done.returncode != 0:
        return [done.stderr.strip()]
    return [
        problem
        for path in CATALOGUES.values()
        for problem in problems_of(path, polib.pofile(str(scratch / path)))
    ]


def problems_of(path: Path, collected: polib.POFile) -> Iterator[str]:
    for entry in collected:
        if entry.obsolete:
            yield f"{path}: {entry.msgid!r} is said nowhere: run `manage.py {' '.join(COLLECT)} --no-obsolete`."
        elif not entry.translated():
            yield f"{path}: {'fuzzy' if entry.fuzzy else 'untranslated'}: {entry.msgid!r}"


def said_in_two_ways() -> list[str]:
    """Texts that two floors translate otherwise: at run time one of them would win on every page."""
    said: defaultdict[Key, dict[str, tuple[str, list[str]]]] = defaultdict(dict)
    for floor, path in CATALOGUES.items():
        for entry in polib.pofile(str(ROOT / path)).translated_entries():
            said[key(entry)][floor] = texts(entry)
    return [
        f"{identity[1]!r} is {' and '.join(f'{text[0] or text[1]!r} in {floor}' for floor, text in floors.items())}:"
        " give one of them a context (pgettext)."
        for identity, floors in said.items()
        if any(text != next(iter(floors.values())) for text in floors.values())
    ]


def stale() -> list[str]:
    """Name the committed compiled catalogues that are not what their source compiles to."""
    return [
        f"{path.with_suffix('.mo')} is stale or missing: run `manage.py compilemessages`."
        for path in CATALOGUES.values()
        if not is_compiled(ROOT / path)
    ]


def is_compiled(path: Path) -> bool:
    compiled = path.with_suffix(".mo")
    if not compiled.exists():
        return False
    source = {key(entry): texts(entry) for entry in polib.pofile(str(path)).translated_entries()}
    return source == {key(entry): texts(entry) for entry in polib.mofile(str(compiled))}


def key(entry: Entry) -> Key:
    return entry.msgctxt, entry.msgid, entry.msgid_plural


def texts(entry: Entry) -> tuple[str, list[str]]:
    return entry.msgstr, [text for _, text in sorted(entry.msgstr_plural.items())]


if __name__ == "__main__":
    sys.exit(main())
