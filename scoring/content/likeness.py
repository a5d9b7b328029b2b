"""Which texts are nearly the same as others: what "85 % similar" means (docs/decisions/0020-what-a-copy-is.md)."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Sequence
from datetime import datetime

from rapidfuzz.distance import Indel

from editorial.models import StoryPage
from editorial.similarity.matches import resembling
from editorial.similarity.sketches import LONGEST, NEAR, fold, resemblance, sketch_of
from editorial.stored_text import text_of_page, words_of_text

# Every changed word breaks three runs of three: with one word in eight changed, this much of the runs is the same.
WORTH_READING = 0.6
_WORD = re.compile(r"\w+")


def alike(stories: Sequence[StoryPage], *, now: datetime) -> list[tuple[int, int]]:
    """Return the pairs of one of `stories` and another public story with nearly the same text. Two queries.

    Nearly the same are texts that share 85 of 100 runs of three words, whatever their order, and texts that share 85
    of 100 words in the same order.
    """
    found = resembling([story.pk for story in stories], now=now, threshold=WORTH_READING)
    pairs = [(one, other) for one, other, share in found if share >= NEAR]
    doubtful = [(one, other) for one, other, share in found if share < NEAR]
    if not doubtful:
        return pairs
    texts = {story.pk: story for story in stories}
    texts |= StoryPage.objects.in_bulk({other for _one, other in doubtful} - set(texts))
    words = {pk: words_in_order(words_of_text(text_of_page(story))) for pk, story in texts.items()}
    return pairs + [
        (one, other) for one, other in doubtful if same_sequence(words[one], words[other]) >= NEAR
    ]


def is_nearly_the_same(one: str, other: str) -> bool:
    """Whether two texts are nearly the same, as `alike` finds it. Pure."""
    share = resemblance(sketch_of(one), sketch_of(other))
    if share >= NEAR:
        return True
    in_order = same_sequence(words_in_order(one), words_in_order(other))
    return share >= WORTH_READING and in_order >= NEAR


def words_in_order(text: str) -> list[str]:
    """Return the words of `text` as they are compared: without case, marks and punctuation."""
    return [fold(word) for word in _WORD.findall(unicodedata.normalize("NFC", text))[:LONGEST]]


def same_sequence(one: Sequence[str], other: Sequence[str]) -> float:
    """Return how much of two texts is the same in the same order, from 0 to 1: 2 × common words / all words."""
    # Of nothing and nothing there is nothing that is the same.
    return Indel.normalized_similarity(one, other) if one and other else 0.0
