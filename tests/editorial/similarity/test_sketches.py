"""Sketches: an edited copy is near its original, another text is not, and neither depends on how it was typed."""

from __future__ import annotations

import unicodedata
from collections import defaultdict
from functools import cache
from itertools import combinations
from random import Random

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from editorial.demo.catalogue import Topic
from editorial.demo.writing import WrittenText, write_story
from editorial.similarity.sketches import (
    FEWEST_SHINGLES,
    NEAR,
    resemblance,
    sketch_of,
)
from editorial.stored_text import StoredText, plain, words_of_text
from tests.test_demo_content import written


@cache
def syllables() -> list[str]:
    # Written when a test asks: every worker reads this file.
    return sorted(
        {
            word
            for stories in list(written().values())[:8]
            for story in stories
            for word in f"{story.title} {story.lead}".split()
        }
    )


def text_of(random: Random, length: int) -> list[str]:
    return [random.choice(syllables()) for _ in range(length)]


def edited(words: list[str], share: float, random: Random) -> list[str]:
    """Other words in the place of a share of them."""
    changed = list(words)
    for place in random.sample(range(len(words)), round(len(words) * share)):
        changed[place] = random.choice(syllables())
    return changed


def found(one: str, other: str) -> bool:
    """Whether the index would lead from one to the other."""
    return bool(set(sketch_of(one).bands) & set(sketch_of(other).bands))


class TestResemblance:
    @given(seed=st.integers(0, 10**9), length=st.integers(100, 600))
    @settings(max_examples=60, deadline=None)
    def test_of_a_copy_with_three_words_in_a_hundred_changed_is_near(
        self, seed: int, length: int
    ) -> None:
        random = Random(seed)
        words = text_of(random, length)
        one, other = " ".join(words), " ".join(edited(words, 0.03, random))
        assert resemblance(sketch_of(one), sketch_of(other)) >= NEAR
        assert found(one, other)

    @given(seed=st.integers(0, 10**9), length=st.integers(100, 600))
    @settings(max_examples=60, deadline=None)
    def test_of_unrelated_texts_is_far(self, seed: int, length: int) -> None:
        random = Random(seed)
        one, other = " ".join(text_of(random, length)), " ".join(text_of(random, length))
        assert resemblance(sketch_of(one), sketch_of(other)) < 0.1
        assert not found(one, other)

    @given(seed=st.integers(0, 10**9), share=st.floats(0, 1))
    @settings(max_examples=60, deadline=None)
    def test_is_the_same_both_ways_and_lies_between_nothing_and_all(
        self, seed: int, share: float
    ) -> None:
        random = Random(seed)
        words = text_of(random, 200)
        one, other = sketch_of(" ".join(words)), sketch_of(" ".join(edited(words, share, random)))
        assert resemblance(one, other) == resemblance(other, one)
        assert 0 <= resemblance(one, other) <= 1
        assert resemblance(one, one) == 1

    def test_falls_with_every_word_changed(self) -> None:
        random = Random(7)
        words = text_of(random, 300)
        shares = [
            resemblance(
                sketch_of(" ".join(words)), sketch_of(" ".join(edited(words, share, Random(7))))
            )
            for share in (0, 0.03, 0.1, 0.3, 0.9)
        ]
        assert shares == sorted(shares, reverse=True)

    def test_survives_a_moved_paragraph_and_a_new_title(self) -> None:
        random = Random(3)
        first, second = " ".join(text_of(random, 150)), " ".join(text_of(random, 150))
        one = sketch_of(f"Tiêu đề cũ\n{first}\n{second}")
        other = sketch_of(f"Một tiêu đề khác hẳn\n{second}\n{first}")
        assert resemblance(one, other) >= 0.95

    def test_of_nothing_is_nothing(self) -> None:
        assert resemblance(sketch_of(""), sketch_of("")) == 0


class TestASketch:
    def test_does_not_see_case_marks_or_the_keyboard(self) -> None:
        text = "Xã Hoà Bình đón xuân: hội Đình mở từ Mùng Hai, vui khoẻ cả làng."
        same = [
            unicodedata.normalize("NFD", text),
            text.upper(),
            "Xã Hòa Bình đón xuân hội Đình mở từ Mùng Hai vui khỏe cả làng",
            "xa hoa binh don xuan, hoi dinh mo tu mung hai, vui khoe ca lang",
        ]
        assert {sketch_of(other).shingles for other in same} == {sketch_of(text).shingles}

    def test_of_a_text_that_is_too_short_is_found_by_nothing(self) -> None:
        short = sketch_of(" ".join(text_of(Random(1), FEWEST_SHINGLES - 5)))
        assert short.shingles
        assert short.bands == ()
        assert sketch_of("").bands == ()

    def test_fits_the_integers_of_the_database(self) -> None:
        sketch = sketch_of(" ".join(text_of(Random(1), 500)))
        for value in (*sketch.shingles, *sketch.bands):
            assert -(2**31) <= value < 2**31

    def test_of_a_book_ends_somewhere(self) -> None:
        words = [f"từ{number}" for number in range(30_000)]
        assert len(sketch_of(" ".join(words)).shingles) < 20_000


class TestTheWordsOfAText:
    def test_are_all_that_a_reader_reads(self) -> None:
        text = StoredText(
            title="Tiêu đề",
            lead="Tóm tắt",
            body=[
                {"type": "text", "value": "<p>Một &amp; hai</p><ul><li>Ba</li></ul>"},
                {"type": "heading", "value": {"text": "Mục", "level": "2"}},
                {"type": "quote", "value": {"text": "Lời", "attribution": "Ông A"}},
                {"type": "figure", "value": {"image": 3, "caption": "Chú thích"}},
                {
                    "type": "table",
                    "value": {
                        "caption": "Bảng",
                        "table": {
                            "columns": [{"type": "text", "heading": "Cột"}],
                            "rows": [{"values": ["Ô"]}, {"values": [None]}],
                        },
                    },
                },
            ],
        )
        assert " ".join(words_of_text(text).split()) == (
            "Tiêu đề Tóm tắt Một & hai Ba Mục Lời Ông A Chú thích Bảng Cột Ô"
        )

    def test_do_not_run_together_at_a_line(self) -> None:
        assert plain("<p>một<br/>hai</p><p>ba</p>").split() == ["một", "hai", "ba"]
        assert plain("<p>gạch <b>ch</b>ân</p>") == "gạch chân"


class TestTheDemo:
    def test_has_no_near_duplicates_but_those_written_from_one_form(
        self, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        """Two stories that fill in one form may be near; two that fill in different forms never are."""
        forms: dict[str, Topic] = {}

        def write_and_tell(topic: Topic, *args: object, **options: object) -> WrittenText:
            text = write_story(topic, *args, **options)
            forms[text.title] = topic
            return text

        monkeypatch.setattr("editorial.demo.stories.write_story", write_and_tell)
        stories = [story for some in written.__wrapped__().values() for story in some][::2]
        sketches = [
            sketch_of(
                words_of_text(StoredText(title=story.title, lead=story.lead, body=story.body))
            )
            for story in stories
        ]
        by_band: dict[int, list[int]] = defaultdict(list)
        for number, sketch in enumerate(sketches):
            for band in sketch.bands:
                by_band[band].append(number)
        near = {
            pair
            for some in by_band.values()
            for pair in combinations(some, 2)
            if resemblance(sketches[pair[0]], sketches[pair[1]]) >= NEAR
        }
        false = [
            (stories[one].title, stories[other].title)
            for one, other in near
            if forms[stories[one].title] is not forms[stories[other].title]
        ]
        assert len(near) > 100
        assert false == []
