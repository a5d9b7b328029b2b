"""Hiding in texts."""

from __future__ import annotations

import unicodedata

import pytest
from hypothesis import given
from hypothesis import strategies as st

from portals.redaction import (
    Hidden,
    PersonalKind,
    accepted,
    propose,
    redact,
    uncovered,
    united,
    with_hidden,
    without_hidden,
)


def hide(
    start: int, end: int, kind: PersonalKind = PersonalKind.PHONE, reason: str = "r"
) -> Hidden:
    return Hidden(start, end, kind, reason)


def test_a_label_stands_in_its_place() -> None:
    text = "Gọi 0912345678 hoặc 0222 3888 999."
    assert redact(text, accepted(propose(text))) == "Gọi [số điện thoại] hoặc [số điện thoại]."


def test_labels_say_nothing_of_the_length() -> None:
    assert redact("a 1 b", [hide(2, 3)]) == redact("a 123456 b", [hide(2, 8)])
    assert len({kind.label for kind in PersonalKind}) == len(PersonalKind)
    assert all(kind.words and "[" in kind.label for kind in PersonalKind)


def test_nothing_hidden_changes_nothing() -> None:
    assert redact("Chào", []) == "Chào"


class TestUniting:
    def test_what_overlaps_or_touches_is_one(self) -> None:
        assert united([hide(5, 9), hide(1, 3), hide(3, 6)]) == (hide(1, 9),)
        assert united([hide(1, 3), hide(4, 6)]) == (hide(1, 3), hide(4, 6))

    def test_what_lies_within_goes_with_what_holds_it(self) -> None:
        outer = hide(0, 10, PersonalKind.ADDRESS)
        assert united([hide(2, 4), outer]) == (outer,)

    def test_of_kinds_that_cross_neither_is_told(self) -> None:
        (one,) = united([hide(0, 5, PersonalKind.NAME, "a"), hide(3, 8, PersonalKind.PHONE, "b")])
        assert (one.kind, one.reason) == (PersonalKind.OTHER, "a; b")

    @given(st.lists(st.tuples(st.integers(0, 40), st.integers(1, 10)), max_size=12))
    def test_hides_each_character_that_any_hides(self, spans: list[tuple[int, int]]) -> None:
        hidden = [hide(start, start + length) for start, length in spans]
        text = "".join(chr(0x4E00 + at) for at in range(60))
        shown = redact(text, hidden)
        for at, sign in enumerate(text):
            is_hidden = any(one.start <= at < one.end for one in hidden)
            assert (sign not in shown) == is_hidden


class TestByHand:
    def test_a_person_adds_and_drops(self) -> None:
        text = "Gọi 0912345678 gặp anh Ba"
        found = accepted(propose(text))
        more = with_hidden(
            found, hide(text.index("anh Ba"), len(text), PersonalKind.NAME, "người khác")
        )
        assert redact(text, more) == "Gọi [số điện thoại] gặp [tên người]"
        assert redact(text, without_hidden(more, *found)) == "Gọi 0912345678 gặp [tên người]"
        with pytest.raises(ValueError):
            without_hidden(found, hide(0, 1))

    def test_what_is_let_stand_is_told(self) -> None:
        text = "Gọi 0912345678 hay 0987654321"
        first, second = found = propose(text)
        assert uncovered(found, accepted([first])) == [second]
        assert uncovered(found, accepted(found)) == []
        assert uncovered([first], [hide(first.start, first.end - 1)]) == [first]


class TestOffsets:
    def test_take_a_letter_with_its_marks(self) -> None:
        text = unicodedata.normalize("NFD", "bà Vân ở")
        at = text.index("V") + 2
        assert redact(text, [hide(at, at + 2, PersonalKind.NAME)]) == "bà V[tên người] ở"
        assert redact(text, [hide(at - 1, at, PersonalKind.NAME)]) == "bà V[tên người]n ở"

    def test_of_another_text_are_refused(self) -> None:
        with pytest.raises(ValueError):
            redact("ngắn", [hide(2, 9)])

    @pytest.mark.parametrize(("start", "end"), [(-1, 2), (3, 3), (5, 4)])
    def test_must_hold_something(self, start: int, end: int) -> None:
        with pytest.raises(ValueError):
            hide(start, end)


def test_what_is_stored_holds_no_words() -> None:
    text = "CCCD 027189004512 của bà Vân"
    stored = [one.as_values() for one in accepted(propose(text, names_given=["Lê Vân"]))]
    assert not any(word in str(stored) for word in ("027189004512", "Vân"))
    assert [Hidden.of_values(values) for values in stored] == list(
        accepted(propose(text, names_given=["Lê Vân"]))
    )
