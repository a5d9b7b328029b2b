"""A file becomes a read sheet. What a stranger wrote is opened in a process of its own; its cells are judged here."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from pathlib import Path
from typing import IO

from editorial.disclosures.forms.form import SheetTemplate
from editorial.disclosures.forms.loading import shipped_forms
from portals.uploads.apart import (
    Exhausting,
    Unfinished,
    UploadDeadline,
    WorkResult,
    at_once,
    run_apart,
)
from portals.uploads.refusal import UploadRefused

from .files import READ
from .grid import Grid, from_plain
from .parsing import parsed
from .sheet import CellFault, ReadSheet, SheetFaults


def read_sheet(
    path: str | Path | IO[bytes],
    filename: str,
    *,
    forms: Sequence[SheetTemplate] | None = None,
    until: UploadDeadline | None = None,
) -> ReadSheet:
    """Return what a file says as the one of `forms` that it is; all that are shipped where none are named.

    `path` may also be an open file. `filename` is what its owner calls it: its ending is not believed; it stands for
    the name of the sheet in faults of a text, which has none. Who waits in a request gives `until`; else it may take as
    long as a job. Raises SheetFaults.
    """
    try:
        return parsed(_grids(path, until), shipped_forms() if forms is None else forms)
    except SheetFaults as error:
        raise SheetFaults(
            tuple(replace(fault, sheet=fault.sheet or filename) for fault in error.faults)
        ) from error


def grids_of(file: IO[bytes], *, until: UploadDeadline | None = None) -> list[Grid]:
    """Return the cells of a file, whatever form it is; `until` for whoever waits. Raises SheetFaults."""
    return _grids(file, until)


def _grids(path: str | Path | IO[bytes], until: UploadDeadline | None) -> list[Grid]:
    told = _told(path, until)
    if told.values["fault"]:
        raise SheetFaults((CellFault(told.values["fault"]),))
    return from_plain(told.values["grids"])


def _told(path: str | Path | IO[bytes], until: UploadDeadline | None) -> WorkResult:
    try:
        if isinstance(path, str | Path):
            with open(path, "rb") as file:
                return _apart(file, until)
        return _apart(path, until)
    except Exhausting as error:
        raise SheetFaults((CellFault("too_large"),)) from error
    except Unfinished as error:
        raise SheetFaults((CellFault("too_slow"),)) from error
    except UploadRefused as error:
        raise SheetFaults((CellFault("unreadable"),)) from error


def _apart(file: IO[bytes], until: UploadDeadline | None) -> WorkResult:
    return run_apart(READ, file) if until is None else at_once(READ, file, until=until)
