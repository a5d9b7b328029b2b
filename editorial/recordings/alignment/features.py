"""What two voices that say the same have in common: the shape of the spectrum over time, freed of voice and room."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
from numpy.typing import NDArray

from .speech import Samples

type Frames = NDArray[np.float32]

FRAMES_A_SECOND = 25
WINDOW_SECONDS = 0.04
BANDS, COEFFICIENTS = 26, 13
LOWEST_HERTZ, HIGHEST_HERTZ = 120.0, 6500.0
# Of a band's own range, what is below counts as its noise.
NOISE_PERCENTILE = 10
# A frame counts as speech from here on, of the way from the silence of a recording to its loudest.
LOUD = 0.4
# How much slopes weigh beside what they are slopes of.
WEIGHT_OF_SLOPES = 0.7
BLOCK = 4096


def log_mel(samples: Samples, rate: int, warps: Sequence[float] = (1.0,)) -> list[Frames]:
    """Return the logarithm of what sounds in each band, a row for each frame; once for each of `warps`.

    A warp moves all bands up or down, as a shorter or longer throat moves the sounds of a voice.
    """
    step, window = rate // FRAMES_A_SECOND // 2, int(rate * WINDOW_SECONDS)
    count = max(0, (len(samples) - window) // step + 1) // 2 * 2
    size = 1 << (window - 1).bit_length()
    filters = [_filters(rate, size, warp) for warp in warps]
    shape = np.hanning(window).astype(np.float32)
    found = [np.empty((count, BANDS), np.float32) for _warp in warps]
    for first in range(0, count, BLOCK):
        rows = np.arange(first, min(first + BLOCK, count))
        index = rows[:, None] * step + np.arange(window)[None, :]
        power = np.abs(np.fft.rfft(samples[index].astype(np.float32) * shape, size)) ** 2
        for bands, of_warp in zip(found, filters, strict=True):
            bands[rows] = power.astype(np.float32) @ of_warp
    # Two and two, so that a frame is no matter of where it begins.
    return [np.log(bands.reshape(count // 2, 2, BANDS).mean(axis=1) + 1.0) for bands in found]


def features(bands: Frames) -> Frames:
    """Return what is compared: cepstral coefficients and their slopes, of even mean and spread over what is loud."""
    floor = np.percentile(bands, NOISE_PERCENTILE, axis=0)
    # What lies in the noise of its band is flat, however deep.
    clear = np.log1p(np.exp(np.clip(bands - floor - 1.0, -8, 30)))
    coefficients = clear @ _cosines()
    found = np.hstack([coefficients, _slopes(coefficients)]).astype(np.float32)
    loud = loudness(bands) > LOUD
    chosen = found[loud] if loud.sum() > FRAMES_A_SECOND else found
    found = (found - chosen.mean(axis=0)) / (chosen.std(axis=0) + 1e-3)
    found[:, COEFFICIENTS:] *= WEIGHT_OF_SLOPES
    return np.clip(found, -3, 3).astype(np.float32)


def loudness(bands: Frames) -> Frames:
    """Return how loud each frame is, from 0, the silence of this recording, to 1, its speech."""
    energy = bands.mean(axis=1)
    low, high = np.percentile(energy, [5, 90])
    return np.clip((energy - low) / max(high - low, 1e-3), 0, 1).astype(np.float32)


def pooled_frames(frames: Frames, by: int) -> Frames:
    """Return the means of `by` frames each; what is left over at the end is left out."""
    count = len(frames) // by
    return frames[: count * by].reshape(count, by, -1).mean(axis=1)


def _slopes(frames: Frames) -> Frames:
    padded = np.pad(frames, ((2, 2), (0, 0)), mode="edge")
    slopes = (2 * (padded[4:] - padded[:-4]) + padded[3:-1] - padded[1:-3]) / 10
    return slopes.astype(np.float32)


def _cosines() -> Frames:
    band, order = np.arange(BANDS)[:, None] + 0.5, np.arange(COEFFICIENTS)[None, :]
    return np.cos(np.pi * band * order / BANDS).astype(np.float32)


def _filters(rate: int, size: int, warp: float) -> Frames:
    """A column of weights for each band: triangles that overlap by half, evenly spaced as the ear hears."""
    edges = _hertz(np.linspace(_mel(LOWEST_HERTZ), _mel(HIGHEST_HERTZ), BANDS + 2)) * warp
    at = np.fft.rfftfreq(size, 1 / rate)[:, None]
    low, middle, high = edges[None, :-2], edges[None, 1:-1], edges[None, 2:]
    rising, falling = (at - low) / (middle - low), (high - at) / (high - middle)
    return np.clip(np.minimum(rising, falling), 0, None).astype(np.float32)


def _mel(hertz: float) -> float:
    return float(2595 * np.log10(1 + hertz / 700))


def _hertz(mel: NDArray[np.float64]) -> NDArray[np.float64]:
    return np.asarray(700 * (10 ** (mel / 2595) - 1))
