"""Names and content of files, proofs and commitments."""

from __future__ import annotations

from base64 import b64encode
from dataclasses import replace

import pytest
from hypothesis import given
from hypothesis import strategies as st

from portals.ledger.canonical import encode
from portals.ledger.commitments import WRITTEN, Opening
from portals.ledger.notes import Algorithm, Checkpoint, Signer, sign_checkpoint
from portals.ledger.proofs import BadProof, Proof
from portals.ledger.tiles import NoSuchTile, Tile, bundle, tiles_of, unbundled
from portals.ledger.tree import Levels, inclusion, leaf_hash, root

LEDGER = Signer("so-cai.example.vn", Algorithm.LEDGER, bytes(range(32)))
ENTRIES = [b"entry %d" % number for number in range(11)]


def proof(index: int = 5, size: int = 11) -> Proof:
    stored = Levels()
    stored.extend(map(leaf_hash, ENTRIES))
    signed = sign_checkpoint(Checkpoint(LEDGER.name, size, root(stored, size)), LEDGER)
    return Proof(ENTRIES[index], index, tuple(inclusion(stored, index, size)), signed)


def test_numbers_stand_in_groups_of_three() -> None:
    assert Tile(0, 1_234_067).path == "tile/0/x001/x234/067"
    assert Tile(1, 0, 5).path == "tile/1/000.p/5"
    assert Tile(None, 1_000).path == "tile/entries/x001/000"


@given(st.none() | st.integers(0, 63), st.integers(0, 2**40), st.integers(1, 256))
def test_a_name_says_which_file_it_is(level: int | None, number: int, width: int) -> None:
    tile = Tile(level, number, width)
    assert Tile.from_path(tile.path) == tile


@pytest.mark.parametrize(
    "path",
    [
        "tile/0/0", "tile/0/x000/001", "tile/0/001.p/256", "tile/0/001.p/0", "tile/0/001.p/01", "tile/00/001",
        "tile/64/001", "tile/0/x001/x002", "tile/0/001/", "tile/entries/../001", "tile/0/００1", "tile/data/001",
        "tile/0/001.p/300",
    ],
)  # fmt: skip
def test_another_spelling_names_no_file(path: str) -> None:
    with pytest.raises(NoSuchTile):
        Tile.from_path(path)


def test_the_files_of_a_tree() -> None:
    assert [tile.path for tile in tiles_of(300)] == [
        "tile/entries/000", "tile/entries/001.p/44", "tile/0/000", "tile/0/001.p/44", "tile/1/000.p/1",
    ]  # fmt: skip
    assert [tile.path for tile in tiles_of(256)] == [
        "tile/entries/000", "tile/0/000", "tile/1/000.p/1",
    ]  # fmt: skip
    assert all(tile.size_needed() <= 70_000 for tile in tiles_of(70_000))


@given(st.lists(st.binary(max_size=50), max_size=10))
def test_entries_are_taken_out_of_a_bundle_as_they_were_put_in(entries: list[bytes]) -> None:
    data = bundle(entries)
    assert unbundled(data) == entries
    if data:
        with pytest.raises(ValueError, match="too early"):
            unbundled(data + b"\x00")


def test_a_proof_is_read_as_it_was_written_and_verifies() -> None:
    read = Proof.parse(proof().to_bytes())
    assert read == proof()
    assert [one.key for one in read.verify([LEDGER.key])] == [LEDGER.key]
    head = proof().to_bytes().decode().split("\n")[:3]
    assert head == ["c2sp.org/tlog-proof@v1", f"extra {b64encode(b'entry 5').decode()}", "index 5"]


def test_a_proof_of_something_else_proves_nothing() -> None:
    for wrong in (
        replace(proof(), index=4),
        replace(proof(), entry=b"entry 6"),
        replace(proof(), path=proof().path[:-1]),
        replace(proof(), checkpoint=proof(5, 10).checkpoint),
    ):
        with pytest.raises(BadProof, match="root"):
            wrong.verify([LEDGER.key])
    with pytest.raises(BadProof, match="ledger's key"):
        proof().verify([Signer.generate(LEDGER.name, Algorithm.LEDGER).key])


@given(st.integers(0, len(proof().to_bytes()) * 8 - 1))
def test_one_bit_of_a_proof_is_noticed(bit: int) -> None:
    changed = bytearray(proof().to_bytes())
    changed[bit // 8] ^= 1 << bit % 8
    with pytest.raises(BadProof):
        Proof.parse(bytes(changed)).verify([LEDGER.key])


@pytest.mark.parametrize(
    ("old", "new"),
    [
        (b"index 5", b"index 05"), (b"index 5", b"index -5"), (b"extra ", b""), (b"@v1", b"@v2"), (b"\n\n", b"\n"),
        (b"index 5\n", b"index 5\nAAAA\n"), (b"extra", b"Extra"),
    ],
)  # fmt: skip
def test_a_malformed_proof_is_refused(old: bytes, new: bytes) -> None:
    with pytest.raises(BadProof):
        Proof.parse(proof().to_bytes().replace(old, new, 1))


def test_a_commitment_shows_its_value_to_whoever_has_the_salt() -> None:
    first, second = Opening.of({"user": 17}), Opening.of({"user": 17})
    assert WRITTEN.fullmatch(first.commitment)
    assert first.commitment != second.commitment
    told = first.as_json()
    assert Opening(bytes.fromhex(str(told["salt"])), told["value"]).commitment == first.commitment
    assert replace(first, value={"user": 18}).commitment != first.commitment
    assert encode(told)
