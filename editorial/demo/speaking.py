"""The voices of the demo's stations: bulletins read out by espeak-ng in a process apart. They are of nobody."""

from __future__ import annotations

import io
import json
import subprocess
import sys
import wave
from collections.abc import Sequence
from dataclasses import asdict, dataclass

from django.conf import settings

SECONDS_TO_SPEAK = 60
PAUSE_SECONDS = 0.6


@dataclass(frozen=True)
class StationVoice:
    """A voice of espeak-ng and how it reads; `pitch` from 0 to 99."""

    voice: str
    words_a_minute: int
    pitch: int


READERS = (
    StationVoice("vi", 150, 45),
    StationVoice("vi-vn-x-central", 155, 55),
    StationVoice("vi", 165, 62),
    StationVoice("vi-vn-x-south", 150, 50),
)


def read_out(paragraphs: Sequence[str], reader: StationVoice, *, library: str, data: str) -> bytes:
    """Return a WAV of the paragraphs, sentence by sentence, each paragraph after a pause."""
    from editorial.recordings.spoken_text import spoken_sentences
    from editorial.spoken.queries import spoken_forms
    from editorial.spoken.reading import read_aloud

    forms = spoken_forms()
    task = asdict(reader) | {
        "library": library,
        "data": data,
        "paragraphs": [
            [read_aloud(one, forms) for one in spoken_sentences(text)] for text in paragraphs
        ],
    }
    done = subprocess.run(
        [sys.executable, "-m", "editorial.demo.speaking"],
        input=json.dumps(task).encode(),
        cwd=settings.ROOT,
        capture_output=True,
        timeout=SECONDS_TO_SPEAK,
        check=True,
    )
    return done.stdout


def main() -> None:
    """Read a task from the standard input and write the sound to the standard output."""
    import numpy as np

    from editorial.recordings.alignment.speech import Voice

    task = json.load(sys.stdin)
    voice = Voice(
        task["library"],
        task["data"],
        task["voice"],
        words_a_minute=task["words_a_minute"],
        pitch=task["pitch"],
    )
    rate = voice.samples_a_second
    pause = np.zeros(int(rate * PAUSE_SECONDS), np.int16)
    parts = [
        part
        for paragraph in task["paragraphs"]
        for part in (*(voice.say(sentence) for sentence in paragraph), pause)
    ]
    kept = io.BytesIO()
    with wave.open(kept, "wb") as sound:
        sound.setnchannels(1)
        sound.setsampwidth(2)
        sound.setframerate(rate)
        sound.writeframes(np.concatenate(parts).tobytes())
    sys.stdout.buffer.write(kept.getvalue())


if __name__ == "__main__":
    main()
