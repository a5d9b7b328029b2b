"""The first results say different things, and what stood first stays first."""

from __future__ import annotations

import pytest

from editorial.search.finding import SearchOrder, SearchScope, find_things
from editorial.search.variety import LIKE_ONE_BEFORE, MOST_BEFORE, WINDOW, RankedThing, spread
from tests.factories import make_portal, published_story

CAMPAIGN = "{} đẩy mạnh phòng, chống dịch sốt xuất huyết tại khu dân cư"


def ranked(*titles: str, step: int = 1) -> list[RankedThing]:
    return [RankedThing(at, 5_000 - at * step, title) for at, title in enumerate(titles)]


class TestVariety:
    def test_puts_the_second_of_the_same_words_behind_what_says_something_else(self) -> None:
        campaigns = [CAMPAIGN.format(name) for name in ("Phường Đại Phúc", "Xã Phù Lãng")]
        assert spread(ranked(*campaigns, "Muỗi vằn truyền bệnh gì")) == [0, 2, 1]

    def test_lets_go_by_what_is_clearly_better(self) -> None:
        campaigns = [CAMPAIGN.format(name) for name in ("Phường Đại Phúc", "Xã Phù Lãng")]
        near, far = (
            ranked(*campaigns, "Muỗi", step=step) for step in (LIKE_ONE_BEFORE - 1, LIKE_ONE_BEFORE)
        )
        assert (spread(near), spread(far)) == ([0, 2, 1], [0, 1, 2])

    def test_counts_no_more_than_a_few_before(self) -> None:
        campaigns = [
            CAMPAIGN.format(f"Xã {name}") for name in ("An", "Bình", "Cao", "Đức", "Hà", "Lai")
        ]
        worst = RankedThing(99, 5_000 - LIKE_ONE_BEFORE * MOST_BEFORE - 10, "Muỗi vằn")
        assert spread([*ranked(*campaigns), worst])[-1] == 99

    @pytest.mark.parametrize(
        "others",
        [
            # Three neighbours are shared, of which one is no repetition.
            ("Đăng ký tạm trú", "Đăng ký tạm vắng"),
            ("", ""),
            ("Lịch", "Lịch"),
        ],
    )
    def test_takes_nothing_for_a_repetition_that_is_none(self, others: tuple[str, str]) -> None:
        assert spread(ranked(*others, "Muỗi vằn truyền bệnh gì")) == [0, 1, 2]

    def test_takes_the_same_title_of_another_day_for_one(self) -> None:
        assert spread(ranked("Bản tin 29/11/2026", "Bản tin 28/11/2026", "Muỗi")) == [0, 2, 1]

    def test_leaves_what_stands_behind_the_first(self) -> None:
        titles = [
            *(f"Việc thứ {chr(97 + at % 26) * (at // 26 + 2)}" for at in range(WINDOW)),
            "Bản tin",
            "Bản tin",
        ]
        assert spread(ranked(*titles, "Muỗi"))[WINDOW:] == [WINDOW, WINDOW + 1, WINDOW + 2]


@pytest.mark.django_db
class TestThePages:
    def test_show_each_thing_once(self, monkeypatch) -> None:
        monkeypatch.setattr("editorial.search.finding.WINDOW", 4)
        monkeypatch.setattr("editorial.search.variety.WINDOW", 4)
        portal = make_portal()
        for name in ("An", "Bình", "Cao", "Đức", "Hà"):
            published_story(portal, title=CAMPAIGN.format(f"Xã {name}"))
        published_story(portal, title="Sốt xuất huyết: khi nào phải đi viện")
        pages = [
            find_things(SearchScope(portal), "sốt xuất huyết", offset=at, limit=2)
            for at in (0, 2, 4)
        ]
        shown = [one.title for page in pages for one in page.things]
        assert len(set(shown)) == len(shown) == 6
        assert [page.goes_on for page in pages] == [True, True, False]
        assert not all("đẩy mạnh" in title for title in shown[:2])

    def test_by_day_are_left_in_order(self) -> None:
        portal = make_portal()
        titles = [
            "Sốt xuất huyết ở trẻ",
            *(CAMPAIGN.format(f"Xã {name}") for name in ("An", "Bình")),
        ]
        written = [published_story(portal, title=title).title for title in titles]
        found = find_things(SearchScope(portal), "sốt xuất huyết", order=SearchOrder.NEWEST)
        assert [one.title for one in found.things] == written[::-1]
