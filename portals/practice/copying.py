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

from psycopg.conninfo import conninfo_to_dict, make_conninfo

from portals.services import ServicesRefused, postgres

from .faults import of_program

JOBS = 2
# Beside the clone others practise, and real readers read.
NICE = 10


class CopyFailed(Exception):
    """A program of PostgreSQL ended with an error; the message says which, and nothing of any row."""


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


def dump_file(url: str, file: Path, *, snapshot: str) -> None:
    """Write the whole database, as the transaction sees it that exported `snapshot`, into one file."""
    options = ("--format=custom", "--compress=3", f"--snapshot={snapshot}")
    _run("pg_dump", *options, url=url, last=f"--file={file}")


def restore_file(url: str, file: Path) -> None:
    """Make all of what `dump_file` wrote in a database that is empty, as the role of `url`; nobody else has rights."""
    options = ("--no-owner", "--no-privileges", "--exit-on-error", f"--jobs={JOBS}")
    _run("pg_restore", "--format=custom", *options, url=url, last=str(file))


def restore_tables(url: str, file: Path, tables: Iterable[str]) -> None:
    """Make the tables of what `dump_file` wrote, and the rows of those named: no keys, no indexes, no triggers."""
    _run("pg_restore", *_of_one_file(), "--section=pre-data", url=url, last=str(file))
    restore_more(url, file, tables)


def restore_more(url: str, file: Path, tables: Iterable[str]) -> None:
    """Read the rows of these tables, which `restore_tables` made and left empty."""
    named = [f"--table={table}" for table in tables]
    _run("pg_restore", *_of_one_file(), "--section=data", *named, url=url, last=str(file))


def _of_one_file() -> tuple[str, ...]:
    return ("--format=custom", "--no-owner", "--no-privileges", "--exit-on-error")


def _shared() -> tuple[str, ...]:
    return ("--format=directory", f"--jobs={JOBS}")


def _run(name: str, *options: str, url: str, last: str) -> None:
    # The password by the environment: arguments are seen by everybody on the machine.
    told = conninfo_to_dict(url)
    password = told.pop("password", None)
    inherited = {key: value for key, value in os.environ.items() if not key.startswith("PG")}
    own = {"PGPASSWORD": str(password)} if password else {}
    done = subprocess.run(
        [_program(name), *options, f"--dbname={make_conninfo('', **told)}", last],
        stdin=subprocess.DEVNULL,
        capture_output=True,
        text=True,
        check=False,
        env=inherited | own,
        preexec_fn=_step_back,
    )
    if done.returncode != 0:
        raise CopyFailed(of_program(name, done.stderr))


def _step_back() -> None:
    os.nice(NICE)


def _program(name: str) -> str:
    """That of the wheel, which knows all servers up to its own, where it is installed; else the system's."""
    with suppress(ServicesRefused):
        if (found := postgres.program(name)).exists():
            return str(found)
    if on_system := shutil.which(name):
        return on_system
    raise CopyFailed(f"{name} is not installed.")
