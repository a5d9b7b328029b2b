"""Films that are linked again and again win no more than once, by what a department earns in all."""

from __future__ import annotations

import pytest

from editorial.models import StoryPage
from tests.scoring.cast import (
    text_of,
)
from tests.scoring.measures.test_tricks_by_total import POINT, Town, again, make_town

pytestmark = pytest.mark.django_db


@pytest.fixture
def department() -> Town:
    return make_town("department")


class TestFilms:
    def test_one_video_linked_four_times(self, department) -> None:
        """However its address is written, it is the one video that the first text shows."""
        urls = (
            "https://youtu.be/abc", "https://www.youtube.com/watch?v=abc&t=9s",
            "https://m.youtube.com/watch?v=abc", "https://www.youtube.com/embed/abc",
        )  # fmt: skip
        stories = StoryPage.objects.filter(event_at__isnull=False).order_by("pk")
        totals = []
        for story, url in zip(stories, urls, strict=False):
            video = {"type": "video", "value": {"url": url, "title": "Phim"}}
            body = [*story.body.get_prep_value(), video]
            StoryPage.objects.filter(pk=story.pk).update(body=body)
            again()
            totals.append(department.total())

        assert department.line("B5")["points"] == "1.00"
        assert totals[-1] - totals[0] <= POINT

    def test_the_videos_of_last_month_linked_again(self, department) -> None:
        videos = [
            {"type": "video", "value": {"url": f"https://youtu.be/v{n}", "title": "Phim"}}
            for n in range(4)
        ]
        department.write(5, 700, month=9, body=[*text_of(700), *videos])
        before = department.total()
        story = StoryPage.objects.filter(event_at__isnull=False).earliest("first_published_at")
        StoryPage.objects.filter(pk=story.pk).update(body=[*story.body.get_prep_value(), *videos])
        again()

        assert department.total() - before <= POINT
