"""Recordings with known beginnings of their sentences, made by a machine: by other voices than the aligner's, at other
speeds and pitches, with pauses, jingles, noise, rooms and music. By number, so that each is made alike again.
"""

from __future__ import annotations

import random
import re
import subprocess
import tempfile
from dataclasses import dataclass
from pathlib import Path

import numpy as np

from editorial.recordings.alignment.speech import Voice

from .sounds import ffmpeg


def texts_of(part: str) -> tuple[str, ...]:
    """The texts of one part of the set: "tuning", on which limits were set, or "held_out"; a sentence a line."""
    whole = Path(__file__).with_name("spoken_texts.txt").read_text(encoding="utf-8")
    texts = re.split(r"^# ", whole, flags=re.MULTILINE)
    return tuple(text.removeprefix(part).strip() for text in texts if text.startswith(f"{part}\n"))


VOICES = (
    *("vi+m3", "vi+f2", "vi-vn-x-central", "vi-vn-x-central+f4"),
    *("vi-vn-x-south", "vi-vn-x-south+m7", "vi+croak", "vi-vn-x-south+f5"),
)
ROOMS = {
    "clean": "anull",
    "noise": "[0:a]volume=0.9[x];anoisesrc=d=200:c=pink:a=0.04:seed={seed}[n];[x][n]{mix}",
    "much noise": "[0:a]volume=0.9[x];anoisesrc=d=200:c=pink:a=0.13:seed={seed}[n];[x][n]{mix}",
    "a hall": "aecho=0.8:0.7:40|90|170:0.5|0.35|0.25",
    "music": "[0:a]volume=0.9[x];aevalsrc=0.05*sin(2*PI*(262+66*floor(mod(t\\,4)))*t)"
    "+0.04*sin(2*PI*(330+30*floor(mod(t/2\\,5)))*t):d=200[n];[x][n]{mix}",
    "a loudspeaker": "highpass=f=300,lowpass=f=3400,acrusher=bits=8:mix=0.3,aecho=0.8:0.5:120:0.3",
}
MIX = "amix=normalize=0:duration=first"
RATE = 16_000


@dataclass(frozen=True)
class MadeRecording:
    """The samples at `RATE`, the text, and when each sentence begins, in seconds."""

    number: int
    voice: str
    room: str
    samples: np.ndarray
    sentences: tuple[str, ...]
    starts: tuple[float, ...]


def made(number: int, voice: Voice, *, texts: tuple[str, ...]) -> MadeRecording:
    lot = random.Random(number)
    name = VOICES[number % len(VOICES)]
    room = [*ROOMS][number // 2 % len(ROOMS)]
    sentences = tuple(texts[number % len(texts)].splitlines())
    voice.named(
        name,
        words_a_minute=lot.choice([130, 145, 160, 175, 190]),
        pitch=lot.choice([25, 40, 60, 75]),
    )
    rate = voice.samples_a_second
    parts, starts = [_jingle(lot, rate), np.zeros(int(rate * lot.uniform(0.2, 1.2)), np.int16)], []
    for sentence in sentences:
        said = voice.say(sentence)
        loud = np.convolve(np.abs(said.astype(float)), np.ones(220) / 220, "same")
        begins = int(np.flatnonzero(loud > 0.02 * loud.max())[0])
        starts.append((sum(map(len, parts)) + begins) / rate)
        pause = lot.choice([0.05, 0.2, 0.4, 0.8, 2.0])
        parts += [said, np.zeros(int(rate * pause), np.int16)]
    samples = _in_room(np.concatenate(parts), rate, ROOMS[room].format(seed=number, mix=MIX))
    return MadeRecording(number, name, room, samples, sentences, tuple(starts))


def _jingle(lot: random.Random, rate: int) -> np.ndarray:
    seconds = lot.choice([0, 0, 2.5, 6])
    at = np.arange(int(rate * seconds)) / rate
    return sum(3000 * np.sin(2 * np.pi * tone * at) for tone in (392, 494, 587)).astype(np.int16)


def _in_room(samples: np.ndarray, rate: int, room: str) -> np.ndarray:
    """Through the room, and through MP3, as stations keep it."""
    with tempfile.TemporaryDirectory() as folder:
        raw, kept = Path(folder) / "a.pcm", Path(folder) / "a.mp3"
        raw.write_bytes(samples.tobytes())
        quiet = (ffmpeg(), "-loglevel", "error")
        of_raw = ("-f", "s16le", "-ar", str(rate), "-ac", "1", "-i", str(raw))
        subprocess.run(
            [*quiet, *of_raw, "-filter_complex", room, "-c:a", "libmp3lame", "-b:a", "64k", str(kept)],
            check=True, env={},
        )  # fmt: skip
        heard = subprocess.run(
            [*quiet, "-i", str(kept), "-ac", "1", "-ar", str(RATE), "-f", "s16le", "-"],
            check=True, capture_output=True, env={},
        )  # fmt: skip
    return np.frombuffer(heard.stdout, np.int16)
