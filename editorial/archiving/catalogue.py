"""What an archive is being made of, on the disk and not in memory: addresses, files, those of the archive before."""

from __future__ import annotations

import sqlite3
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path

_TABLES = """
    CREATE TABLE address (
        host TEXT, path TEXT, kind TEXT, subject INTEGER, PRIMARY KEY (host, path)
    ) WITHOUT ROWID;
    CREATE INDEX address_subject ON address (subject, kind, host);
    CREATE TABLE file (
        name TEXT PRIMARY KEY, sha256 TEXT, size INTEGER, same TEXT, held TEXT, host TEXT,
        path TEXT, kind TEXT, subject INTEGER, named_by TEXT
    ) WITHOUT ROWID;
    CREATE TABLE used (name TEXT, host TEXT, PRIMARY KEY (name, host)) WITHOUT ROWID;
    CREATE INDEX used_host ON used (host);
    CREATE TABLE before (name TEXT PRIMARY KEY, line TEXT) WITHOUT ROWID;
    CREATE TABLE missing (host TEXT, path TEXT, status INTEGER, PRIMARY KEY (host, path)) WITHOUT ROWID;
    CREATE TABLE look (at TEXT);
"""


@dataclass(frozen=True, slots=True)
class ArchivedAddress:
    """A public address of a portal, unquoted; `subject` is the page's id where it is one."""

    host: str
    path: str
    kind: str
    subject: int | None = None


@dataclass(frozen=True, slots=True)
class Filed:
    """A file. `same` is equal for as long as what stands in it is; `held` names the archive that has it.

    `named_by`, of static files: the archives whose pages load it, separated by spaces.
    """

    name: str
    sha256: str
    size: int
    same: str
    held: str
    host: str = ""
    path: str = ""
    kind: str = ""
    subject: int | None = None
    named_by: str = ""


class ArchiveCatalogue:
    """A database of SQLite in a file, thrown away when the archive is signed."""

    def __init__(self, path: Path, *, is_continued: bool = False) -> None:
        """Begin a new one, or go on with the one that lies there."""
        if not is_continued:
            path.unlink(missing_ok=True)
        self._rows = sqlite3.connect(path)
        self._rows.executescript("PRAGMA journal_mode = OFF; PRAGMA synchronous = OFF;")
        if not is_continued:
            self._rows.executescript(_TABLES)

    def close(self) -> None:
        self._rows.commit()
        self._rows.close()

    def note_look(self, at: datetime) -> None:
        """Keep when it was last looked what is public still."""
        self._rows.execute("DELETE FROM look")
        self._rows.execute("INSERT INTO look VALUES (?)", (at.isoformat(),))

    def last_look(self) -> datetime:
        return datetime.fromisoformat(self._rows.execute("SELECT at FROM look").fetchone()[0])

    def list_addresses(self, addresses: Iterable[ArchivedAddress]) -> None:
        self._rows.executemany(
            "INSERT OR IGNORE INTO address VALUES (?, ?, ?, ?)",
            ((one.host, one.path, one.kind, one.subject) for one in addresses),
        )

    def addresses(self, host: str) -> Iterator[ArchivedAddress]:
        rows = self._rows.execute("SELECT * FROM address WHERE host = ? ORDER BY path", (host,))
        yield from (ArchivedAddress(*row) for row in rows)

    def holds(self, host: str, path: str) -> bool:
        found = self._rows.execute(
            "SELECT 1 FROM address WHERE host = ? AND path = ?", (host, path)
        )
        return found.fetchone() is not None

    def path_of_page(self, subject: int, host: str) -> str | None:
        """Return where the page with this id stands on that portal."""
        found = self._rows.execute(
            "SELECT path FROM address WHERE subject = ? AND kind IN ('story', 'page', 'section')"
            " AND host = ?",
            (subject, host),
        ).fetchone()
        return found[0] if found else None

    def forget_portal(self, host: str) -> list[tuple[str, str | None]]:
        """As if nothing of the portal had been listed or written.

        Return the shared files that it used, each with another portal that uses it, or None.
        """
        names = self._rows.execute("SELECT name FROM used WHERE host = ?", (host,)).fetchall()
        self._rows.execute("DELETE FROM used WHERE host = ?", (host,))
        others = "SELECT host FROM used WHERE name = ? LIMIT 1"
        asked = [(name, self._rows.execute(others, (name,)).fetchone()) for (name,) in names]
        found = [(name, other[0] if other else None) for name, other in asked]
        # What was first fetched here and others show as well is theirs from now on.
        self._rows.executemany(
            "UPDATE file SET host = ? WHERE name = ? AND host = ?",
            [(other, name, host) for name, other in found if other],
        )
        for table in ("address", "file", "missing"):
            self._rows.execute(f"DELETE FROM {table} WHERE host = ?", (host,))
        return found

    def forget_file(self, name: str) -> None:
        self._rows.execute("DELETE FROM file WHERE name = ?", (name,))

    def note_use(self, name: str, host: str) -> None:
        """Keep that a page of the portal shows or links a shared file."""
        self._rows.execute("INSERT OR IGNORE INTO used VALUES (?, ?)", (name, host))

    def file(self, name: str) -> Filed | None:
        row = self._rows.execute("SELECT * FROM file WHERE name = ?", (name,)).fetchone()
        return Filed(*row) if row else None

    def keep(self, filed: Filed) -> None:
        self._rows.execute(
            "INSERT OR REPLACE INTO file VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?)",
            (
                *(filed.name, filed.sha256, filed.size, filed.same, filed.held),
                *(filed.host, filed.path, filed.kind, filed.subject, filed.named_by),
            ),
        )

    def files(self) -> Iterator[Filed]:
        yield from (Filed(*row) for row in self._rows.execute("SELECT * FROM file ORDER BY name"))

    def holders_of_pages(self) -> set[str]:
        """Return the archives that hold pages of this one. Pages alone are kept though their bytes may differ."""
        rows = self._rows.execute("SELECT DISTINCT held FROM file WHERE same <> sha256")
        return {row[0] for row in rows}

    def count(self) -> int:
        return int(self._rows.execute("SELECT count(*) FROM file").fetchone()[0])

    def note_missing(self, address: ArchivedAddress, status: int) -> None:
        self._rows.execute(
            "INSERT OR REPLACE INTO missing VALUES (?, ?, ?)", (address.host, address.path, status)
        )

    def known_missing(self, host: str, path: str) -> bool:
        found = self._rows.execute(
            "SELECT 1 FROM missing WHERE host = ? AND path = ?", (host, path)
        )
        return found.fetchone() is not None

    def missing(self) -> list[tuple[str, str, int]]:
        return self._rows.execute("SELECT * FROM missing ORDER BY host, path").fetchall()

    def remember(self, lines: Iterable[tuple[str, str]]) -> None:
        """Keep the lines of the manifest before, by the names of their files."""
        self._rows.executemany("INSERT INTO before VALUES (?, ?)", lines)

    def before(self, name: str) -> str | None:
        row = self._rows.execute("SELECT line FROM before WHERE name = ?", (name,)).fetchone()
        return row[0] if row else None

    def gone(self) -> Iterator[str]:
        """Yield the lines of files that were in the archive before and are in this one no more."""
        rows = self._rows.execute(
            "SELECT line FROM before WHERE name NOT IN (SELECT name FROM file) ORDER BY name"
        )
        yield from (row[0] for row in rows)
