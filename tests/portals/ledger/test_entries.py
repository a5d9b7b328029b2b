"""Entries as bytes: each one way, and whatever is not that way refused."""

from __future__ import annotations

import unicodedata
from datetime import UTC, datetime, timedelta, timezone

import pytest
from hypothesis import given
from hypothesis import strategies as st

from portals.ledger.entries import LONGEST, PREFIX, Entry, NotAnEntry

WRITTEN = (
    PREFIX
    + '{"at":"2026-08-04T02:30:00Z","body":{"points":9500},"kind":"month",'
    '"office":"Sở Nội vụ","portal":"snv.example.vn","schema":1}'.encode()
)
ENTRY = Entry(
    kind="month",
    schema=1,
    at=datetime(2026, 8, 4, 2, 30, tzinfo=UTC),
    office="Sở Nội vụ",
    portal="snv.example.vn",
    body={"points": 9500},
)


def test_an_entry_is_written_in_one_way() -> None:
    assert ENTRY.to_bytes() == WRITTEN
    assert Entry.from_bytes(WRITTEN) == ENTRY


def test_the_instant_is_told_in_utc() -> None:
    local = ENTRY.at.astimezone(timezone(timedelta(hours=7)))
    told = Entry(ENTRY.kind, 1, local, ENTRY.office, ENTRY.portal, ENTRY.body)
    assert told.to_bytes() == WRITTEN


@given(
    st.dictionaries(
        st.text(st.characters(exclude_categories=["Cs"]), max_size=5).map(
            lambda text: unicodedata.normalize("NFC", text)
        ),
        st.integers(-(2**53) + 1, 2**53 - 1),
        max_size=5,
    ),
    st.datetimes(timezones=st.just(UTC)),
)
def test_every_entry_is_read_as_it_was_written(body: dict[str, object], at: datetime) -> None:
    at = at.replace(microsecond=0)
    entry = Entry("rubric", 2, at, "UBND tỉnh", "", body)
    assert Entry.from_bytes(entry.to_bytes()) == entry


@given(st.integers(0, len(WRITTEN) * 8 - 1))
def test_one_bit_makes_another_entry_or_none(bit: int) -> None:
    changed = bytearray(WRITTEN)
    changed[bit // 8] ^= 1 << bit % 8
    try:
        read = Entry.from_bytes(bytes(changed))
    except NotAnEntry:
        return
    assert read != ENTRY
    assert read.to_bytes() == bytes(changed)


@pytest.mark.parametrize(
    ("old", "new"),
    [
        ("v1\n", "v2\n"),
        ("v1\n", "v1\r\n"),
        ('"kind":"month"', '"kind":"Month"'),
        ('"kind":"month"', '"kind":""'),
        ('"schema":1', '"schema":0'),
        ('"schema":1', '"schema":"1"'),
        ("02:30:00Z", "2:30:00Z"),
        ("02:30:00Z", "02:30:00+00:00"),
        ("02:30:00Z", "24:30:00Z"),
        ("2026-08-04", "2026-02-30"),
        (',"schema":1', ""),
        (',"schema":1', ',"schema":1,"z":1'),
        ('"body":{"points":9500}', '"body":[]'),
        ('"office":"Sở Nội vụ"', '"office":""'),
        ('"portal":"snv.example.vn"', '"portal":""'),
        ("}", "}\n"),
    ],
)
def test_what_is_not_written_so_is_no_entry(old: str, new: str) -> None:
    changed = WRITTEN.decode().replace(old, new)
    assert changed.encode() != WRITTEN
    with pytest.raises(NotAnEntry):
        Entry.from_bytes(changed.encode())


def test_the_longest_entry_and_one_byte_more() -> None:
    bare = len(Entry("a", 1, ENTRY.at, "b", "", {"t": ""}).to_bytes())
    longest = Entry("a", 1, ENTRY.at, "b", "", {"t": "x" * (LONGEST - bare)})
    assert len(longest.to_bytes()) == LONGEST
    with pytest.raises(NotAnEntry, match="65536 bytes"):
        Entry("a", 1, ENTRY.at, "b", "", {"t": "x" * (LONGEST - bare + 1)}).to_bytes()


def test_a_moment_without_its_zone_is_refused() -> None:
    with pytest.raises(NotAnEntry, match="zone"):
        Entry("a", 1, datetime(2026, 8, 4), "b", "", {}).to_bytes()  # noqa: DTZ001
