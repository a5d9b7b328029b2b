from __future__ import annotations

import pytest

from portals.form_guard.fingerprints import AGREEING, BANDS, bands_of, bare_syllables

from .sent import honest, spam


def shared(one: str, other: str) -> int:
    return len({*bands_of([one])} & {*bands_of([other])})


@pytest.mark.parametrize(
    "written",
    [
        "ĐƯỜNG THÔN TÔI NGẬP",
        "duong thon toi ngap",
        "Đường, thôn... tôi (ngập)!",
        "Đường thôn 12 tôi ngập 0912345678",
        "Đư\u200bờng thôn t\u00adôi ngập",
        "Đường\nthôn\ttôi\x00 ngập",
    ],
)
def test_ways_of_typing_are_one(written: str) -> None:
    assert bare_syllables(written) == ["duong", "thon", "toi", "ngap"]


def test_nearly_the_same_texts_share_enough_and_others_do_not() -> None:
    assert len(bands_of([honest(1)])) == BANDS
    near = [shared(spam(seed), honest(9999)) for seed in range(50)]
    assert sum(one >= AGREEING for one in near) >= 48
    assert max(shared(honest(a), honest(b)) for a in range(30) for b in range(a)) < AGREEING


def test_a_short_text_is_known_as_a_whole_and_an_empty_one_not_at_all() -> None:
    assert len(bands_of(["Rất tốt"])) == 1
    assert bands_of(["Rất tốt"]) == bands_of(["RẤT TỐT!!!"]) != bands_of(["Rất tệ"])
    assert bands_of(["", " 12 "]) == ()


def test_what_comes_after_a_book_is_not_looked_at() -> None:
    book = " ".join(honest(seed) for seed in range(60))
    assert bands_of([book]) == bands_of([book + honest(99)])
