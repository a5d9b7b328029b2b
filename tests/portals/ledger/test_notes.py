"""Keys and checkpoints: what is signed, by whom, and what is refused."""

from __future__ import annotations

from base64 import b64decode, b64encode
from datetime import UTC, datetime

import pytest
from hypothesis import given
from hypothesis import strategies as st

from portals.ledger.notes import (
    Algorithm,
    BadNote,
    Checkpoint,
    Key,
    Signature,
    SignedCheckpoint,
    Signer,
    countersign,
    sign_checkpoint,
)

ORIGIN = "so-cai.bacninh.example.vn"
LEDGER = Signer(ORIGIN, Algorithm.LEDGER, bytes(range(32)))
WITNESS = Signer("hdnd.bacninh.example.vn", Algorithm.WITNESS, bytes(range(1, 33)))
AT = datetime(2026, 8, 4, 2, 30, tzinfo=UTC)
CHECKPOINT = Checkpoint(ORIGIN, 20_852, b"r" * 32)
SIGNED = sign_checkpoint(CHECKPOINT, LEDGER).with_signature(countersign(CHECKPOINT, WITNESS, AT))
KEYS = [LEDGER.key, WITNESS.key]


def test_a_published_note_verifies() -> None:
    """The example of Go's golang.org/x/mod/sumdb/note, from which C2SP's form comes."""
    key = Key.parse("PeterNeumann+c74f20a3+ARpc2QcUPDhMQegwxbzhKqiBfsVkmqq/LDE4izWy10TW")
    text = (
        "If you think cryptography is the answer to your problem,\n"
        "then you don't know what your problem is.\n"
    )
    line = b64decode(
        "x08go/ZJkuBS9UG/SffcvIAQxVBtiFupLLr8pAcElZInNIuGUgYN1FFYC2pZSNXgKvqfqdngotpRZb6KE6RyyBwJnAM="
    )
    assert line[:4] == key.key_id
    assert key.verifies(line[4:], text.encode())
    assert not key.verifies(line[4:], text.encode() + b"\n")


def test_a_key_is_written_as_it_was_read() -> None:
    for signer in (LEDGER, WITNESS):
        assert Key.parse(str(signer.key)) == signer.key
        assert Signer.parse(signer.secret_text) == signer
        assert signer.seed.hex() not in repr(signer)


@pytest.mark.parametrize(
    "text",
    [
        "", "a", "a+b", f"{LEDGER.key}=", str(LEDGER.key).replace("vn+", "vm+"),
        str(LEDGER.key).replace(ORIGIN, "a b"), str(LEDGER.key).replace(ORIGIN, ""),
        f"a+00000000+{b64encode(bytes(33)).decode()}", LEDGER.secret_text,
    ],
)  # fmt: skip
def test_a_malformed_key_is_refused(text: str) -> None:
    with pytest.raises(BadNote):
        Key.parse(text)


def test_a_checkpoint_is_three_lines_and_its_signatures() -> None:
    lines = SIGNED.to_bytes().decode().split("\n")
    assert lines[:4] == [ORIGIN, "20852", b64encode(b"r" * 32).decode(), ""]
    assert lines[4].startswith(f"— {ORIGIN} ")
    assert len(b64decode(lines[4].split(" ")[2])) == 4 + 64
    assert len(b64decode(lines[5].split(" ")[2])) == 4 + 8 + 64
    assert lines[6:] == [""]


def test_those_who_signed_are_told_with_their_hour() -> None:
    given = SignedCheckpoint.parse(SIGNED.to_bytes()).verify(KEYS)
    assert [(one.key, one.at) for one in given] == [(LEDGER.key, None), (WITNESS.key, AT)]


def test_lines_of_strangers_are_passed_over() -> None:
    stranger = Signer.generate("khac.example.vn", Algorithm.WITNESS)
    signed = SIGNED.with_signature(countersign(CHECKPOINT, stranger, AT))
    assert len(signed.verify(KEYS)) == 2
    assert [one.key for one in signed.verify([LEDGER.key])] == [LEDGER.key]


def test_a_line_of_a_known_key_that_is_not_good_spoils_all() -> None:
    other = countersign(Checkpoint(ORIGIN, 20_853, b"r" * 32), WITNESS, AT)
    with pytest.raises(BadNote, match="hdnd"):
        sign_checkpoint(CHECKPOINT, LEDGER).with_signature(other).verify(KEYS)


def test_witnesses_alone_do_not_make_a_checkpoint() -> None:
    alone = SignedCheckpoint(CHECKPOINT, SIGNED.signatures[1:])
    with pytest.raises(BadNote, match="ledger's key"):
        alone.verify(KEYS)
    # Nor does another ledger's key, however good.
    other = Signer.generate("khac.example.vn", Algorithm.LEDGER)
    signature = Signature(other.name, other.key.key_id, other.sign(CHECKPOINT.text.encode()))
    with pytest.raises(BadNote, match="ledger's key"):
        SignedCheckpoint(CHECKPOINT, (signature,)).verify([*KEYS, other.key])
    with pytest.raises(BadNote, match="not the one of this ledger"):
        sign_checkpoint(CHECKPOINT, other)
    with pytest.raises(BadNote, match="not one of a witness"):
        countersign(CHECKPOINT, LEDGER, AT)


def test_no_more_than_32_lines() -> None:
    many = SignedCheckpoint(CHECKPOINT, SIGNED.signatures * 16)
    assert len(SignedCheckpoint.parse(many.to_bytes()).signatures) == 32
    with pytest.raises(BadNote, match="32"):
        SignedCheckpoint.parse(many.with_signature(SIGNED.signatures[1]).to_bytes())


@given(st.integers(0, len(SIGNED.to_bytes()) * 8 - 1))
def test_one_bit_is_noticed(bit: int) -> None:
    changed = bytearray(SIGNED.to_bytes())
    changed[bit // 8] ^= 1 << bit % 8
    try:
        read = SignedCheckpoint.parse(bytes(changed))
        given = read.verify(KEYS)
    except BadNote:
        return
    # Only a line that now is a stranger's may have been touched, and it is not counted.
    assert read.checkpoint == CHECKPOINT
    assert [one.key for one in given] == [LEDGER.key]


@pytest.mark.parametrize(
    ("old", "new"),
    [
        ("20852", "020852"), ("20852", "0"), ("20852", "-1"), ("20852", "２"), ("\n20852", ""), ("\n\n", "\nmore\n\n"),
        ("\n\n", "\n"), ("— ", "- "), ("=\n\n", "\n\n"),
    ],
)  # fmt: skip
def test_a_malformed_checkpoint_is_refused(old: str, new: str) -> None:
    text = SIGNED.to_bytes().decode()
    assert old in text
    with pytest.raises(BadNote):
        SignedCheckpoint.parse(text.replace(old, new, 1).encode())


def test_the_last_line_ends() -> None:
    with pytest.raises(BadNote, match="end"):
        SignedCheckpoint.parse(SIGNED.to_bytes()[:-1])
