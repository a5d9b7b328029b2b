from __future__ import annotations

import unicodedata
from hashlib import sha256

import pytest

from portals.sealing.commitments import commit, is_of

SALT = bytes(range(32))


def test_a_commitment_has_the_ledgers_form() -> None:
    written = sha256(b"lien-cong/commitment/v1\n" + SALT + '"Đỗ Thử"'.encode()).hexdigest()
    assert commit("Đỗ Thử", SALT) == f"c1:{written}"


def test_it_holds_for_the_value_and_its_salt_alone() -> None:
    made = commit("Đỗ Thử", SALT)
    assert is_of(made, unicodedata.normalize("NFD", "Đỗ Thử"), SALT)
    assert not is_of(made, "Đỗ Thứ", SALT)
    assert not is_of(made, "Đỗ Thử", SALT[::-1])


def test_a_salt_that_could_be_tried_out_is_refused() -> None:
    with pytest.raises(ValueError, match="32"):
        commit("0912345678", b"x" * 31)
