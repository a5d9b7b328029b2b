"""Ledgers written as docs/ledger-format.md says, in the plainest way and with nothing of the product.

The verifiers are tried on them, and so is the product: two that were written apart agree.
"""

from __future__ import annotations

import base64
import hashlib
import json
import struct
from dataclasses import dataclass, field
from pathlib import Path

from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey

ORIGIN = "so-cai.bacninh.example.vn"
PROVINCE = "bacninh.example.vn"


def sha(*parts: bytes) -> bytes:
    return hashlib.sha256(b"".join(parts)).digest()


def b64(data: bytes) -> str:
    return base64.b64encode(data).decode()


def canonical(value: object) -> bytes:
    """Right for the texts of tests, whose names are ASCII."""
    return json.dumps(value, ensure_ascii=False, separators=(",", ":"), sort_keys=True).encode()


def entry(
    kind: str, body: dict, *, portal: str = "vu-ninh.bacninh.example.vn", **others: object
) -> bytes:
    told = {
        "kind": kind,
        "schema": 1,
        "at": "2026-08-04T02:30:00Z",
        "office": "UBND phường Vũ Ninh",
        "body": body,
    }
    return b"lien-cong/ledger/v1\n" + canonical(told | {"portal": portal} | others)


def commitment(value: object, salt: bytes) -> str:
    return "c1:" + sha(b"lien-cong/commitment/v1\n", salt, canonical(value)).hex()


def publication(number: int, text: str = "", **others: object) -> bytes:
    body = {
        "content": f"tin-{number}",
        "address": f"https://vu-ninh.bacninh.example.vn/tin-tuc/tin-{number}/",
        "title": f"Tin số {number} của phường",
        "text": sha((text or f"Tin {number}\n").encode()).hex(),
        "origin": "vu-ninh.bacninh.example.vn",
        "approved": commitment("Trưởng ban", bytes(32)),
    }
    return entry("publication", body | others)


def standing(number: int, text: str = "", **others: object) -> bytes:
    """What was published before the ledger was there: no approval is told of it."""
    told = json.loads(publication(number, text).partition(b"\n")[2])["body"]
    return entry("standing", {name: told[name] for name in told if name != "approved"} | others)


def information(number: int, text: str = "", **others: object) -> bytes:
    """A standing page: it stands on one portal only."""
    told = json.loads(publication(number, text).partition(b"\n")[2])["body"]
    return entry("page", {name: told[name] for name in told if name != "origin"} | others)


def month(cards: list[dict], **others: object) -> bytes:
    body = {
        "month": "2026-10",
        "scorer": PROVINCE,
        "rubric": "xa/3",
        "part": 1,
        "parts": 1,
        "cards": cards,
    }
    return entry("month", body | others, portal=PROVINCE)


def card(portal: str, *points: int, **others: int) -> dict:
    """A card whose lines are of ten points each, so that its total is what was earned, rescaled to 100 points."""
    lines = [
        {"criterion": f"A{at}", "points": one, "most": 1000} for at, one in enumerate(points, 1)
    ]
    earned, applicable = sum(points), 1000 * len(points)
    told = {
        "portal": portal,
        "earned": earned,
        "applicable": applicable,
        "penalty": 0,
        "bonus": 0,
    }
    # Rounded half up.
    total = max((20_000 * earned + applicable) // (2 * applicable), 0)
    return told | {"total": total, "lines": lines} | others


def root(leaves: list[bytes]) -> bytes:
    """RFC 6962, section 2.1, word by word; `leaves` are hashes of leaves."""
    if len(leaves) == 1:
        return leaves[0]
    at = 1
    while at * 2 < len(leaves):
        at *= 2
    return sha(b"\x01", root(leaves[:at]), root(leaves[at:]))


def path(index: int, leaves: list[bytes]) -> list[bytes]:
    """RFC 6962, section 2.1.1, word by word."""
    if len(leaves) == 1:
        return []
    at = 1
    while at * 2 < len(leaves):
        at *= 2
    if index < at:
        return [*path(index, leaves[:at]), root(leaves[at:])]
    return [*path(index - at, leaves[at:]), root(leaves[:at])]


def consistency(old: int, leaves: list[bytes], *, is_whole: bool = True) -> list[bytes]:
    """RFC 6962, section 2.1.2, word by word."""
    if old == len(leaves):
        return [] if is_whole else [root(leaves)]
    at = 1
    while at * 2 < len(leaves):
        at *= 2
    if old <= at:
        return [*consistency(old, leaves[:at], is_whole=is_whole), root(leaves[at:])]
    return [*consistency(old - at, leaves[at:], is_whole=False), root(leaves[:at])]


@dataclass
class Signer:
    name: str
    algorithm: int = 1
    private: Ed25519PrivateKey = field(default_factory=Ed25519PrivateKey.generate)

    @property
    def material(self) -> bytes:
        return bytes([self.algorithm]) + self.private.public_key().public_bytes_raw()

    @property
    def id(self) -> bytes:
        return sha(self.name.encode(), b"\n", self.material)[:4]

    @property
    def key(self) -> str:
        return f"{self.name}+{self.id.hex()}+{b64(self.material)}"

    def line(self, text: str, *, seconds: int = 1_790_000_000) -> str:
        signed = self.private.sign(text.encode())
        if self.algorithm == 4:
            message = f"cosignature/v1\ntime {seconds}\n{text}"
            signed = struct.pack(">Q", seconds) + self.private.sign(message.encode())
        return f"— {self.name} {b64(self.id + signed)}\n"


@dataclass
class Ledger:
    entries: list[bytes]
    signer: Signer = field(default_factory=lambda: Signer(ORIGIN))
    witnesses: list[Signer] = field(default_factory=lambda: [Signer("hdnd.bacninh.example.vn", 4)])

    @property
    def leaves(self) -> list[bytes]:
        return [sha(b"\x00", one) for one in self.entries]

    def checkpoint(self, size: int | None = None) -> str:
        size = len(self.entries) if size is None else size
        text = f"{self.signer.name}\n{size}\n{b64(root(self.leaves[:size]))}\n"
        signers = [self.signer, *self.witnesses]
        return text + "\n" + "".join(one.line(text) for one in signers)

    def proof(self, index: int, *, checkpoint: str | None = None) -> str:
        hashes = "".join(f"{b64(one)}\n" for one in path(index, self.leaves))
        head = f"c2sp.org/tlog-proof@v1\nextra {b64(self.entries[index])}\nindex {index}\n"
        return f"{head}{hashes}\n{checkpoint or self.checkpoint()}"

    def to_witness(self, old: int) -> str:
        """What is sent to a witness who signed the first `old` entries last: section 4.1."""
        hashes = "".join(f"{b64(one)}\n" for one in consistency(old, self.leaves))
        return f"old {old}\n{hashes}\n{self.checkpoint()}"

    def keys(self) -> str:
        return f"log {self.signer.key}\n" + "".join(
            f"witness {one.key}\n" for one in self.witnesses
        )

    def write(self, folder: Path, *, kept: tuple[int, ...] = ()) -> Path:
        """Write what an export holds, with the checkpoints of the sizes `kept`."""
        files = {"keys": self.keys().encode(), "checkpoint": self.checkpoint().encode()}
        files |= {f"checkpoints/{size}": self.checkpoint(size).encode() for size in kept}
        files |= in_tiles(
            "tile/entries", [len(one).to_bytes(2, "big") + one for one in self.entries]
        )
        level, hashes = 0, self.leaves
        while hashes:
            files |= in_tiles(f"tile/{level}", hashes)
            hashes = [root(hashes[at : at + 256]) for at in range(0, len(hashes) // 256 * 256, 256)]
            level += 1
        for name, data in files.items():
            (folder / name).parent.mkdir(parents=True, exist_ok=True)
            (folder / name).write_bytes(data)
        return folder


def in_tiles(below: str, things: list[bytes]) -> dict[str, bytes]:
    """For fewer than a thousand files: their names are one group of digits."""
    tiles = {}
    for number, start in enumerate(range(0, len(things), 256)):
        held = things[start : start + 256]
        partial = "" if len(held) == 256 else f".p/{len(held)}"
        tiles[f"{below}/{number:03}{partial}"] = b"".join(held)
    return tiles
