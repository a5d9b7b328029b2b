"""Copying a database by PostgreSQL's own programs, in two halves: what is to go from the rows goes between them.

Then no key, index or trigger stands yet, so rows of the log can be left out as any others, and nothing is paid for it.
"""

from __future__ import annotations

import os
import shutil
import subprocess
from collections.abc import Iterable
from contextlib import suppress
from pathlib import Path
from urllib.parse import parse_qsl, urlencode, urlsplit

from portals.services import ServicesRefused, postgres

JOBS = 2
# Beside the clone others practise, and real readers read.
NICE = 10


class CopyFailed(Exception):
    """A program of PostgreSQL ended with an error; the message is the end of what it said."""


def dump(url: str, folder: Path, *, without: Iterable[str]) -> None:
    """Write the database into `folder`, which is made, without the rows of the tables named."""
    left = [f"--exclude-table-data=public.{table}" for table in without]
    _run("pg_dump", *_shared(), "--compress=1", *left, url=url, last=f"--file={folder}")


def restore_rows(url: str, folder: Path) -> None:
    """Make the tables and their rows: no keys, no indexes, no triggers."""
    for section in ("pre-data", "data"):
        _restore(url, folder, section)


def restore_rules(url: str, folder: Path) -> None:
    """Make keys, indexes and triggers. Raises CopyFailed where a row breaks one."""
    _restore(url, folder, "post-data")


def _restore(url: str, folder: Path, section: str) -> None:
    options = ("--no-owner", "--no-privileges", "--exit-on-error", f"--section={section}")
    _run("pg_restore", *_shared(), *options, url=url, last=str(folder))


def _shared() -> tuple[str, ...]:
    return ("--format=directory", f"--jobs={JOBS}")


def _run(name: str, *options: str, url: str, last: str) -> None:
    # The password by the environment: arguments are seen by everybody on the machine.
    parts = urlsplit(url)
    inherited = {key: value for key, value in os.environ.items() if not key.startswith("PG")}
    own = {"PGPASSWORD": parts.password} if parts.password else {}
    done = subprocess.run(
        [_program(name), *options, f"--dbname={_without_password(url)}", last],
        stdin=subprocess.DEVNULL,
        capture_output=True,
        text=True,
        check=False,
        env=inherited | own,
        preexec_fn=_step_back,
    )
    if done.returncode != 0:
        raise CopyFailed(f"{name}: {done.stderr.strip()[-400:]}")


def _step_back() -> None:
    os.nice(NICE)


def _without_password(url: str) -> str:
    parts = urlsplit(url)
    host = parts.netloc.rpartition("@")[2]
    query = urlencode([pair for pair in parse_qsl(parts.query) if pair[0] != "password"])
    user = f"{parts.username}@" if parts.username else ""
    return parts._replace(netloc=user + host, query=query).geturl()


def _program(name: str) -> str:
    """That of the wheel, which knows all servers up to its own, where it is installed; else the system's."""
    with suppress(ServicesRefused):
        if (found := postgres.program(name)).exists():
            return str(found)
    if on_system := shutil.which(name):
        return on_system
    raise CopyFailed(f"{name} is not installed.")
