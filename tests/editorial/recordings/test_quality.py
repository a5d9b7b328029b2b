"""How well sentences are found, over many made recordings. Takes minutes: run with RECORDINGS_QUALITY=1."""

from __future__ import annotations

import os
import sys
from collections import defaultdict
from itertools import chain

import numpy as np
import pytest

from editorial.recordings.alignment.aligning import align

from .made_recordings import RATE, made, texts_of

pytestmark = pytest.mark.skipif(
    not os.environ.get("RECORDINGS_QUALITY"),
    reason="takes minutes; docs/recordings.md has its numbers",
)


def told_of(errors: dict[str, list[float]], unmatched: list, matched: list, count: int):
    yield f"\nnot matched {len(unmatched)}/{count}: {unmatched}"
    yield f"matched wrongly {len(matched)}/{2 * count}: {matched}"
    for name, some in {**errors, "all": [*chain.from_iterable(errors.values())]}.items():
        median, most = np.percentile(some, [50, 90])
        yield f"{name:22}{median:.2f} {most:.2f} {max(some):.2f}"


@pytest.mark.parametrize(
    ("part", "numbers"), [("tuning", range(24)), ("held_out", range(100, 136))]
)
def test_sentences_are_found_within_half_a_second(voice, capsys, part, numbers):
    texts = texts_of(part)
    voice.named("vi")
    spoken = [[voice.say(sentence) for sentence in text.splitlines()] for text in texts]
    errors: dict[str, list[float]] = defaultdict(list)
    unmatched, matched = [], []
    for number in numbers:
        one = made(number, voice, texts=texts)
        here = number % len(texts)
        found = align(one.samples, RATE, spoken[here], voice.samples_a_second)
        errors[one.voice] += [
            abs(start / 1000 - at)
            for (start, _end), at in zip(found.times, one.starts, strict=True)
        ]
        if not found.is_match:
            unmatched.append((number, one.voice, one.room, found.likeness, found.unspoken))
        other = spoken[(here + 1) % len(texts)]
        half = spoken[here][:4] + other[4:]
        for wrong in (other, half):
            told = align(one.samples, RATE, wrong, voice.samples_a_second)
            if told.is_match:
                matched.append((number, one.voice, one.room, told.likeness, told.unspoken))
    with capsys.disabled():
        sys.stdout.write("\n".join(told_of(errors, unmatched, matched, len(numbers))) + "\n")
    for some in errors.values():
        assert np.percentile(some, 90) <= 0.5
    assert len(unmatched) <= len(numbers) // 12
    assert len(matched) <= len(numbers) // 12
