"""One way to write each value, and no value that two programs read differently."""

from __future__ import annotations

import json
import unicodedata

import pytest
from hypothesis import given
from hypothesis import strategies as st

from portals.ledger.canonical import LARGEST, NotCanonical, decode, encode, normalised

TEXT = st.text(st.characters(exclude_categories=["Cs"])).map(
    lambda text: unicodedata.normalize("NFC", text)
)
VALUES = st.recursive(
    TEXT | st.integers(-LARGEST, LARGEST),
    lambda inner: st.lists(inner, max_size=4) | st.dictionaries(TEXT, inner, max_size=4),
    max_leaves=12,
)


@given(VALUES)
def test_what_was_written_is_read_again(value: object) -> None:
    assert decode(encode(value)) == value


@given(VALUES)
def test_it_is_the_json_that_everybody_reads(value: object) -> None:
    assert json.loads(encode(value)) == value


def test_names_stand_in_the_order_of_their_utf_16() -> None:
    """From RFC 8785, section 3.2.3: by code points the smiley would come last."""
    names = ["€", "\r", "דּ", "1", "😀", "\u0080", "ö"]
    ordered = ["\r", "1", "\u0080", "ö", "€", "😀"]
    assert list(json.loads(encode({name: 1 for name in names if name != "דּ"}))) == ordered


def test_what_is_escaped_and_what_is_not() -> None:
    assert encode('\x00\b\t\n\f\r\x1f"\\/\x7f\u2028é') == (
        '"\\u0000\\b\\t\\n\\f\\r\\u001f\\"\\\\/\x7f\u2028é"'.encode()
    )


@pytest.mark.parametrize(
    "value",
    [
        True, None, 1.0, 1.5, LARGEST + 1, -LARGEST - 1, "\ud800", "e\u0301", {"e\u0301": 1}, {1: 1},
        [False], {"a": None}, (1,), b"a",
    ],
)  # fmt: skip
def test_what_is_no_value_is_refused(value: object) -> None:
    with pytest.raises(NotCanonical):
        encode(value)


@pytest.mark.parametrize(
    "data",
    [
        b'{"a":1,"a":1}', b'{"b":1,"a":1}', b'{"a": 1}', b'{"a":1}\n', b'{"a":01}', b'{"a":-0}', b'{"a":1.0}',
        b'{"a":1e2}', b'{"a":true}', b'{"a":null}', b'"\\u00e9"', b'"\\/"', b'"\\u001F"', b'"\\ud800"', b'"e\xcc\x81"',
        b'"\xff"', b"", b"NaN", b"Infinity", b"9007199254740992", b'\xef\xbb\xbf"a"',
        b"[" * 60_000 + b"]" * 60_000,
    ],
)  # fmt: skip
def test_another_spelling_is_refused(data: bytes) -> None:
    with pytest.raises(NotCanonical):
        decode(data)


def test_nesting_has_an_end() -> None:
    assert decode(b"[" * 32 + b"]" * 32)
    with pytest.raises(NotCanonical, match="deep"):
        decode(b"[" * 33 + b"]" * 33)


def test_text_is_brought_to_one_form_before_it_is_written() -> None:
    assert encode(normalised({"e\u0301": ["o\u0302\u0301"]})) == '{"é":["ố"]}'.encode()
    with pytest.raises(NotCanonical, match="twice"):
        normalised({"e\u0301": 1, "é": 2})
