"""A proof that one entry stands in the ledger: C2SP's tlog-proof (docs/ledger-format.md, section 6)."""

from __future__ import annotations

import re
from base64 import b64decode, b64encode
from collections.abc import Collection
from dataclasses import dataclass

from .notes import BadNote, Given, Key, SignedCheckpoint
from .tree import HASH_SIZE, includes, leaf_hash

FIRST_LINE = "c2sp.org/tlog-proof@v1"
SUFFIX = ".tlog-proof"
_INDEX = re.compile(r"0|[1-9][0-9]{0,18}", re.ASCII)
# A tree has no more levels than its size has bits.
_LONGEST_PATH = 63


class BadProof(ValueError):
    """A proof that is malformed or proves nothing; the message says in what."""


@dataclass(frozen=True, slots=True)
class Proof:
    entry: bytes
    index: int
    path: tuple[bytes, ...]
    checkpoint: SignedCheckpoint

    def to_bytes(self) -> bytes:
        head = [FIRST_LINE, f"extra {_base64(self.entry)}", f"index {self.index}"]
        lines = [*head, *map(_base64, self.path), "", ""]
        return "\n".join(lines).encode() + self.checkpoint.to_bytes()

    @classmethod
    def parse(cls, data: bytes) -> Proof:
        """Read a proof, without checking it. Raises BadProof."""
        head, separator, checkpoint = data.partition(b"\n\n")
        try:
            lines = head.decode("ascii").split("\n")
            if not separator or len(lines) < 3 or lines[0] != FIRST_LINE:
                raise BadProof("no proof of this form")
            if len(lines) > 3 + _LONGEST_PATH:
                raise BadProof("more hashes than a tree has levels")
            index = _after("index ", lines[2])
            if not _INDEX.fullmatch(index):
                raise BadProof("the index is no number")
            return cls(
                entry=_unbase64(_after("extra ", lines[1])),
                index=int(index),
                path=tuple(map(_hash, lines[3:])),
                checkpoint=SignedCheckpoint.parse(checkpoint),
            )
        except (UnicodeDecodeError, BadNote) as error:
            raise BadProof(str(error)) from error

    def verify(self, keys: Collection[Key]) -> list[Given]:
        """Return who signed the tree in which the entry stands. Raises BadProof where that is not proven."""
        try:
            given = self.checkpoint.verify(keys)
        except BadNote as error:
            raise BadProof(str(error)) from error
        tree = self.checkpoint.checkpoint
        if not includes(leaf_hash(self.entry), self.index, tree.size, self.path, tree.root):
            raise BadProof("the entry does not lead to the root")
        return given


def _after(word: str, line: str) -> str:
    if not line.startswith(word):
        raise BadProof(f"a line does not begin with {word.strip()}")
    return line.removeprefix(word)


def _hash(line: str) -> bytes:
    data = _unbase64(line)
    if len(data) != HASH_SIZE:
        raise BadProof("a hash of another length")
    return data


def _base64(data: bytes) -> str:
    return b64encode(data).decode()


def _unbase64(text: str) -> bytes:
    try:
        data = b64decode(text, validate=True)
    except ValueError as error:
        raise BadProof("no base64") from error
    if _base64(data) != text:
        raise BadProof("base64 not as it is written")
    return data
