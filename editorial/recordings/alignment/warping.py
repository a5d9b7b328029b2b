"""The way through a recording on which it is most like a text that a machine speaks, within bounds of memory.

Each frame of the recording is laid on one of the speech, never on one before (dynamic time warping, as a hidden Markov
model has it). Between sentences stands a gap, which takes in whatever is no speech of the text: pauses, jingles, noise.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from .features import Frames

# How far the speech may go on in one frame of the recording.
MOST_STEPS = 3
NEVER = np.float32(1e9)
# What it costs to stay at a frame of speech, to leave one out, and to be in a gap while it is silent or loud. Frames of
# speech that have nothing to do with each other are 1 apart.
STAY, SKIP = np.float32(0.12), np.float32(0.20)
GAP_SILENT, GAP_LOUD = np.float32(0.35), np.float32(0.95)


@dataclass(frozen=True)
class Heard:
    """The recording: its frames, how loud each is, and how far apart they and those of the speech are by chance."""

    frames: Frames
    loud: Frames
    scale: float


@dataclass(frozen=True)
class SpokenFrames:
    """The speech of the text: its frames, and which of them are gaps."""

    frames: Frames
    gaps: NDArray[np.bool_]


@dataclass(frozen=True)
class Band:
    """Which frames of the speech are looked at for each frame of the recording: `width` from `firsts` on."""

    firsts: NDArray[np.int64]
    width: int


@dataclass(frozen=True)
class WarpingPath:
    """For each frame of the recording the frame of the speech, and how far apart they are."""

    frames: NDArray[np.int64]
    costs: Frames


def whole_band(heard: Heard, said: SpokenFrames) -> Band:
    return Band(np.zeros(len(heard.frames), np.int64), len(said.frames))


def way_through(heard: Heard, said: SpokenFrames, band: Band) -> WarpingPath | None:
    """Return the cheapest way from the first frame of both to the last; None where the band leaves none.

    Takes a byte for each frame of the recording and each of the band.
    """
    count, total, width = len(heard.frames), len(said.frames), band.width
    steps = np.zeros((count, width), np.int8)
    squares = (said.frames**2).sum(axis=1)
    in_gap = _gap(heard.loud)
    sums = np.full(width, NEVER, np.float32)
    sums[:MOST_STEPS] = 0
    for at in range(count):
        first = int(band.firsts[at])
        ahead = slice(first, min(first + width, total))
        gaps = said.gaps[ahead]
        if at:
            sums = _best(sums, first - int(band.firsts[at - 1]), gaps, steps[at])
        here = heard.frames[at]
        distance = squares[ahead] - 2 * (said.frames[ahead] @ here) + here @ here
        apart = np.sqrt(np.maximum(distance, 0)) / heard.scale
        sums[: len(gaps)] += np.where(gaps, in_gap[at], apart)
        sums[len(gaps) :] = NEVER
    return _traced(sums, steps, heard, said, band)


def _gap(loud: Frames) -> Frames:
    return (GAP_SILENT + (GAP_LOUD - GAP_SILENT) * loud).astype(np.float32)


def _best(sums: Frames, shift: int, gaps: NDArray[np.bool_], steps: NDArray[np.int8]) -> Frames:
    """Add to each frame of the speech what the cheapest way to it costs; note in `steps` from where it comes."""
    width = len(sums)
    before = np.full(width + MOST_STEPS + shift, NEVER, np.float32)
    before[MOST_STEPS : MOST_STEPS + width] = sums
    begins = MOST_STEPS + shift
    best = before[begins : begins + width].copy()
    best[: len(gaps)] += np.where(gaps, np.float32(0), STAY)
    for step in range(1, MOST_STEPS + 1):
        other = before[begins - step : begins - step + width] + (step - 1) * SKIP
        is_better = other < best
        best = np.where(is_better, other, best)
        steps[is_better] = step
    return best


def _traced(
    sums: Frames, steps: NDArray[np.int8], heard: Heard, said: SpokenFrames, band: Band
) -> WarpingPath | None:
    count, total = len(steps), len(said.frames)
    last = int(band.firsts[-1])
    ends = sums[max(0, total - last - MOST_STEPS) : total - last]
    if not len(ends) or ends.min() >= NEVER:
        return None
    at = total - len(ends) + int(ends.argmin())
    frames = np.empty(count, np.int64)
    for row in range(count - 1, -1, -1):
        frames[row] = at
        at -= int(steps[row, at - int(band.firsts[row])])
    apart = np.linalg.norm(heard.frames - said.frames[frames], axis=1) / heard.scale
    return WarpingPath(
        frames, np.where(said.gaps[frames], _gap(heard.loud), apart).astype(np.float32)
    )


def band_around(way: WarpingPath, heard: Heard, said: SpokenFrames, *, by: int, reach: int) -> Band:
    """Return the band of `reach` frames to both sides of a way that was found on frames `by` times as long."""
    middle = np.repeat(way.frames * by, by)
    missing = len(heard.frames) - len(middle)
    middle = np.pad(middle, (0, max(0, missing)), mode="edge")[: len(heard.frames)]
    furthest = max(0, len(said.frames) - 2 * reach)
    firsts = np.maximum.accumulate(np.clip(middle - reach, 0, furthest))
    return Band(firsts, min(2 * reach + by, len(said.frames)))
