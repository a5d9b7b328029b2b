"""Ledgers and proofs drawn by lot: genuine, altered by one change, and forked. Both verifiers are tried on them."""

from __future__ import annotations

import random
from dataclasses import dataclass, field

from .written_ledgers import Ledger, Signer, card, entry, in_tiles, month, publication, root, sha

Files = dict[str, bytes]
WITNESSES = ("hdnd.bacninh.example.vn", "luu-tru.bacninh.example.vn")


@dataclass
class Dossier:
    """What a verifier is given: the files of a folder, or those of a proof (`proof`, `keys`)."""

    what: str
    key: str
    files: Files
    handed: Files = field(default_factory=dict)

    @property
    def is_proof(self) -> bool:
        return "proof" in self.files


def any_entry(lot: random.Random, number: int) -> bytes:
    """One of the kinds; of months, of which each may stand once, see `ledger`."""
    kind = lot.choice(
        ["publication"] * 6
        + ["correction", "withdrawal", "standing", "page", "paper", "recall", "song"]
    )
    content, address = f"tin-{lot.randrange(number + 1)}", f"https://vu-ninh.example.vn/{number}/"
    commitment = f"c1:{sha(str(number).encode()).hex()}"
    if kind == "correction":
        note = {"note": "Sửa “số liệu”\tdòng 2"}
        told = {"content": content, "address": address, "title": "Tin", "origin": "vu-ninh"}
        return entry(kind, told | note | {"text": sha(b"x").hex()})
    if kind == "withdrawal":
        return entry(kind, {"content": content, "address": address, "reason": "Hết hạn"})
    if kind == "standing":
        told = {"content": content, "address": address, "title": "Tin cũ", "origin": "vu-ninh"}
        return entry(kind, told | {"text": sha(b"x").hex()})
    if kind == "page":
        told = {"content": content, "address": address, "title": "Giới thiệu"}
        return entry(kind, told | {"text": sha(b"x").hex(), "approved": commitment})
    if kind == "paper":
        told = {"content": content, "text": sha(b"x").hex()}
        return entry(kind, told | {"sha256": sha(b"y").hex()})
    if kind == "recall":
        told = {"content": content, "reason": "Sai", "decided": commitment}
        return entry(kind, told | {"addresses": sorted({address, "https://x.example.vn/"})})
    if kind == "song":
        return entry(kind, {"verse": lot.randrange(-9, 2**53), "lines": [{"a": []}, "\u001f\\"]})
    return publication(number)


def ledger(lot: random.Random, size: int) -> Ledger:
    entries = [any_entry(lot, number) for number in range(size)]
    if size > 4:
        # Five lines of ten points: then the total is a whole number of hundredths.
        cards = [card(f"xa-{at}", *(lot.randrange(1001) for _ in range(5))) for at in range(3)]
        entries[lot.randrange(size)] = month(cards)
    witnesses = [Signer(name, 4) for name in WITNESSES[: lot.randrange(3)]]
    return Ledger(entries, witnesses=witnesses)


def files_of(told: Ledger, kept: list[int]) -> Files:
    """The files that `Ledger.write` writes, in memory."""
    files = {"keys": told.keys().encode(), "checkpoint": told.checkpoint().encode()}
    files |= {f"checkpoints/{size}": told.checkpoint(size).encode() for size in kept}
    bundled = [len(one).to_bytes(2, "big") + one for one in told.entries]
    files |= in_tiles("tile/entries", bundled)
    level, hashes = 0, told.leaves
    while hashes:
        files |= in_tiles(f"tile/{level}", hashes)
        whole = len(hashes) // 256 * 256
        hashes = [root(hashes[at : at + 256]) for at in range(0, whole, 256)]
        level += 1
    return files


def genuine_folder(lot: random.Random) -> Dossier:
    size = lot.choice([1, 2, 3, 255, 256, 257, lot.randrange(1, 40), lot.randrange(1, 600)])
    told = ledger(lot, size)
    kept = sorted({lot.randrange(1, size + 1) for _ in range(lot.randrange(4))})
    older = (
        {"cu": told.checkpoint(lot.randrange(1, size + 1)).encode()} if lot.random() < 0.5 else {}
    )
    return Dossier(f"{size} entries", told.signer.key, files_of(told, kept), older)


def genuine_proof(lot: random.Random) -> Dossier:
    # Without witnesses: a line of a name that is not known is passed over, so it may be altered.
    told = ledger(lot, lot.randrange(1, 300))
    told.witnesses = []
    index = lot.randrange(len(told.entries))
    files = {"proof": told.proof(index).encode(), "keys": told.keys().encode()}
    return Dossier(f"proof of {index}", "", files)


def genuine(lot: random.Random) -> Dossier:
    return genuine_proof(lot) if lot.random() < 0.3 else genuine_folder(lot)


def altered(lot: random.Random, told: Dossier, other: Dossier) -> Dossier:
    """`told` with one change that a verifier must see; `other` is another one of the same sort."""
    for _ in range(100):
        change = lot.choice(PROOF_CHANGES if told.is_proof else FOLDER_CHANGES)
        # Older checkpoints may be taken away: nothing says which there were.
        name = lot.choice(sorted(told.files))
        files = change(lot, dict(told.files), name, other.files)
        if files is not None and files != told.files:
            return Dossier(f"{change.__name__} {name} of {told.what}", told.key, files)
    raise AssertionError("nothing could be altered")


def a_bit(lot: random.Random, files: Files, name: str, other: Files) -> Files:
    data = bytearray(files[name])
    data[lot.randrange(len(data))] ^= 1 << lot.randrange(8)
    return files | {name: bytes(data)}


def a_byte_more(lot: random.Random, files: Files, name: str, other: Files) -> Files:
    at = lot.randrange(len(files[name]) + 1)
    return files | {name: files[name][:at] + bytes([lot.randrange(256)]) + files[name][at:]}


def cut_short(lot: random.Random, files: Files, name: str, other: Files) -> Files | None:
    left = files[name][: lot.randrange(len(files[name]))]
    # A checkpoint without its last lines has fewer countersignatures, and is good.
    return None if name.startswith("checkpoint") and left.endswith(b"\n") else files | {name: left}


def lines_swapped(lot: random.Random, files: Files, name: str, other: Files) -> Files | None:
    # The order of keys, and of signatures, says nothing.
    if name == "keys":
        return None
    lines = files[name].split(b"\n")
    body = lines.index(b"") if b"" in lines else len(lines)
    if body < 2 or name.startswith("tile"):
        return None
    one, two = lot.sample(range(body), 2)
    lines[one], lines[two] = lines[two], lines[one]
    return files | {name: b"\n".join(lines)}


def a_line_less(lot: random.Random, files: Files, name: str, other: Files) -> Files | None:
    # One of the lines of text, or the ledger's signature; that of a witness may be left out.
    if name.startswith("tile") or name == "keys":
        return None
    lines = files[name].split(b"\n")
    signed = max(at for at, line in enumerate(lines) if line == b"" and at < len(lines) - 1)
    del lines[lot.randrange(signed + 2)]
    return files | {name: b"\n".join(lines)}


def from_another(lot: random.Random, files: Files, name: str, other: Files) -> Files | None:
    return files | {name: other[name]} if name in other and name != "keys" else None


def taken_away(lot: random.Random, files: Files, name: str, other: Files) -> Files | None:
    if name.startswith("checkpoints/"):
        return None
    return {key: data for key, data in files.items() if key != name}


def one_too_many(lot: random.Random, files: Files, name: str, other: Files) -> Files | None:
    if not name.startswith("tile"):
        return None
    level = name.split("/")[1]
    return files | {
        f"tile/{level}/{lot.choice(['007', '000.p/256', '000.p/x', 'ghi-chu'])}": b"x" * 32
    }


def unbundled(data: bytes) -> list[bytes]:
    entries = []
    while data:
        length = 2 + int.from_bytes(data[:2], "big")
        entries.append(data[:length])
        data = data[length:]
    return entries


def entries_swapped(lot: random.Random, files: Files, name: str, other: Files) -> Files | None:
    entries = unbundled(files[name]) if name.startswith("tile/entries") else []
    if len(entries) < 2:
        return None
    one, two = lot.sample(range(len(entries)), 2)
    entries[one], entries[two] = entries[two], entries[one]
    return files | {name: b"".join(entries)}


def written_anew(lot: random.Random, files: Files, name: str, other: Files) -> Files | None:
    """An entry told otherwise, and its hash with it: only the root knows."""
    if not name.startswith("tile/entries"):
        return None
    entries, below = unbundled(files[name]), name.replace("entries", "0")
    at = lot.randrange(len(entries))
    new = entries[at][2:].replace(b"UBND ph", b"UBND x")
    entries[at] = len(new).to_bytes(2, "big") + new
    hashes = bytearray(files[below])
    hashes[at * 32 : at * 32 + 32] = sha(b"\x00", new)
    return files | {name: b"".join(entries), below: bytes(hashes)}


def older_for_newest(lot: random.Random, files: Files, name: str, other: Files) -> Files | None:
    return files | {"checkpoint": files[name]} if name.startswith("checkpoints/") else None


def another_index(lot: random.Random, files: Files, name: str, other: Files) -> Files:
    lines = files["proof"].split(b"\n")
    lines[2] = b"index %d" % lot.randrange(600)
    return files | {"proof": b"\n".join(lines)}


def another_checkpoint(lot: random.Random, files: Files, name: str, other: Files) -> Files:
    head, tail = files["proof"].split(b"\n\n", 1), other["proof"].split(b"\n\n", 1)
    return files | {"proof": head[0] + b"\n\n" + tail[1]}


EVERYWHERE = [a_bit, a_byte_more, cut_short, lines_swapped, a_line_less, from_another]
FOLDER_CHANGES = [
    *EVERYWHERE,
    a_bit,
    a_bit,
    taken_away,
    one_too_many,
    entries_swapped,
    written_anew,
    older_for_newest,
]
PROOF_CHANGES = [*EVERYWHERE, another_index, another_checkpoint]


def forked(lot: random.Random) -> Dossier:
    """A history written anew and signed with the true keys, against a checkpoint that somebody kept."""
    size = lot.randrange(2, 400)
    told = ledger(lot, size)
    kept = lot.randrange(1, size + 1)
    at = lot.randrange(kept)
    anew = Ledger(list(told.entries), signer=told.signer, witnesses=told.witnesses)
    what = lot.choice(["told otherwise", "left out", "put in", "swapped", "cut"])
    other = publication(at + 100_000)
    if what == "left out":
        anew.entries = told.entries[:at] + told.entries[at + 1 :] + [other, other]
    elif what == "put in":
        anew.entries.insert(at, other)
    elif what == "swapped" and kept > 1 and told.entries[0] != told.entries[kept - 1]:
        anew.entries[0], anew.entries[kept - 1] = anew.entries[kept - 1], anew.entries[0]
    elif what == "cut" and kept > 1:
        anew.entries = told.entries[: lot.randrange(1, kept)]
    else:
        anew.entries[at] = other
    held = {"da-giu": told.checkpoint(kept).encode()}
    if lot.random() < 0.5 and kept <= len(anew.entries):
        files = files_of(anew, []) | {f"checkpoints/{kept}": held["da-giu"]}
        return Dossier(f"{what}, kept in the folder", told.signer.key, files)
    return Dossier(f"{what}, handed over", told.signer.key, files_of(anew, []), held)
