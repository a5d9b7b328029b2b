"""The dates that a text names, beside the one its board gave for the event."""

from __future__ import annotations

from datetime import date

import pytest

from scoring.content.dates import dates_in, read_dates

EVENT, PUBLISHED = date(2026, 11, 24), date(2026, 11, 25)


@pytest.mark.parametrize(
    ("text", "differs"),
    [
        ("Sáng 24/11, xã họp.", False),
        ("Sáng 24/11/2026, xã họp.", False),
        ("Sáng 20/11, xã họp.", True),
        ("Sáng 24/11/2025, xã họp.", True),
        ("Từ 20/11 đến 24/11.", False),
        ("Không có ngày nào.", False),
        # What lies ahead is no event that was.
        ("Hạn chót 30/12/2026.", False),
        ("Hạn chót 30/12.", False),
        # Numbers of documents and what is no day.
        ("Quyết định 12/11/QĐ-UBND và 96/QĐ-UBND.", False),
        ("Tỷ lệ 45/13.", False),
    ],
)
def test_an_event_differs_only_from_past_dates_of_the_text(text: str, differs: bool) -> None:
    assert read_dates(event=EVENT, published=PUBLISHED, text=text).differs == differs


@pytest.mark.parametrize(
    ("text", "told_on"),
    [
        ("Từ 20/11 đến 24/11.", date(2026, 11, 24)),
        ("Ngày 25/10, xã họp.", date(2026, 10, 25)),
        # Longer ago than news tells of; ahead; none.
        ("Nghị quyết ngày 24/10.", None),
        ("Hạn chót 30/12.", None),
        ("Không có ngày nào.", None),
    ],
)
def test_what_a_text_tells_of_is_its_last_day_that_is_not_long_past(
    text: str, told_on: date | None
) -> None:
    assert read_dates(event=EVENT, published=PUBLISHED, text=text).told_on == told_on


def test_a_date_without_a_year_is_near_the_publication() -> None:
    assert list(dates_in("Đêm 31/12", published=date(2026, 1, 1))) == [date(2025, 12, 31)]
