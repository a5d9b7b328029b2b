"""Vietnamese text and the province's date."""

from __future__ import annotations

import unicodedata
from datetime import UTC, date, datetime

import pytest
from hypothesis import given
from hypothesis import strategies as st

from portals.clock import local_date
from portals.text import nfc, slug_of


class TestSlug:
    @pytest.mark.parametrize(
        ("text", "slug"),
        [
            ("Đường Đê Đáp Cầu", "duong-de-dap-cau"),
            ("Hội nghị về đê điều", "hoi-nghi-ve-de-dieu"),
            (unicodedata.normalize("NFD", "Tiên Du phát động"), "tien-du-phat-dong"),
            ("“…”", "tin"),
            ("", "tin"),
        ],
    )
    def test_keeps_every_letter(self, text: str, slug: str) -> None:
        assert slug_of(text, fallback="tin") == slug

    @given(st.text(max_size=300))
    def test_is_always_a_usable_address_part(self, text: str) -> None:
        slug = slug_of(text, fallback="tin")
        assert slug
        assert len(slug) <= 80
        assert slug.isascii()
        assert "/" not in slug

    @given(st.text(max_size=100))
    def test_is_the_same_for_composed_and_decomposed_text(self, text: str) -> None:
        decomposed = unicodedata.normalize("NFD", text)
        assert slug_of(nfc(text), fallback="tin") == slug_of(decomposed, fallback="tin")


class TestLocalDate:
    def test_begins_at_midnight_in_vietnam(self) -> None:
        assert local_date(datetime(2024, 11, 27, 17, 0, tzinfo=UTC)) == date(2024, 11, 28)
        assert local_date(datetime(2024, 11, 27, 16, 59, tzinfo=UTC)) == date(2024, 11, 27)

    def test_refuses_a_naive_time(self) -> None:
        with pytest.raises(ValueError, match="aware"):
            local_date(datetime(2024, 11, 28))  # noqa: DTZ001
