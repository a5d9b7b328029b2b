"""Films, graphics and sounds that are shown again and again win once at most, by what a department earns in all."""

from __future__ import annotations

import pytest

from editorial.models import PortalDocument, PortalImage, StoryPage
from editorial.recordings.models import Recording
from tests.editorial.broadcasts.bulletins import make_sound
from tests.factories import make_image
from tests.scoring.cast import text_of
from tests.scoring.measures.test_tricks_by_total import POINT, again, make_town
from tests.support.kept import once_a_file

pytestmark = pytest.mark.django_db
built, department = once_a_file(lambda: make_town("department"))


def stories() -> list[StoryPage]:
    return list(StoryPage.objects.filter(event_at__isnull=False).order_by("pk"))


def add(story: StoryPage, kind: str, value: dict[str, object]) -> None:
    body = [*story.body.get_prep_value(), {"type": kind, "value": value}]
    StoryPage.objects.filter(pk=story.pk).update(body=body)


def graphic(image: PortalImage, text: str) -> dict[str, object]:
    shown = {"image": image.pk, "alt_text": "Biểu đồ số hộ nghèo", "decorative": False}
    return {"image": shown, "caption": "", "text": text}


def words(number: int, count: int = 30) -> str:
    return " ".join(f"chữ{number}n{place}lẻ" for place in range(count))


class TestFilms:
    def test_one_video_linked_four_times(self, department) -> None:
        """However its address is written, it is the one video that the first text shows."""
        urls = (
            "https://youtu.be/abc", "https://www.youtube.com/watch?v=abc&t=9s",
            "https://m.youtube.com/watch?v=abc", "https://www.youtube.com/embed/abc",
        )  # fmt: skip
        totals = []
        for story, url in zip(stories(), urls, strict=False):
            add(story, "video", {"url": url, "title": "Phim"})
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


class TestGraphicsAndSounds:
    def test_one_of_each_beside_a_film_is_three(self, department) -> None:
        first, second, third, *_rest = stories()
        add(first, "video", {"url": "https://youtu.be/abc", "title": "Phim"})
        add(second, "figure", graphic(make_image(department.portal), words(1)))
        add(third, "file", {"document": make_sound(department.portal).pk, "title": ""})
        again()

        line = department.line("B5")
        assert line["points"] == "3.00"
        assert [line["numbers"][name] for name in ("videos", "graphics", "sounds")] == [1, 1, 1]

    def test_a_photo_and_what_is_said_in_few_words_are_no_graphics(self, department) -> None:
        for story, text in zip(stories(), ("", words(1, 29), "số " * 40), strict=False):
            image = make_image(department.portal)
            PortalImage.objects.filter(pk=image.pk).update(file_hash=f"{story.pk}")
            add(story, "figure", graphic(image, text))
        again()

        assert department.line("B5")["points"] == "0.00"

    def test_one_graphic_with_other_words_and_saved_anew(self, department) -> None:
        """Four texts: the graphic, again with other words, again as another file, and three others in one text."""
        images = [make_image(department.portal) for _n in range(5)]
        for number, image in enumerate(images):
            PortalImage.objects.filter(pk=image.pk).update(file_hash=f"tệp {number}")
        first, second, third, fourth, *_rest = stories()
        add(first, "figure", graphic(images[0], words(1)))
        again()
        once = department.total()
        add(second, "figure", graphic(images[0], words(2)))
        add(third, "figure", graphic(images[1], words(1).upper().replace(" ", ", ")))
        again()
        assert department.line("B5")["points"] == "1.00"
        assert department.total() - once <= POINT

        for number in (2, 3, 4):
            fourth.refresh_from_db()
            add(fourth, "figure", graphic(images[number], words(number + 5)))
        again()
        assert department.line("B5")["points"] == "2.00"

    @pytest.mark.parametrize(
        ("recorded", "points"),
        [({}, "1.00"), ({"seconds": 19.9}, "0.00"), ({"stored_as": "khac.mp3"}, "0.00")],
    )
    def test_one_sound_attached_to_every_story(self, department, recorded, points) -> None:
        """It lies there twice as a file, and is heard for long enough, or is too short, or was replaced."""
        sounds = [make_sound(department.portal) for _n in range(2)]
        Recording.objects.update(**recorded)
        hashes = PortalDocument.objects.filter(pk__in=[one.pk for one in sounds])
        assert len(set(hashes.values_list("file_hash", flat=True))) == 1
        for number, story in enumerate(stories()):
            add(story, "file", {"document": sounds[number % 2].pk, "title": ""})
        again()

        assert department.line("B5")["points"] == points
