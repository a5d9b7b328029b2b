"""What a newer ledger tells of the time after a backup: what was taken from the public since, and did not come back.

The newer ledger is a folder (`manage.py ledger export`, or the files of `/so-cai/` as somebody fetched them). It must
go on from the tree in the database and bear the signature of a key that the database knows.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from typing import Any

from portals.boards.models import User
from portals.fetching import LIMITS, ask_named
from portals.ledger.entries import Entry
from portals.ledger.folder import CHECKPOINT
from portals.ledger.keys import known_keys, origin
from portals.ledger.notes import BadNote, SignedCheckpoint
from portals.ledger.stored import StoredLedger, stored_size
from portals.ledger.tiles import Tile, tiles_of, unbundled
from portals.ledger.tree import Levels, leaf_hash, root

READ_AT_ONCE = 256


class NotNewer(Exception):
    """The ledger that was given does not go on from the one in the database; the message says why."""


class SameLedger(NotNewer):
    """It has not one entry more than the database, so it tells nothing of the time since."""


@dataclass(frozen=True)
class TakenSince:
    """A thing that was taken from the public: `kind` is that of the entry, `subject` what it was about."""

    kind: str
    subject: str
    at: str
    reason: str


@dataclass(frozen=True)
class TakenKind:
    """How a floor knows its own things: entries that take one away, entries that bring it, and what to do about one.

    `named_in` is the name in the entry's body that says which thing, and `also_named_in` others that it takes to tell;
    the subject is their values with a slash between. `stands` says whether the database still shows it;
    `take` ends that, by the floor's verb, for the person and as of the moment given.
    """

    named_in: str
    takes: frozenset[str]
    brings: frozenset[str]
    stands: Callable[[str], bool]
    take: Callable[[TakenSince, User, datetime], None]
    also_named_in: tuple[str, ...] = ()

    def subject_of(self, body: Mapping[str, Any]) -> str:
        return "/".join(str(body.get(name, "")) for name in (self.named_in, *self.also_named_in))


_kinds: list[TakenKind] = []


def register_taken(kind: TakenKind) -> None:
    """Add a kind of things; called once, from an app's `ready()`."""
    _kinds.append(kind)


def taken_kinds() -> tuple[TakenKind, ...]:
    return tuple(_kinds)


def taken_kind_of(taken: TakenSince) -> TakenKind:
    return next(one for one in _kinds if taken.kind in one.takes)


def still_standing(taken: list[TakenSince]) -> list[TakenSince]:
    return [one for one in taken if taken_kind_of(one).stands(one.subject)]


def taken_since(source: str) -> tuple[int, list[TakenSince]]:
    """Read the newer ledger; return its size, and what its entries after ours took and did not bring back.

    `source` is a folder, or the address of the web below which its files are. What it says is believed for its
    signature and its root alone, not for where it came from. Raises NotNewer, FetchError.
    """
    read = _reader(source)
    try:
        signed = SignedCheckpoint.parse(read(CHECKPOINT))
        signed.verify(known_keys())
    except BadNote as error:
        raise NotNewer(f"Its checkpoint is not signed by this ledger's key: {error}") from error
    newer, ours = signed.checkpoint, stored_size()
    if newer.origin != origin():
        raise NotNewer(f"It is the ledger of {newer.origin}, and this is {origin()}.")
    if newer.size < ours:
        raise NotNewer(
            f"It has {newer.size} entries, and the database {ours}: it is the older one."
        )
    entries = list(_entries_after(read, ours, newer.size))
    levels = Levels()
    for start in range(0, ours, READ_AT_ONCE):
        levels.extend(StoredLedger().hashes(0, start, min(ours, start + READ_AT_ONCE)))
    levels.extend(leaf_hash(one) for one in entries)
    if newer.size and root(levels, newer.size) != newer.root:
        raise NotNewer(
            "It does not begin with the entries of this database: one of the two was altered."
        )
    if newer.size == ours:
        raise SameLedger(
            f"It has the {ours} entries of the database and none since: no newer one was named. Where there is none"
            " any more, --without-ledger says that you know."
        )
    return newer.size, _left_taken(Entry.from_bytes(one) for one in entries)


def _left_taken(entries: Iterator[Entry]) -> list[TakenSince]:
    found: dict[tuple[int, str], TakenSince] = {}
    for entry in entries:
        for number, kind in enumerate(_kinds):
            subject = kind.subject_of(entry.body)
            if entry.kind in kind.takes:
                reason = str(entry.body.get("reason", ""))
                found[number, subject] = TakenSince(
                    entry.kind, subject, f"{entry.at:%Y-%m-%d %H:%M}", reason
                )
            elif entry.kind in kind.brings:
                found.pop((number, subject), None)
    return list(found.values())


def _entries_after(read: Callable[[str], bytes], first: int, size: int) -> Iterator[bytes]:
    for tile in tiles_of(size):
        if tile.level is None and tile.end > first:
            yield from _of_bundle(read, tile)[max(0, first - tile.start) :]


def _of_bundle(read: Callable[[str], bytes], tile: Tile) -> list[bytes]:
    try:
        entries = unbundled(read(tile.path))
    except ValueError as error:
        raise NotNewer(f"{tile.path}: {error}") from error
    if len(entries) != tile.width:
        raise NotNewer(f"{tile.path} has {len(entries)} entries, not {tile.width}.")
    return entries


def _reader(source: str) -> Callable[[str], bytes]:
    if source.startswith(("https://", "http://")):
        return lambda name: _fetched(f"{source.rstrip('/')}/{name}")
    folder = Path(source)

    def read(name: str) -> bytes:
        try:
            return (folder / name).read_bytes()
        except OSError as error:
            raise NotNewer(f"{folder / name} cannot be read: {error.strerror}.") from error

    return read


def _fetched(url: str) -> bytes:
    # A copy that is quiet fetches nothing; this the operator named, by hand and to let it end.
    answer: Any = ask_named(url, method="GET", headers={}, limits=LIMITS)
    if answer.status != 200:
        raise NotNewer(f"{url} answers {answer.status}.")
    body: bytes = answer.body
    return body
