"""When each sentence is spoken, and whether it is this text that is spoken at all."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace

import numpy as np

from .features import (
    FRAMES_A_SECOND,
    LOUD,
    Frames,
    features,
    log_mel,
    loudness,
    pooled_frames,
)
from .speech import Samples
from .warping import Heard, SpokenFrames, WarpingPath, band_around, way_through, whole_band

# Throats from longer to shorter than that of the machine's voice.
WARPS = (0.93, 1.0, 1.08, 1.17, 1.25)
GAP_FRAMES = 2
# The first way is looked for on means of some frames, on no more than so many of these.
MOST_COARSE, COARSE = 6_000, 2
REACH_SECONDS = 3
# Below a fiftieth of the loudest a machine's voice is silent.
SILENT_PART = 0.02
PIECE_SECONDS = 1
# The text as it stands must fit so much better than its own sounds in another order.
MOST_LIKENESS = 0.955
# A sentence is not spoken there that fits worse than most of this way from the better ones of its text to chance; so
# much of a text may be such, by length. Both were set on recordings of which half of the text was another.
WAY_TO_CHANCE = 0.7
MOST_UNSPOKEN = 0.2
# A sentence that is passed over this much faster than the machine speaks it is not spoken either.
FASTEST = 2.5
CHANCES = 2_000
A_SECOND = 1000


@dataclass(frozen=True)
class Alignment:
    """Start and end of each sentence in milliseconds, and how like the text is to what is spoken: 1 is chance.

    `is_match` says whether the text is what is spoken.
    """

    times: list[tuple[int, int]]
    likeness: float
    unspoken: float
    is_match: bool


def align(
    recorded: Samples, rate: int, sentences: Sequence[Samples], spoken_rate: int
) -> Alignment:
    """Find in `recorded` the `sentences` as a machine spoke them, each of which sounds. Nothing is random in it."""
    rows = [log_mel(_trimmed(one), spoken_rate)[0] for one in sentences]
    said, ranges = _with_gaps(features(np.vstack(rows)), [len(row) for row in rows])
    found: list[tuple[float, Heard, WarpingPath]] = []
    for bands in log_mel(recorded, rate, WARPS):
        heard = _heard(bands, said)
        way = _coarse_way(heard, said)
        if way is not None:
            found.append((_cost(way, _pooled_said(said, _by(heard))), heard, way))
    if not found:
        return _no_match(sentences)
    cost, heard, coarse = min(found, key=lambda one: one[0])
    by = _by(heard)
    band = band_around(coarse, heard, said, by=by, reach=REACH_SECONDS * FRAMES_A_SECOND)
    way = way_through(heard, said, band)
    if way is None:
        return _no_match(sentences)
    chance = _cost_of_another_order(heard, said)
    unspoken = _unspoken(coarse, [(begin // by, end // by) for begin, end in ranges], chance)
    likeness = cost / chance
    return Alignment(
        times=_times(way, ranges),
        likeness=likeness,
        unspoken=unspoken,
        is_match=likeness <= MOST_LIKENESS and unspoken <= MOST_UNSPOKEN,
    )


def _no_match(sentences: Sequence[Samples]) -> Alignment:
    return Alignment([(0, 0)] * len(sentences), 1.0, 1.0, is_match=False)


def _trimmed(samples: Samples) -> Samples:
    """Without the silence before and after."""
    loud = np.flatnonzero(np.abs(samples.astype(np.int32)) > SILENT_PART * _top(samples))
    return samples[loud[0] : loud[-1] + 1] if len(loud) else samples


def _top(samples: Samples) -> int:
    return int(np.abs(samples.astype(np.int32)).max(initial=0))


def _with_gaps(
    frames: Frames, lengths: Sequence[int]
) -> tuple[SpokenFrames, list[tuple[int, int]]]:
    """Put a gap before, between and after the sentences; return where each of these is now."""
    gap = np.zeros((GAP_FRAMES, frames.shape[1]), np.float32)
    parts, is_gap, ranges, at, place = [gap], [True] * GAP_FRAMES, [], 0, GAP_FRAMES
    for length in lengths:
        parts += [frames[at : at + length], gap]
        is_gap += [False] * length + [True] * GAP_FRAMES
        ranges.append((place, place + length))
        at += length
        place += length + GAP_FRAMES
    return SpokenFrames(np.vstack(parts), np.array(is_gap)), ranges


def _heard(bands: Frames, said: SpokenFrames) -> Heard:
    frames, loud = features(bands), loudness(bands)
    chosen = frames[loud > LOUD] if (loud > LOUD).any() else frames
    spoken = said.frames[~said.gaps]
    # The same steps through both at every run.
    ones = chosen[np.arange(CHANCES) * 7919 % len(chosen)]
    others = spoken[np.arange(CHANCES) * 104729 % len(spoken)]
    return Heard(frames, loud, float(np.median(np.linalg.norm(ones - others, axis=1))) or 1.0)


def _by(heard: Heard) -> int:
    return max(COARSE, -(-len(heard.frames) // MOST_COARSE))


def _coarse_way(heard: Heard, said: SpokenFrames) -> WarpingPath | None:
    by = _by(heard)
    coarse = Heard(
        pooled_frames(heard.frames, by), pooled_frames(heard.loud[:, None], by)[:, 0], heard.scale
    )
    small = _pooled_said(said, by)
    return way_through(coarse, small, whole_band(coarse, small))


def _pooled_said(said: SpokenFrames, by: int) -> SpokenFrames:
    gaps = pooled_frames(said.gaps[:, None].astype(np.float32), by)[:, 0] >= 0.5
    return SpokenFrames(pooled_frames(said.frames, by), gaps)


def _cost(way: WarpingPath, said: SpokenFrames) -> float:
    """How far apart recording and speech are, on the mean, where speech is."""
    spoken = ~said.gaps[way.frames]
    return float(way.costs[spoken].mean()) if spoken.any() else float("inf")


def _cost_of_another_order(heard: Heard, said: SpokenFrames) -> float:
    """The same of the same speech, cut into pieces that stand in another order: what chance would give."""
    spoken = said.frames[~said.gaps]
    size = PIECE_SECONDS * FRAMES_A_SECOND
    pieces = [spoken[at : at + size] for at in range(0, len(spoken), size)]
    frames = said.frames.copy()
    frames[~said.gaps] = np.vstack(pieces[::-1])
    other = replace(said, frames=frames)
    way = _coarse_way(heard, other)
    return _cost(way, _pooled_said(other, _by(heard))) if way is not None else float("inf")


def _unspoken(way: WarpingPath, ranges: Sequence[tuple[int, int]], chance: float) -> float:
    """Which part of the text lies on what is no nearer to it than chance, or was passed over."""
    spans = [np.searchsorted(way.frames, span) for span in ranges]
    lengths = np.array([max(1, end - begin) for begin, end in ranges])
    heard = np.array([after - first for first, after in spans])
    costs = np.array(
        [way.costs[first:after].mean() if after > first else 2 * chance for first, after in spans]
    )
    most = (1 - WAY_TO_CHANCE) * np.percentile(costs, 25) + WAY_TO_CHANCE * chance
    is_unspoken = (costs > most) | (heard < lengths / FASTEST)
    return float(lengths[is_unspoken].sum() / lengths.sum())


def _times(way: WarpingPath, ranges: Sequence[tuple[int, int]]) -> list[tuple[int, int]]:
    times: list[tuple[int, int]] = []
    for begin, end in ranges:
        first, after = np.searchsorted(way.frames, [begin, end])
        start = int(first) * A_SECOND // FRAMES_A_SECOND
        times.append((start, max(int(after) * A_SECOND // FRAMES_A_SECOND, start + 1)))
    return times
