"""The tree against the vectors of RFC 6962's first implementation, and against a plain recursive one."""

from __future__ import annotations

from itertools import batched

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from portals.ledger.tree import (
    Levels,
    consistency,
    includes,
    inclusion,
    is_beginning,
    leaf_hash,
    root,
)

from . import plain_tree

# From the tests of Certificate Transparency, merkletree/merkle_tree_test.cc.
INPUTS = [
    bytes.fromhex(one)
    for one in (
        "", "00", "10", "2021", "3031", "40414243", "5051525354555657",
        "606162636465666768696a6b6c6d6e6f",
    )
]  # fmt: skip
ROOTS = [
    "6e340b9cffb37a989ca544e6bb780a2c78901d3fb33738768511a30617afa01d",
    "fac54203e7cc696cf0dfcb42c92a1d9dbaf70ad9e621f4bd8d98662f00e3c125",
    "aeb6bcfe274b70a14fb067a5e5578264db0fa9b51af5e0ba159158f329e06e77",
    "d37ee418976dd95753c1c73862b9398fa2a2cf9b4ff0fdfe8b30cd95209614b7",
    "4e3bbb1f7b478dcfe71fb631631519a3bca12c9aefca1612bfce4c13a86264d4",
    "76e67dadbcdf1e10e1b74ddc608abd2f98dfb16fbce75277b5232a127f2087ef",
    "ddb89be403809e325750d3d263cd78929c2942b7942a34b77e122c9594a74c8c",
    "5dc9da79a70659a9ad559cb701ded9a2ab9d823aad2f4960cfe370eff4604328",
]
SIZES = st.integers(1, 700)


def entries(size: int) -> list[bytes]:
    return [b"%d" % number for number in range(size)]


def levels(of: list[bytes], *, at_a_time: int = 100) -> Levels:
    stored = Levels()
    for some in batched(of, at_a_time):
        stored.extend(map(leaf_hash, some))
    return stored


def test_roots_are_those_of_certificate_transparency() -> None:
    stored = levels(INPUTS, at_a_time=1)
    assert [root(stored, size).hex() for size in range(1, 9)] == ROOTS


@pytest.mark.parametrize(
    ("index", "size", "path"),
    [
        (0, 1, []),
        (
            0,
            8,
            [
                "96a296d224f285c67bee93c30f8a309157f0daa35dc5b87e410b78630a09cfc7",
                "5f083f0a1a33ca076a95279832580db3e0ef4584bdff1f54c8a360f50de3031e",
                "6b47aaf29ee3c2af9af889bc1fb9254dabd31177f16232dd6aab035ca39bf6e4",
            ],
        ),
        (
            1,
            5,
            [
                "6e340b9cffb37a989ca544e6bb780a2c78901d3fb33738768511a30617afa01d",
                "5f083f0a1a33ca076a95279832580db3e0ef4584bdff1f54c8a360f50de3031e",
                "bc1a0643b12e4d2d7c77918f44e0f4f79a838b6cf9ec5b5c283e1f4d88599e6b",
            ],
        ),
    ],
)
def test_paths_are_those_of_certificate_transparency(
    index: int, size: int, path: list[str]
) -> None:
    assert [one.hex() for one in inclusion(levels(INPUTS), index, size)] == path


def test_there_is_no_empty_tree() -> None:
    with pytest.raises(ValueError, match="no entries"):
        root(Levels(), 0)
    assert not is_beginning(0, b"", 0, b"", [])
    assert not includes(leaf_hash(b"0"), 0, 0, [], leaf_hash(b"0"))


@given(SIZES, st.integers(1, 300))
@settings(max_examples=25, deadline=None)
def test_a_tree_grown_in_steps_has_the_root_of_the_plain_one(size: int, step: int) -> None:
    all_of_it = entries(size)
    stored = levels(all_of_it, at_a_time=step)
    assert root(stored, size) == plain_tree.mth(all_of_it)
    assert len(stored.levels[0]) == size
    assert [len(level) for level in stored.levels[1:]] == ([size // 256] if size >= 256 else [])


@given(st.data(), SIZES)
@settings(max_examples=40, deadline=None)
def test_a_path_leads_to_the_root_and_only_from_its_own_place(
    data: st.DataObject, size: int
) -> None:
    all_of_it = entries(size)
    stored, head = levels(all_of_it), plain_tree.mth(all_of_it)
    index = data.draw(st.integers(0, size - 1))
    path = inclusion(stored, index, size)
    leaf = leaf_hash(all_of_it[index])
    assert path == plain_tree.path(index, all_of_it)
    assert includes(leaf, index, size, path, head)
    assert not includes(leaf, index + 1, size, path, head)
    assert not includes(leaf, index - 1, size, path, head)
    assert not includes(leaf_hash(b"another"), index, size, path, head)
    assert not includes(leaf, index, size, [*path, head], head)
    if path:
        assert not includes(leaf, index, size, path[:-1], head)
        bit = data.draw(st.integers(0, 255))
        changed = data.draw(st.integers(0, len(path) - 1))
        path[changed] = (int.from_bytes(path[changed]) ^ 1 << bit).to_bytes(32)
        assert not includes(leaf, index, size, path, head)


@given(st.data(), SIZES)
@settings(max_examples=40, deadline=None)
def test_an_older_tree_is_the_beginning_of_a_newer_one(data: st.DataObject, new: int) -> None:
    all_of_it = entries(new)
    stored, new_root = levels(all_of_it), plain_tree.mth(all_of_it)
    old = data.draw(st.integers(1, new))
    old_root = plain_tree.mth(all_of_it[:old])
    path = consistency(stored, old, new)
    assert path == plain_tree.proof(old, all_of_it)
    assert is_beginning(old, old_root, new, new_root, path)
    forked = [*all_of_it[: old - 1], b"forked"]
    assert not is_beginning(old, plain_tree.mth(forked), new, new_root, path)
    assert not is_beginning(old, old_root, new, plain_tree.mth([*all_of_it[:-1], b"f"]), path)
    assert not is_beginning(old, old_root, new, new_root, [*path, new_root])
    if path:
        assert not is_beginning(old, old_root, new, new_root, path[:-1])


def test_of_each_level_a_large_tree_reads_less_than_two_tiles() -> None:
    """Three levels deep: 70,000 leaves, of which a path asks for few."""
    stored = levels(entries(70_000), at_a_time=9_999)
    assert [len(level) for level in stored.levels] == [70_000, 273, 1]
    asked: dict[int, int] = {}

    class Counted:
        def hashes(self, level: int, start: int, end: int) -> list[bytes]:
            asked[level] = asked.get(level, 0) + end - start
            return list(stored.hashes(level, start, end))

    path = inclusion(Counted(), 69_999, 70_000)
    assert includes(leaf_hash(b"69999"), 69_999, 70_000, path, root(stored, 70_000))
    assert all(number < 512 for number in asked.values())
