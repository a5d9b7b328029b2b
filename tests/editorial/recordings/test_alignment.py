"""Sentences are found where they are spoken, and a text that is not spoken is told from one that is."""

from __future__ import annotations

import numpy as np
import pytest

from editorial.recordings.alignment.aligning import align
from editorial.recordings.alignment.features import features, log_mel, pooled_frames
from editorial.recordings.alignment.speech import NoVoice
from editorial.recordings.alignment.warping import (
    Band,
    Heard,
    SpokenFrames,
    way_through,
    whole_band,
)

from .conftest import OTHERS, SENTENCES


def aligned(voice, read_out, sentences):
    samples, rate, _starts = read_out
    said = [voice.say(sentence) for sentence in sentences]
    return align(samples, rate, said, voice.samples_a_second)


class TestTheText:
    def test_is_found_where_it_is_spoken(self, voice, read_out):
        found = aligned(voice, read_out, SENTENCES)

        pairs = zip(found.times, read_out[2], strict=True)
        errors = [abs(start / 1000 - at) for (start, _end), at in pairs]
        assert max(errors) < 0.3
        assert found.is_match
        assert all(start < end for start, end in found.times)
        assert found.times == sorted(found.times)

    def test_that_is_another_does_not_match(self, voice, read_out):
        assert not aligned(voice, read_out, OTHERS).is_match

    @pytest.mark.parametrize("kept", [slice(0, 2), slice(2, 4)])
    def test_of_which_half_is_another_does_not_match(self, voice, read_out, kept):
        drifted = (
            (*SENTENCES[kept], *OTHERS[:2]) if kept.start == 0 else (*OTHERS[:2], *SENTENCES[kept])
        )
        assert not aligned(voice, read_out, drifted).is_match

    def test_in_another_order_does_not_match(self, voice, read_out):
        assert not aligned(voice, read_out, SENTENCES[::-1]).is_match

    def test_of_far_more_than_is_spoken_does_not_match(self, voice, read_out):
        assert not aligned(voice, read_out, (*OTHERS * 3, *SENTENCES)).is_match

    def test_is_found_alike_each_time(self, voice, read_out):
        samples, rate, _starts = read_out
        said = [voice.say(sentence) for sentence in SENTENCES]
        first, second = (align(samples, rate, said, voice.samples_a_second) for _time in range(2))
        assert first == second

    def test_does_not_match_noise(self, voice, read_out):
        noise = np.random.default_rng(1).normal(0, 3000, 16000 * 12).astype(np.int16)
        assert not aligned(voice, (noise, 16000, []), SENTENCES).is_match


class TestTheWay:
    def frames(self, *values: float) -> np.ndarray:
        return np.array([[value, -value] for value in values], np.float32)

    def way(self, heard, said, band=None):
        heard = Heard(self.frames(*heard), np.ones(len(heard), np.float32), 1.0)
        said = SpokenFrames(self.frames(*said), np.zeros(len(said), bool))
        return way_through(heard, said, band or whole_band(heard, said))

    def test_goes_slower_and_faster_than_the_speech(self):
        assert [*self.way([0, 5, 5, 5, 9], [0, 5, 9]).frames] == [0, 1, 1, 1, 2]
        assert [*self.way([0, 9], [0, 5, 9]).frames] == [0, 2]

    def test_is_none_where_the_speech_cannot_be_reached(self):
        assert self.way([0, 9], [0, *[5] * 20, 9]) is None

    def test_keeps_to_its_band(self):
        band = Band(np.array([0, 1, 2, 3]), 2)
        assert [*self.way([0, 5, 9, 9], [0, 5, 9, 9, 9], band).frames] == [0, 1, 2, 3]
        assert self.way([0, 5, 9, 9], [0, 5, 9, *[9] * 9], band) is None

    def test_a_gap_takes_in_what_is_no_speech(self):
        heard = Heard(self.frames(0, 77, 77, 77, 9), np.zeros(5, np.float32), 1.0)
        said = SpokenFrames(self.frames(0, 0, 9), np.array([False, True, False]))
        way = way_through(heard, said, whole_band(heard, said))
        assert [*way.frames] == [0, 1, 1, 1, 2]
        assert way.costs[1] < 1


def test_features_hear_neither_how_loud_nor_through_what(read_out):
    samples, rate, _starts = read_out
    bands = log_mel(samples[: rate * 4], rate)[0]
    tilted = bands + np.linspace(0, 3, bands.shape[1], dtype=np.float32)

    np.testing.assert_allclose(features(bands), features(tilted), atol=0.02)
    assert len(bands) == pytest.approx(4 * 25, abs=2)
    assert len(pooled_frames(bands, 4)) == len(bands) // 4


def test_a_voice_that_is_not_there_is_said_so(voice):
    with pytest.raises(NoVoice):
        voice.named("khong-co")
